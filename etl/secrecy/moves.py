"""The cheapest way to make cells uncertain: let other figures move with them, and hide those that must.

For one cell, the least costly move is a linear program: shift it by its width, at the price of every shown figure that
shifts with it (Kelly, Golden and Assad, Networks 22, 1992; Castro, EJOR 171, 2006). What has moved is hidden; the move
itself proves that the cell is wide.
"""

from __future__ import annotations

import highspy
import numpy as np

from etl.secrecy.attack import Attacker, prove, search
from etl.secrecy.deduction import deduce
from etl.secrecy.polytope import DUAL_SIMPLEX, Block, Polytope, blocks
from etl.secrecy.system import System
from etl.secrecy.witness import NEARLY_WHOLE, Witnesses

#: A cell may shift by this many widths at most.
REACH = 20.0


def with_moves(
    system: System, attacker: Attacker, hidden: np.ndarray, required: np.ndarray, known: Witnesses
) -> np.ndarray:
    """The pattern with what cheapest moves hide, so that its cells are as wide as `required` (n) for an attacker.

    With hubs held still first, in small blocks; then, for the few cells that need them, with everything loose. Cells
    that cannot move far enough are left as they are.
    """
    hidden = hidden.copy()
    looking = search(system, attacker, hidden, np.where(system.to_check(hidden), required, 0.0), known)
    prove(looking)
    watched = system.sums_of_others[0] & looking.narrow()
    relations = system.own_relations | watched[system.members[system.start[:-1]]] & ~system.implied
    movable = hidden | (system.may_choose & (system.values > 0))
    for loose in (movable & ~system.hubs, movable):
        low, high = np.where(loose, attacker.low, system.values), np.where(loose, attacker.high, system.values)
        deduction = deduce(system, low, high)
        unknown = deduction.unknown & (watched | ~system.sums_of_others[0])
        for block in blocks(system, unknown, relations):
            _Mover(system, attacker, block, (deduction.low, deduction.high), known).hide(hidden, required)
    return hidden


class _Mover:
    """One block of cells that may move, and the program that moves one at a time.

    ends (two arrays of n): how far each cell may go.
    """

    def __init__(self, system: System, attacker: Attacker, block: Block, ends, known: Witnesses):
        self.system, self.attacker, self.block, self.known = system, attacker, block, known
        self.ends, self.count = ends, len(block.cells)
        self.polytope: Polytope | None = None

    def hide(self, hidden: np.ndarray, required: np.ndarray) -> None:
        """Move every cell of the block that is too narrow; what moves becomes hidden (in place)."""
        cells, tried = self.block.cells, np.zeros(self.system.size, dtype=bool)
        while True:
            self.least, self.most = self.known.range(
                np.where(hidden, self.attacker.low, self.system.values),
                np.where(hidden, self.attacker.high, self.system.values),
            )
            asked = np.where(self.system.to_check(hidden) & ~tried, required, 0.0)
            narrow = cells[(self.most - self.least < asked * (1 - NEARLY_WHOLE))[cells]]
            if not len(narrow):
                return
            if self.polytope is None:
                self.open(hidden)
            for cell in narrow:
                self.widen(cell, asked[cell], hidden)
            tried[narrow] = True

    def open(self, hidden: np.ndarray) -> None:
        values, reach = self.system.values, REACH * self.system.width[self.block.cells].max()
        near = np.maximum(self.ends[0], values - reach), np.minimum(self.ends[1], values + reach)
        self.polytope = Polytope(self.system, self.block, *near, sparse=True)
        self.polytope.solver.setOptionValue("simplex_strategy", DUAL_SIMPLEX)
        price = np.where(self.system.may_choose & ~hidden, self.system.cost, 0.0)[self.block.cells]
        self.polytope.solver.changeColsCost(2 * self.count, self.polytope.columns, np.tile(price, 2))
        self.bounds = near[1][self.block.cells] - values[self.block.cells], values[self.block.cells] - near[0][self.block.cells]

    def widen(self, cell: int, width: float, hidden: np.ndarray) -> None:
        """Move a cell up, then down as far as it is still too narrow."""
        value, column = self.system.values[cell], int(np.searchsorted(self.block.cells, cell))
        for side in (0, 1):
            lacking = width - (self.most[cell] - self.least[cell])
            done = (self.most[cell] - value, value - self.least[cell])[side]
            shift = min(self.bounds[side][column], done + lacking)
            if lacking <= 0 or shift <= done or (shifts := self.move(column, side, shift)) is None:
                continue
            moved = self.block.cells[np.abs(shifts) > NEARLY_WHOLE]
            self.withhold(moved[~hidden[moved]], hidden)
            cells, by = self.known.add(self.polytope, shifts)
            np.minimum.at(self.least, cells, self.system.values[cells] + by)
            np.maximum.at(self.most, cells, self.system.values[cells] + by)

    def move(self, column: int, side: int, shift: float) -> np.ndarray | None:
        """Shifts of the cheapest move of one cell up (side 0) or down (1); None when it cannot go so far."""
        solver, pair = self.polytope.solver, (column, column + self.count)
        solver.changeColBounds(pair[side], shift, shift)
        solver.changeColBounds(pair[1 - side], 0.0, 0.0)
        solver.run()
        found = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        ways = np.array(solver.getSolution().col_value) if found else None
        for one in (0, 1):
            solver.changeColBounds(pair[one], 0.0, self.bounds[one][column])
        return ways[: self.count] - ways[self.count :] if found else None

    def withhold(self, cells: np.ndarray, hidden: np.ndarray) -> None:
        hidden[cells] = True
        for column in np.searchsorted(self.block.cells, cells).tolist():
            self.polytope.solver.changeColCost(column, 0.0)
            self.polytope.solver.changeColCost(column + self.count, 0.0)
