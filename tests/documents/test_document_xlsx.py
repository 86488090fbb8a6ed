"""The workbook of a document, read back by another library."""

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from observatoire.documents.document_xlsx import LONGEST_NAME, document_xlsx
from observatoire.documents.model import Cell, Column, Document, Figure, KeyFigures, Point, Section, Series, Table
from observatoire.documents.xlsx_chart import plotted
from tests.documents.sample_document import bars_figure, lines_figure, sample_document, stacked_figure, table_figure

FORMULA = '=HYPERLINK("http://exemple.fr")'


@pytest.fixture(scope="module")
def document() -> Document:
    return sample_document()


@pytest.fixture(scope="module")
def workbook(document):
    return opened(document)


def opened(document: Document):
    return openpyxl.load_workbook(io.BytesIO(document_xlsx(document)))


def with_blocks(document: Document, *blocks) -> Document:
    return replace(document, sections=(Section("Une question\u202f?", blocks),))


def tables_of(document: Document) -> list[Table]:
    blocks = [block for section in document.sections for block in section.blocks]
    return [
        block.table if isinstance(block, Figure) else block for block in blocks if isinstance(block, Figure | Table)
    ]


def sheets_of_tables(workbook) -> list:
    return [sheet for sheet in workbook.worksheets if re.match(r"\d\d ", sheet.title)]


def cells_of(sheet) -> list:
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_each_figure_and_table_has_its_sheet_in_reading_order(workbook, document):
    titles = [sheet.title for sheet in workbook.worksheets]
    assert titles[:2] == ["Sommaire", "À lire"] and titles[-2:] == ["Textes", "Définitions"]
    assert len(sheets_of_tables(workbook)) == len(tables_of(document)) == 7
    assert all(len(title) <= LONGEST_NAME and not re.search(r"[\[\]:*?/\\']", title) for title in titles)


def test_the_contents_lead_to_every_sheet(workbook):
    contents = workbook["Sommaire"]
    led = [cell.hyperlink.location for row in contents.iter_rows() for cell in row if cell.hyperlink]
    assert led == [f"'{sheet.title}'!A1" for sheet in workbook.worksheets[1:]]


def test_every_number_is_the_one_that_the_document_prints(workbook, document):
    for sheet, table in zip(sheets_of_tables(workbook), tables_of(document), strict=True):
        name = next(iter(sheet.tables.values())).ref
        below = [[cell.value for cell in row] for row in sheet[name]][1:]
        expected = [
            [cell.text if cell.value is None else round(cell.value, cell.decimals) for cell in row]
            for rank, row in enumerate(table.rows)
            if rank not in table.pinned
        ]
        assert below == expected


def test_numbers_show_the_decimals_that_they_print(document):
    sheet = sheets_of_tables(opened(with_blocks(document, table_figure())))[0]
    formats = {cell.value: cell.number_format for cell in cells_of(sheet)}
    assert (formats[8.8], formats[71234]) == ("#,##0.0", "#,##0")
    assert 8.84 not in formats


def test_a_figure_that_is_not_there_is_a_word(document):
    sheet = sheets_of_tables(opened(with_blocks(document, table_figure())))[0]
    words = {cell.value: cell.data_type for cell in cells_of(sheet)}
    assert words["secret"] == "s" and words["≤\u00a05\u202f%"] == "s"


def test_rows_of_the_benchmark_stay_in_sight(document):
    sheet = sheets_of_tables(opened(with_blocks(document, table_figure())))[0]
    top = int(re.match(r"A(\d+)", next(iter(sheet.tables.values())).ref).group(1))
    assert sheet.cell(top - 1, 1).value == "France métropolitaine" and sheet.cell(top - 1, 1).font.bold
    assert sheet.freeze_panes == f"B{top + 1}"


def test_a_chart_is_an_excel_chart_with_its_description(document):
    content = document_xlsx(with_blocks(document, bars_figure()))
    files = zipfile.ZipFile(io.BytesIO(content))
    drawing = files.read("xl/drawings/drawing1.xml").decode()
    assert bars_figure().alt in drawing.replace("&apos;", "'")
    assert len([name for name in files.namelist() if name.startswith("xl/charts/chart")]) == 1


def test_a_hidden_figure_is_an_empty_cell_of_a_chart_never_a_zero(document):
    sheet = sheets_of_tables(opened(with_blocks(document, bars_figure())))[0]
    first = next(cell.row for cell in cells_of(sheet) if cell.value == "Données du graphique") + 2
    drawn = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(first, first + 6)}
    assert drawn["Est Béarn"] == 8.8
    assert drawn["Béarn des Gaves (secret)"] is None and drawn["Pays basque intérieur (≤ 5\u202f%)"] is None


def test_a_line_is_cut_in_two_columns_at_a_break():
    own, after, reference = plotted(lines_figure().chart)
    assert own.values == (9.1, 9.3, None, None, None, None, None)
    assert after.values == (None, None, None, 8.7, 8.6, 8.9, 8.8) and after.name.endswith("(à partir de 2018)")
    assert None not in reference.values


def test_the_bounds_of_a_hidden_figure_are_nowhere(document):
    chart = stacked_figure().chart
    betrayed = tuple(
        Series(series.name, tuple(Point(None, "secret", 41.25, 42.75) for _ in series.points))
        for series in chart.series
    )
    hidden = tuple(Series(series.name, tuple(Point(None, "secret") for _ in series.points)) for series in chart.series)
    one, other = (
        document_xlsx(with_blocks(document, replace(stacked_figure(), chart=replace(chart, series=series))))
        for series in (hidden, betrayed)
    )
    assert one == other


def test_what_looks_like_a_formula_is_only_text(document):
    table = Table(FORMULA, (Column(FORMULA), Column(FORMULA)), ((Cell(FORMULA), Cell("+1")),))
    figure = replace(table_figure(), title=FORMULA, subtitle=FORMULA, table=table, source=FORMULA, comment="@somme")
    hostile = opened(replace(with_blocks(document, figure), title=FORMULA, mentions=(FORMULA,)))
    for sheet in hostile.worksheets:
        assert {cell.data_type for cell in cells_of(sheet)} <= {"s", "n"}
    links = [cell.hyperlink for sheet in hostile.worksheets for cell in cells_of(sheet) if cell.hyperlink]
    assert all(link.target is None for link in links)


def test_two_columns_of_one_name_are_told_apart(document):
    columns = (Column("Territoire"), Column("Écart", "points", True), Column("écart", "points", True))
    table = Table("Écarts", columns, ((Cell("Est Béarn"), Cell("1", 1.0), Cell("2", 2.0)),))
    sheet = sheets_of_tables(opened(with_blocks(document, table)))[0]
    reference = next(iter(sheet.tables.values()))
    assert [column.name for column in reference.tableColumns] == ["Territoire", "Écart (points)", "écart (points) (2)"]


def test_a_table_of_pinned_rows_only_has_no_empty_excel_table(document):
    table = table_figure().table
    alone = replace(table, rows=table.rows[3:], pinned=(0,), highlighted=())
    sheet = sheets_of_tables(opened(with_blocks(document, alone)))[0]
    assert not sheet.tables and "France métropolitaine" in [cell.value for cell in cells_of(sheet)]


def test_every_sheet_begins_with_the_mentions(workbook, document):
    for sheet in workbook.worksheets:
        assert sheet["A1"].value == " · ".join(document.mentions)
        assert sheet["A1"].fill.fgColor.rgb == "FF1B1F24" and sheet["A1"].font.color.rgb == "FFFFFFFF"


def test_what_must_travel_with_a_figure_is_on_its_sheet(workbook, document):
    sheets = iter(sheets_of_tables(workbook))
    for section in document.sections:
        for block in section.blocks:
            if not isinstance(block, Figure | Table):
                continue
            said = "\n".join(str(cell.value) for cell in cells_of(next(sheets)))
            if isinstance(block, Figure):
                travelling = [block.title, block.subtitle, block.source, block.definition, block.comment, block.address]
                travelling += [*block.notes, *block.not_to_conclude, *(sentence.text for sentence in block.sentences)]
                travelling += [block.frozen.address, block.frozen.code] if block.frozen else []
                assert [text for text in travelling if text not in said] == []


def test_key_figures_sentences_and_definitions_are_there(workbook, document):
    texts = [tuple(row) for row in workbook["Textes"].iter_rows(values_only=True, max_col=2)]
    (key_figures,) = [block for block in document.sections[0].blocks if isinstance(block, KeyFigures)]
    for item in key_figures.items:
        assert (item.label, " · ".join((item.text, *item.details))) in texts
    assert ("Menaces", "Non renseigné.") in texts
    definitions = [tuple(row) for row in workbook["Définitions"].iter_rows(values_only=True, max_col=2)]
    for found in document.definitions:
        assert (found.title, found.definition) in definitions and ("Calcul", found.formula) in definitions


def test_no_text_has_a_number_with_a_point(workbook):
    texts = [cell.value for sheet in workbook.worksheets for cell in cells_of(sheet) if cell.data_type == "s"]
    assert [text for text in texts if re.search(r"\d\.\d", text) and text != "Licence Ouverte 2.0"] == []


def test_the_same_document_gives_the_same_bytes(document):
    assert document_xlsx(document) == document_xlsx(sample_document())


def test_the_file_is_dated_of_the_publication(workbook, document):
    assert workbook.properties.created.date() == document.published_on
    assert workbook.properties.title == document.title
