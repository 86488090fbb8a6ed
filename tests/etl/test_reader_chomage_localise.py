"""What the reader of the localised unemployment rates keeps, sets aside and refuses."""

import pytest
import yaml

from etl.sources import chomage_localise
from observatoire.catalogue import DATA, Source
from tests.etl.readings import only_row, refusal_of
from tests.samples.workbooks import with_cell, write_xls, write_xlsx

SOURCE = Source.model_validate(yaml.safe_load((DATA / "catalogue/sources/chomage_localise.yml").read_text("utf-8")))
NAME = "sl_etc_2014T1.xls"
#: The producer's layout: three lines of title, codes as text or as numbers, overseas blank before 2014, notes below.
SHEETS = {
    "Département": [
        ["Estimations de taux de chômage localisé : comparaisons départementales", None, None, None, None],
        ["(en%)", None, None, None, None],
        [None, None, None, None, None],
        ["Code", "Libellé", "T3_2013", "T4_2013", "T1_2014"],
        ["01", "AIN", 6.1, 6.3, 6.6],
        ["2A", "CORSE-DU-SUD", 8.1, None, 8.4],
        [64.0, "PYRENEES-ATLANTIQUES", 7.7, 7.6, 7.5],
        ["971", "GUADELOUPE", None, None, 21.3],
        [None, None, None, None, None],
        ["Données CVS, en moyenne trimestrielle (en %). ", None, None, None, None],
    ]
}


def read(path):
    return chomage_localise.read(path, SOURCE, "2014T1")


def row(reading, territory, period):
    return only_row(reading, territory=territory, period=period)


def changed(line: int, column: int, cell) -> dict:
    return with_cell(SHEETS, "Département", line, column, cell)


def refusal(path) -> str:
    return refusal_of(read, path)


@pytest.fixture
def reading(tmp_path):
    return read(write_xls(tmp_path / NAME, SHEETS))


def test_a_quarter_is_read_from_the_old_excel_format(reading):
    ain = row(reading, "01", "2014-T1")
    assert (ain["value"], ain["level"], ain["status"], ain["line"]) == (6.6, "departement", "published", 5)


def test_a_code_stored_as_a_number_is_the_same_departement(reading):
    assert row(reading, "64", "2013-T4")["value"] == 7.6


def test_overseas_quarters_before_the_first_estimate_are_set_aside(reading):
    assert list(reading.observations.query("territory == '971'")["period"]) == ["2014-T1"]
    assert [(aside.rows, aside.example) for aside in reading.aside] == [(2, "971, T3_2013")]
    assert (reading.rows_in, reading.rows_out) == (12, 10)


def test_a_blank_after_the_first_estimate_is_missing(reading):
    hole = row(reading, "2A", "2013-T4")
    assert (hole["status"], hole["qualifier"]) == ("missing", "vide")


def test_the_newer_excel_format_reads_the_same(tmp_path, reading):
    other = read(write_xlsx(tmp_path / "sl_etc_2014T1.xlsx", SHEETS))
    assert other.observations.equals(reading.observations)


def test_a_departement_given_twice_is_refused(tmp_path):
    message = refusal(write_xls(tmp_path / NAME, changed(6, 0, "01")))
    assert "ligne 6" in message and "figure deux fois" in message


def test_figures_on_a_line_without_a_code_are_refused(tmp_path):
    assert "ligne 7" in refusal(write_xls(tmp_path / NAME, changed(7, 0, None)))


def test_an_unknown_marker_is_refused_with_its_quarter(tmp_path):
    message = refusal(write_xls(tmp_path / NAME, changed(5, 3, "nd")))
    assert "ligne 5" in message and "T4_2013" in message and "«\u202fnd\u202f»" in message


def test_a_workbook_without_the_sheet_is_refused(tmp_path):
    assert "feuille «\u202fDépartement\u202f»" in refusal(write_xls(tmp_path / NAME, {"Région": SHEETS["Département"]}))


def test_a_sheet_without_its_header_is_refused(tmp_path):
    assert "«\u202fCode\u202f»" in refusal(write_xls(tmp_path / NAME, changed(4, 0, "Dep")))


def test_a_sheet_without_quarters_is_refused(tmp_path):
    sheets = {"Département": [row[:2] for row in SHEETS["Département"]]}
    assert "aucun trimestre" in refusal(write_xls(tmp_path / NAME, sheets))


@pytest.mark.parametrize("kept_bytes", [0, 300, 3000], ids=["empty", "cut in its header", "cut in its figures"])
def test_an_empty_or_truncated_workbook_is_refused(tmp_path, kept_bytes):
    path = write_xls(tmp_path / NAME, SHEETS)
    path.write_bytes(path.read_bytes()[:kept_bytes])
    assert "vide" in refusal(path) or "tronqué" in refusal(path)


def test_a_web_page_saved_as_a_workbook_is_refused(tmp_path):
    path = tmp_path / NAME
    path.write_text("<html><body>Service indisponible</body></html>", encoding="utf-8")
    assert "page web" in refusal(path)
