"""Situations built by hand, small, from the golden cases; and French text with plain spaces, as the cases write it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from observatoire import formats
from observatoire.catalogue import Catalogue, read_yaml
from observatoire.typography import THIN
from observatoire.view.carte import Benchmark
from observatoire.view.figures_of import evolution, judge
from observatoire.view.portrait import Portrait, PortraitRow
from observatoire.view.rangs import ranking_of
from observatoire.warehouse import Observation, Publication, Territory

CASES = Path(__file__).parent / "cases"
FIGURE = ("value", "numerator", "denominator", "low", "high", "status", "qualifier", "method")


def cases_of(name: str) -> list[dict]:
    """Cases of one file of tests/unit/sentences/cases."""
    return read_yaml(CASES / f"{name}.yml")


def plain(text: str) -> str:
    """The same text with ordinary spaces."""
    return text.replace(THIN, " ").replace(formats.NO_BREAK, " ")


def territory(words: str) -> Territory:
    """ "commune 64445 Pau" -> the commune; a SDSeI is one of the Pyrénées-Atlantiques."""
    level, code, name = words.split(" ", 2)
    return Territory(level, code, name, "64" if level == "sdsei" else None, None, False, 2026)


def observation(case: dict, indicator: str, place: Territory, period: str, source: str) -> Observation:
    """A figure with what the case says of it; published unless it has no value."""
    given = {key: case.get(key) for key in FIGURE}
    given["status"] = given["status"] or "published"
    return Observation(
        indicator=indicator,
        level=place.level,
        territory=place.code,
        period=period,
        **(given | {key: given[key] or "" for key in ("qualifier", "method")}),
        source=source,
        vintage="2021",
    )


def row_of(case: dict, catalogue: Catalogue) -> tuple[PortraitRow, Territory]:
    """The row of a portrait, and its territory.

    A case has `at` (level, code, name), `of` (indicator, period), the fields of its figure (none: `absent: true`),
    `benchmark` (its `at` and its figure), `before` ({period: value or figure}), `above` and `below` (numbers of peers,
    each `apart` from the next), `hidden` (secret peers).
    """
    place, (name, period) = territory(case["at"]), case["of"].split(" ")
    indicator = catalogue.indicators[name]
    source = indicator.sources[0]
    own = None if case.get("absent") else observation(case, name, place, period, source)
    asked = case.get("benchmark", {"at": "departement 64 Pyrénées-Atlantiques", "absent": True})
    where = territory(asked["at"])
    other = None if asked.get("absent") else observation(asked, name, where, period, source)
    earlier = [
        observation(figure if isinstance(figure, dict) else {"value": figure}, name, place, when, source)
        for when, figure in case.get("before", {}).items()
    ]
    series = [*earlier, *([own] if own is not None else [])]
    change, no_change = evolution(series, own, indicator, catalogue) if own is not None else ("", "")
    ranking = ranking_of(_with_peers(case, own, place, source), indicator)
    rank = ranking.of(place.code)
    row = PortraitRow(
        indicator=indicator,
        observation=own,
        period=period,
        text=formats.figure(own, indicator),
        interval=formats.interval(own, indicator),
        reason=formats.why_absent(own),
        method=own.method if own is not None and own.value is not None else "",
        benchmark=Benchmark(where.level, where.code, where.name, other, formats.figure(other, indicator)),
        judgement=judge(own, other, indicator),
        change=change,
        no_change=no_change,
        trend=(),
        rank=rank.established if rank is not None else None,
        ranked=len(ranking.ranks),
        rank_text=ranking.words(place.code, place.level, indicator),
        source="Source : exemple.",
        series=tuple(series),
    )
    return row, place


def _with_peers(case: dict, own: Observation | None, place: Territory, source: str) -> list[Observation]:
    if own is None or "above" not in case:
        return []
    apart = case.get("apart", 1)
    gaps = [apart * (1 + step) for step in range(case["above"])]
    gaps += [-apart * (1 + step) for step in range(case["below"])]
    figures = [_beside(own, gap) for gap in gaps] + [{"status": "secret", "qualifier": "ours"}] * case.get("hidden", 0)
    peers = [Territory(place.level, f"p{number}", "", None, None, False, 2026) for number in range(len(figures))]
    others = [
        observation(figure, own.indicator, peer, own.period, source)
        for figure, peer in zip(figures, peers, strict=True)
    ]
    return [own, *others]


def _beside(own: Observation, gap: float) -> dict:
    """The figure of a peer: as precise as this one, and as far from it."""
    known = {"value": own.value, "low": own.low, "high": own.high}
    moved = {key: value + gap for key, value in known.items() if value is not None}
    return {**moved, "numerator": own.numerator, "denominator": own.denominator}


def portrait_of(rows: list[dict], catalogue: Catalogue) -> Portrait:
    """A portrait of these rows only."""
    made = [row_of(row, catalogue) for row in rows]
    published = Publication("64", "Pyrénées-Atlantiques", datetime(2026, 11, 12), False, 2026)
    return Portrait(published, made[0][1], (), "departement", (), {"pauvrete": tuple(row for row, _ in made)}, ())
