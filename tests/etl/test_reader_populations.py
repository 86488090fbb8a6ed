"""Municipal populations by commune, one column a year."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.sources import populations_municipales
from observatoire.errors import BadFile
from observatoire.typography import french

SAMPLE = (
    Path(__file__).parent.parent / "samples" / "populations_municipales" / "population_municipale_communes_france.csv"
)


@pytest.fixture(scope="module")
def source(catalogue):
    return catalogue.sources["populations_municipales"]


@pytest.fixture(scope="module")
def reading(source):
    return populations_municipales.read(SAMPLE, source, "2021")


def persons(reading, territory):
    rows = reading.observations[reading.observations["territory"] == territory].sort_values("period")
    return dict(zip(rows["period"], rows["value"], strict=True))


def test_each_column_is_the_1_january_of_its_year(reading):
    assert persons(reading, "64445") == {"2019": 75600, "2020": 76100, "2021": 77300}
    assert persons(reading, "2A004")["2019"] == 71300


def test_the_vintage_is_the_last_year_of_the_file():
    assert populations_municipales.vintage_of(SAMPLE) == "2021"


def test_a_commune_that_did_not_exist_in_a_year_has_no_figure_that_year_rather_than_zero(reading):
    assert persons(reading, "51513") == {"2019": 500, "2021": 505}


def test_paris_is_counted_once(reading):
    assert persons(reading, "75056")["2021"] == 2133000
    assert persons(reading, "75101") == {}
    assert (reading.rows_in, reading.rows_out) == (7, 6)
    assert [(item.rows, item.example) for item in reading.aside] == [(1, "75101")]


def changed(tmp_path, old: str, new: str) -> Path:
    path = tmp_path / SAMPLE.name
    path.write_bytes(SAMPLE.read_bytes().replace(old.encode(), new.encode()))
    return path


def test_a_leading_zero_lost_in_a_spreadsheet_is_refused(tmp_path, source):
    with pytest.raises(BadFile) as refused:
        populations_municipales.read(changed(tmp_path, ";64001;", ";1001;"), source, "2021")
    assert str(refused.value) == french(
        f"{SAMPLE.name}, ligne 2, colonne codgeo : « 1001 » n’est pas un code de commune "
        f"(zéro de tête perdu) ; rouvrez le "
        "fichier d’origine sans passer par un tableur."
    )


def test_a_commune_given_twice_is_refused(tmp_path, source):
    with pytest.raises(BadFile, match=r"ligne 3, colonne codgeo.*« ?64001 ?» figure deux fois".replace(" ?", "\u202f")):
        populations_municipales.read(changed(tmp_path, ";64300;", ";64001;"), source, "2021")


def test_a_file_without_any_population_column_is_refused(tmp_path, source):
    with pytest.raises(BadFile, match=r"colonne pAA_pop"):
        populations_municipales.read(changed(tmp_path, "_pop", "_men"), source, "2021")


LYON = [f"69;84;6900;6938{rank};Lyon {rank}e Arrondissement;1000;{2000 + rank};3000" for rank in range(1, 10)]


def with_lyon(tmp_path, lines: list[str]) -> Path:
    path = tmp_path / SAMPLE.name
    path.write_bytes(SAMPLE.read_bytes().rstrip(b"\r\n") + "".join(f"\n{line}" for line in lines).encode())
    return path


def test_a_city_given_by_arrondissement_only_is_the_sum_of_its_arrondissements(tmp_path, source):
    lyon = populations_municipales.read(with_lyon(tmp_path, LYON), source, "2021")
    assert persons(lyon, "69123") == {"2019": 9000, "2020": 18045, "2021": 27000}
    assert persons(lyon, "69381") == {}
    assert lyon.rows_out == 6 + 9


def test_a_city_has_no_figure_the_year_one_of_its_arrondissements_has_none(tmp_path, source):
    lines = [*LYON[:-1], LYON[-1].replace(";3000", ";")]
    assert persons(populations_municipales.read(with_lyon(tmp_path, lines), source, "2021"), "69123") == {
        "2019": 9000,
        "2020": 18045,
    }


def test_a_city_without_all_its_arrondissements_is_not_added_up(tmp_path, source):
    lyon = populations_municipales.read(with_lyon(tmp_path, LYON[:-1]), source, "2021")
    assert persons(lyon, "69123") == {}
    assert [(item.rows, item.example) for item in lyon.aside] == [(1, "75101"), (8, "69381")]
