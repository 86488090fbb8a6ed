"""Days that medians and curves tell, with the persons behind them: what they betray of few persons is withdrawn.

A day is no count, and is in no sum; etl/secrecy/quantiles.py reads all those of one wait together, beside the shares
served within so many days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from etl.parcours.family import ALL, PLACE
from etl.parcours.settings import TOTAL
from etl.secrecy.areas import Pieces
from etl.secrecy.groups import Bounds, Groups, groups_of
from etl.secrecy.margins import UNKNOWN
from etl.secrecy.quantiles import Waits
from etl.secrecy.rule import Rule
from observatoire.statistics.intervals import log_log
from observatoire.statistics.survival import HALF_TOLERANCE, medians

MEDIAN, CURVE = "median", "curve"
#: Columns that name a median or a curve.
ITEM = ["kind", "indicator", "level", "territory", "breakdown", "period"]
HALF = 0.5
TENTH = 10.0
#: What a median costs beside a curve of as many persons, and what tells of the whole département beside the rest.
MEDIAN_COST, WHOLE_COST = 100.0, 1_000.0


@dataclass(frozen=True)
class Wait:
    """One wait, as its medians and curves tell it.

    told: ITEM; year and called, period and breakdown of the group that it is told of; size, persons of the group;
    persons, reached, not_yet, even: see etl.secrecy.quantiles.Waits. persons: columns atom, period, dimension,
    modality, day, served, left, all. levels: {dimension: levels that show it}. within: {(year, class): days} of the
    shares told. among: class of the persons whom the wait concerns.
    """

    told: pd.DataFrame
    persons: pd.DataFrame
    levels: Mapping[str, tuple[str, ...]]
    within: Mapping[tuple[str, str], int]
    among: str

    def of_year(self, year: str) -> Wait:
        within = {key: days for key, days in self.within.items() if key[0] == year}
        persons = self.persons[self.persons["period"] == year]
        return replace(self, told=self.told[self.told["year"] == year], persons=persons, within=within)

    def without(self, items: set[tuple]) -> Wait:
        """The wait when these medians and curves are not told."""
        away = [row in items for row in rows_of(self.told, ITEM)]
        return replace(self, told=self.told[~np.array(away, dtype=bool)])


def days_of_medians(indicator: str, groups: pd.DataFrame, curves: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Wait.told of the medians and the ends of their intervals; groups, curves: as in delays.py."""
    found = medians(curves).set_index("group").reindex(groups.index)
    size = groups["denominator"]
    told = size >= rule.rates.minimum_denominator
    with_ends = told & found["low"].notna() & found["high"].notna()
    parts = [_days(groups[told], HALF * size[told], found["median"][told], found["longest"][told])]
    if with_ends.any():
        ends = np.array([_persons_at_ends(int(persons)) for persons in size[with_ends]])
        for side, name in enumerate(("low", "high")):
            days = found[name][with_ends]
            persons = pd.Series(ends[:, side], days.index)
            parts.append(_days(groups[with_ends], persons, days, days).assign(even=name == "high"))
    return _named(pd.concat(parts, ignore_index=True), indicator, MEDIAN)


@lru_cache(maxsize=10_000)
def _persons_at_ends(persons: int) -> tuple[float, float]:
    """Persons served when the low, then the high end of the interval of those who wait is one half or less."""
    waiting = 1 - np.arange(1, persons) / persons
    ends = log_log(waiting, np.sqrt(waiting * (1 - waiting) / persons))
    return tuple(1.0 + np.argmax(np.append(end, 0.0) <= HALF + HALF_TOLERANCE) for end in ends)


def _days(groups: pd.DataFrame, persons: pd.Series, reached: pd.Series, longest: pd.Series) -> pd.DataFrame:
    """longest: last day observed, on which what is not reached was not yet."""
    return groups[PLACE].assign(
        size=groups["denominator"],
        even=True,
        persons=persons,
        reached=reached.fillna(np.inf),
        not_yet=(reached - 1).fillna(longest),
    )


def days_of_curves(indicator: str, groups: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """Wait.told of the points of curves: a share was served that day, and one tenth more than the last not before."""
    points = drawn.merge(groups[[*PLACE, "denominator"]], on=PLACE).rename(columns={"denominator": "size"})
    before = points.groupby(PLACE, sort=False)["share"].shift(fill_value=-TENTH)
    goes_on = points["share"].eq(before)  # the last point says how far no other tenth was reached
    served = points[points["share"].gt(0) & ~goes_on]
    waiting = points.assign(share=before + TENTH, day=points["day"] - ~goes_on)[points["share"].gt(0)]
    parts = [
        served.assign(reached=served["day"].astype(float), not_yet=-1.0),
        waiting.assign(reached=np.inf, not_yet=waiting["day"].astype(float)),
    ]
    every = pd.concat(parts, ignore_index=True)
    every = every.assign(persons=every["share"] / 100 * every["size"], even=True)
    return _named(every[[*PLACE, "size", "even", "persons", "reached", "not_yet"]], indicator, CURVE)


def _named(told: pd.DataFrame, indicator: str, kind: str) -> pd.DataFrame:
    """The days told with what they are told by; another origin of the wait is no part of it."""
    whole = told["breakdown"].str.startswith("origine:")
    called = told["breakdown"].mask(whole, TOTAL)
    return told.assign(indicator=indicator, kind=kind, called=called, year=told["period"])


class Reading:
    """What a reader of all the days told of one wait, in one period, knows of the persons served.

    hidden, published: cells (level, territory, breakdown, cls) of the system of the population, after its protection.
    items: medians and curves (values of ITEM) that hidden cells leave to tell, the most useful first; away: those that
    may not be told. at: {hidden share: its group and day}.
    """

    def __init__(self, wait: Wait, ground: Pieces, hidden: set[tuple], published: set[tuple], rule: Rule):
        everybody = wait.among if any(cell[-1] == wait.among for cell in published) else ALL
        places = rows_of(wait.told, ["level", "territory", "called"])
        told = np.array([(*place, everybody) not in hidden for place in places], dtype=bool)
        self.told, self.away = wait.told[told], set(rows_of(wait.told[~told], ITEM))
        self.places = [place for place, kept in zip(places, told, strict=True) if kept]
        self.of, self.items, self.costs = self._priced()
        self.read: dict[bytes, dict[tuple, tuple[float, float]]] = {}
        self.at: dict[tuple, tuple[int, int]] = {}
        if not self.items:
            return
        within = {cls: days for (_, cls), days in wait.within.items()}
        self.waits = _waits(wait, within, self.told, self.places, ground, published - hidden)
        self.at = _shares(self.waits.groups, self.waits.days, within, hidden & published)
        withheld = np.zeros(self.waits.served.shape, dtype=bool)
        withheld[tuple(np.array(list(self.at.values()), dtype=int).reshape(-1, 2).T)] = True
        required = self.waits.required(rule, withheld)
        safe, read = self.waits.safe(self.of, self.items, required, rule)
        self.away |= {*self.items}.difference(safe)
        self.read[self.days_of(safe).tobytes()] = self._of_shares(read)

    def beside_hidden(self) -> set[tuple]:
        """Items of groups of which a share is hidden."""
        hidden = {group for group, _ in self.at.values()}
        if not hidden:
            return set()
        return {item for item, group in zip(self.of, self.waits.group, strict=True) if group in hidden}

    def _priced(self) -> tuple[list[tuple], list[tuple], dict[tuple, float]]:
        """The item that tells each day, the items in order, and what each would cost."""
        cost = self.told["size"] * np.where(self.told["kind"] == MEDIAN, MEDIAN_COST, 1.0)
        cost *= np.where(self.told["level"] == "departement", WHOLE_COST, 1.0)
        of = rows_of(self.told, ITEM)
        costs = dict(zip(of, cost, strict=True))
        return of, sorted(costs, key=lambda item: (-costs[item], item)), costs

    def days_of(self, items: Iterable[tuple]) -> np.ndarray:
        """Days told (mask) by some items."""
        kept = set(items)
        return np.array([item in kept for item in self.of])

    def bounds(self, items: Iterable[tuple]) -> dict[tuple, tuple[float, float]]:
        """{hidden share: least, most persons}, for who reads these items; 0 and inf where they tell nothing more."""
        if not self.at:
            return {}
        days = self.days_of(items)
        if (key := days.tobytes()) not in self.read:
            self.read[key] = self._of_shares(self.waits.read(days))
        return self.read[key]

    def _of_shares(self, read: Bounds) -> dict[tuple, tuple[float, float]]:
        """Of bounds (groups × days), those of the hidden shares, as `bounds` tells them."""
        place = tuple(np.array(list(self.at.values()), dtype=int).reshape(-1, 2).T)
        low, high, least, most = (end[place].astype(float) for end in (*read, *self.waits.untold))
        ends = zip(np.where(low > least, low, 0.0), np.where(high < most, high, np.inf), strict=True)
        return dict(zip(self.at, ends, strict=True))


def _modalities(wait: Wait) -> dict[str, tuple[str, ...]]:
    """Those of each dimension, the unknown last; a column that nobody fills in is no dimension."""
    found = {TOTAL: (TOTAL,)}
    for dimension in wait.levels:
        names = wait.persons.loc[wait.persons["dimension"] == dimension, "modality"].dropna().unique()
        if dimension != TOTAL and len(names):
            found[dimension] = (*sorted(names), UNKNOWN)
    return found


def rows_of(table: pd.DataFrame, columns: Sequence[str]) -> list[tuple]:
    """Rows of some columns: of texts, ten times faster than itertuples."""
    return list(zip(*(table[name].tolist() for name in columns), strict=True))


def _shares(
    groups: Groups, days: np.ndarray, within: Mapping[str, int], cells: Iterable[tuple]
) -> dict[tuple, tuple[int, int]]:
    """Group and day (position in `days`) of each cell that counts the persons served within so many days."""
    found = {}
    for *place, cls in sorted(cells):
        if cls in within and (group := groups.cells.get(tuple(place))) is not None:
            found[*place, cls] = group, int(np.searchsorted(days, within[cls]))
    return found


def _waits(
    wait: Wait,
    within: Mapping[str, int],
    told: pd.DataFrame,
    places: Sequence[tuple],
    ground: Pieces,
    told_cells: set[tuple],
) -> Waits:
    groups = groups_of(ground, wait.levels, _modalities(wait))
    reached, not_yet = (told[name].to_numpy() for name in ("reached", "not_yet"))
    ends = np.concatenate([reached[np.isfinite(reached)], not_yet[not_yet >= 0], list(within.values())])
    days = np.unique(ends.astype(np.int64))
    served, left, every = groups.counted(ground, wait.persons, days, ("served", "left", "all"))
    served, left, every = served[:, :-1], left[:, :-1], every[:, -1]
    shown = np.zeros(served.shape, dtype=bool)
    for place in _shares(groups, days, within, told_cells).values():
        shown[place] = True
    group = np.array([groups.cells[place] for place in places])
    persons, even = told["persons"].to_numpy(), told["even"].to_numpy(dtype=bool)
    return Waits(groups, days, served, left, every, shown, group, persons, reached, not_yet, even)
