"""What a breach demands, and the cheapest pattern that meets all demands.

A cut says that some of its cells must be hidden. Its weights come from the duals of the attack (Fischetti and
Salazar-González, Management Science 47, 2001): no safe pattern is lost. A subtraction gives weight 1 to each of the
figures that it used.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import highspy
import numpy as np

from etl.secrecy.polytope import connected
from etl.secrecy.search import Breach
from etl.secrecy.solver import QuietHighs
from etl.secrecy.system import System

#: Branches given to one mixed-integer program, and the relative gap at which it stops: a good pattern is enough.
MOST_NODES, GAP = 200, 0.01
TOLERANCE = 1e-7


@dataclass(frozen=True)
class Cut:
    """sum(weights × hidden[cells]) ≥ hidden[breached]; weights between 0 and 1."""

    breached: int
    cells: tuple[int, ...]
    weights: tuple[float, ...]


def cut_of(system: System, breach: Breach, hidden: np.ndarray) -> Cut:
    """The cut that a breach of the pattern `hidden` demands; without cells when nothing more can widen the cell.

    A zero protects nobody: it enters only when the other cells cannot help enough.
    """
    free = system.may_choose[breach.cells]
    own = breach.cells == breach.cell
    lacking = breach.required - breach.pull[own | ~free].sum()
    if lacking <= 0:  # wide enough over fractions, not over whole counts: one more cell of the same reasoning
        lacking, free = np.inf, free & ~hidden[breach.cells]
    helpful = free & ~own & (system.values[breach.cells] > 0)
    if breach.pull[helpful].sum() < lacking < np.inf or not helpful.any():
        helpful = free & ~own
    cells, pull = breach.cells[helpful], breach.pull[helpful]
    if pull.sum() < lacking < np.inf or hidden[cells].all():
        cells, pull = cells[:0], pull[:0]
    weights = np.ones(len(pull)) if np.isinf(lacking) else np.minimum(pull / lacking, 1.0)
    return Cut(breach.cell, tuple(cells.tolist()), tuple(np.round(weights, 9).tolist()))


def plain_cuts(system: System) -> list[Cut]:
    """No sum of figures all shown or withheld has exactly one withheld: what a subtraction alone would give away."""
    beneath = (~system.publishable & ~system.everybody_knows)[system.members]
    useful = system.may_choose & (system.values > 0)
    met = system.sensitive[system.members]
    found = []
    for relation in np.flatnonzero(system.per_relation(beneath | met) == 0):
        cells = system.members[system.start[relation] : system.start[relation + 1]]
        for cell in cells[system.may_choose[cells]]:
            others = cells[useful[cells] & (cells != cell)]
            if len(others):
                found.append(Cut(int(cell), tuple(others.tolist()), (1.0,) * len(others)))
    return found


class Pattern:
    """The demands so far, and the least costly patterns that meet them; groups of cuts are solved once."""

    def __init__(self, system: System):
        self.system = system
        self.cuts: dict[Cut, None] = {}
        self.solved: dict[tuple[tuple[Cut, ...], bytes], tuple[np.ndarray, float]] = {}

    @cached_property
    def plain(self) -> list[Cut]:
        return plain_cuts(self.system)

    def add(self, cuts: list[Cut]) -> None:
        self.cuts.update(dict.fromkeys(cuts))

    def least(self, fixed: np.ndarray, *, ahead: bool = False) -> tuple[np.ndarray, float]:
        """The least costly pattern (n) that hides at least `fixed`, and a cost that no safe pattern can go under.

        ahead: with the plain cuts of every cell, which tell what each choice will demand in turn.
        """
        hidden, bound = fixed.copy(), float(self.system.cost[fixed & self.system.may_choose].sum())
        cuts = [*self.cuts, *self.plain] if ahead else list(self.cuts)
        for group in self.groups(cuts, fixed):
            cells = np.unique([cell for cut in group for cell in self.columns(cut)])
            key = group, fixed[cells].tobytes()
            if key not in self.solved:
                self.solved[key] = self.solve(group, cells[~fixed[cells]], fixed)
            chosen, least = self.solved[key]
            hidden[chosen] = True
            bound += least
        return hidden, bound

    def columns(self, cut: Cut) -> tuple[int, ...]:
        return (*cut.cells, cut.breached) if self.system.may_choose[cut.breached] else cut.cells

    def groups(self, cuts: list[Cut], fixed: np.ndarray) -> list[tuple[Cut, ...]]:
        """Cuts not met by `fixed` that share cells to choose, in groups where at least one must be met."""
        lacking, must = [], []
        for cut in cuts:
            if 1 - sum(weight for cell, weight in zip(cut.cells, cut.weights, strict=True) if fixed[cell]) > TOLERANCE:
                lacking.append(cut)
                must.append(fixed[cut.breached])
        if not any(must):
            return []
        pairs = [(cell, row) for row, cut in enumerate(lacking) for cell in self.columns(cut) if not fixed[cell]]
        cells, rows = np.array(pairs, dtype=np.int64).T
        label = connected(self.system.size, len(lacking), cells, rows)
        of_row = np.empty(len(lacking), dtype=np.int64)
        of_row[rows] = label[cells]
        needed = set(of_row[must].tolist())
        grouped: dict[int, list[Cut]] = {}
        for cut, name in zip(lacking, of_row.tolist(), strict=True):
            if name in needed:
                grouped.setdefault(name, []).append(cut)
        return [tuple(group) for group in grouped.values()]

    def solve(self, cuts: tuple[Cut, ...], cells: np.ndarray, fixed: np.ndarray) -> tuple[np.ndarray, float]:
        """Cells chosen for a group of cuts, and the cost that no choice can go under."""
        solver = QuietHighs()
        solver.setOptionValue("mip_max_nodes", MOST_NODES)
        solver.setOptionValue("mip_rel_gap", GAP)
        solver.setOptionValue("mip_heuristic_run_feasibility_jump", False)  # choosing all cells is feasible anyway
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(cells), len(cuts)
        program.col_cost_ = self.system.cost[cells]
        program.col_lower_, program.col_upper_ = np.zeros(len(cells)), np.ones(len(cells))
        program.integrality_ = [highspy.HighsVarType.kInteger] * len(cells)
        start, index, value, lower = [0], [], [], []
        for cut in cuts:
            needed = 0.0
            for cell, weight in zip(cut.cells, cut.weights, strict=True):
                if fixed[cell]:
                    needed -= weight
                else:
                    index.append(cell)
                    value.append(weight)
            if fixed[cut.breached]:
                needed += 1.0
            else:
                index.append(cut.breached)
                value.append(-1.0)
            lower.append(needed - TOLERANCE)
            start.append(len(index))
        program.row_lower_, program.row_upper_ = np.array(lower), np.full(len(cuts), highspy.kHighsInf)
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.array(start)
        program.a_matrix_.index_ = np.searchsorted(cells, index)
        program.a_matrix_.value_ = np.array(value)
        solver.passModel(program)
        solver.run()
        taken = np.array(solver.getSolution().col_value) > 0.5
        info = solver.getInfo()
        if info.primal_solution_status != highspy.kSolutionStatusFeasible:
            return cells, max(0.0, info.mip_dual_bound)  # none found: all of them is one
        return cells[taken], max(0.0, info.mip_dual_bound)
