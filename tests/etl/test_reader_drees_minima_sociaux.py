"""What the reader of the Drees departmental minimum incomes keeps, sets aside and refuses."""

import pytest
import yaml

from etl.sources import drees_minima_sociaux
from observatoire.catalogue import DATA, Source
from tests.etl.readings import only_row, refusal_of
from tests.samples.workbooks import Formula, with_cell, write_xlsx

SOURCE = Source.model_validate(yaml.safe_load((DATA / "catalogue/sources/drees_minima_sociaux.yml").read_text("utf-8")))
NAME = "Minima sociaux - donnees departementales par dispositif.xlsx"
RATE = "Proportion d'allocataires du RSA parmi la population âgée de 15 à 69 ans (3)"
#: Years under a group title, two columns for 2016, a rate at the end, codes as text or number, totals by formula.
RSA = [
    ["Tableau 11 Répartition des allocataires du RSA par département au 31 décembre de chaque année depuis 2009"],
    [],
    [None, "Attention : avant le 1er janvier 2016…"],
    [],
    [None, "N° Dep", "Libelle Dep", "Total RSA socle", None, "Total RSA"],
    [None, None, None, 2009.0, "2010 (1)", 2016.0, "2016 (2)", 2017.0, RATE],
    [None, "01", "Ain", 6000.0, 6100.0, 7200.0, 7300.5, 7450.0, 1.5],
    [None, "20A", "Corse-du-Sud", 2100.0, 2200.0, 2300.0, 2400.0, 2500.0, 2.5],
    [None, None, "France métropolitaine", 8100.0, 8300.0, 9500.0, 9700.0, Formula("=H7+H8", 9900.0), 1.9],
    [None, 971.0, "Guadeloupe*", "-", "-", 3100.0, 3200.0, 3300.0, 9.0],
    [None, None, "DOM", "-", "-", 3100.0, 3200.0, 3300.0, 9.0],
    [None, None, "France ", "-", "-", 12600.0, 12900.0, Formula("=H9+H11", 13200.0), 2.4],
    [],
    [None, "Sources : CNAF, MSA"],
]
ALL = [
    ["Tableau 13 Répartition des allocataires des minima sociaux par département au 31 décembre de chaque année"],
    [],
    [None, "N° Dep", "Libelle Dep", "2007 (1)", 2016.0, "2016 (2)"],
    [None, "01", "Ain", 9100.0, 9300.0, 9400.0],
    [None, 976.0, "Mayotte", None, 1100.0, 1200.0],
    [None, None, "France métropolitaine", 9100.0, 9300.0, 9400.0],
    [None, None, "France ", 9100.0, 10400.0, 10600.0],
]
SHEETS = {"Sommaire": [["Minima sociaux : données départementales"]], "Tableau 11": RSA, "Tableau 13": ALL}


def read(path):
    return drees_minima_sociaux.read(path, SOURCE, "2017")


def changed(sheet: str, line: int, column: int, cell) -> dict:
    return with_cell(SHEETS, sheet, line, column, cell)


def refusal(path) -> str:
    return refusal_of(read, path)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return write_xlsx(tmp_path_factory.mktemp("drees") / NAME, SHEETS)


@pytest.fixture(scope="module")
def reading(path):
    return read(path)


def row(reading, territory, period, measure="foyers_rsa"):
    return only_row(reading, territory=territory, period=period, measure=measure)


def test_a_year_is_the_31st_of_december_whatever_the_note_of_its_header(reading):
    ain = row(reading, "01", "2010-12")
    assert (ain["value"], ain["level"], ain["qualifier"], ain["line"]) == (6100, "departement", "", 7)
    assert row(reading, "01", "2007-12", "allocataires_minima_sociaux")["value"] == 9100


def test_2016_is_read_in_the_new_method_and_the_old_one_is_set_aside(reading):
    assert row(reading, "01", "2016-12")["value"] == 7300.5
    assert row(reading, "01", "2016-12", "allocataires_minima_sociaux")["value"] == 9400
    old = next(aside for aside in reading.aside if "deux fois" in aside.reason)
    assert (old.rows, old.example) == (9, "Tableau 11 / Ain / 2016")


def test_the_rate_of_the_producer_and_the_overseas_total_are_set_aside(reading):
    assert {(aside.rows, aside.example) for aside in reading.aside if "deux fois" not in aside.reason} == {
        (6, f"Tableau 11 / Ain / {RATE}"),
        (5, "Tableau 11 / DOM / 2009"),
    }
    assert reading.rows_in == reading.rows_out + sum(aside.rows for aside in reading.aside)


def test_codes_of_corsica_and_overseas_become_the_official_ones(reading):
    assert row(reading, "2A", "2017-12")["value"] == 2500
    assert row(reading, "971", "2017-12")["value"] == 3300


def test_totals_are_the_saved_values_of_their_formulas_rounded_to_the_hundred(reading):
    metro, france = row(reading, "FM", "2017-12"), row(reading, "F", "2017-12")
    assert (metro["level"], metro["value"], metro["qualifier"]) == ("france_metro", 9900, "rounded_100")
    assert (france["level"], france["value"], france["qualifier"]) == ("france", 13200, "rounded_100")


def test_all_benefits_together_are_rounded_to_the_hundred_in_every_departement(reading):
    assert row(reading, "01", "2016-12", "allocataires_minima_sociaux")["qualifier"] == "rounded_100"


def test_a_dash_and_an_empty_cell_are_missing_not_zero(reading):
    dash, empty = row(reading, "971", "2009-12"), row(reading, "976", "2007-12", "allocataires_minima_sociaux")
    assert (dash["status"], dash["qualifier"]) == ("missing", "-")
    assert (empty["status"], empty["qualifier"]) == ("missing", "vide")
    assert dash["value"] != dash["value"] and empty["value"] != empty["value"]


def test_the_vintage_is_the_last_year_of_the_rsa(path):
    assert drees_minima_sociaux.vintage_of(path) == "2017"


def test_a_missing_sheet_is_refused(tmp_path):
    sheets = {name: rows for name, rows in SHEETS.items() if name != "Tableau 13"}
    assert "«\u202fTableau 13\u202f»" in refusal(write_xlsx(tmp_path / NAME, sheets))


def test_a_sheet_about_another_benefit_is_refused(tmp_path):
    message = refusal(write_xlsx(tmp_path / NAME, changed("Tableau 11", 1, 0, "Tableau 11 Allocataires de l'AAH")))
    assert "allocataires du RSA" in message


def test_a_sheet_without_its_header_is_refused(tmp_path):
    assert "N° Dep" in refusal(write_xlsx(tmp_path / NAME, changed("Tableau 11", 5, 1, "Code")))


def test_a_departement_given_twice_is_refused(tmp_path):
    message = refusal(write_xlsx(tmp_path / NAME, changed("Tableau 11", 8, 1, "01")))
    assert "ligne 8" in message and "figure deux fois" in message


def test_a_table_that_stops_before_its_total_is_refused(tmp_path):
    sheets = SHEETS | {"Tableau 11": RSA[:9] + [[]] + RSA[13:]}
    message = refusal(write_xlsx(tmp_path / NAME, sheets))
    assert "ligne 10" in message and "s’arrête avant" in message


def test_an_unknown_marker_is_refused_with_its_year(tmp_path):
    message = refusal(write_xlsx(tmp_path / NAME, changed("Tableau 11", 7, 7, "nd")))
    assert "ligne 7" in message and "Tableau 11 / 2017" in message


def test_an_unknown_territory_is_refused(tmp_path):
    assert "«\u202fPays basque\u202f»" in refusal(
        write_xlsx(tmp_path / NAME, changed("Tableau 13", 6, 2, "Pays basque"))
    )


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"PK\x03\x04 cut"], ids=["empty", "web page", "truncated"])
def test_a_file_that_is_no_workbook_is_refused(tmp_path, content):
    broken = tmp_path / NAME
    broken.write_bytes(content)
    assert refusal(broken)
