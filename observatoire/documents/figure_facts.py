"""A block of a screen counted from the extracts as a figure: its table holds every figure of the block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from observatoire import breakdowns, formats
from observatoire.documents.common import value_of
from observatoire.documents.figure_parts import (
    absences,
    cautions_of,
    definition_of,
    evidence_of,
    key_of,
    table_of,
    told,
    with_date,
)
from observatoire.documents.model import Cell, Chart, Column, Figure, Point, Sentence, Table
from observatoire.typography import french
from observatoire.view.emploi_words import text_of
from observatoire.view.parcours_figures import Fact
from observatoire.warehouse import Observation, Publication, Territory

Shown = tuple[Fact, Observation | None, Territory]


def facts_figure(
    *,
    screen: str,
    block: str,
    title: str,
    subtitle: str,
    facts: Sequence[Shown],
    source: str,
    publication: Publication,
    address: str,
    mentions: tuple[str, ...],
    own: Territory,
    chart: Chart | None = None,
    sentences: tuple[Sentence, ...] = (),
) -> Figure:
    """`facts`: every figure shown, with the territory that it is of. `own`: the reader's territory, set apart."""
    indicators = list({fact.indicator.id: fact.indicator for fact, _, _ in facts}.values())
    names = [_name(fact, place, own) for fact, _, place in facts]
    return Figure(
        key=key_of(screen, block, own.level, own.code),
        title=title,
        subtitle=subtitle,
        table=facts_table(facts, f"{title} {subtitle}", own),
        source=with_date(source, publication),
        address=address,
        alt=_told(chart) or told("Tableau", names, [Point(None, _text(*shown)) for shown in facts]),
        chart=chart,
        sentences=sentences,
        indicators=tuple(item.id for item in indicators),
        definition=definition_of(indicators),
        not_to_conclude=cautions_of(indicators),
        notes=absences((name, observation) for name, (_, observation, _) in zip(names, facts, strict=True)),
        mentions=mentions,
    )


def _told(chart: Chart | None) -> str:
    if chart is None:
        return ""
    kinds = {"bars": "Barres", "lines": "Courbe", "stacked": "Barres empilées", "funnel": "Entonnoir"}
    first = chart.series[0]
    if chart.kind != "stacked":
        return told(f"{kinds[chart.kind]}, {first.name}", chart.categories, first.points)
    names = [series.name for series in chart.series]
    return told(f"{kinds['stacked']}, {chart.categories[0]}", names, [series.points[0] for series in chart.series])


def facts_table(facts: Sequence[Shown], caption: str, own: Territory) -> Table:
    """One figure a row. What is the same in every row has no column."""
    several = {
        "indicator": len({fact.indicator.id for fact, _, _ in facts}) > 1,
        "cut": any(fact.breakdown != breakdowns.TOTAL for fact, _, _ in facts),
        "place": len({(place.level, place.code) for _, _, place in facts}) > 1,
        "period": len({fact.period for fact, _, _ in facts}) > 1,
    }
    headings = {"indicator": "Indicateur", "cut": "Détail", "place": "Territoire", "period": "Période"}
    kept = [key for key, shown in several.items() if shown] or ["indicator"]
    rows = []
    for fact, observation, place in facts:
        words = {
            "indicator": breakdowns.title_from(fact.indicator.title, fact.breakdown),
            "cut": breakdowns.label(fact.breakdown),
            "place": place.name,
            "period": formats.period(fact.period) if fact.period else "",
        }
        rows.append([*(Cell(words[key]) for key in kept), _cell(fact, observation, place)])
    chosen = [
        rank
        for rank, (_, _, place) in enumerate(facts)
        if several["place"] and (place.level, place.code) == (own.level, own.code)
    ]
    return table_of(
        caption, [*(Column(headings[key]) for key in kept), Column("Valeur", number=True)], rows, (), chosen
    )


def _cell(fact: Fact, observation: Observation | None, place: Territory) -> Cell:
    """Indicators of several units share the column: each number is written with its own."""
    value = value_of(observation, fact.indicator)
    decimals = fact.indicator.decimals_at(place.level)
    return Cell(_text(fact, observation, place), value, decimals if value is not None else 0, evidence_of(observation))


def _text(fact: Fact, observation: Observation | None, _place: Territory) -> str:
    shown = fact if observation is fact.own else replace(fact, own=observation, other=fact.own)
    return french(text_of(shown))


def _name(fact: Fact, place: Territory, own: Territory) -> str:
    """What a figure is called in a sentence: its breakdown, else its territory, else its indicator."""
    where = f", {place.name}" if place != own else ""
    if fact.breakdown != breakdowns.TOTAL:
        return breakdowns.label(fact.breakdown) + where
    return where.removeprefix(", ") or fact.indicator.short_title
