"""What the reader of the Drees survey on the orientation of RSA recipients keeps, sets aside and refuses."""

import pytest
import yaml

from etl.sources import drees_oarsa
from observatoire.catalogue import DATA, Source
from tests.etl.readings import only_row, refusal_of
from tests.samples.workbooks import with_cell, write_xlsx

SOURCE = Source.model_validate(yaml.safe_load((DATA / "catalogue/sources/drees_oarsa.yml").read_text("utf-8")))
NAME = "OARSA – Principaux indicateurs de 2017 à 2018.xlsx"
ORIENTED = "au 31/12 de l'année des personnes orientées parmi les personnes soumises aux droits et devoirs"
CONTRACT = (
    "au 31/12 de l'année des personnes ayant un CER parmi les personnes soumises aux droits et devoirs et orientées "
    "vers un organisme autre que Pôle emploi"
)
TO_ORIENTATION = "entre la date d'entrée dans le RSA et la date de primo-orientation, pour les personnes entrées"
TO_CONTRACT = "entre la date de primo-orientation et la date de signature du primo-CER, pour les personnes entrées"


def departements(title: str, unit: str, *lines: list) -> list[list]:
    """Header on the fifth row, first column empty, unit above, as in the producer's sheets."""
    return [
        [],
        [None, title],
        [None, "Champ : France entière.\nSource : DREES."],
        [None, unit],
        [None, "Département/territoire", 2017.0, 2018.0],
        *([None, *line] for line in lines),
    ]


SHEETS = {
    "Tableau A1": [
        [],
        [None, "Tableau A1 - Principaux indicateurs nationaux"],
        [],
        [None, None, None, 2017.0, 2018.0],
        [None, f"Part (en %) {ORIENTED} ", None, 81.0, 82.0],
        [None, f"Part (en %) {ORIENTED} \ndont l'ancienneté dans le RSA est … ", "… de moins 6 mois", 51.0, 47.0],
        [None, None, "… de 1 an et plus", 86.0, 87.0],
        [None, f"Part (en %) {CONTRACT}", None, 53.0, 50.0],
        [None, "Part (en %) \ndes personnes ayant un CER ...", "… vers le conseil départemental", 47.0, 46.0],
        [None, f"Délai moyen au cours de l'année (en jours) {TO_ORIENTATION} \nau cours de l'année", None, "/ ", 96.0],
        [None, f"Délai moyen au cours de l'année (en jours) {TO_CONTRACT}", None, "/ ", 59.0],
    ],
    "Tableau B1": departements(
        f"Tableau B1 - Part {ORIENTED}",
        "En %",
        ["05-Hautes-Alpes ", 70.0, 71.0],
        ["20-Corse ", "ND ", 58.0],
        ["2A-Corse-du-Sud", 60.0, 61.0],
        ["64-Pyrénées-Atlantiques ", "ND ", "ND"],
        ["69D-Nouveau-Rhône ", 50.0, 51.0],
        ["69M-Métropole-de-Lyon ", "ND ", 62.0],
        ["971-Guadeloupe ", "NR ", 0.0],
        ["975-Saint-Pierre-et-Miquelon\u00a0 ", "ND ", 99.0],
        ["978-Saint-Martin ", "ND ", "ND"],
    ),
    "Tableau B9": departements(f"Tableau B9 - Part {CONTRACT}", "En %", ["05-Hautes-Alpes ", 39.0, "NC "]),
    "Tableau B13": departements(
        f"Tableau B13 - Délai moyen au cours de l'année {TO_ORIENTATION}", "En jours", ["05-Hautes-Alpes ", "/ ", 128.0]
    ),
    "Tableau B14": departements(
        f"Tableau B14 - Délai moyen au cours de l'année {TO_CONTRACT}", "En jours", ["05-Hautes-Alpes ", "/ ", 118.0]
    ),
}


def read(path):
    return drees_oarsa.read(path, SOURCE, "2018")


def changed(sheet: str, line: int, column: int, cell) -> dict:
    return with_cell(SHEETS, sheet, line, column, cell)


def refusal(path) -> str:
    return refusal_of(read, path)


@pytest.fixture(scope="module")
def reading(tmp_path_factory):
    return read(write_xlsx(tmp_path_factory.mktemp("drees") / NAME, SHEETS))


def row(reading, territory, period, measure="part_bsdd_orientes"):
    return only_row(reading, territory=territory, period=period, measure=measure)


@pytest.mark.parametrize(
    ("measure", "departement", "france"),
    [
        ("part_bsdd_orientes", 71, 82),
        ("delai_orientation_oarsa", 128, 96),
        ("delai_cer_oarsa", 118, 59),
    ],
)
def test_each_indicator_is_read_for_the_departement_and_for_france(reading, measure, departement, france):
    assert row(reading, "05", "2018", measure)["value"] == departement
    national = row(reading, "F", "2018", measure)
    assert (national["level"], national["value"]) == ("france", france)


def test_the_national_line_is_the_whole_not_one_of_its_details(reading):
    assert row(reading, "F", "2017")["value"] == 81
    assert row(reading, "F", "2017", "taux_contractualisation_oarsa")["value"] == 53


@pytest.mark.parametrize(
    ("territory", "period", "measure", "status", "qualifier"),
    [
        ("64", "2017", "part_bsdd_orientes", "missing", "ND"),
        ("64", "2018", "part_bsdd_orientes", "missing", "ND"),
        ("971", "2017", "part_bsdd_orientes", "missing", "NR"),
        ("05", "2018", "taux_contractualisation_oarsa", "not_applicable", "NC"),
        ("05", "2017", "delai_cer_oarsa", "not_applicable", "/"),
        ("F", "2017", "delai_orientation_oarsa", "not_applicable", "/"),
    ],
)
def test_a_marker_is_a_status_even_with_a_trailing_space(reading, territory, period, measure, status, qualifier):
    found = row(reading, territory, period, measure)
    assert (found["status"], found["qualifier"]) == (status, qualifier)
    assert found["value"] != found["value"]


def test_zero_percent_is_a_value(reading):
    assert (row(reading, "971", "2018")["value"], row(reading, "971", "2018")["status"]) == (0, "published")


def test_territories_that_are_no_departement_are_set_aside_with_their_reason(reading):
    assert set(reading.observations.query("level == 'departement'")["territory"]) == {"05", "2A", "64", "971"}
    reasons = {aside.example.split(" / ")[1]: aside.reason for aside in reading.aside}
    assert "Rhône" in reasons["69D"] and "Corse entière" in reasons["20"] and "outre-mer" in reasons["975"]
    assert reading.rows_in == reading.rows_out + sum(aside.rows for aside in reading.aside)


def test_a_sheet_in_another_unit_is_refused(tmp_path):
    message = refusal(write_xlsx(tmp_path / NAME, changed("Tableau B13", 4, 1, "En mois")))
    assert "En jours" in message and "Tableau B13" in message


def test_a_sheet_about_another_indicator_is_refused(tmp_path):
    title = "Tableau B1 - Part au 31/12 de l'année des personnes orientées vers Pôle emploi"
    assert "Tableau B1" in refusal(write_xlsx(tmp_path / NAME, changed("Tableau B1", 2, 1, title)))


def test_an_unknown_marker_is_refused_with_its_place(tmp_path):
    message = refusal(write_xlsx(tmp_path / NAME, changed("Tableau B1", 6, 2, "secret")))
    assert "ligne 6" in message and "Tableau B1 / 2017" in message and "«\u202fsecret\u202f»" in message


def test_a_label_without_its_code_is_refused(tmp_path):
    message = refusal(write_xlsx(tmp_path / NAME, changed("Tableau B1", 9, 1, "Pyrénées-Atlantiques")))
    assert "ligne 9" in message and "Pyrénées-Atlantiques" in message


def test_a_departement_given_twice_is_refused(tmp_path):
    message = refusal(write_xlsx(tmp_path / NAME, changed("Tableau B1", 8, 1, "05-Hautes-Alpes")))
    assert "ligne 8" in message and "figure deux fois" in message


def test_a_national_line_that_was_reworded_is_refused(tmp_path):
    message = refusal(write_xlsx(tmp_path / NAME, changed("Tableau A1", 5, 1, "Part des personnes suivies")))
    assert "Tableau A1" in message and "introuvable" in message


@pytest.mark.parametrize("sheet", ["Tableau A1", "Tableau B14"])
def test_a_missing_sheet_is_refused(tmp_path, sheet):
    sheets = {name: rows for name, rows in SHEETS.items() if name != sheet}
    assert f"«\u202f{sheet}\u202f»" in refusal(write_xlsx(tmp_path / NAME, sheets))


def test_a_sheet_without_its_header_is_refused(tmp_path):
    assert "Département/territoire" in refusal(write_xlsx(tmp_path / NAME, changed("Tableau B9", 5, 1, "Territoire")))


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"PK\x03\x04 cut"], ids=["empty", "web page", "truncated"])
def test_a_file_that_is_no_workbook_is_refused(tmp_path, content):
    broken = tmp_path / NAME
    broken.write_bytes(content)
    assert refusal(broken)
