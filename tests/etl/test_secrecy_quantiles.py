"""What days told of groups say of the persons that they share, against every possible case written one by one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import combinations_with_replacement, product

import numpy as np
import pandas as pd
import pytest

from etl.reading import TOTAL
from etl.secrecy.areas import pieces
from etl.secrecy.groups import groups_of
from etl.secrecy.quantiles import Waits, told_safely
from etl.secrecy.rule import load_rule

RULE = load_rule()


def waits_of(
    served: dict[str, list[int]],
    told: list[tuple[str, float, float, float]],
    shown: Collection[tuple[str, int]] = (),
    sdsei: Mapping[str, str] | None = None,
) -> Waits:
    """Waits of persons by commune: {commune: days on which each was served}, inf for who waits still.

    told: (territory, persons, reached, not_yet). shown: (territory, day) where the number served is told. The EPCI of a
    commune is its first letter. sdsei: those of some communes, if any.
    """
    atoms = pd.Index(sorted(served))
    levels = {"departement": pd.Series("d", atoms), "epci": pd.Series(atoms.str[0], atoms)}
    levels |= {"sdsei": pd.Series(sdsei).reindex(atoms)} if sdsei else {}
    level_of = {name: level for level, names in levels.items() for name in names.dropna()}
    ground = pieces(levels, atoms, ())
    groups = groups_of(ground, {TOTAL: tuple(levels)}, {TOTAL: (TOTAL,)})
    rows = [(atom, TOTAL, TOTAL, day, 1) for atom, days in served.items() for day in days]
    persons = pd.DataFrame(rows, columns=["atom", "dimension", "modality", "day", "served"])
    days = np.unique(
        [int(day) for _, _, *ends in told for day in ends if 0 <= day < np.inf] + [day for _, day in shown]
    )

    def place(territory: str) -> int:
        return groups.cells[level_of[territory], territory, TOTAL]

    (counted,) = groups.counted(ground, persons, days, ["served"])
    by_day, everybody = counted[:, :-1], counted[:, -1]
    known = np.zeros(by_day.shape, dtype=bool)
    for territory, day in shown:
        known[place(territory), np.searchsorted(days, day)] = True
    group, needed, reached, not_yet = (np.array(column) for column in zip(*told, strict=True))
    number = np.array([place(territory) for territory in group])
    ends = needed.astype(float), reached.astype(float), not_yet.astype(float), np.ones(len(told), dtype=bool)
    return Waits(groups, days, by_day, np.zeros_like(by_day), everybody, known, number, *ends)


def possible(waits: Waits, epci: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Least and most persons served (EPCI × days) over every case that agrees with all the days told."""
    cases = []
    for histories in product(*(combinations_with_replacement(range(n + 1), len(waits.days)) for n in epci.values())):
        by_group = {
            waits.groups.cells["epci", name, TOTAL]: np.array(one) for name, one in zip(epci, histories, strict=True)
        }
        by_group[waits.groups.cells["departement", "d", TOTAL]] = sum(by_group.values())
        if all(_agrees(waits, by_group, told) for told in range(len(waits.group))):
            cases.append(histories)
    return np.min(cases, axis=0), np.max(cases, axis=0)


def _agrees(waits: Waits, by_group: dict[int, np.ndarray], told: int) -> bool:
    served = by_group[waits.group[told]]
    reached = (served >= waits.persons[told])[waits.days >= waits.reached[told]]
    return reached.all() and (served < waits.persons[told])[waits.days <= waits.not_yet[told]].all()


def day_of(days: list[int], persons: float) -> tuple[float, float]:
    """Day on which so many persons were served, and the day before."""
    day = sorted(days)[int(np.ceil(persons)) - 1]
    return (day, day - 1) if np.isfinite(day) else (np.inf, max(one for one in days if np.isfinite(one)))


@pytest.mark.parametrize("seed", range(40))
def test_bounds_are_those_of_every_case_that_agrees(seed):
    draw = np.random.default_rng(seed)
    served = {"a": draw.integers(0, 4, 6).tolist(), "b": draw.integers(0, 4, 3).tolist()}
    every = {**served, "d": served["a"] + served["b"]}
    told = [
        (name, share * len(every[name]), *day_of(every[name], share * len(every[name])))
        for name, share in (("d", 0.5), ("a", 0.5), ("d", draw.choice([0.2, 0.8])), ("a", draw.choice([0.3, 0.7])))
    ]
    waits = waits_of(served, told)
    least, most = possible(waits, {name: len(days) for name, days in served.items()})
    low, high = waits.read(np.ones(len(told), dtype=bool))
    places = [waits.groups.cells["epci", name, TOTAL] for name in served]
    assert np.array_equal(low[places], least) and np.array_equal(high[places], most)


def test_one_territory_alone_is_in_no_sum():
    """Its days are read as they are told."""
    served = [10] * 20 + [30] * 20
    waits = waits_of({"a": served}, [("d", 20, 10, 9)])
    assert len(waits.groups.start) == 1
    required = waits.required(RULE, np.zeros_like(waits.shown))
    told, (low, high) = waits.safe(["of d"], ["of d"], required, RULE)
    place = waits.groups.cells["departement", "d", TOTAL]
    assert told == ["of d"]
    assert (low[place].tolist(), high[place].tolist()) == ([0, 20], [19, 40])


def test_a_part_gains_no_more_than_its_total_between_two_days():
    """Of 40 persons 12 are served by day 10, which is told, and 13 at most by day 20: 8 of `a` on day 10, 9 at most."""
    served = {"a": [10] * 8 + [30] * 5, "b": [10] * 2 + [30] * 10, "c": [10] * 2 + [30] * 13}
    waits = waits_of(served, [("d", 14, 30, 20)], shown=[("d", 10), ("a", 10)])
    low, high = waits.read(np.array([True]))
    for name, most in (("a", 9), ("b", 5), ("c", 5)):
        place = waits.groups.cells["epci", name, TOTAL], np.searchsorted(waits.days, 20)
        assert (low[place], high[place]) == (8 if name == "a" else 0, most)


def test_wholes_bound_what_stands_beside_them():
    """20 persons of each of two SDSeI are served, nobody knows of which EPCI: 8 are of the two others, one of which has
    3 at least."""
    early, late = {"a": 9, "b": 11, "c": 13, "e": 7, "f": 3, "g": 5}, 9
    served = {name: [10] * number + [30] * late for name, number in early.items()}
    sdsei = {"a": "s", "b": "s", "c": "t", "e": "t"}
    waits = waits_of(served, [("f", 3, 10, 9)], shown=[("d", 10), ("s", 10), ("t", 10)], sdsei=sdsei)
    place = waits.groups.cells["epci", "g", TOTAL], np.searchsorted(waits.days, 10)
    assert waits.read(np.array([False]))[1][place] == 8
    assert waits.read(np.array([True]))[1][place] == 5


def test_two_territories_that_differ_by_a_few_persons_betray_them():
    """280 persons of whom 251 are served by day 30, 300 of whom 270 are: 19 at least of the 20 others are."""
    served = {"a": [30] * 251 + [60] * 29, "b": [30] * 19 + [60]}
    told = [("d", 270, 30, 29), ("a", 252, 60, 59)]
    waits = waits_of(served, told)
    few = waits.groups.cells["epci", "b", TOTAL], np.searchsorted(waits.days, 30)
    low, high = waits.read(np.ones(2, dtype=bool))
    assert (low[few], high[few]) == (19, 20)
    required = waits.required(RULE, np.zeros_like(waits.shown))
    assert required[few] == RULE.counts.width
    assert waits.safe(["of d", "of a"], ["of d", "of a"], required, RULE)[0] == ["of d"]
    low, high = waits.read(np.array([True, False]))
    assert high[few] - low[few] >= RULE.counts.width


def test_few_persons_served_between_two_days_told_are_not_bounded():
    """Of 24 persons 5 are served by day 30, which is told, and 6 by day 33: one was served between them."""
    served = {"a": [20] * 5 + [33] * 7 + [60] * 12, "b": [30] * 40}
    waits = waits_of(served, [("a", 6, 33, 32), ("d", 32, 30, 29)], shown=[("a", 30)])
    required = waits.required(RULE, np.zeros_like(waits.shown))
    assert waits.safe(["of a", "of d"], ["of a", "of d"], required, RULE)[0] == ["of a", "of d"]  # 7 on one day
    served["a"] = [20] * 5 + [32] + [60] * 18
    waits = waits_of(served, [("a", 7, 60, 59), ("d", 32, 30, 29)], shown=[("a", 30)])
    required = waits.required(RULE, np.zeros_like(waits.shown))
    assert waits.safe(["of a", "of d"], ["of a", "of d"], required, RULE)[0] == ["of d"]


def test_what_is_told_of_the_persons_served_by_a_day_is_read_with_the_days():
    served = {"a": [10] * 30 + [40] * 30, "b": [10] * 3 + [40] * 27}
    waits = waits_of(served, [("d", 33, 10, 9)], shown=[("a", 20)])
    place = waits.groups.cells["epci", "b", TOTAL], np.searchsorted(waits.days, 10)
    low, _ = waits.read(np.array([True]))
    assert low[place] == 3  # 33 of all, and no more than the 30 told of the other


def test_a_share_of_kaplan_and_meier_is_one_of_those_who_left_too():
    """A fifth of 63 persons is 13, of whom 4 who left have their fifth: 12 were served, and not 9."""
    served = {"a": [33] * 12 + [60] * 51, "b": [30] * 40}
    waits = waits_of(served, [("a", 12.6, 33, 32)])
    place = waits.groups.cells["epci", "a", TOTAL], np.searchsorted(waits.days, 33)
    waits = replace(waits, left=np.full_like(waits.left, 4))
    assert waits.read(np.array([True]))[0][place] == 12
    assert replace(waits, even=np.array([False])).read(np.array([True]))[0][place] == 9


def test_a_width_that_nothing_told_leaves_is_not_asked():
    served = {"a": [10] * 30, "b": [10] * 2 + [40] * 10}
    waits = waits_of(served, [("a", 15, 10, 9)], shown=[("d", 10), ("a", 10)])
    place = waits.groups.cells["epci", "b", TOTAL], np.searchsorted(waits.days, 10)
    assert waits.required(RULE, np.zeros_like(waits.shown))[place] == 0  # known by subtraction: not by a day


@pytest.mark.parametrize("seed", range(30))
def test_what_is_told_safely_is_safe_and_nothing_more_could_be(seed):
    draw = np.random.default_rng(seed)
    forbidden = [set(draw.choice(12, draw.integers(1, 4), replace=False).tolist()) for _ in range(draw.integers(0, 5))]

    def safe(told: list[int], more: list[int]) -> bool:
        return not any(together <= {*told, *more} for together in forbidden)

    told = told_safely(range(12), safe, suspects={3, 4})
    assert safe(told, [])
    assert all(not safe(told, [other]) for other in set(range(12)) - set(told))


@pytest.mark.parametrize("seed", range(12))
def test_whoever_reads_all_that_is_told_cannot_bound_a_few_persons(seed):
    draw = np.random.default_rng(100 + seed)
    served = {"a": draw.integers(0, 3, 8).tolist(), "b": draw.integers(0, 3, 5).tolist()}
    every = {**served, "d": served["a"] + served["b"]}
    told = [
        (name, share * len(every[name]), *day_of(every[name], share * len(every[name])))
        for name in ("d", "a")
        for share in (0.1, 0.5, 0.9)
    ]
    waits = waits_of(served, told)
    required = waits.required(RULE, np.zeros_like(waits.shown))
    of = [f"{name}{share}" for name, share, *_ in told]
    kept = np.isin(of, waits.safe(of, of, required, RULE)[0])
    of_a_day = ("group", "persons", "reached", "not_yet", "even")
    read = replace(waits, **{name: getattr(waits, name)[kept] for name in of_a_day})
    least, most = possible(read, {name: len(days) for name, days in served.items()})
    places = [waits.groups.cells["epci", name, TOTAL] for name in served]
    assert (most - least >= required[places]).all()
    assert kept.any()
