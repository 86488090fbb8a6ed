"""One block of hidden cells tied by sums, as a linear program solved again and again from where it stands.

The unknowns are shifts away from the true values: all zero satisfies everything, and every sum of shifts is zero.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import lru_cache

import highspy
import numpy as np

from etl.secrecy.system import System

WHOLE_SECONDS = 5.0
DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4
#: Cells of a neighbourhood.
NEAR = 400
NOISE = 1e-9


@dataclass(frozen=True)
class Block:
    """Unknown cells tied together by sums (in order), and the relations that tie them."""

    cells: np.ndarray
    relations: np.ndarray


def blocks(system: System, unknown: np.ndarray, relations: np.ndarray) -> list[Block]:
    """Connected components of unknown cells (mask, n) by some relations (mask, m)."""
    inside = unknown[system.members] & relations[system.relation_of]
    label = connected(system.size, len(system.start) - 1, system.members[inside], system.relation_of[inside])
    of_relation = np.full(len(system.start) - 1, -1)
    of_relation[system.relation_of[inside]] = label[system.members[inside]]
    free, tied = np.flatnonzero(unknown), np.flatnonzero(of_relation >= 0)
    cells, relations = _split(free, label[free]), _split(tied, of_relation[tied])
    return [Block(group, relations.get(name, tied[:0])) for name, group in cells.items()]


def connected(size: int, rows: int, cells: np.ndarray, row: np.ndarray) -> np.ndarray:
    """Label (size) of each cell: the smallest cell that it is tied to through the pairs (cells, row)."""
    label = np.arange(size)
    while True:
        of_row = np.full(rows, size)
        np.minimum.at(of_row, row, label[cells])
        lower = label.copy()
        np.minimum.at(lower, cells, of_row[row])
        lower = lower[lower]
        if (lower == label).all():
            return label
        label = lower


def _split(items: np.ndarray, names: np.ndarray) -> dict[int, np.ndarray]:
    order = np.argsort(names, kind="stable")
    found, first = np.unique(names[order], return_index=True)
    return dict(zip(found.tolist(), np.split(items[order], first[1:]), strict=True)) if len(items) else {}


class Polytope:
    """All the shifts that a block may take for an attacker; minimize() goes from the last vertex to the next.

    low, high (n): his bounds. whole: only whole shifts, by branch and bound. sparse: the first vertex is the true values
    and only what must move moves; slower on many cells, whole most of the time.
    """

    def __init__(self, system: System, block: Block, low, high, *, whole: bool = False, sparse: bool = False):
        self.system, self.block, self.sparse = system, block, sparse
        rows, columns = len(block.relations), len(block.cells)
        lengths = system.start[block.relations + 1] - system.start[block.relations]
        entries = np.arange(lengths.sum()) + np.repeat(
            system.start[block.relations] - np.cumsum(lengths) + lengths, lengths
        )
        self.row = np.repeat(np.arange(rows), lengths)
        self.member, self.sign = system.members[entries], system.sign[entries]
        position = np.full(system.size, -1)
        position[block.cells] = np.arange(columns)
        inside = position[self.member] >= 0
        self.tied_columns, self.tied_rows = position[self.member[inside]], self.row[inside]
        column, row, sign = self.tied_columns, self.tied_rows, self.sign[inside]
        values = system.values[block.cells]
        lower, upper = low[block.cells] - values, high[block.cells] - values
        if sparse:
            column, row = np.concatenate([column, column + columns]), np.concatenate([row, row])
            sign = np.concatenate([sign, -sign])
            lower, upper = np.zeros(2 * columns), np.concatenate([upper, -lower])
        order = np.argsort(column, kind="stable")
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(lower), rows
        program.col_cost_, program.col_lower_, program.col_upper_ = np.zeros(len(lower)), lower, upper
        program.row_lower_ = program.row_upper_ = np.zeros(rows)
        program.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=len(lower)))])
        program.a_matrix_.index_, program.a_matrix_.value_ = row[order], sign[order]
        self.solver = quiet_solver()
        if sparse:
            self.solver.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)
            self.solver.setOptionValue("presolve", "off")
        if whole:
            program.integrality_ = [highspy.HighsVarType.kInteger] * len(lower)
            self.solver.setOptionValue("time_limit", WHOLE_SECONDS)
        self.solver.passModel(program)
        self.columns, self.aim = np.arange(len(lower), dtype=np.int32), np.zeros(columns)

    def minimize(self, aim: np.ndarray) -> np.ndarray:
        """Shifts of the block's cells at a vertex where aim × shifts is least."""
        self.aim = aim
        costs = np.concatenate([aim, -aim]) if self.sparse else aim
        self.solver.changeColsCost(len(costs), self.columns, costs)
        self.solver.run()
        self.solver.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)  # a vertex stays feasible when the aim changes
        shifts = np.array(self.solver.getSolution().col_value)
        return shifts[: len(aim)] - shifts[len(aim) :] if self.sparse else shifts

    @property
    def proved(self) -> bool:
        """Whether the last vertex is known to be the least (branch and bound may run out of time)."""
        return self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal

    def prices(self) -> tuple[np.ndarray, np.ndarray]:
        """Cells of the block's relations, in it or known, and how fast the last minimum falls when each moves."""
        duals = np.array(self.solver.getSolution().row_dual)
        price = np.zeros(self.system.size)
        np.subtract.at(price, self.member, self.sign * duals[self.row])
        price[self.block.cells] += self.aim
        cells = np.flatnonzero(np.abs(price) > NOISE)
        return cells, price[cells]

    def neighbourhood(self, columns: np.ndarray) -> Block:
        """The cells nearest to some of the block, through its relations, as many rings as NEAR cells allow."""
        inside = np.zeros(len(self.block.cells), dtype=bool)
        inside[columns] = True
        while True:
            touched = np.zeros(len(self.block.relations), dtype=bool)
            touched[self.tied_rows[inside[self.tied_columns]]] = True
            wider = inside.copy()
            wider[self.tied_columns[touched[self.tied_rows]]] = True
            if wider.sum() > NEAR or (wider == inside).all():
                return Block(self.block.cells[inside], self.block.relations[touched])
            inside = wider


def quiet_solver() -> highspy.Highs:
    """HiGHS without a word, on one thread."""
    _say_nothing()
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    return solver


@lru_cache(maxsize=1)
def _say_nothing() -> None:
    """The first solver of a process prints its banner, whatever its options: it is made with the output closed."""
    sys.stdout.flush()
    kept = os.dup(1)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        try:
            highspy.Highs()
        finally:
            os.dup2(kept, 1)
            os.close(kept)
