"""What the reader of the NEET shares keeps, sets aside and refuses."""

from pathlib import Path

import pytest
import yaml

from etl.sources import neet
from observatoire.catalogue import DATA, Source
from tests.etl.readings import only_row, refusal_of

SOURCE = Source.model_validate(yaml.safe_load((DATA / "catalogue/sources/neet.yml").read_text("utf-8")))
SAMPLES = Path(__file__).parent.parent / "samples" / "neet"
HEADER = "codgeo;libgeo;an;part_non_inseres\r\n"


def read(part):
    return neet.read(SAMPLES / f"neet_{part}_2018.csv", SOURCE, "2018")


def row(reading, territory, period="2018"):
    return only_row(reading, territory=territory, period=period)


def refusal(tmp_path, content: str, name="neet_communes_2018.csv") -> str:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8", newline="")
    return refusal_of(lambda path: neet.read(path, SOURCE, "2018"), path)


def test_the_same_two_digits_are_a_departement_or_a_region_by_the_name_of_the_file():
    ain, guadeloupe = row(read("dpt"), "01"), row(read("region"), "01")
    assert (ain["level"], ain["value"]) == ("departement", 13.6)
    assert (guadeloupe["level"], guadeloupe["value"]) == ("region", 29.5)


def test_communes_and_epci_are_read_with_their_decimal_comma():
    assert row(read("communes"), "01004", "2013")["value"] == 17.4
    assert row(read("communes"), "2A004")["level"] == "commune"
    assert row(read("epci"), "200067254")["level"] == "epci"


def test_a_share_of_zero_is_a_value_and_an_empty_cell_is_missing():
    communes = read("communes")
    assert (row(communes, "64001")["value"], row(communes, "64001")["status"]) == (0, "published")
    empty = row(communes, "64002")
    assert (empty["status"], empty["qualifier"]) == ("missing", "vide")
    assert empty["value"] != empty["value"]


def test_an_arrondissement_is_set_aside_because_its_commune_counts_it():
    communes = read("communes")
    assert row(communes, "75056")["value"] == 11.1
    assert [(aside.rows, aside.example) for aside in communes.aside] == [(1, "75101")]
    assert (communes.rows_in, communes.rows_out) == (8, 7)


def test_a_file_whose_name_hides_its_level_is_refused(tmp_path):
    message = refusal(tmp_path, HEADER + "64;Pyrénées-Atlantiques;2018;13,10\r\n", "non_inseres.csv")
    assert "maille" in message and "neet_dpt_2018.csv" in message


def test_regions_named_as_communes_are_refused(tmp_path):
    message = refusal(tmp_path, HEADER + "75;Nouvelle-Aquitaine;2018;15,80\r\n")
    assert "ligne 2" in message and "codgeo" in message


def test_a_windows_file_is_read_with_a_warning(tmp_path):
    path = tmp_path / "neet_dpt_2018.csv"
    path.write_bytes((SAMPLES / path.name).read_text("utf-8-sig").encode("cp1252"))
    found = neet.read(path, SOURCE, "2018")
    assert row(found, "64")["value"] == 13.1
    assert "Windows-1252" in found.warnings[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "vide"),
        ("<html><body>Erreur 404</body></html>", "page web"),
        (HEADER.replace(";", ",") + "64445,Pau,2018,14\r\n", "séparateur"),
        (HEADER + "64445;Pau;2018;14,20\r\n6412", "ligne 3"),
        ("codgeo;libgeo;an\r\n64445;Pau;2018\r\n", "part_non_inseres"),
        (HEADER + "64445;Pau;2018;14,20\r\n64445;Pau;2018;14,20\r\n", "figure deux fois"),
        (HEADER + "1004;Ambérieu-en-Bugey;2018;14,20\r\n", "«\u202f1004\u202f»"),
        (HEADER + "64445;Pau;18;14,20\r\n", "année"),
        (HEADER + "64445;Pau;2018;142\r\n", "entre 0 et 100"),
        (HEADER + "64445;Pau;2018;s\r\n", "marqueur"),
    ],
    ids=["empty", "web page", "comma", "truncated", "no column", "twice", "lost zero", "year", "bounds", "marker"],
)
def test_a_damaged_or_foreign_file_is_refused(tmp_path, content, said):
    assert said in refusal(tmp_path, content)
