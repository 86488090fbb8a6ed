"""The portrait of a territory: every indicator in a row, with its benchmark, its trend and its rank among its peers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from observatoire import formats
from observatoire.catalogue import THEMES, Catalogue, Indicator, load_catalogue
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.carte import Benchmark
from observatoire.view.figures_of import Judgement, evolution, judge, source_line
from observatoire.view.question import BENCHMARKS, benchmark_territories, newest
from observatoire.view.rangs import ranking_of
from observatoire.warehouse import Observation, Publication, Snapshot, Territory

#: Levels whose territories are compared with each other; the peers of a commune are those of its département.
RANKED_LEVELS = ("commune", "epci", "sdsei", "canton", "departement")


#: Levels whose territories may reach beyond the département, and those of which it is only a part.
SHARED_LEVELS = ("epci", "zone_emploi")
WIDER_LEVELS = ("region", "france_metro", "france")


@dataclass(frozen=True)
class TrendPoint:
    """One period of a series; `after_break` says that it must not be joined to the point before it."""

    period: str
    value: float
    after_break: bool


@dataclass(frozen=True)
class PortraitRow:
    """One indicator of a territory, answered. `series`: its figures, oldest first; `peers`: those of its level.

    rank: the place from the highest that the intervals establish, None where they allow several; rank_text says it.
    """

    indicator: Indicator
    observation: Observation | None
    period: str
    text: str
    interval: str
    reason: str
    method: str
    benchmark: Benchmark
    judgement: Judgement | None
    change: str
    no_change: str
    trend: tuple[TrendPoint, ...]
    rank: int | None
    ranked: int
    rank_text: str
    source: str
    series: tuple[Observation, ...] = ()
    peers: tuple[Observation, ...] = ()


@dataclass(frozen=True)
class Portrait:
    """A territory, its communes inside the département, and its rows by theme in the order of the catalogue."""

    publication: Publication
    territory: Territory
    communes: tuple[str, ...]
    benchmark_key: str
    benchmarks: tuple[tuple[str, str], ...]
    rows: dict[str, tuple[PortraitRow, ...]]
    notes: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.territory.name

    @property
    def subtitle(self) -> str:
        """Level, number of communes, population."""
        parts = [
            level_name(self.territory.level).capitalize()
            if self.territory.level not in ("epci", "sdsei", "france_metro")
            else level_name(self.territory.level)
        ]
        if len(self.communes) > 1:
            shared = " dans le département" if self.territory.level in SHARED_LEVELS else ""
            parts.append(formats.count(len(self.communes), "commune") + shared)
        if self.territory.population:
            parts.append(formats.count(round(self.territory.population), "habitant"))
        return ", ".join(parts)

    @property
    def all_rows(self) -> list[PortraitRow]:
        return [row for rows in self.rows.values() for row in rows]


def portrait(level: str, code: str, query: Mapping[str, str | None], snapshot: Snapshot) -> Portrait | None:
    """Answer for one territory; None when the published version does not know it."""
    territory = snapshot.territory(level, code)
    if territory is None:
        return None
    communes = () if level in WIDER_LEVELS else tuple(snapshot.members(level, code))
    return assembled(territory, level, snapshot.figures_of(level, code), communes, query, snapshot)


def assembled(
    territory: Territory,
    level: str,
    known: list[Observation],
    communes: tuple[str, ...],
    query: Mapping[str, str | None],
    snapshot: Snapshot,
) -> Portrait:
    """The portrait made of the figures `known`, read at `level`; a territory that is not of that level has no peers."""
    code, alone = territory.code, territory.level != level
    catalogue, publication = load_catalogue(), snapshot.publication()
    places = {key: place for key, place in benchmark_territories(snapshot).items() if place[0] != code or key != level}
    notes: list[str] = []
    key = query.get("repere") or ""
    if key not in places:
        if key and key not in BENCHMARKS:  # a territory is not its own benchmark: nothing to say
            notes.append(french(f"Le repère « {key} » n’existe pas ici."))
        key = "france" if level == "departement" else next(iter(places))
    figures: dict[str, list[Observation]] = {}
    for observation in known:
        figures.setdefault(observation.indicator, []).append(observation)
    latest = {i: _latest(i, level, figures.get(i, []), snapshot) for i in catalogue.indicators}
    pairs = [(i, period) for i, (_, period) in latest.items() if period]
    peers = snapshot.peers(level, pairs) if level in RANKED_LEVELS and not alone else {}
    code_of_benchmark, name_of_benchmark = places[key]
    compared = snapshot.peers(key, pairs, code_of_benchmark)
    rows: dict[str, list[PortraitRow]] = {theme: [] for theme in THEMES}
    for indicator in catalogue.indicators.values():
        if level not in indicator.levels or not latest[indicator.id][1]:
            continue
        observation, period = latest[indicator.id]
        other = next(iter(compared[(indicator.id, period)]), None)
        benchmark = Benchmark(key, code_of_benchmark, name_of_benchmark, other, formats.figure(other, indicator))
        rows[indicator.theme].append(
            _row(
                indicator,
                observation,
                period,
                figures.get(indicator.id, []),
                benchmark,
                peers.get((indicator.id, period), []),
                catalogue,
                publication,
            )
        )
    return Portrait(
        publication,
        territory,
        communes,
        key,
        tuple((k, name) for k, (_, name) in places.items()),
        {theme: tuple(found) for theme, found in rows.items() if found},
        tuple(notes),
    )


def _latest(
    indicator_id: str, level: str, series: list[Observation], snapshot: Snapshot
) -> tuple[Observation | None, str]:
    """The latest figure of the territory, else its latest row, else the latest period known at this level.

    A year that is not over is left out where the level has another one.
    """
    valued = [item for item in series if item.value is not None and not item.is_running]
    period = newest(indicator_id, level, snapshot) or (series[-1].period if series else "")
    here = next((item for item in series if item.period == period), None)
    if here is not None and here.status in ("secret", "not_applicable", "missing") and not valued:
        return here, period
    if valued and (here is None or here.value is None) and not period[:4] > valued[-1].period[:4]:
        return valued[-1], valued[-1].period
    return here, period


def _row(
    indicator: Indicator,
    observation: Observation | None,
    period: str,
    series: list[Observation],
    benchmark: Benchmark,
    peers: list[Observation],
    catalogue: Catalogue,
    publication: Publication,
) -> PortraitRow:
    change, no_change = evolution(series, observation, indicator, catalogue) if observation is not None else ("", "")
    ranking = ranking_of(peers, indicator)
    valued = observation is not None and observation.value is not None
    rank = ranking.of(observation.territory) if valued else None
    return PortraitRow(
        indicator,
        observation,
        period,
        formats.figure(observation, indicator),
        formats.interval(observation, indicator),
        formats.why_absent(observation),
        observation.method if observation is not None and observation.value is not None else "",
        benchmark,
        judge(observation, benchmark.observation, indicator),
        change,
        no_change,
        trend_points(series, indicator, catalogue),
        rank.established if rank is not None else None,
        len(ranking.ranks),
        ranking.words(observation.territory, observation.level, indicator) if valued else "",
        source_line(indicator, [observation] if observation is not None else [], catalogue, publication.geo_year),
        tuple(series),
        tuple(peers),
    )


def trend_points(series: list[Observation], indicator: Indicator, catalogue: Catalogue) -> tuple[TrendPoint, ...]:
    """The known values of a series, oldest first, with its breaks; a year that is not over is no point of it."""
    points: list[TrendPoint] = []
    for item in series:
        if item.value is None or item.is_bounded or item.is_running:
            continue
        cut = any(
            found.indicator == indicator.id
            and item.level in found.levels
            and points
            and formats.period_as_year(points[-1].period)
            < formats.period_as_year(found.period)
            <= formats.period_as_year(item.period)
            for found in catalogue.breaks
        )
        points.append(TrendPoint(item.period, item.value, cut))
    return tuple(points)
