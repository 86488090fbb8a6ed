"""Filosofi, wide « base comparateur »: what each vintage says, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.checks import check_bounds
from etl.sources import filosofi_wide
from observatoire.errors import BadFile, CheckFailed
from observatoire.typography import french
from tests.etl.readings import only_row

SAMPLES = Path(__file__).parent.parent / "samples" / "filosofi_wide"
FILES = {
    "2012": "base-cc-filosofi-2012.csv",
    "2015": "filosofi_epci_2015.csv",
    "2019": "cc_filosofi_2019_COM.CSV",
    "2021": "cc_filosofi_2021_COM.csv",
}
GOOD = "CODGEO;NBMENFISC21;NBPERSMENFISC21;MED21;TP6021\n64445;39400;69900;20890;23,0\n64122;14300;24100;25610;5,0\n"


@pytest.fixture(scope="module")
def readings(catalogue):
    source = catalogue.sources["filosofi_wide"]
    return {vintage: filosofi_wide.read(SAMPLES / name, source, vintage) for vintage, name in FILES.items()}


def row(reading, measure, territory):
    return only_row(reading, measure=measure, territory=territory)


@pytest.fixture
def read_text(tmp_path, catalogue):
    def read(content: str, encoding="utf-8"):
        path = tmp_path / "cc_filosofi_2021_COM.csv"
        path.write_bytes(content.encode(encoding))
        return filosofi_wide.read(path, catalogue.sources["filosofi_wide"], "2021")

    return read


@pytest.fixture
def refusal(read_text):
    def refuse(content: str) -> str:
        with pytest.raises(BadFile) as refused:
            read_text(content)
        return str(refused.value)

    return refuse


@pytest.mark.parametrize(
    ("vintage", "rate", "median_eur", "decile_ratio"),
    [
        ("2012", 18, 18666.7, 3.8),
        ("2019", 21, 20140, 3.8),
        ("2021", 23, 20890, 3.8),
    ],
)
def test_columns_are_found_by_name_whatever_their_order_and_decimal_mark(
    readings, vintage, rate, median_eur, decile_ratio
):
    reading = readings[vintage]
    assert row(reading, "taux_pauvrete", "64445")["value"] == rate
    assert row(reading, "niveau_vie_median", "64445")["value"] == pytest.approx(median_eur)
    assert row(reading, "rapport_interdecile", "64445")["value"] == decile_ratio
    assert set(reading.observations["period"]) == {vintage}


def test_epci_are_told_by_their_nine_digits_and_keep_their_decimals(readings):
    observed = readings["2015"].observations
    assert set(observed["level"]) == {"epci"}
    assert row(readings["2015"], "taux_pauvrete", "200067254")["value"] == 15.2
    assert row(readings["2015"], "niveau_vie_median", "200067239")["value"] == pytest.approx(21523.333333)


def test_a_rate_of_5_percent_means_5_or_less_since_2013(readings):
    for vintage, territory in (("2019", "64122"), ("2021", "64122"), ("2015", "246401756")):
        rate = row(readings[vintage], "taux_pauvrete", territory)
        assert (rate["value"], rate["low"], rate["high"], rate["qualifier"]) == (5, 0, 5, "floor")


def test_rates_are_not_floored_in_2012(readings):
    rate = row(readings["2012"], "taux_pauvrete", "64122")
    assert (rate["value"], rate["qualifier"]) == (3, "")
    assert rate["low"] != rate["low"]


def test_an_empty_cell_says_nothing_of_why_and_is_never_called_secret(readings):
    for vintage in ("2012", "2019"):
        rate = row(readings[vintage], "taux_pauvrete", "64300")
        assert (rate["status"], rate["qualifier"]) == ("missing", "vide")
        assert rate["value"] != rate["value"]


def test_s_is_secret_and_nd_is_not_available(readings):
    assert row(readings["2021"], "taux_pauvrete", "64300")["status"] == "secret"
    absent = row(readings["2021"], "personnes_menages_fiscaux", "55138")
    assert (absent["status"], absent["qualifier"]) == ("missing", "nd")


@pytest.mark.parametrize(
    ("vintage", "rows_in", "aside"), [("2012", 8, 1), ("2019", 9, 2), ("2021", 8, 1), ("2015", 3, 0)]
)
def test_paris_is_read_once_and_its_arrondissements_are_set_aside(readings, vintage, rows_in, aside):
    reading = readings[vintage]
    assert (reading.rows_in, reading.rows_out) == (rows_in, rows_in - aside)
    assert sum(item.rows for item in reading.aside) == aside
    assert not reading.observations["territory"].str.match(r"751").any()
    if aside:
        assert reading.aside[0].example == "75101"
        assert (reading.observations["territory"] == "75056").any()


def test_half_persons_are_kept(readings):
    assert row(readings["2012"], "personnes_menages_fiscaux", "64122")["value"] == 24310.5


def test_lines_are_those_of_the_file(readings):
    assert row(readings["2021"], "taux_pauvrete", "64445")["line"] == 7


def test_a_leading_zero_lost_in_a_spreadsheet_is_refused(refusal):
    assert refusal(GOOD + "1001;350;901;25790;s\n") == french(
        "cc_filosofi_2021_COM.csv, ligne 4, colonne CODGEO : « 1001 » n’est pas un code de "
        "commune ou d’EPCI (zéro de tête "
        "perdu) ; rouvrez le fichier d’origine sans passer par un tableur."
    )


def test_the_same_commune_twice_is_refused(refusal):
    message = refusal(GOOD + "64445;39400;69900;20890;23,0\n")
    assert message.startswith(
        french("cc_filosofi_2021_COM.csv, ligne 4, colonne CODGEO : le code « 64445 » figure deux fois")
    )


def test_a_missing_column_is_named(refusal):
    message = refusal(GOOD.replace("NBPERSMENFISC21", "NBPERS21"))
    assert message.startswith("cc_filosofi_2021_COM.csv, ligne 1, colonne NBPERSMENFISC21")
    assert "cette colonne attendue est absente" in message and "explain" in message


def test_the_file_of_another_year_under_this_name_is_refused(refusal):
    assert "colonne TP6021" in refusal(GOOD.replace("21;", "19;").replace("TP6021", "TP6019"))


def test_a_file_cut_in_the_middle_of_a_line_is_refused_with_that_line(refusal):
    assert refusal(GOOD[:-5]).startswith(
        french("cc_filosofi_2021_COM.csv, ligne 3 : 4 cellules au lieu de 5 (fichier tronqué")
    )


def test_another_separator_is_refused(refusal):
    assert "le séparateur est «\u202f|\u202f» et non «\u202f;\u202f»" in refusal(GOOD.replace(";", "|"))


def test_a_word_in_place_of_a_number_is_refused_with_its_cell(refusal):
    message = refusal(GOOD.replace("20890", "vingt mille"))
    assert message.startswith(
        french("cc_filosofi_2021_COM.csv, ligne 2, colonne MED21 : « vingt mille » n’est ni un nombre")
    )


def test_a_windows_file_is_read_with_a_warning(read_text):
    reading = read_text(
        GOOD.replace("CODGEO;", "CODGEO;LIBGEO;")
        .replace("64445;", "64445;Pau à côté;")
        .replace("64122;", "64122;Biarritz;"),
        "cp1252",
    )
    assert row(reading, "taux_pauvrete", "64445")["value"] == 23
    assert "Windows-1252" in reading.warnings[0]


def test_a_rate_written_without_its_decimal_comma_is_out_of_bounds(read_text, catalogue):
    observed = read_text(GOOD.replace("23,0", "230")).observations
    with pytest.raises(CheckFailed) as refused:
        check_bounds("cc_filosofi_2021_COM.csv", observed, catalogue)
    assert str(refused.value) == french(
        "cc_filosofi_2021_COM.csv, ligne 2 : « Taux de pauvreté à 60 % » vaut 230,0 pour "
        "64445, hors des bornes plausibles "
        "(0 à 80) ; vérifiez l’unité et la colonne, ou les bornes du catalogue."
    ).replace("Taux de pauvreté à 60\u202f%", catalogue.measure("taux_pauvrete").label)


def test_every_sample_is_within_the_plausible_bounds(readings, catalogue):
    for vintage, reading in readings.items():
        check_bounds(FILES[vintage], reading.observations, catalogue)
        assert reading.observations["value"].notna().any()
