"""Extracts written in one folder, loaded in a private one."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.extracts.load import ExtractLoad, load_extracts
from etl.extracts.mapping import SoftwareMapping
from etl.extracts.pseudonymise import pseudonymise
from tests.samples.extracts.pseudonyms import KEY, NO_MAPPING
from tests.samples.extracts.written import COMMUNES, TERRITORIES


@pytest.fixture
def folder(tmp_path) -> Path:
    received = tmp_path / "received"
    received.mkdir()
    return received


@pytest.fixture
def database(tmp_path) -> Path:
    return tmp_path / "private" / "parcours.duckdb"


@pytest.fixture
def load(folder, database) -> Callable[[], dict[str, ExtractLoad]]:
    """Load the folder; {entity: what was loaded}."""

    def loaded() -> dict[str, ExtractLoad]:
        return {
            one.entity: one
            for one in load_extracts(folder, "64", database, lambda: COMMUNES, territories=lambda: TERRITORIES)
        }

    return loaded


@pytest.fixture
def declared(tmp_path, monkeypatch) -> Callable[[str], None]:
    """Give the département 64 a mapping file."""

    def declare(text: str) -> None:
        home = tmp_path / "departements" / "64"
        home.mkdir(parents=True, exist_ok=True)
        (home / "extraits.yml").write_text(text, encoding="utf-8")
        for reader in ("load_mapping", "no_mapping"):
            monkeypatch.setattr(f"etl.extracts.mapping.{reader}.__defaults__", (tmp_path / "departements",))

    return declare


@pytest.fixture
def given(tmp_path):
    """Write a raw export and pseudonymise it; its rows as dicts."""

    def give(
        text: str,
        *,
        name: str = "export.csv",
        key: bytes = KEY,
        encoding: str = "utf-8",
        mapping: SoftwareMapping = NO_MAPPING,
        **identifiers: str,
    ):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        (done,) = pseudonymise(
            [path],
            lambda: key,
            tmp_path / "sortie",
            identifiers=identifiers,
            mapping=mapping,
            year=2026,
            bench=tmp_path / "travail",
        )
        with done.path.open(encoding="utf-8", newline="") as handle:
            return done, list(csv.DictReader(handle, delimiter=";"))

    return give
