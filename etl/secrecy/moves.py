"""The cheapest way to make cells uncertain: let other figures move with them, and hide those that must.

For one cell, the least costly move is a linear program: shift it by its width, at the price of every shown figure that
shifts with it (Kelly, Golden and Assad, Networks 22, 1992; Castro, INFORMS Journal on Computing 19, 2007). What has
moved is hidden; the move itself proves that the cell is wide.
"""

from __future__ import annotations

import numpy as np

from etl.secrecy.attack import Attacker, prove
from etl.secrecy.deduction import deduce
from etl.secrecy.polytope import DUAL_SIMPLEX, NEAR, Block, Polytope, blocks
from etl.secrecy.search import Search
from etl.secrecy.system import System
from etl.secrecy.witness import NEARLY_WHOLE, Witnesses

#: A cell may shift by this many widths at most.
REACH = 3.0


def with_moves(attacker: Attacker, looking: Search, required: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """The pattern with what cheapest moves hide, so that its cells are as wide as `required` (n) for an attacker.

    looking: his search before the pattern `hidden`. With hubs held still first, in small blocks; then, for the few
    cells that need them, with everything loose. Cells that cannot move far enough are left as they are.
    """
    system, known, hidden = looking.system, looking.known, hidden.copy()
    prove(looking)
    narrow = looking.narrow()
    if not narrow.any():
        return hidden
    movable = hidden | (system.may_choose & (system.values > 0))
    for loose in (movable & ~system.hubs, movable):
        _widen(system, attacker, loose, narrow, required, hidden, known)
    return hidden


def with_few_moves(
    system: System, attacker: Attacker, narrow: np.ndarray, required: np.ndarray, hidden: np.ndarray, known: Witnesses
) -> np.ndarray:
    """The pattern with what cheapest moves hide, so that cells found narrow (mask, n) are as wide as `required` (n) for
    an attacker: for a pattern that is nearly safe, in the whole system at once."""
    hidden = hidden.copy()
    movable = hidden | (system.may_choose & (system.values > 0))
    _widen(system, attacker, movable, narrow, np.where(narrow, required, 0.0), hidden, known)
    return hidden


def _widen(
    system: System,
    attacker: Attacker,
    loose: np.ndarray,
    narrow: np.ndarray,
    required: np.ndarray,
    hidden: np.ndarray,
    known: Witnesses,
) -> None:
    """Hide what cheapest moves among the cells that are loose (mask, n) ask for (in place)."""
    watched = system.sums_of_others[0] & narrow
    relations = ~system.implied & (system.own_relations | watched[system.members[system.start[:-1]]])
    low, high = np.where(loose, attacker.low, system.values), np.where(loose, attacker.high, system.values)
    deduction = deduce(system, low, high)
    unknown = deduction.unknown & (watched | ~system.sums_of_others[0])
    for block in blocks(system, unknown, relations):
        _Mover(system, attacker, block, (deduction.low, deduction.high), known).hide(hidden, required)


class _Mover:
    """One block of cells that may move, and the program that moves one at a time.

    ends (two arrays of n): how far each cell may go.
    """

    def __init__(self, system: System, attacker: Attacker, block: Block, ends, known: Witnesses):
        self.system, self.attacker, self.block, self.ends, self.known = system, attacker, block, ends, known
        self.polytope: Polytope | None = None
        self.large = np.full(system.size, len(block.cells) > NEAR)

    def hide(self, hidden: np.ndarray, required: np.ndarray) -> None:
        """Move every cell of the block that is too narrow; what moves becomes hidden (in place)."""
        system, cells, tried = self.system, self.block.cells, np.zeros(self.system.size, dtype=bool)
        while True:
            low = np.where(hidden, self.attacker.low, system.values)
            high = np.where(hidden, self.attacker.high, system.values)
            self.least, self.most = self.known.range(low, high)
            asked = np.where(system.to_check(hidden) & ~tried, required, 0.0)
            narrow = cells[(self.most - self.least < asked * (1 - NEARLY_WHOLE))[cells]]
            if not len(narrow):
                return
            self.polytope = self.polytope or self.opened(hidden)
            for cell in narrow:
                self.widen(cell, asked[cell], hidden)
            tried[narrow] = True

    def opened(self, hidden: np.ndarray) -> Polytope:
        """The program of the block: a shift has the cost of a figure that is still shown, on either side."""
        cells, values = self.block.cells, self.system.values
        reach = REACH * self.system.width[cells].max()
        priced = np.flatnonzero((self.system.may_choose & ~hidden)[cells])
        low, high = np.maximum(self.ends[0], values - reach), np.minimum(self.ends[1], values + reach)
        polytope = Polytope(self.system, self.block, low, high, split=priced)
        polytope.follow(DUAL_SIMPLEX)
        price = np.zeros(len(cells))
        price[priced] = self.system.cost[cells[priced]]
        polytope.solver.changeColsCost(len(polytope.columns), polytope.columns, np.concatenate([price, price[priced]]))
        return polytope

    def widen(self, cell: int, width: float, hidden: np.ndarray) -> None:
        """Move a cell up, then down as far as it is still too narrow."""
        value, column = self.system.values[cell], int(np.searchsorted(self.block.cells, cell))
        for up in (True, False):
            lacking = width - (self.most[cell] - self.least[cell])
            done = self.most[cell] - value if up else value - self.least[cell]
            room = self.polytope.high[column] if up else -self.polytope.low[column]
            shift = min(room, done + lacking)
            if lacking <= 0 or shift <= done or (shifts := self.move(column, shift if up else -shift)) is None:
                continue
            moved = self.block.cells[np.abs(shifts) > NEARLY_WHOLE]
            self.withhold(moved[~hidden[moved]], hidden)
            self.known.keep(self.polytope, shifts, self.least, self.most, self.large)

    def move(self, column: int, shift: float) -> np.ndarray | None:
        """Shifts of the cheapest move that shifts one cell so far; None when it cannot."""
        polytope, down = self.polytope, int(self.polytope.down[column])
        low, high = polytope.low[column], polytope.high[column]
        if down < 0:
            polytope.solver.changeColBounds(column, shift, shift)
            shifts = polytope.run()
            polytope.solver.changeColBounds(column, low, high)
            return shifts
        polytope.solver.changeColBounds(column, max(shift, 0.0), max(shift, 0.0))
        polytope.solver.changeColBounds(down, max(-shift, 0.0), max(-shift, 0.0))
        shifts = polytope.run()
        polytope.solver.changeColBounds(column, 0.0, high)
        polytope.solver.changeColBounds(down, 0.0, -low)
        return shifts

    def withhold(self, cells: np.ndarray, hidden: np.ndarray) -> None:
        """Hide cells: from now on they move at no cost."""
        hidden[cells] = True
        for column in np.searchsorted(self.block.cells, cells).tolist():
            self.polytope.solver.changeColCost(column, 0.0)
            self.polytope.solver.changeColCost(int(self.polytope.down[column]), 0.0)
