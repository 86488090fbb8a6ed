"""The observations behind what a document prints, and the one that a decision taken on a figure is about."""

from __future__ import annotations

from collections.abc import Iterator

from observatoire.documents.model import Block, Bullets, Document, Evidence, Figure, KeyFigures, Prose, Quadrants, Table


def evidences(document: Document) -> frozenset[Evidence]:
    """Every observation that the document shows."""
    return frozenset(found for section in document.sections for block in section.blocks for found in _behind(block))


def evidences_of(figure: Figure) -> frozenset[Evidence]:
    return frozenset(_behind(figure))


def lead(figure: Figure) -> Evidence | None:
    """The one observation that sums a figure up, at its latest period: that of the territory highlighted, else of the
    benchmark pinned, else of the only territory shown. None when the figure is about several and none comes first.
    """
    for found in (_highlighted(figure), _rows(figure.table, figure.table.pinned)):
        if found:
            return max(found, key=lambda item: item.period)
    shown = evidences_of(figure)
    one_series = {(item.indicator, item.level, item.territory, item.breakdown) for item in shown}
    return max(shown, key=lambda item: item.period) if len(one_series) == 1 else None


def _highlighted(figure: Figure) -> list[Evidence]:
    """Marks of the category, or of the series, that the chart highlights; else first cells of the table’s rows."""
    chart = figure.chart
    if chart is not None and chart.highlighted:
        series = chart.series[0]
        marks = [
            point.evidence
            for name, point in zip(chart.categories, series.points, strict=True)
            if chart.highlighted in (name, series.name) and point.evidence is not None
        ]
        if marks:
            return marks
    return _rows(figure.table, figure.table.highlighted)


def _rows(table: Table, ranks: tuple[int, ...]) -> list[Evidence]:
    """The first observation of each of these rows."""
    cells = [next((cell.evidence for cell in table.rows[rank] if cell.evidence is not None), None) for rank in ranks]
    return [evidence for evidence in cells if evidence is not None]


def _behind(block: Block) -> Iterator[Evidence]:
    match block:
        case Figure():
            if block.chart is not None:
                yield from (p.evidence for s in block.chart.series for p in s.points if p.evidence is not None)
            yield from _behind(block.table)
            yield from (evidence for sentence in block.sentences for evidence in sentence.evidence)
        case Table():
            yield from (cell.evidence for row in block.rows for cell in row if cell.evidence is not None)
        case KeyFigures():
            yield from (item.evidence for item in block.items if item.evidence is not None)
        case Prose():
            yield from (evidence for sentence in block.sentences for evidence in sentence.evidence)
        case Bullets():
            yield from (evidence for sentence in block.items for evidence in sentence.evidence)
        case Quadrants():
            for listed in block.lists:
                yield from _behind(listed)
