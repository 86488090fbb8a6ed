"""What the browser receives of a map view: compact arrays in the order of the map file, which holds codes and names.

carte.js draws the map with layer, kind, k, v, r, palette, selected, title and hint; tableau.js adds `table`.
"""

from __future__ import annotations

from observatoire import formats
from observatoire.catalogue import Indicator
from observatoire.documents.common import COMPARISON_WORDS
from observatoire.figures.map import circle_radii
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.carte import MapView, Row
from observatoire.view.figures_of import NOT_COMPARED, SIDE_MARKS, verdict_of
from pages._words import precision

ESTIMATED = " (estimé)"


def sides(indicator: Indicator) -> dict[str, str]:
    """Shape and verdict of each side of the benchmark: "▲ moins bien que le repère" where a low figure is better."""
    return {side: f"{mark} {COMPARISON_WORDS[verdict_of(side, indicator)]}" for side, mark in SIDE_MARKS.items()}


def highlighted_row(view: MapView) -> Row | None:
    """The territory chosen, else the département served among the others."""
    code = view.question.territoire or (view.publication.departement if view.question.niveau == "departement" else "")
    return next((row for row in view.rows if row.territory.code == code), None)


def payload(view: MapView) -> dict:
    """One answer for the map and its table; lists follow view.rows."""
    chosen = highlighted_row(view)
    radii, marks = circles(view)
    return {
        "layer": f"/geo/{view.layer}",
        "kind": "count" if view.is_count else "rate",
        "k": [row.key for row in view.rows],
        "v": [spoken(row) for row in view.rows],
        "r": radii,
        "palette": view.palette,
        "selected": chosen.territory.code if chosen else None,
        "title": f"{view.title} {view.subtitle}",
        "hint": "Entrée ou clic\u202f: ouvrir le portrait",
        "view": view.question.vue,
        "marks": marks,
        "href": [f"/territoire/{view.question.niveau}/", f"?repere={view.question.repere}"],
        "table": _table(view),
    }


def spoken(row: Row) -> str:
    """A figure in words, saying when it is estimated."""
    estimated = row.observation is not None and row.observation.status == "estimated"
    return row.text + (ESTIMATED if estimated else "")


def note(row: Row) -> str:
    """Why there is no figure, or what qualifies the one shown; empty for a plain published figure."""
    return french(row.reason) or precision(row.observation)


def circles(view: MapView) -> tuple[list[float] | None, list[list] | None]:
    """Radii of the circles of a count, and [radius, words] of three of them for the legend; None for coloured areas."""
    if not view.is_count or not view.values:
        return None, None
    largest = max(view.values)
    values = [
        row.observation.value
        if row.observation is not None and row.observation.value is not None and not row.observation.is_bounded
        else None
        for row in view.rows
    ]
    rounds = dict.fromkeys(_round_below(largest / share) for share in (1, 3, 10) if largest >= share)
    marks = [
        [round(radius, 3), formats.value(value, view.indicator, view.question.niveau)]
        for value, radius in zip(rounds, circle_radii(list(rounds), largest), strict=True)
    ]
    return [round(radius, 3) for radius in circle_radii(values, largest)], marks


def _round_below(value: float) -> int:
    """The largest of 1, 2, 5, 10, 20, 50… not above a value of at least 1."""
    power = 10 ** (len(str(int(value))) - 1)
    return max(step * power for step in (1, 2, 5) if step * power <= value)


def _sort_value(row: Row, decimals: int) -> float | None:
    known = row.observation is not None and row.observation.value is not None
    return round(row.observation.value, decimals) if known else None


def _table(view: MapView) -> dict:
    level = view.question.niveau
    notes = [note(row) for row in view.rows]
    words = list(dict.fromkeys(filter(None, notes)))
    place = {text: rank for rank, text in enumerate(words)}
    intervals = [row.interval for row in view.rows]
    compared = view.benchmark.observation is not None and any(row.judgement for row in view.rows)
    ranked = any(row.standing is not None for row in view.rows)
    return {
        "caption": view.subtitle,
        "estimated": ESTIMATED,
        "sides": sides(view.indicator),
        "notCompared": NOT_COMPARED,
        "name": level_name(level)[:1].upper() + level_name(level)[1:],
        "value": view.indicator.short_title,
        "unit": view.indicator.unit,
        "suffix": formats.with_unit("", view.indicator.unit),
        "benchmark": [view.benchmark.name, view.benchmark.text],
        "x": [_sort_value(row, view.indicator.decimals_at(level)) for row in view.rows],
        "intervals": intervals if any(intervals) else None,
        "gaps": [
            [round(row.judgement.gap, 3), row.judgement.text, row.judgement.side] if row.judgement else None
            for row in view.rows
        ]
        if compared
        else None,
        "ranks": [[row.standing.first, row.standing.text] if row.standing else None for row in view.rows]
        if ranked
        else None,
        "notes": [place.get(text) for text in notes] if words else None,
        "words": words,
    }
