"""Write the files of a build to measure: `python -m tests.bench.extracts PERSONS FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from etl.demo import write_files
from etl.demo.parcours import write_extracts

if __name__ == "__main__":
    persons, folder = int(sys.argv[1]), Path(sys.argv[2])
    write_files(folder / "national", "64")
    write_extracts("64", folder / "extraits", persons)
