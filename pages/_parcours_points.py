"""Dots and intervals with their caption and their words, on the parcours screen."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from observatoire import formats
from observatoire.catalogue import Indicator
from observatoire.figures.dots import DotRow, dots
from observatoire.typography import french
from observatoire.warehouse import Observation
from pages._parcours_pieces import chart


def dot_chart(
    title: str,
    subtitle: str,
    rows: Sequence[DotRow],
    indicator: Indicator,
    line: tuple[float, str] | None = None,
    longest: float = 0,
    more: Sequence = (),
) -> list:
    """The figure, or nothing when not one of its values is known: the table beside it says why."""
    shown = [item for row in rows for item in (row.own, row.other) if item is not None]
    if not any(item.value is not None for item in shown):
        return []
    drawn = dots(rows, indicator, line, longest)
    said = " ; ".join(f"{row.name} {row.words}" for row in rows if not row.heading)
    return [chart(title, subtitle, drawn.figure, drawn.height_px, french(f"Points et intervalles : {said}"), *more)]


def benchmark_line(name: str, observation: Observation | None, indicator: Indicator) -> tuple[float, str] | None:
    """(value, words) of the line of a benchmark; none when its figure is not known."""
    if observation is None or observation.value is None:
        return None
    return observation.value, f"{name}{formats.THIN}: {formats.value(observation.value, indicator)}"


def beside(drawn: list, table, columns: tuple[str, str]) -> html.Div:
    """A chart and its table side by side; the table alone when there is nothing to draw."""
    if not drawn:
        return html.Div(table)
    return html.Div([html.Div(drawn, className=columns[0]), html.Div(table, className=columns[1])], className="grille")
