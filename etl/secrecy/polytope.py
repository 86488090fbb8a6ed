"""One block of hidden cells tied by sums, as a linear program solved again and again from where it stands.

The unknowns are shifts away from the true values: all zero satisfies everything, and every sum of shifts is zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from etl.secrecy.solver import QuietHighs
from etl.secrecy.system import System

DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4
#: Most branches of a program over whole shifts. Branches and not seconds: the answer does not depend on the machine.
MOST_NODES = 2_000
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
    grouped_cells, grouped_relations = _grouped(free, label[free]), _grouped(tied, of_relation[tied])
    return [Block(cells, grouped_relations.get(name, tied[:0])) for name, cells in grouped_cells.items()]


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


def _grouped(items: np.ndarray, names: np.ndarray) -> dict[int, np.ndarray]:
    order = np.argsort(names, kind="stable")
    found, first = np.unique(names[order], return_index=True)
    return dict(zip(found.tolist(), np.split(items[order], first[1:]), strict=True)) if len(items) else {}


class Polytope:
    """All the shifts that a block may take within bounds low, high (n); each program starts from the last vertex.

    split: columns whose shift up and shift down are two unknowns, so that a shift either way can have a price; with all
    columns split, the first vertex is the true values and only what must move moves. whole: only whole shifts, by
    branch and bound.
    """

    def __init__(self, system: System, block: Block, low, high, *, split=None, whole: bool = False):
        self.system, self.block, self.count = system, block, len(block.cells)
        self.split = np.zeros(0, dtype=np.int64) if split is None else split
        self.low, self.high = (end[block.cells] - system.values[block.cells] for end in (low, high))
        rows = len(block.relations)
        lengths = system.start[block.relations + 1] - system.start[block.relations]
        entries = np.arange(lengths.sum()) + np.repeat(
            system.start[block.relations] - np.cumsum(lengths) + lengths, lengths
        )
        self.row = np.repeat(np.arange(rows), lengths)
        self.member, self.sign = system.members[entries], system.sign[entries]
        position = np.full(system.size, -1)
        position[block.cells] = np.arange(self.count)
        inside = position[self.member] >= 0
        self.tied_columns, self.tied_rows = position[self.member[inside]], self.row[inside]
        self.down = np.full(self.count, -1)
        self.down[self.split] = self.count + np.arange(len(self.split))
        self.solver, self.simplex = QuietHighs(), None
        self.solver.passModel(self._program(rows, self.sign[inside], whole))
        if len(self.split):
            self.solver.setOptionValue("presolve", "off")
        if whole:
            self.solver.setOptionValue("mip_max_nodes", MOST_NODES)
        self.columns = np.arange(self.count + len(self.split), dtype=np.int32)

    def _program(self, rows: int, sign: np.ndarray, whole: bool) -> highspy.HighsLp:
        twice = self.down[self.tied_columns] >= 0
        column = np.concatenate([self.tied_columns, self.down[self.tied_columns[twice]]])
        row, value = np.concatenate([self.tied_rows, self.tied_rows[twice]]), np.concatenate([sign, -sign[twice]])
        lower = np.concatenate([self.low, np.zeros(len(self.split))])
        lower[self.split] = 0.0
        order = np.argsort(column, kind="stable")
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(lower), rows
        program.col_cost_, program.col_lower_ = np.zeros(len(lower)), lower
        program.col_upper_ = np.concatenate([self.high, -self.low[self.split]])
        program.row_lower_ = program.row_upper_ = np.zeros(rows)
        program.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=len(lower)))])
        program.a_matrix_.index_, program.a_matrix_.value_ = row[order], value[order]
        if whole:
            program.integrality_ = [highspy.HighsVarType.kInteger] * len(lower)
        return program

    def minimize(self, aim: np.ndarray) -> np.ndarray:
        """Shifts of the block's cells at a vertex where aim × shifts is least."""
        self.aim = aim
        self.solver.changeColsCost(len(self.columns), self.columns, np.concatenate([aim, -aim[self.split]]))
        if len(self.split) == self.count:  # the true values are a vertex; else the dual simplex finds one faster
            self.follow(PRIMAL_SIMPLEX)
        shifts = self.run()
        self.follow(PRIMAL_SIMPLEX)  # a vertex stays one when the aim changes
        return shifts

    def follow(self, simplex: int) -> None:
        """Solve by this simplex from now on."""
        if self.simplex != simplex:
            self.simplex = simplex
            self.solver.setOptionValue("simplex_strategy", simplex)

    def run(self) -> np.ndarray | None:
        """Shifts at the vertex found, None when there is none."""
        self.solver.run()
        values = np.array(self.solver.getSolution().col_value)
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible or len(values) != len(self.columns):
            return None
        shifts = values[: self.count]
        shifts[self.split] -= values[self.count :]
        return shifts

    @property
    def unbounded(self) -> bool:
        """Whether the last aim has no least value."""
        return self.solver.getModelStatus() in (
            highspy.HighsModelStatus.kUnbounded,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        )

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
        inside = np.zeros(self.count, dtype=bool)
        inside[columns] = True
        while True:
            touched = np.zeros(len(self.block.relations), dtype=bool)
            touched[self.tied_rows[inside[self.tied_columns]]] = True
            wider = inside.copy()
            wider[self.tied_columns[touched[self.tied_rows]]] = True
            if wider.sum() > NEAR or (wider == inside).all():
                return Block(self.block.cells[inside], self.block.relations[touched])
            inside = wider
