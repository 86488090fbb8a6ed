"""Days told of territories that cross, of a hundred draws: a linear programme cannot bound what must stay uncertain."""

from __future__ import annotations

from collections.abc import Iterator

import highspy
import numpy as np
import pytest

from etl.secrecy.quantiles import Waits
from etl.secrecy.rule import load_rule
from tests.etl.test_secrecy_quantiles import day_of, waits_of

RULE = load_rule()
#: By commune, whose EPCI is the first letter; an EPCI may be of two SDSeI.
PERSONS = {"a1": 30, "a2": 9, "b1": 17, "b2": 8, "c1": 14, "e1": 12, "f1": 9, "g1": 6}
SDSEI = {"a1": "s", "b1": "s", "a2": "t", "c1": "t", "e1": "t"}
TENTHS = (0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
NOISE = 1e-6


class Attacker:
    """Least and most of any difference of numbers of persons served, for who reads some of the days told."""

    def __init__(self, waits: Waits, told: np.ndarray):
        low, high = waits.at_sight(told, waits.untold)
        self.days, size = low.shape[1], low.size
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.addVars(size, low.ravel().astype(float), high.ravel().astype(float))
        cells = np.arange(size, dtype=np.int32).reshape(low.shape)
        for members in np.split(waits.groups.members, waits.groups.start[1:-1]):
            signs = np.array([1.0] + [-1.0] * (len(members) - 1))
            for day in range(self.days):
                self.solver.addRow(0.0, 0.0, len(members), cells[members, day], signs)
        for before, after in zip(cells[:, :-1].ravel(), cells[:, 1:].ravel(), strict=True):
            self.solver.addRow(0.0, np.inf, 2, np.array([before, after], dtype=np.int32), np.array([-1.0, 1.0]))

    def width(self, *terms: tuple[int, int, float]) -> float:
        """terms: (group, day, coefficient). -> whole numbers between the least and the most."""
        columns = np.array([group * self.days + day for group, day, _ in terms], dtype=np.int32)
        ends = []
        for sense in (1.0, -1.0):
            costs = np.array([sense * coefficient for *_, coefficient in terms])
            self.solver.changeColsCost(len(terms), columns, costs)
            self.solver.run()
            assert self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
            ends.append(sense * self.solver.getInfo().objective_function_value)
        self.solver.changeColsCost(len(terms), columns, np.zeros(len(terms)))
        return np.floor(ends[1] + NOISE) - np.ceil(ends[0] - NOISE)


def drawn(seed: int) -> tuple[Waits, list[str]]:
    """A few persons by commune, tenths of EPCI and SDSeI told by day, and a number served shown here or there."""
    draw = np.random.default_rng(seed)
    served = {name: np.ceil(draw.exponential(8, persons)).tolist() for name, persons in PERSONS.items()}
    every = {name: [] for name in "dstabcefg"}
    for commune, days in served.items():
        for name in {"d", commune[0], SDSEI.get(commune, "d")}:
            every[name] += days
    told = [
        (name, tenth * len(days), *day_of(days, tenth * len(days))) for name, days in every.items() for tenth in TENTHS
    ]
    shown = [(name, day) for name in "dst" for day in (5, 9) if draw.random() < 0.5]
    return waits_of(served, told, shown, SDSEI), [name for name, *_ in told]


def betrayed(waits: Waits, told: np.ndarray) -> Iterator[tuple]:
    attacker = Attacker(waits, told)
    required = waits.required(RULE, np.zeros_like(waits.shown))
    for group, day in np.argwhere(required > 0):
        if attacker.width((group, day, 1.0)) < required[group, day]:
            yield group, day
    for group, after, until, width in zip(*waits.windows(RULE), strict=True):
        if attacker.width((group, until, 1.0), (group, after, -1.0)) < width:
            yield group, after, until


@pytest.mark.parametrize("seed", range(10))
def test_an_attacker_cannot_bound_few_persons_served(seed):
    waits, of = drawn(seed)
    items = list(dict.fromkeys(of))
    kept, read = waits.safe(of, items, waits.required(RULE, np.zeros_like(waits.shown)), RULE)
    assert all(map(np.array_equal, read, waits.read(np.isin(of, kept))))  # one after the other, or all at once
    assert list(betrayed(waits, np.isin(of, kept))) == []
    assert kept


def test_all_the_days_told_together_would_betray_some():
    assert any(list(betrayed(waits, np.ones(len(of), dtype=bool))) for waits, of in map(drawn, range(3)))
