"""A demonstration warehouse, built once a session for the tests that read files and routes."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.build import build
from etl.demo import write_files


def published(departement: str, folders: pytest.TempPathFactory) -> Path:
    """Address of the published demonstration of a département."""
    folder = folders.getbasetemp() / f"demonstration-{departement}"
    address = folder / "observatoire.duckdb"
    if not address.exists():
        write_files(folder / "raw", departement)
        build(departement, folder / "raw", address, demo=True)
    return address
