"""Decks of a document: their numbers, charts and tables, read again with independent readers."""

import io
import re
import zipfile
from dataclasses import replace

import pytest

from observatoire.documents.model import (
    Cell,
    Chart,
    Document,
    Point,
    Series,
    Table,
)
from observatoire.documents.pptx.charts import MOST_BARS
from observatoire.documents.pptx.tables import MOST_ROWS
from observatoire.typography import french
from tests.documents.decks import (
    C,
    chart_of,
    deck_of,
    notes_of,
    sample_deck,
    slide_of,
    slide_text,
    workbook_of,
)
from tests.documents.sample_document import bars_figure, funnel_figure, sample_document


@pytest.fixture(scope="module")
def document() -> Document:
    return sample_document()


@pytest.fixture(scope="module")
def deck():
    return sample_deck()


def numbers_of(figure):
    """Every value that the figure draws, series by series."""
    return {one.name: [point.value for point in one.points] for one in figure.chart.series}


def drawn_figures(document):
    return [figure for figure in document.figures if figure.chart is not None]


def test_the_numbers_drawn_are_those_of_the_document_to_the_digit(document, deck):
    for figure in drawn_figures(document):
        chart = chart_of(deck, figure)
        drawn = {series.name: list(series.values) for series in chart.plots[0].series}
        for name, values in numbers_of(figure).items():
            pieces = [found for key, found in drawn.items() if key == name or key.startswith(f"{name} (avant")]
            together = [next((v for v in column if v is not None), None) for column in zip(*pieces, strict=True)]
            assert together[-len(values) :] == values
            assert all(value is None for value in together[: -len(values)])


def test_the_workbook_behind_a_chart_holds_the_same_cells_as_the_chart(document, deck):
    for figure in drawn_figures(document):
        chart, sheet = chart_of(deck, figure), workbook_of(chart_of(deck, figure))
        heading, *rows = list(sheet.iter_rows(values_only=True))
        assert [row[0] for row in rows] == list(chart.plots[0].categories)
        for column, series in enumerate(chart.plots[0].series, start=1):
            assert heading[column] == series.name
            assert [row[column] for row in rows] == list(series.values)
        assert all(formula.text.startswith(f"'{sheet.title}'!") for formula in chart._chartSpace.iter(f"{C}f"))


def test_a_secret_or_bounded_point_has_no_value_anywhere_and_its_name_says_why(document, deck):
    chart = chart_of(deck, bars_figure())
    names, values = list(chart.plots[0].categories), list(chart.plots[0].series[0].values)
    assert values[names.index("Béarn des Gaves (secret)")] is None
    assert values[names.index(french("Pays basque intérieur (≤ 5 %)"))] is None
    sheet = {row[0]: row[1] for row in workbook_of(chart).iter_rows(values_only=True)}
    assert sheet["Béarn des Gaves (secret)"] is None
    funnel = chart_of(deck, funnel_figure())
    assert list(funnel.plots[0].categories)[-1] == "Premier emploi (moins de 5)"
    assert list(funnel.plots[0].series[0].values)[-1] is None


def test_a_number_that_the_document_hides_is_in_no_part_of_the_file():
    """The interval of a hidden figure would tell it: it is not drawn either, even if a builder left it."""
    figure = bars_figure()
    (series,) = figure.chart.series
    leaking = replace(series, points=(*series.points[:2], Point(None, "secret", 4321.25, 8765.75), *series.points[3:]))
    deck = deck_of(replace(figure, chart=replace(figure.chart, series=(leaking,))))
    (chart,) = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert chart.value_axis.maximum_scale < 20
    written = io.BytesIO()
    deck.save(written)
    with zipfile.ZipFile(written) as parts:
        for name in parts.namelist():
            assert not (name.endswith(".xml") and re.search(rb"4321|8765", parts.read(name))), name
            if name.endswith(".xlsx"):
                with zipfile.ZipFile(io.BytesIO(parts.read(name))) as inner:
                    assert not any(re.search(rb"4321|8765", inner.read(part)) for part in inner.namelist())


def test_the_benchmark_is_a_native_series_that_carries_its_words(deck):
    figure = bars_figure()
    benchmark = chart_of(deck, figure).plots[0].series[1]
    words, value = figure.chart.benchmark
    assert benchmark.name == words
    assert set(benchmark.values) == {value}
    shown = [label.find(f"{C}showSerName").get("val") for label in benchmark._element.iter(f"{C}dLbl")]
    assert shown == ["1"]


def test_no_line_crosses_a_break_of_series_nor_a_missing_period(document, deck):
    figure = next(figure for figure in document.figures if figure.chart and figure.chart.kind == "lines")
    chart = chart_of(deck, figure)
    before, after = chart.plots[0].series[0], chart.plots[0].series[1]
    assert (before.name, after.name) == ("SDSeI Est Béarn (avant 2018)", "SDSeI Est Béarn")
    assert list(before.values) == [9.1, 9.3, None, None, None, None, None]
    assert list(after.values)[:3] == [None, None, None]
    assert list(chart.plots[0].categories)[2:4] == ["2017\nnon disponible", "2018\nrupture"]
    assert chart._chartSpace.find(f".//{C}dispBlanksAs").get("val") == "gap"


def test_an_interval_is_drawn_as_a_whisker_on_its_own_bar_only(deck):
    chart = chart_of(deck, bars_figure())
    (whiskers,) = chart._chartSpace.iter(f"{C}errBars")
    (above,), (below,) = (list(whiskers.find(f"{C}{side}").iter(f"{C}pt")) for side in ("plus", "minus"))
    name = list(chart.plots[0].categories)[int(above.get("idx"))]
    assert name == "Pau agglomération"
    assert 14.23 + float(above.find(f"{C}v").text) == pytest.approx(15.4)
    assert 14.23 - float(below.find(f"{C}v").text) == pytest.approx(13.1)


def test_tables_print_the_words_of_the_document_with_numbers_on_the_right(document, deck):
    figure = next(figure for figure in document.figures if figure.key == "tableau_revenus")
    table = next(shape.table for shape in slide_of(deck, figure).shapes if shape.has_table)
    printed = [[cell.text for cell in row.cells] for row in table.rows]
    assert printed[0][1] == "Population (habitants)"
    assert printed[1:] == [[cell.text for cell in row] for row in figure.table.rows]
    for column, wanted in enumerate(figure.table.columns):
        sides = {row.cells[column].text_frame.paragraphs[0].alignment for row in table.rows}
        assert {str(side).split(" ")[0] for side in sides} == {"RIGHT" if wanted.number else "LEFT"}
    assert table.first_row


def test_a_long_table_goes_on_with_its_total_on_each_slide_and_loses_no_row(document, deck):
    wanted = next(block for section in document.sections for block in section.blocks if isinstance(block, Table))
    shown = [
        [row.cells[0].text for row in shape.table.rows][1:]
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table and wanted.caption in slide_text(slide)
    ]
    assert len(shown) > 1
    assert all(len(rows) <= MOST_ROWS and rows[-1] == "Est Béarn" for rows in shown)
    assert [name for rows in shown for name in rows[:-1]] == [row[0].text for row in wanted.rows[:-1]]


def test_tables_of_the_same_columns_share_their_slides_each_under_its_caption():
    table = bars_figure().table
    first, second = replace(table, caption="Pauvreté"), replace(table, caption="Emploi")
    shown = [shape.table for slide in deck_of(first, second).slides for shape in slide.shapes if shape.has_table]
    names = [row.cells[0].text for one in shown for row in list(one.rows)[1:]]
    places = [row[0].text for row in table.rows]
    assert names == ["Pauvreté", *places, "Emploi", *places]
    assert shown[0].cell(1, 0).is_merge_origin and shown[0].cell(1, 0).span_width == len(table.columns)


def test_a_cell_as_long_as_a_slide_is_shortened_and_whole_in_the_notes():
    figure = bars_figure()
    long = "un commentaire très long de la personne chargée d’études " * 30
    rows = ((Cell("Est Béarn"), Cell(long)), *figure.table.rows[1:])
    deck = deck_of(replace(figure, chart=None, table=replace(figure.table, rows=rows)))
    for slide in deck.slides:
        assert all(shape.top + shape.height <= deck.slide_height for shape in slide.shapes)
    assert long.strip() in notes_of(slide_of(deck, figure))


def test_bars_too_many_for_a_slide_go_on_at_the_same_scale():
    values = [float(rank) for rank in range(1, 41)]
    points = tuple(Point(value, str(value)) for value in values)
    names = tuple(f"EPCI {rank}" for rank in range(1, 41))
    figure = replace(bars_figure(), chart=Chart("bars", names, (Series("Taux", points),), "%", 1))
    charts = [shape.chart for slide in deck_of(figure).slides for shape in slide.shapes if shape.has_chart]
    assert all(len(list(chart.plots[0].categories)) <= MOST_BARS for chart in charts)
    assert [value for chart in charts for value in chart.plots[0].series[0].values] == values
    assert len({chart.value_axis.maximum_scale for chart in charts}) == 1


def test_labels_of_numbers_keep_the_decimals_of_the_document(deck):
    formats = {node.get("formatCode") for node in chart_of(deck, bars_figure())._chartSpace.iter(f"{C}numFmt")}
    assert '[$-40C]#,##0.0"\u202f%";[$-40C]"−"#,##0.0"\u202f%"' in formats
    counts = {node.get("formatCode") for node in chart_of(deck, funnel_figure())._chartSpace.iter(f"{C}numFmt")}
    assert '[$-40C]#,##0;[$-40C]"−"#,##0' in counts


def test_a_figure_of_a_single_table_without_rows_still_makes_a_slide():
    empty = replace(bars_figure(), chart=None, table=replace(bars_figure().table, rows=()))
    assert any(shape.has_table for slide in deck_of(empty).slides for shape in slide.shapes)


def test_figures_made_of_nothing_known_are_drawn_empty():
    unknown = tuple(Point(None, "secret") for _ in range(3))
    for kind in ("bars", "lines", "stacked", "funnel"):
        chart = Chart(kind, ("a", "b", "c"), (Series("Taux", unknown),), "%", 1)
        deck = deck_of(replace(bars_figure(), chart=chart))
        (drawn,) = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
        assert [value for series in drawn.plots[0].series for value in series.values] == [None, None, None]
