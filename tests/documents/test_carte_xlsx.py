"""The workbook: typed cells equal to those of the CSV, and the words beside them."""

import io

import openpyxl
import pytest

from observatoire.documents.carte_files import carte_xlsx
from observatoire.documents.common import COLUMNS, HEADINGS, NUMBERS, table


def opened(view):
    return openpyxl.load_workbook(io.BytesIO(carte_xlsx(view)))


def header_row(sheet):
    return next(row for row in range(1, 6) if sheet.cell(row, 1).value == "Code")


def test_each_cell_of_the_workbook_is_that_of_the_csv(every_view):
    for view in every_view:
        sheet = opened(view)["Données"]
        first = header_row(sheet) + 1
        for below, cells in enumerate(table(view)):
            for place, column in enumerate(COLUMNS, start=1):
                found, wanted = sheet.cell(first + below, place).value, getattr(cells, column)
                assert found == wanted or (found is None and wanted in (None, ""))
        assert sheet.max_row == first + len(view.rows) - 1


def test_numbers_are_numbers_and_codes_keep_their_zero(poverty):
    sheet = opened(poverty)["Données"]
    first = header_row(sheet) + 1
    columns = {name: place for place, name in enumerate(COLUMNS, start=1)}
    codes = [sheet.cell(row, columns["code"]) for row in range(first, sheet.max_row + 1)]
    assert all(cell.data_type == "s" and cell.value.startswith("05") for cell in codes)
    values = [sheet.cell(row, columns["valeur"]) for row in range(first, sheet.max_row + 1)]
    known = [cell for cell in values if cell.value is not None]
    assert len(known) == len(poverty.values)
    assert all(cell.data_type == "n" and cell.number_format == "#,##0" for cell in known)
    gaps = [sheet.cell(row, columns["ecart"]) for row in range(first, sheet.max_row + 1)]
    assert {cell.number_format for cell in gaps if cell.value is not None} == {'+#,##0.0;"−"#,##0.0;#,##0.0'}


def test_the_unit_is_in_the_heading(poverty):
    sheet = opened(poverty)["Données"]
    headings = [sheet.cell(header_row(sheet), place).value for place in range(1, len(COLUMNS) + 1)]
    assert {"Valeur (%)", "Borne basse (%)", "Écart au repère (points)", "Rang"} <= set(headings)
    assert len(headings) == len(HEADINGS)


def test_the_benchmark_stays_in_sight_and_out_of_sorting(poverty):
    sheet = opened(poverty)["Données"]
    header = header_row(sheet)
    assert sheet.cell(header - 1, 2).value == "Repère\u202f: Hautes-Alpes"
    assert sheet.cell(header - 1, COLUMNS.index("valeur") + 1).value == poverty.benchmark.observation.value
    assert sheet.freeze_panes == f"C{header + 1}"
    filtered = sheet.tables["donnees"]
    assert filtered.ref == f"A{header}:Q{header + len(poverty.rows)}"
    assert filtered.autoFilter.ref == filtered.ref


def test_both_sheets_of_a_demonstration_begin_with_its_banner(poverty, published_for_real):
    for sheet in opened(poverty).worksheets:
        assert sheet["A1"].value == "Données de démonstration, fictives"
        assert sheet["A1"].fill.fgColor.rgb == "FF1B1F24" and sheet["A1"].font.color.rgb == "FFFFFFFF"
    for sheet in opened(published_for_real).worksheets:
        assert "démonstration" not in sheet["A1"].value


def test_illustrative_boundaries_are_told_on_both_sheets(hostile):
    for sheet in opened(hostile).worksheets:
        assert "Découpage illustratif" in sheet["A1"].value


def test_a_name_that_looks_like_a_formula_is_only_text(hostile):
    sheet = opened(hostile)["Données"]
    cell = next(cell for cell in sheet["B"] if cell.value and "HYPERLINK" in cell.value)
    assert (cell.value, cell.data_type, cell.hyperlink) == ('=HYPERLINK("http://exemple.fr")', "s", None)


def test_every_status_is_explained_and_the_limits_are_there(poverty):
    sheet = opened(poverty)["À lire"]
    words = {}
    for label, text in sheet.iter_rows(values_only=True, max_col=2):
        words.setdefault(label, []).append(text)
    for status in {cells.statut for cells in table(poverty)}:
        assert f"Statut «\u202f{status}\u202f»" in words
    assert words["Limite"] == list(poverty.indicator.caveats)
    assert words["À ne pas conclure"] == list(poverty.indicator.not_to_conclude)
    assert words["Licence"] == ["Licence Ouverte 2.0"]
    assert words["Définition"] == [poverty.indicator.definition]
    assert words["Publication"][0].startswith("données publiées le ")


def test_the_properties_of_the_document_are_in_french(poverty):
    properties = opened(poverty).properties
    assert properties.title.startswith(poverty.title)
    assert properties.creator == "Observatoire de la pauvreté et de l’insertion"
    assert "fictives" in properties.description


def test_the_same_view_gives_the_same_file(households):
    assert carte_xlsx(households) == carte_xlsx(households)


@pytest.mark.parametrize("column", NUMBERS)
def test_an_absent_number_is_an_empty_cell(poverty, column):
    sheet = opened(poverty)["Données"]
    place = COLUMNS.index(column) + 1
    absent = [cells for cells in table(poverty) if getattr(cells, column) is None]
    empty = [row for row in range(header_row(sheet) + 1, sheet.max_row + 1) if sheet.cell(row, place).value is None]
    assert len(empty) == len(absent) > 0
