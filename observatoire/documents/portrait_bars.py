"""The comparisons of a portrait as bars: one figure of several territories, and its table.

Which territories stand beside the reader's depends on what is known: all those of its level when they fit on a page,
its parts when it is a whole, else the territories that hold it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observatoire import formats
from observatoire.catalogue import load_departement
from observatoire.documents.figure_parts import (
    absences,
    cell_of,
    evidence_of,
    key_of,
    mentions_of,
    number_column,
    point_of,
    table_of,
    told,
    with_date,
)
from observatoire.documents.model import Cell, Chart, Column, Figure, Series, Table
from observatoire.documents.portrait_parts import address, source_of_figures, subtitle_of, words_of
from observatoire.formats import sort_key
from observatoire.typography import french
from observatoire.view.diagnostic import Block, Diagnostic
from observatoire.view.portrait import PortraitRow
from observatoire.view.question import benchmark_territories
from observatoire.warehouse import Observation, Snapshot, Territory

#: Bars of a comparison: beyond, a slide no longer names each territory.
MOST_COMPARED = 14
HOLDERS = ("canton", "epci", "sdsei", "zone_emploi")


@dataclass(frozen=True)
class Bar:
    """A territory of a comparison and its figure."""

    territory: Territory
    observation: Observation | None


def comparison_figure(block: Block, found: Diagnostic, snapshot: Snapshot) -> Figure | None:
    """The lead of a block beside other territories; None when it stands alone."""
    row = block.lead.row
    if row.observation is None:
        return None
    bars = _bars(row, found, snapshot)
    known = [bar for bar in bars if point_of(bar.observation, row.indicator).value is not None]
    if len(known) < 2:
        return None
    indicator, here = row.indicator, found.portrait.territory
    names = tuple(bar.territory.name for bar in bars)
    points = tuple(point_of(bar.observation, indicator) for bar in bars)
    whole = row.benchmark.observation if indicator.kind != "count" else None
    if not any(bar.territory == here for bar in bars):
        whole, whole_name = (row.observation if indicator.kind != "count" else None), here.name
    else:
        whole_name = row.benchmark.name
    line = point_of(whole, indicator) if whole is not None else None
    chart = Chart(
        "bars",
        names,
        (Series(indicator.short_title, points),),
        indicator.unit,
        indicator.decimals_at(row.observation.level),
        indicator.palette,
        (f"{whole_name}, {line.text}", line.value) if line is not None and line.value is not None else None,
        here.name if here.name in names else "",
    )
    used = [bar.observation for bar in bars if bar.observation is not None]
    return Figure(
        key=key_of("comparaison", indicator.id),
        title=block.question,
        subtitle=subtitle_of(indicator, here, row.period),
        table=_bars_table(bars, row, whole, whole_name, here),
        source=with_date(source_of_figures(indicator, used, snapshot), found.portrait.publication),
        address=f"{address(found)}#{indicator.id}",
        alt=told("Barres", names, points),
        chart=chart,
        sentences=block.sentences,
        benchmark=french(f"Repère : {row.benchmark.name}, {row.benchmark.text}"),
        notes=(*absences((bar.territory.name, bar.observation) for bar in bars), *_methods(used)),
        mentions=mentions_of(found.portrait.publication, [bar.territory for bar in bars]),
        **words_of(indicator),
    )


def _bars(row: PortraitRow, found: Diagnostic, snapshot: Snapshot) -> list[Bar]:
    """Territories to draw beside the reader's, highest first, those without a figure last."""
    here, level = found.portrait.territory, row.observation.level
    if found.parts:
        others = snapshot.observations_at(row.indicator.id, level, row.period)
        bars = [Bar(part, others.get(part.code)) for part in found.parts] + [Bar(here, row.observation)]
        return _ordered(bars[-MOST_COMPARED:])
    publication = found.portrait.publication
    if level == "departement" and here.code == publication.departement:
        inner = load_departement(publication.departement).default_level
        return _of_level(inner, snapshot.observations_at(row.indicator.id, inner, row.period), snapshot)
    if row.peers and len(snapshot.territories(level)) <= MOST_COMPARED:
        return _of_level(level, {item.territory: item for item in row.peers}, snapshot)
    return _with_holders(row, here, snapshot)


def _of_level(level: str, figures: dict[str, Observation], snapshot: Snapshot) -> list[Bar]:
    bars = [Bar(territory, figures.get(territory.code)) for territory in snapshot.territories(level)]
    return _ordered(bars) if len(bars) <= MOST_COMPARED else []


def _with_holders(row: PortraitRow, here: Territory, snapshot: Snapshot) -> list[Bar]:
    """The territory and what holds it, from the nearest: a headcount of a whole would flatten that of its part."""
    if row.indicator.kind == "count":
        return []
    held = dict(snapshot.memberships(here.code)) if here.level == "commune" else {}
    places = [(level, held[level]) for level in HOLDERS if level in held]
    places += [(level, code) for level, (code, _) in benchmark_territories(snapshot).items()]
    bars = [Bar(here, row.observation)]
    for level, code in places:
        territory = snapshot.territory(level, code)
        observation = snapshot.observation(row.indicator.id, level, code, row.period)
        if territory is not None and observation is not None and observation.value is not None and territory != here:
            bars.append(Bar(territory, observation))
    return bars


def _ordered(bars: list[Bar]) -> list[Bar]:
    def order(bar: Bar):
        item = bar.observation
        known = item is not None and item.value is not None
        return (not known, known and item.is_bounded, -(item.value if known else 0), sort_key(bar.territory.name))

    return sorted(bars, key=order)


def _bars_table(
    bars: Sequence[Bar], row: PortraitRow, whole: Observation | None, whole_name: str, here: Territory
) -> Table:
    indicator = row.indicator
    ranged = any(formats.interval(bar.observation, indicator) for bar in bars)
    columns = [Column("Territoire"), number_column(indicator.short_title, indicator.unit)]
    columns += [Column("Intervalle")] if ranged else []
    rows = [
        [
            Cell(bar.territory.name),
            cell_of(bar.observation, indicator),
            *([Cell(formats.interval(bar.observation, indicator), evidence=evidence_of(bar.observation))] * ranged),
        ]
        for bar in bars
    ]
    if whole is not None:
        interval = [Cell(formats.interval(whole, indicator), evidence=evidence_of(whole))] * ranged
        rows.append([Cell(whole_name), cell_of(whole, indicator), *interval])
    return table_of(
        f"{indicator.title}, {formats.period(row.period)}",
        columns,
        rows,
        pinned=[len(bars)] if whole is not None else [],
        highlighted=[place for place, bar in enumerate(bars) if bar.territory == here],
    )


def _methods(used: Sequence[Observation]) -> tuple[str, ...]:
    """How the figures that nobody publishes were computed."""
    methods = dict.fromkeys(item.method for item in used if item.method and item.status == "estimated")
    return tuple(french(f"Chiffres estimés : {method}.") for method in methods)
