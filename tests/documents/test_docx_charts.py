"""The native charts of the Word file, opened by lxml and openpyxl: the numbers of the document, and no other."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from posixpath import dirname, join, normpath

import openpyxl
import pytest
from lxml import etree

from observatoire.documents.docx_file import document_docx
from observatoire.documents.model import Chart, Document, Figure, Point, Section, Series
from tests.documents.sample_document import sample_document
from tests.documents.sample_figures import bars_figure, lines_figure, stacked_figure

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@pytest.fixture(scope="module")
def document() -> Document:
    return sample_document()


@pytest.fixture(scope="module")
def content(document) -> bytes:
    return document_docx(document)


def with_figure(document: Document, figure: Figure) -> Document:
    return replace(document, sections=(Section("Question", (figure,)),))


def charts_of(content: bytes) -> list[tuple[etree._Element, openpyxl.worksheet.worksheet.Worksheet]]:
    """Each chart in the order of the text, with the sheet of the workbook that it names."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        drawn = etree.fromstring(archive.read("word/document.xml")).iter(f"{C}chart")
        charts = [target(archive, "word/document.xml", chart.get(f"{R}id")) for chart in drawn]
        found = []
        for name in charts:
            root = etree.fromstring(archive.read(name))
            workbook = target(archive, name, root.find(f"{C}externalData").get(f"{R}id"))
            found.append((root, openpyxl.load_workbook(io.BytesIO(archive.read(workbook))).active))
        return found


def target(archive: zipfile.ZipFile, source: str, identifier: str) -> str:
    folder, _, name = source.rpartition("/")
    relations = etree.fromstring(archive.read(f"{folder}/_rels/{name}.rels"))
    (found,) = [one for one in relations if one.get("Id") == identifier]
    return normpath(join(dirname(source), found.get("Target"))).lstrip("/")


def height_cm(content: bytes) -> float:
    """Height of the first drawing of a file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        extent = next(etree.fromstring(archive.read("word/document.xml")).iter("{*}extent"))
    return int(extent.get("cy")) / 360_000


def test_bars_of_parts_are_high_enough_for_their_letters_and_their_legend(document):
    figure = stacked_figure()
    chart = figure.chart
    alone = replace(
        chart,
        categories=chart.categories[:1],
        series=tuple(replace(part, points=part.points[:1]) for part in chart.series),
    )
    long_names = replace(chart, series=tuple(replace(part, name=part.name * 6) for part in chart.series))
    heights = [
        height_cm(document_docx(with_figure(document, replace(figure, chart=drawn))))
        for drawn in (alone, chart, long_names)
    ]
    assert heights[0] >= 5
    assert heights == sorted(set(heights))


def drawn_values(series: etree._Element) -> dict[int, float]:
    return {int(point.get("idx")): float(point[0].text) for point in series.find(f"{C}val").iter(f"{C}pt")}


def test_charts_and_their_workbooks_hold_the_numbers_of_the_document(document, content):
    expected = [figure.chart for figure in document.figures if figure.chart]
    found = charts_of(content)
    assert [root.find(f".//{C}barDir") is None for root, _ in found] == [chart.kind == "lines" for chart in expected]
    for chart, (root, sheet) in zip(expected, found, strict=True):
        drawn = [drawn_values(series) for series in root.iter(f"{C}ser")]
        joined = {value for values in drawn for value in values.values()}
        known = {point.value for series in chart.series for point in series.points if point.value is not None}
        assert joined == known
        for rank, values in enumerate(drawn):
            column = [sheet.cell(row, rank + 2).value for row in range(2, 2 + len(chart.categories))]
            assert {row: value for row, value in enumerate(column) if value is not None} == values


def test_each_bar_stands_beside_its_own_name(document, content):
    chart = bars_figure().chart
    root, sheet = charts_of(content)[0]
    (series,) = root.iter(f"{C}ser")
    names = [point[0].text for point in series.find(f"{C}cat").iter(f"{C}pt")]
    expected = {rank: point.value for rank, point in enumerate(chart.series[0].points) if point.value is not None}
    assert drawn_values(series) == expected
    assert names == [sheet.cell(row, 1).value for row in range(2, 8)]
    assert all(name.startswith(category) for name, category in zip(names, chart.categories, strict=True))


def test_what_is_secret_or_bounded_has_no_number_anywhere_in_a_chart(content):
    root, sheet = charts_of(content)[0]
    (series,) = root.iter(f"{C}ser")
    names = [point[0].text for point in series.find(f"{C}cat").iter(f"{C}pt")]
    assert names[2] == "Béarn des Gaves\u202f: secret"
    assert names[4] == "Pays basque intérieur\u202f: ≤ 5\u202f%"
    assert not {2, 4} & set(drawn_values(series))
    assert [cell.value for row in (4, 6) for cell in sheet[row][1:]] == [None] * 2 * (sheet.max_column - 1)
    assert root.find(f"{C}chart/{C}dispBlanksAs").get("val") == "gap"


def test_an_interval_is_drawn_from_its_own_bounds_only(content):
    root, sheet = charts_of(content)[0]
    above = {int(point.get("idx")): float(point[0].text) for point in root.find(f".//{C}plus").iter(f"{C}pt")}
    below = {int(point.get("idx")): float(point[0].text) for point in root.find(f".//{C}minus").iter(f"{C}pt")}
    assert above == {1: pytest.approx(15.4 - 14.23)}
    assert below == {1: pytest.approx(14.23 - 13.1)}
    assert (sheet.cell(3, 3).value, sheet.cell(3, 4).value) == (13.1, 15.4)


def test_bars_and_lines_hold_their_whiskers(document):
    points = (Point(12.5, "12,5", 10.0, 55.0), Point(11.0, "11,0", 2.5, 12.0))
    for kind, low in (("bars", 0), ("lines", 0)):
        chart = Chart(kind, ("2020", "2021"), (Series("Taux", points),), "%", 1)
        ((root, _),) = charts_of(document_docx(with_figure(document, replace(bars_figure(), chart=chart))))
        scale = root.find(f".//{C}valAx/{C}scaling")
        assert float(scale.find(f"{C}max").get("val")) >= 55
        assert float(scale.find(f"{C}min").get("val")) == low


def test_a_hidden_point_keeps_no_bound_either(document):
    points = (Point(12.5, "12,5", 10.0, 15.0), Point(None, "secret", 3.25, 4.75))
    chart = Chart("bars", ("A", "B"), (Series("Taux", points),), "%", 1)
    content = document_docx(with_figure(document, replace(bars_figure(), chart=chart)))
    ((root, sheet),) = charts_of(content)
    assert "3.25" not in etree.tostring(root).decode()
    assert {cell.value for row in sheet.iter_rows() for cell in row} & {3.25, 4.75} == set()


def test_no_line_is_drawn_across_a_break_of_series(content):
    root, _ = charts_of(content)[1]
    drawn = {series.find(f".//{C}v").text: set(drawn_values(series)) for series in root.iter(f"{C}ser")}
    assert drawn == {
        "SDSeI Est Béarn (avant 2018)": {0, 1},
        "SDSeI Est Béarn": {3, 4, 5, 6},
        "France métropolitaine": {0, 1, 2, 3, 4, 5, 6},
    }
    periods = [point[0].text for point in root.find(f".//{C}cat").iter(f"{C}pt")]
    assert (periods[2], periods[3]) == ("2017\nnon disponible", "2018\nrupture")


def test_the_benchmark_is_a_line_at_its_value_named_in_french(content):
    root, sheet = charts_of(content)[0]
    axis = root.find(f".//{C}valAx")
    assert float(axis.find(f"{C}majorUnit").get("val")) == 14.9
    assert "Repère\u202f: France métropolitaine, 14,9\u202f%" in axis.find(f"{C}numFmt").get("formatCode")
    assert axis.find(f"{C}majorGridlines") is not None
    assert float(axis.find(f"{C}scaling/{C}min").get("val")) == 0
    assert float(axis.find(f"{C}scaling/{C}max").get("val")) < 2 * 14.9, "its double would be drawn as a second line"
    assert sheet.cell(1, 5).value == "Repère\u202f: France métropolitaine, 14,9\u202f%"
    assert sheet.cell(2, 5).value == 14.9


@pytest.mark.parametrize("values", [(3.0, 90.0), (-4.0, 20.0)])
def test_a_benchmark_far_below_the_bars_or_beside_negative_ones_is_one_more_bar(document, values):
    points = tuple(Point(value, str(int(value))) for value in values)
    chart = Chart("bars", ("A", "B"), (Series("Délai", points),), "jours", 0, benchmark=("Repère, 10 jours", 10.0))
    content = document_docx(with_figure(document, replace(bars_figure(), chart=chart)))
    ((root, _),) = charts_of(content)
    (series,) = root.iter(f"{C}ser")
    assert drawn_values(series) == {0: values[0], 1: values[1], 2: 10.0}
    assert root.find(f".//{C}majorGridlines") is None


def test_the_benchmark_of_lines_is_a_flat_line(document):
    figure = lines_figure()
    chart = replace(figure.chart, benchmark=("Cible du plan, 8,0\u202f%", 8.0))
    ((root, _),) = charts_of(document_docx(with_figure(document, replace(figure, chart=chart))))
    last = list(root.iter(f"{C}ser"))[-1]
    assert last.find(f".//{C}v").text == "Cible du plan, 8,0\u202f%"
    assert set(drawn_values(last).values()) == {8.0}


def test_numbers_of_charts_show_a_french_comma_and_start_from_zero(content):
    for root, _ in charts_of(content):
        codes = [code.get("formatCode") for code in root.iterfind(f".//{C}dLbls//{C}numFmt")]
        assert codes
        assert all(code.startswith("[$-40C]#,##0") for code in codes)
        assert all(';[$-40C]"−"' in code for code in codes)
        assert root.find(f".//{C}valAx/{C}scaling/{C}min").get("val") == "0"


def test_every_bar_is_named_whatever_the_room(document):
    ((chart, _),) = charts_of(document_docx(with_figure(document, bars_figure())))
    assert chart.find(f".//{C}catAx/{C}tickLblSkip").get("val") == "1"
