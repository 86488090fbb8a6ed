"""The exact day of a birth does not leave, and a year that leaves is that of the birth or nothing."""

from __future__ import annotations

import pytest

from etl.extracts.mapping import SoftwareMapping
from etl.extracts.pseudonymise_report import report_text


def declared(**rules) -> SoftwareMapping:
    return SoftwareMapping.model_validate({"entities": {"beneficiaires": {"file": "USAG_*.csv", **rules}}})


YEAR_OF_SOFTWARE = declared(columns={"Année naiss.": "annee_naissance", "ID": "id_personne"})


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("1985", "1985"),
        ("05/02/1985", "1985"),
        ("5/2/1985", "1985"),
        ("05.02.1985", "1985"),
        ("1985-02-05", "1985"),
        ("1985-02-05 00:00:00", "1985"),
        ("1985-02-05T00:00:00.000", "1985"),
        ("\u00a01985 ", "1985"),
        ("19021985", "1985"),
        ("20121985", "1985"),
        ("19850205", "1985"),
        ("20010203", "2001"),
    ],
)
def test_a_date_of_birth_becomes_its_year(given, written, year):
    done, rows = given(f"id_personne;DDN\n1;{written}\n")
    assert rows[0]["annee_naissance"] == year and not any("de naissance" in said for said in done.warnings)


@pytest.mark.parametrize(
    "written",
    [
        "31997",
        "05/02/85",
        "32/01/1985",
        "1021985",
        "1985 ou 1986",
        "né en 1985",
        "2085",
        "1785",
        "12/25/1985",
        "02/1985",
    ],
)
def test_a_date_that_is_not_understood_gives_no_year_and_is_counted(given, written):
    done, rows = given(f"id_personne;DDN\n1;1985\n2;{written}\n3;\n")
    assert [row["annee_naissance"] for row in rows] == ["1985", "", ""]
    said = report_text([done]).replace("\u00a0", " ").replace("\u202f", " ")
    assert "1 année de naissance de « DDN » ne se lit pas, laissée vide" in said
    assert written not in said


@pytest.mark.parametrize(
    ("date_format", "written", "year"),
    [("%d/%m/%y", "05/02/85", "1985"), ("%d/%m/%y", "05/02/55", "1955"), ("%m/%d/%Y", "12/25/1985", "1985")],
)
def test_the_format_of_the_mapping_is_read(given, date_format, written, year):
    mapping = declared(date_format=date_format, columns={"ID": "id_personne"})
    _, rows = given(f"ID;Né(e) le\n1;{written}\n", name="USAG_20260630.csv", mapping=mapping)
    assert rows[0]["annee_naissance"] == year


def test_exact_dates_do_not_leave_in_the_column_that_the_mapping_takes_for_a_year(given):
    text = "ID;Année naiss.\nU1;05/02/1985\nU2;1990\n"
    for name in ("USAG_20260630.csv", "export.csv"):
        done, rows = given(text, name=name, mapping=YEAR_OF_SOFTWARE)
        assert [row["Année naiss."] for row in rows] == ["1985", "1990"]
        assert "05/02" not in done.path.read_text(encoding="utf-8")


@pytest.mark.parametrize("column", ["annee_naissance", "Année naiss.", "AN_NAISSANCE"])
def test_exact_dates_do_not_leave_under_the_name_of_a_year_without_a_mapping(given, column):
    _, rows = given(f"id_personne;{column}\nU1;05/02/1985\n")
    assert rows[0][column] == "1985"


def test_a_date_beside_a_year_that_is_given_is_removed(given):
    done, rows = given("id_personne;annee_naissance;Né(e) le\n1;1985;05/02/1986\n")
    assert rows[0]["annee_naissance"] == "1985" and done.dropped == (("Né(e) le", "date de naissance"),)
