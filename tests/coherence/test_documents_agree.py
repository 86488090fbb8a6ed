"""Whatever the file, a figure is the one that is published, to the decimals printed, and nothing it needs is lost."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest

from observatoire.documents.freezing import frozen_figure
from observatoire.documents.frozen_files import frozen_csv, frozen_json
from observatoire.documents.model import Cell, Document, Evidence, Figure, KeyFigures, Point, Table
from tests.coherence.planted import BASE, FORMATS, Written
from tests.coherence.reading_back import Drawn, ReadBack, squeeze

#: A table that a deck tells in its notes, and that a PDF prints, up to these numbers of rows.
MOST_TOLD, MOST_PRINTED = 40, 60
NATIVE = ("pptx", "docx", "xlsx")
THIN = "\u202f"


@pytest.fixture(scope="session")
def every(before, after, planted, hidden) -> list[tuple[str, Written, dict[Evidence, tuple]]]:
    """(name, document with its files, what is published) of each document."""
    both = (("before", before, planted.facts), ("after", after, hidden.facts))
    return [(f"{name} {when}", found, facts) for when, several, facts in both for name, found in several.items()]


def printed(value: float, decimals: int) -> str:
    """A number as a French reader writes it; our own code is not asked."""
    rounded = round(value, decimals)
    text = f"{abs(rounded):,.{decimals}f}".replace(",", THIN).replace(".", ",")
    return f"−{text}" if rounded < 0 else text


def tables(document: Document) -> Iterator[tuple[str, Table]]:
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Figure):
                yield block.key, block.table
            elif isinstance(block, Table):
                yield block.caption, block


def key_figures(document: Document) -> list:
    blocks = [block for section in document.sections for block in section.blocks]
    return [item for block in blocks if isinstance(block, KeyFigures) for item in block.items]


def numbers(text: str) -> list[str]:
    """Numbers of a text as they are printed: "12 345", "8,7"."""
    return re.findall(rf"−?\d+(?:{THIN}\d{{3}})*(?:,\d+)?", text)


def true_row(row: tuple[Cell, ...], known: dict) -> tuple[str, ...]:
    """The row that a file must show: its numbers are those of the warehouse."""
    return tuple(_true_text(cell, known) for cell in row)


def _true_text(cell: Cell, known: dict) -> str:
    if cell.value is None or cell.evidence is None:
        return cell.text
    own = printed(cell.value, cell.decimals)
    assert cell.text.startswith(own), cell
    return printed(known[cell.evidence][0], cell.decimals) + cell.text.removeprefix(own)


def true_value(point: Point, decimals: int, parts: list[Point], known: dict) -> float | None:
    """The number that a chart must draw: that of the warehouse, or its share of the parts of a stacked bar."""
    if point.value is None:
        return None
    value = known[point.evidence][0]
    if parts:
        value = 100 * value / sum(known[part.evidence][0] for part in parts)
    return round(value, max(decimals, decimals_of(point)))


def decimals_of(point: Point) -> int:
    """Decimals that a mark prints: a commune may have fewer than the EPCI beside it."""
    return max((len(number.partition(",")[2]) for number in numbers(point.text)), default=0)


def true_series(figure: Figure, known: dict) -> list[dict[str, float | None]]:
    """{category: number} of each series of a chart."""
    chart = figure.chart
    ranks = range(len(chart.categories))
    parts = [[one.points[at] for one in chart.series] if chart.kind == "stacked" else [] for at in ranks]
    return [
        {chart.categories[at]: true_value(one.points[at], chart.decimals, parts[at], known) for at in ranks}
        for one in chart.series
    ]


def test_every_number_comes_from_an_observation(every):
    """But ranks and structures: they are counted, on the figures beside and on the register of places."""
    for name, found, known in every:
        for key, table in tables(found.document):
            for row in table.rows:
                for column, cell in zip(table.columns, row, strict=True):
                    counted = column.heading == "Rang" or re.fullmatch(r"\d+\xa0structures?", cell.text)
                    is_known = cell.evidence in known if cell.evidence else cell.value is None or counted
                    assert is_known, (name, key, column.heading, cell)
        points = [point for figure in found.document.figures if figure.chart
                  for one in figure.chart.series for point in one.points]  # fmt: skip
        assert [point for point in points if point.value is not None and point.evidence not in known] == []
        assert [item for item in key_figures(found.document) if item.evidence not in known] == []


def test_a_number_written_in_words_is_that_of_its_observation(every):
    """Intervals, "17,9 % en 2021", "≤ 5 %": cells whose number is in their text only."""
    seen = 0
    for name, found, known in every:
        for key, table in tables(found.document):
            for cell in (cell for row in table.rows for cell in row if cell.evidence and cell.value is None):
                shown = re.sub(r"pour 1.000 .*| (en|au) .*\d{4}$|moins de 5", "", cell.text)
                facts_ = [fact for fact in known[cell.evidence] if fact is not None]
                true = {printed(fact, decimals) for fact in facts_ for decimals in (0, 1, 2)}
                assert set(numbers(shown)) <= true, (name, key, cell)
                seen += bool(numbers(shown))
    assert seen > 100


def test_a_key_figure_is_its_observation_in_every_file(every):
    seen = 0
    for name, found, known in every:
        for item in key_figures(found.document):
            value = known[item.evidence][0]
            if value is not None and (shown := numbers(re.sub("pour 1.000.*|moins de 5", "", item.text))):
                decimals = len(shown[0].partition(",")[2])
                assert shown == [printed(value, decimals)], (name, item)
                seen += 1
            lost = [extension for extension, file in found.files.items() if squeeze(item.text) not in file.squeezed]
            assert lost == [], (name, item)
    assert seen > 20


def test_every_row_of_a_table_is_in_every_file_with_the_numbers_of_the_warehouse(every):
    """A page shows the whole table, or a shorter one made for it; a workbook has the whole."""
    for name, found, known in every:
        for key, table in tables(found.document):
            for extension, file in found.files.items():
                lost = [row for row, is_there in _told(table.on_page, file, known) if not is_there]
                if lost or extension == "xlsx":
                    lost = [row for row, is_there in _told(table, file, known) if not is_there]
                assert lost == [], (name, key, extension)


def _told(table: Table, file: ReadBack, known: dict) -> Iterator[tuple[tuple, bool]]:
    """(row, whether the file has it): as cells, or one after the other where a page lays them out."""
    rows = [true_row(row, known) for row in table.rows]
    if file.extension == "xlsx":
        for row in table.rows:
            cells = tuple(_true_number(cell, known) for cell in row if cell.text)
            yield cells, cells in file.rows
    elif file.extension == "pdf":
        if len(rows) <= MOST_PRINTED:
            yield from ((row, squeeze("".join(row)) in file.squeezed) for row in rows)
    elif file.extension == "pptx":
        for row in rows[:MOST_TOLD]:
            heads = [
                f"{column.heading}{f' ({column.unit})' if column.unit else ''}" for column in table.on_page.columns
            ]
            line = ";".join([row[0], *(f"{head}:{text}" for head, text in zip(heads[1:], row[1:], strict=True))])
            yield row, squeeze(line) in file.notes or row in file.rows
    else:
        yield from ((row, row in file.rows) for row in rows)


def _true_number(cell: Cell, known: dict) -> str | float:
    """A cell of a workbook: a number as precise as what is printed, else words."""
    if cell.value is None:
        return cell.text
    return round(known[cell.evidence][0] if cell.evidence else cell.value, cell.decimals)


@pytest.mark.parametrize("extension", NATIVE)
def test_a_native_chart_draws_the_numbers_of_the_warehouse_and_no_other(every, extension):
    for name, found, known in every:
        if extension in found.files:
            drawn = iter(found.files[extension].charts)
            for figure in (figure for figure in found.document.figures if figure.chart):
                _assert_drawn(figure, _charts_of(figure, drawn, extension), known, (name, figure.key))
            assert next(drawn, None) is None, name


def _charts_of(figure: Figure, drawn: Iterator[Drawn], extension: str) -> list[Drawn]:
    """The charts of a figure: several in a deck, where fourteen bars fill a slide."""
    wanted = len(figure.chart.categories)
    charts = [next(drawn)]
    while extension == "pptx" and sum(len(_named(chart)) for chart in charts) < wanted:
        charts.append(next(drawn))
    return charts


def _named(chart: Drawn) -> list[str]:
    """Categories with a name: a deck leaves room for the words of the benchmark above its bars."""
    return [category for category in chart.categories if category.strip()]


def _assert_drawn(figure: Figure, charts: list[Drawn], known: dict, where: tuple) -> None:
    """Each point is drawn once in its category; what is drawn besides is an interval or the benchmark."""
    chart, wanted = figure.chart, true_series(figure, known)
    points = [point for one in chart.series for point in one.points if point.value is not None]
    decimals = max([chart.decimals, *map(decimals_of, points)])
    ends = {round(end, decimals) for point in points for end in (point.low, point.high) if end is not None}
    others = ends | ({round(chart.benchmark[1], decimals)} if chart.benchmark else set())
    drawn: dict[str, list[float]] = {}
    for one in charts:
        for at, category in enumerate(one.categories):
            drawn.setdefault(squeeze(category), []).extend(v[at] for _, v in one.series if v[at] is not None)
    for category in chart.categories:
        expected = [series[category] for series in wanted if series[category] is not None]
        named = re.compile(re.escape(squeeze(category)) + r"(\(.*\))?(rupture)?")
        names = [name for name in drawn if named.fullmatch(name)]
        found = [value for name in names for value in drawn[name]]
        assert names or not expected, (*where, category)
        for value in expected:
            assert value in found, (*where, category, value, found)
            found.remove(value)
        assert set(found) <= others, (*where, category, "neither a figure, nor a bound, nor the benchmark", found)


def test_the_labels_of_bars_on_slides_are_the_numbers_of_the_warehouse(every):
    for name, found, known in every:
        if "html" in found.files:
            for figure in found.document.figures:
                if figure.chart is not None and figure.chart.kind in ("bars", "funnel"):
                    true = [v for one in true_series(figure, known) for v in one.values() if v is not None]
                    said = found.files["html"].squeezed
                    lost = [v for v in true if squeeze(printed(v, figure.chart.decimals)) not in said]
                    assert lost == [], (name, figure.key)


def test_the_page_of_a_code_and_its_files_have_the_numbers_of_the_warehouse(every, carnet_of_both):
    for name, found, known in every:
        for figure in found.document.figures:
            kept = frozen_figure(figure.frozen.code, carnet_of_both)
            assert kept.figure.table == figure.table and kept.figure.chart == figure.chart, (name, figure.key)
            lines = list(csv.reader(io.StringIO(frozen_csv(kept).decode("utf-8-sig")), delimiter=";"))
            for row, line in zip(figure.table.rows, lines[1:], strict=False):
                shown = [text.removeprefix("'") for text in line[: len(row)]]
                assert shown == [_true_field(cell, known) for cell in row], (name, figure.key)
            assert figure.frozen.code in frozen_json(kept)


def _true_field(cell: Cell, known: dict) -> str:
    """A cell of a file of data: a number with the decimals that it prints."""
    if cell.value is None:
        return cell.text
    value = known[cell.evidence][0] if cell.evidence else cell.value
    return f"{value:.{cell.decimals}f}".replace(".", ",")


def test_every_figure_has_what_it_must_not_travel_without(every):
    for name, found, _ in every:
        for figure in found.document.figures:
            where = (name, figure.key)
            assert figure.source.startswith(f"Source{THIN}: ") and "publiées le" in figure.source, where
            assert figure.subtitle and figure.alt and figure.indicators and figure.address.startswith("/"), where
            assert figure.definition and figure.not_to_conclude, where
            assert figure.frozen.address == f"{BASE}/f/{figure.frozen.code}", where


@pytest.mark.parametrize("extension", FORMATS)
def test_every_file_says_of_each_figure_its_source_its_limits_and_its_code(every, extension):
    for name, found, _ in every:
        if extension not in found.files:
            continue
        said = found.files[extension].squeezed
        for figure in found.document.figures:
            definitions = [item for item in found.document.definitions if item.indicator in figure.indicators]
            told = [figure.title, figure.subtitle, figure.source, figure.frozen.code, *figure.not_to_conclude]
            told += [item.definition for item in definitions] or [figure.definition]
            told += [text for item in definitions for text in (*item.not_to_conclude, *item.caveats)]
            assert [text for text in told if squeeze(text) not in said] == [], (name, figure.key)
