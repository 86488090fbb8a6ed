"""What the reader of the Drees monthly workbook keeps and refuses."""

from datetime import date

import pytest
import yaml

from etl.sources import drees_mensuelles
from observatoire.catalogue import DATA, Source
from tests.etl.readings import only_row, refusal_of
from tests.samples.workbooks import with_cell, write_xlsx

SOURCE = Source.model_validate(yaml.safe_load((DATA / "catalogue/sources/drees_mensuelles.yml").read_text("utf-8")))
NAME = "Données mensuelles des prestations de solidarité.xlsx"
CHANGE = "Evolution en glissement annuel (en %)"


def departements(number: int, benefit: str) -> list[list]:
    """A transposed sheet: a column "Effectif" and a column of change by département, months as dates then as texts."""
    return [
        [f"Tableau {number} : Nombre d'allocataires {benefit} par département et par mois "],
        [],
        ["Sommaire"],
        [],
        ["Numero", 1.0, None, "2A", None, 971.0, None],
        ["Département", "Ain", None, "Corse-du-Sud", None, "Guadeloupe**", None],
        [None, *["Effectif", CHANGE] * 3],
        [date(2020, 5, 1), 5120.0, "nd", 1430.0, "nd", "nd", "nd"],
        ["juin-20*", 5170.0, 13.4, 1460.0, 3.9, 3120.0, 1.0],
        ["août-20*", 5210.0, 15.4, 1490.0, 6.1, 3300.0, 1.1],
        ["nd : non disponible."],
        ["* Données provisoires (traitements DREES)."],
    ]


SHEETS = {
    "Tableau 1": [
        ["Tableau 1 : Effectifs des prestations sociales par mois "],
        [],
        ["Sommaire"],
        [],
        [None, "RSA", None, "AAH", None, "Prime d'activité", None],
        [None, *["Effectif", CHANGE] * 3],
        [date(2020, 5, 1), 1911100.0, 4.4, 1102400.0, 2.0, 4411700.0, 6.3],
        [date(2020, 6, 1), "1\u00a0942\u00a0600*", 6.4, "1 105 000*", 3.3, "4 433 200*", 6.7],
        ["nd : non disponible."],
    ],
    "Tableau 2": departements(2, "du RSA"),
    "Tableau 5": departements(5, "de la prime d'activité"),
}


def read(path):
    return drees_mensuelles.read(path, SOURCE, "2020-06")


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


def test_a_departement_month_is_rounded_to_ten(reading):
    ain = row(reading, "01", "2020-05")
    assert (ain["value"], ain["level"], ain["qualifier"], ain["line"]) == (5120, "departement", "rounded_10", 8)
    assert row(reading, "2A", "2020-05", "foyers_prime_activite")["value"] == 1430


def test_a_starred_month_written_as_text_is_provisional(reading):
    june, august = row(reading, "01", "2020-06"), row(reading, "971", "2020-08")
    assert (june["value"], june["status"], june["qualifier"]) == (5170, "published", "provisional")
    assert (august["value"], august["qualifier"]) == (3300, "provisional")


def test_national_figures_are_rounded_to_the_hundred_and_a_star_makes_them_provisional(reading):
    may, june = row(reading, "F", "2020-05"), row(reading, "F", "2020-06")
    assert (may["level"], may["value"], may["qualifier"]) == ("france", 1911100, "rounded_100")
    assert (june["value"], june["qualifier"]) == (1942600, "provisional")
    assert row(reading, "F", "2020-06", "foyers_prime_activite")["value"] == 4433200


def test_yearly_changes_and_other_benefits_are_not_observations(reading):
    assert len(reading.observations) == 2 * (3 * 3 + 2)
    assert set(reading.observations["measure"]) == {"foyers_rsa", "foyers_prime_activite"}


def test_not_available_is_missing_not_zero(reading):
    hidden = row(reading, "971", "2020-05")
    assert (hidden["status"], hidden["qualifier"]) == ("missing", "nd")
    assert hidden["value"] != hidden["value"]


def test_the_vintage_is_the_last_month_of_the_national_sheet(path):
    assert drees_mensuelles.vintage_of(path) == "2020-06"


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("janv-21*", "2021-01"),
        ("févr.-21", "2021-02"),
        ("mars-21", "2021-03"),
        ("avril-21", "2021-04"),
        ("mai-21", "2021-05"),
        ("juil-21", "2021-07"),
        ("sept-21*", "2021-09"),
        ("déc-21", "2021-12"),
    ],
)
def test_a_month_written_in_french_is_understood(tmp_path, written, period):
    found = read(write_xlsx(tmp_path / NAME, changed("Tableau 2", 10, 0, written)))
    assert row(found, "01", period)["qualifier"] == ("provisional" if "*" in written else "rounded_10")


def test_an_unreadable_month_is_refused_with_its_line(tmp_path):
    message = refusal(write_xlsx(tmp_path / NAME, changed("Tableau 2", 9, 0, "brumaire-20")))
    assert "ligne 9" in message and "brumaire-20" in message


def test_a_month_given_twice_is_refused(tmp_path):
    assert "figure deux fois" in refusal(write_xlsx(tmp_path / NAME, changed("Tableau 2", 9, 0, date(2020, 5, 1))))


def test_a_departement_given_twice_is_refused(tmp_path):
    assert "figure deux fois" in refusal(write_xlsx(tmp_path / NAME, changed("Tableau 5", 5, 3, 1.0)))


def test_a_column_of_changes_is_never_read_as_a_count(tmp_path):
    message = refusal(write_xlsx(tmp_path / NAME, changed("Tableau 2", 7, 3, CHANGE)))
    assert "Tableau 2 / 2A" in message and "«\u202fEffectif\u202f»" in message


def test_a_sheet_about_another_benefit_is_refused(tmp_path):
    message = refusal(write_xlsx(tmp_path / NAME, SHEETS | {"Tableau 5": departements(5, "de l'AAH")}))
    assert "prime d'activité" in message


def test_an_unknown_marker_is_refused_with_its_place(tmp_path):
    message = refusal(write_xlsx(tmp_path / NAME, changed("Tableau 5", 8, 1, "s")))
    assert "ligne 8" in message and "Tableau 5 / 01" in message


def test_a_missing_sheet_is_refused(tmp_path):
    sheets = {name: rows for name, rows in SHEETS.items() if name != "Tableau 5"}
    assert "«\u202fTableau 5\u202f»" in refusal(write_xlsx(tmp_path / NAME, sheets))


def test_a_national_sheet_without_the_benefit_is_refused(tmp_path):
    assert "Prime d'activité" in refusal(write_xlsx(tmp_path / NAME, changed("Tableau 1", 5, 5, "ASS")))


def test_a_sheet_cut_before_its_first_month_is_refused(tmp_path):
    message = refusal(write_xlsx(tmp_path / NAME, SHEETS | {"Tableau 2": departements(2, "du RSA")[:7]}))
    assert "aucun mois" in message


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"PK\x03\x04 cut"], ids=["empty", "web page", "truncated"])
def test_a_file_that_is_no_workbook_is_refused(tmp_path, content):
    broken = tmp_path / NAME
    broken.write_bytes(content)
    assert refusal(broken)
