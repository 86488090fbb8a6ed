"""The extracts of a département, with the files of the national producers or alone."""

from __future__ import annotations

from datetime import date

import pytest

from etl.build import build
from observatoire.errors import BadFile
from observatoire.warehouse import Warehouse
from tests.samples.extracts_by_hand import Extracts, crowd


@pytest.fixture
def folder(tmp_path, geography_64):
    """Extracts of two hundred persons."""
    extracts = Extracts()
    for place, commune in enumerate(("64445", "64102", "64483", "64422")):
        crowd(extracts, 40, date(2023, 3, 1), 40, commune, first=1000 * place)
        crowd(extracts, 10, date(2023, 3, 1), None, commune, first=1000 * place + 500)
    extracts.load(tmp_path / "extraits", geography_64)
    return tmp_path


def published(folder, raw):
    link, private = folder / "observatoire.duckdb", folder / "prive" / "parcours.duckdb"
    private.parent.mkdir(mode=0o700, exist_ok=True)
    return build("64", raw, link, extracts=folder / "extraits", private=private), link


def test_extracts_without_any_other_file_are_published(folder):
    (folder / "publics").mkdir()
    prepared, link = published(folder, folder / "publics")
    assert prepared.figures
    median = Warehouse(link).snapshot().observation("delai_median_orientation", "departement", "64", "2023")
    assert median.value == 40


def test_a_line_left_aside_is_not_shown_by_its_number(folder):
    """It is the line of a person, which the list of rejects gives to those who may open the extracts."""
    (folder / "publics").mkdir()
    (path,) = (folder / "extraits").glob("orientations*.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    _, link = published(folder, folder / "publics")
    (aside,) = Warehouse(link).snapshot().set_aside()
    assert (aside["rows"], aside["example"]) == (1, "dans la liste des rejets")


def test_a_bad_file_read_meanwhile_is_named_and_nothing_is_published(folder):
    raw = folder / "publics"
    raw.mkdir()
    (raw / "cc_filosofi_2021_COM.csv").write_text("CODGEO;TP6021\n64445;dix-sept\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"cc_filosofi_2021_COM\.csv"):
        published(folder, raw)
    assert not (folder / "observatoire.duckdb").exists()
