"""The state of some figures on a day: what a meeting was shown, kept to be compared with what is published later.

A state is read from what is published, never from a screen: a figure that is hidden has no value in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from functools import lru_cache

from observatoire.breakdowns import TOTAL
from observatoire.documents.model import Evidence
from observatoire.territories import FRANCE
from observatoire.view.question import available
from observatoire.warehouse import Observation, Snapshot

#: (indicator, level, territory, breakdown): the figures of a series differ by their period only.
SeriesKey = tuple[str, str, str, str]


@dataclass(frozen=True)
class State:
    """Figures as published on `published_on`, kept on `taken_on` (the day of a meeting, of a bilan).

    observations: what was shown, and the latest figure of each series then; beside: the département and France for the
    same indicators and periods, to compare; both in the order of their keys. names: (level, code, name) of territories.
    """

    taken_on: date
    published_on: date
    departement: str
    demo: bool
    observations: tuple[Observation, ...]
    beside: tuple[Observation, ...]
    names: tuple[tuple[str, str, str], ...]

    @property
    def to_json(self) -> str:
        """The same state always gives the same text."""
        return json.dumps(
            asdict(self) | {"taken_on": self.taken_on.isoformat(), "published_on": self.published_on.isoformat()},
            ensure_ascii=False,
            sort_keys=True,
        )

    @property
    def by_series(self) -> dict[SeriesKey, dict[str, Observation]]:
        """{series: {period: figure}} of what was shown, in the order of their keys."""
        return _by_series(self.observations)

    @property
    def benchmarks(self) -> dict[SeriesKey, dict[str, Observation]]:
        return _by_series(self.beside)


def from_json(text: str) -> State:
    """A state as `State.to_json` wrote it."""
    kept = json.loads(text)
    return State(
        date.fromisoformat(kept["taken_on"]),
        date.fromisoformat(kept["published_on"]),
        kept["departement"],
        kept["demo"],
        tuple(map(observation_of, kept["observations"])),
        tuple(map(observation_of, kept["beside"])),
        tuple((level, code, name) for level, code, name in kept["names"]),
    )


def observation_of(kept: dict) -> Observation:
    """A figure as it was kept, perhaps by another version of the software: what it did not know is None."""
    return Observation(**{field.name: kept.get(field.name) for field in fields(Observation)})


def series_key(item: Observation | Evidence) -> SeriesKey:
    return item.indicator, item.level, item.territory, item.breakdown


def state_of(shown: Iterable[Evidence], snapshot: Snapshot, taken_on: date) -> State:
    """The figures shown and the latest of each series, known that day even if it was not drawn: what comes after it is
    new. Beside each, that of the département and of France for the same period.
    """
    return _with_latest(set(shown), snapshot, taken_on)


def state_today(before: State, snapshot: Snapshot, taken_on: date) -> State:
    """What is published today of every figure of an older state: the same period, and the latest one."""
    return _with_latest({_evidence(item) for item in before.observations}, snapshot, taken_on)


def is_told(observation: Observation | None) -> bool:
    """A figure that has something to say: a value, a bound, or that it is secret."""
    return observation is not None and (observation.value is not None or observation.status == "secret")


def _by_series(observations: Iterable[Observation]) -> dict[SeriesKey, dict[str, Observation]]:
    found: dict[SeriesKey, dict[str, Observation]] = {}
    for item in observations:
        found.setdefault(series_key(item), {})[item.period] = item
    return found


def _with_latest(asked: set[Evidence], snapshot: Snapshot, taken_on: date) -> State:
    one_each = {series_key(item): item for item in asked}
    latest = {replace(item, period=found) for item in one_each.values() if (found := _latest(item, snapshot))}
    return _state(asked | latest, snapshot, taken_on)


def _state(asked: set[Evidence], snapshot: Snapshot, taken_on: date) -> State:
    publication = snapshot.publication()
    compared = (("departement", publication.departement), ("france", FRANCE))
    found = figures_of(asked, snapshot)
    beside = figures_of(
        {replace(item, level=level, territory=code) for item in asked for level, code in compared}, snapshot
    )
    places = sorted({(item.level, item.territory) for item in (*found, *beside)})
    names = {(item.level, item.code): item.name for item in snapshot.territories()}
    return State(
        taken_on,
        publication.built_at.date(),
        publication.departement,
        publication.demo,
        found,
        beside,
        tuple((level, code, names.get((level, code), code)) for level, code in places),
    )


def figures_of(asked: Iterable[Evidence], snapshot: Snapshot) -> tuple[Observation, ...]:
    """The figures asked that are published, in order."""
    found = [observation for item in asked if (observation := _observation(item, snapshot)) is not None]
    return tuple(sorted(found, key=lambda item: (series_key(item), item.period)))


def _observation(item: Evidence, snapshot: Snapshot) -> Observation | None:
    if _is_mapped(item):
        return _at(snapshot, item.indicator, item.level, item.period).get(item.territory)
    return _series(snapshot, item).get(item.period)


def _is_mapped(item: Evidence) -> bool:
    """Communes are asked by hundreds, for one period: a whole map at once. The others for every period."""
    return item.level == "commune" and item.breakdown == TOTAL


@lru_cache(maxsize=64)
def _at(snapshot: Snapshot, indicator: str, level: str, period: str) -> dict[str, Observation]:
    return snapshot.observations_at(indicator, level, period)


def _series(snapshot: Snapshot, item: Evidence) -> dict[str, Observation]:
    """{period: figure}, oldest first."""
    rows = _rows(snapshot, item.indicator, item.level, item.territory, item.breakdown == TOTAL)
    return {row.period: row for row in rows if row.breakdown == item.breakdown}


@lru_cache(maxsize=512)
def _rows(snapshot: Snapshot, indicator: str, level: str, code: str, whole: bool) -> tuple[Observation, ...]:
    found = snapshot.series(indicator, level, code) if whole else snapshot.broken_down([indicator], level, code)
    return tuple(found)


def _latest(item: Evidence, snapshot: Snapshot) -> str:
    """The newest period that tells something of a series, or ""."""
    if not _is_mapped(item):
        return max((period for period, row in _series(snapshot, item).items() if is_told(row)), default="")
    periods = available(snapshot).get(item.indicator, {}).get(item.level, ())
    for period in sorted(periods, reverse=True):
        if is_told(_at(snapshot, item.indicator, item.level, period).get(item.territory)):
            return period
    return ""


def _evidence(item: Observation) -> Evidence:
    return Evidence(item.indicator, item.level, item.territory, item.period, item.breakdown)
