"""A demonstration warehouse, built once a session for the tests that read files and routes."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.demo.publication import publish_demo

#: Enough for figures at every level, few enough to be quick.
PERSONS = 5_000


def published(departement: str, folders: pytest.TempPathFactory) -> Path:
    """Address of the published demonstration of a département."""
    folder = folders.getbasetemp() / f"demonstration-{departement}"
    address = folder / "observatoire.duckdb"
    if not address.exists():
        publish_demo(departement, folder, address, persons=PERSONS)
    return address
