"""Publish the demonstration: its files are written, then read by the ordinary build."""

from __future__ import annotations

from pathlib import Path

from etl.build import build
from etl.demo import write_files
from etl.demo.parcours import persons_for, write_extracts
from etl.prepared import Prepared, Progress

#: Where the fictitious extracts and the private database made from them are, under the folder of the files.
EXTRACTS, PRIVATE = "extraits", "prive"


def publish_demo(
    departement: str,
    folder: Path,
    warehouse: Path,
    *,
    persons: int | None = None,
    progress: Progress = lambda step: None,
) -> Prepared:
    """Write the fictitious files of a département in `folder` and publish them at `warehouse`.

    `persons`: size of the extracts; by default, that of the RSA of the département. Raises as `build`.
    """
    progress("Écriture des fichiers fictifs")
    write_files(folder / "national", departement)
    write_extracts(departement, folder / EXTRACTS, persons_for(departement) if persons is None else persons)
    return build(
        departement,
        folder / "national",
        warehouse,
        extracts=folder / EXTRACTS,
        private=folder / PRIVATE / "parcours.duckdb",
        demo=True,
        progress=progress,
    )
