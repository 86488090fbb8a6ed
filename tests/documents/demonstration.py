"""Demonstration warehouses, each built once for all the processes that share a run of the tests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from etl.demo.publication import publish_demo

#: Of the 05, enough persons for figures at every level, few enough to be quick; of the 64, as `make demo`.
PERSONS = {"05": 5_000, "64": None}
LINK = "observatoire.duckdb"


def published(departement: str, folders: pytest.TempPathFactory) -> Path:
    """Address of the published demonstration of a département, for tests that change nothing of it."""
    folder = folders.getbasetemp() / f"demonstration-{departement}"
    return folder / LINK if folder.exists() else copied(departement, folder, folders)


def copied(departement: str, folder: Path, folders: pytest.TempPathFactory) -> Path:
    """The same in a `folder` of its own, which does not exist yet, beside the files that it was made from."""
    shutil.copytree(_built(departement, _shared(folders)), folder, symlinks=True)
    return folder / LINK


def _built(departement: str, shared: Path) -> Path:
    folder = shared / f"built-{departement}"
    with FileLock(f"{folder}.lock"):
        if not (folder / LINK).exists():
            publish_demo(departement, folder, folder / LINK, persons=PERSONS[departement])
    return folder


def _shared(folders: pytest.TempPathFactory) -> Path:
    """The temporary folder of the run: under pytest-xdist, that of each process is a folder of it."""
    own = folders.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
