"""Controlled rounding: every figure becomes a multiple of the base next to it, and every sum still adds up.

The alternative to suppression, chosen indicator by indicator: nothing is hidden, nothing is exact (Cox, JASA 82, 1987).
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from etl.secrecy.polytope import connected
from etl.secrecy.solver import QuietHighs
from etl.secrecy.system import System
from observatoire.errors import CheckFailed

#: Branches given to the program of one connected group of figures, and the relative gap at which it stops.
MOST_NODES, GAP = 5_000, 0.02
#: Steps beyond the two multiples next to a value that are tried when sums cannot add up otherwise.
STEPS = (0, 1, 2, 4)


@dataclass(frozen=True)
class Rounding:
    """values (n): rounded figures, NaN for what is never shown. steps: 0 when every figure is a multiple next to its
    value, else how many multiples further some had to go. mean_change: mean absolute distance to the true values."""

    values: np.ndarray
    base: int
    steps: int
    mean_change: float

    def bounds(self, system: System) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest value (n, n) that each rounded figure may stand for."""
        reach = self.base * (self.steps + 1) - (1.0 if system.whole else 0.0)
        shown = system.publishable
        return np.where(shown, self.values - reach, system.low), np.where(shown, self.values + reach, system.high)


def rounded(system: System, base: int) -> Rounding:
    """The rounding of least total distance.

    Sums of published figures hold exactly; a published total of which some parts are never shown stays at least the
    sum of the others. Raises CheckFailed when no rounding adds up even four multiples away.
    """
    shown = system.publishable
    rows, upper = _published_sums(system)
    values = np.full(system.size, np.nan)
    entries = np.isin(system.relation_of, rows) & shown[system.members]
    label = connected(system.size, len(system.start) - 1, system.members[entries], system.relation_of[entries])
    steps = 0
    for name in np.unique(label[shown]):
        cells = np.flatnonzero(shown & (label == name))
        own = rows[label[system.members[system.start[rows]]] == name]
        found, used = _group(system, cells, own, upper, base)
        values[cells], steps = found, max(steps, used)
    change = float(np.abs(values[shown] - system.values[shown]).mean()) if shown.any() else 0.0
    return Rounding(values, base, steps, change)


def _published_sums(system: System) -> tuple[np.ndarray, np.ndarray]:
    """Relations whose total and at least one part are shown, and whether (m) their other parts leave a remainder."""
    shown = system.publishable[system.members]
    count = system.per_relation(shown)
    rows = np.flatnonzero((count > 1) & shown[system.start[:-1]])
    return rows, count < np.diff(system.start)


def _group(system: System, cells: np.ndarray, rows: np.ndarray, upper: np.ndarray, base: int) -> tuple[np.ndarray, int]:
    below = np.floor(system.values[cells] / base)
    exact = below * base == system.values[cells]
    for steps in STEPS:
        lowest = np.maximum(0.0, below - steps)
        highest = np.where(exact, below, below + 1) + steps
        if (found := _solve(system, cells, rows, upper, base, lowest, highest)) is not None:
            return base * found, steps
    raise CheckFailed(
        f"Arrondi contrôlé : {len(cells)} chiffres liés par des sommes ne peuvent pas être arrondis au multiple de "
        f"{base} en gardant des totaux justes ; publiez cet indicateur par suppression."
    )


def _solve(system, cells, rows, upper, base, lowest, highest) -> np.ndarray | None:
    """Multiples (in units of the base) nearest to the values, None when no choice adds up.

    One unknown of 0 or 1 a step from the lowest multiple; distances are convex, so steps are taken in order.
    """
    owner = np.repeat(np.arange(len(cells)), (highest - lowest).astype(int))
    first = np.searchsorted(owner, owner)
    step = lowest[owner] + np.arange(len(owner)) - first
    values = system.values[cells][owner] / base
    place = np.full(system.size, -1)
    place[cells] = np.arange(len(cells))
    start, index, weight, ends = [0], [], [], []
    columns = np.searchsorted(owner, np.arange(len(cells) + 1))
    for row in rows:
        fixed = 0.0
        for entry in range(system.start[row], system.start[row + 1]):
            cell = place[system.members[entry]]
            if cell >= 0:
                fixed += system.sign[entry] * lowest[cell]
                index += range(columns[cell], columns[cell + 1])
                weight += [system.sign[entry]] * int(columns[cell + 1] - columns[cell])
        start.append(len(index))
        ends.append((-np.inf if upper[row] else -fixed, -fixed))
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(owner), len(rows)
    program.col_cost_ = np.abs(step + 1 - values) - np.abs(step - values)
    program.col_lower_, program.col_upper_ = np.zeros(len(owner)), np.ones(len(owner))
    program.integrality_ = [highspy.HighsVarType.kInteger] * len(owner)
    program.row_lower_, program.row_upper_ = (np.array([end[side] for end in ends]) for side in (0, 1))
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_ = np.array(start), np.array(index, dtype=np.int32)
    program.a_matrix_.value_ = np.array(weight, dtype=float)
    solver = QuietHighs()
    solver.setOptionValue("mip_max_nodes", MOST_NODES)
    solver.setOptionValue("mip_rel_gap", GAP)
    solver.passModel(program)
    solver.run()
    if len(owner) and solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    if not len(owner):
        return lowest if all(low <= 0 <= high for low, high in ends) else None
    taken = np.round(np.array(solver.getSolution().col_value))
    return lowest + np.bincount(owner, weights=taken, minlength=len(cells))
