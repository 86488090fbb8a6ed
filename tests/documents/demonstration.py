"""Demonstration warehouses, each built once for all the processes that share a run of the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).parents[2]
#: Of the 05, enough persons for figures at every level, few enough to be quick; of the 64, as `make demo`.
PERSONS = {"05": 5_000, "64": None}
LINK = "observatoire.duckdb"
#: Python orders a set of texts by chance, anew in each process: the chance of these demonstrations is known.
SEED = "1"


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
            publish_again(departement, folder, SEED)
    return folder


def publish_again(departement: str, folder: Path, seed: str) -> Path:
    """Publish a demonstration in a `folder`, by a process that draws the order of sets from a seed; its address."""
    folder.mkdir(exist_ok=True)
    asked = ["demo", "--departement", departement, "--raw", folder, "--warehouse", folder / LINK]
    if persons := PERSONS[departement]:
        asked += ["--personnes", persons]
    command = [sys.executable, "-m", "etl", *map(str, asked)]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, check=True)
    return folder / LINK


def _shared(folders: pytest.TempPathFactory) -> Path:
    """The temporary folder of the run: under pytest-xdist, that of each process is a folder of it."""
    own = folders.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
