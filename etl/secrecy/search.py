"""Which cells are narrow for one attacker before one pattern: subtractions, then linear programs, cheapest first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from etl.secrecy.deduction import Deduction, deduce
from etl.secrecy.polytope import NEAR, Block, Polytope, blocks
from etl.secrecy.system import System
from etl.secrecy.witness import NEARLY_WHOLE, Witnesses

#: A shift of more than this many widths is not looked for: what is wide has been proved wide long before.
REACH = 1000.0
#: Programs that aim at all pending cells of a block at once, by pairs, before programs of one cell: these many, and
#: more as long as each proves WORTHWHILE of them.
SWEEPS, MOST_SWEEPS, WORTHWHILE = 2, 8, 0.2
#: Fewer pending cells are not aimed at together: in a block, in one of more cells than NEAR.
FEW, FEW_IN_LARGE = 3, 40


@dataclass(frozen=True)
class Breach:
    """A cell bounded more narrowly than required by one attacker.

    cells, pull: what could widen it and by how much at most if it were free to move, inf when by any width. kin: cells
    that the same reasoning bounds.
    """

    cell: int
    attacker: str
    low: float
    high: float
    required: float
    cells: np.ndarray
    pull: np.ndarray
    kin: np.ndarray

    @property
    def width(self) -> float:
        return self.high - self.low


class Search:
    """Clears cells many at a time, then settles the others one by one.

    low, high (n): bounds of the attacker once he has read what is shown; beneath_low, beneath_high: those he has for
    what is hidden. required (n): width asked, 0 when it is not. known receives the moves that prove cells wide.
    """

    def __init__(self, system: System, name: str, low, high, beneath, required, known: Witnesses):
        self.system, self.name, self.beneath, self.required, self.known = system, name, beneath, required, known
        self.low, self.high = low, high
        self.opened: dict[tuple[str, int], Polytope] = {}
        self.proved = False
        self.refresh()

    @cached_property
    def deduction(self) -> Deduction:
        return deduce(self.system, self.low, self.high)

    def refresh(self) -> None:
        """Take in all that the witnesses know."""
        self.least, self.most = self.known.range(self.low, self.high)
        if self.known.fractions.count and self.narrow().any():
            least, most = self.known.range_of_fractions(self.low, self.high)
            self.widen(np.where(self.large, least, np.inf), np.where(self.large, most, -np.inf))

    def widen(self, least: np.ndarray, most: np.ndarray) -> None:
        """Take in values (n) that the cells can have."""
        self.least, self.most = np.minimum(self.least, least), np.maximum(self.most, most)

    def narrow(self, cells=slice(None)) -> np.ndarray:
        """Which cells are asked to be wide and not proved so yet."""
        return self.most[cells] - self.least[cells] < self.required[cells] * (1 - NEARLY_WHOLE)

    def short(self, ends: tuple[float, float], cell: int) -> bool:
        return ends[1] - ends[0] < self.required[cell] * (1 - NEARLY_WHOLE)

    @cached_property
    def still(self) -> Search:
        """The same search with hubs held still: more than the attacker knows, hence safe, and in smaller blocks."""
        hubs = self.deduction.unknown & self.system.hubs
        values = self.system.values
        low, high = np.where(hubs, values, self.low), np.where(hubs, values, self.high)
        return Search(self.system, self.name, low, high, self.beneath, self.required, self.known)

    @cached_property
    def blocks(self) -> list[Block]:
        unknown = self.deduction.unknown & ~self.system.sums_of_others[0]
        return blocks(self.system, unknown, self.system.own_relations)

    @cached_property
    def surface(self) -> list[Block]:
        """Blocks of what is shown or withheld, without what lies beneath: less than the attacker knows."""
        return blocks(self.system, self.deduction.unknown, self.system.surface_relations)

    @cached_property
    def block_of(self) -> np.ndarray:
        return self._numbers(self.blocks)

    @cached_property
    def surface_of(self) -> np.ndarray:
        return self._numbers(self.surface)

    def _numbers(self, found: list[Block]) -> np.ndarray:
        numbers = np.full(self.system.size, -1)
        for number, block in enumerate(found):
            numbers[block.cells] = number
        return numbers

    @cached_property
    def large(self) -> np.ndarray:
        """Cells (mask, n) of blocks where programs over whole values would take too long, or with a part in one."""
        large = np.zeros(self.system.size, dtype=bool)
        for block in self.blocks:
            large[block.cells] = len(block.cells) > NEAR
        _, total, part = self.system.sums_of_others
        large[total[large[part]]] = True
        return large

    def parts(self, cell: int) -> np.ndarray:
        """The unknown cells that make up one: itself, or the parts of one that is only watched."""
        watched, total, part = self.system.sums_of_others
        cells = part[total == cell] if watched[cell] else np.array([cell])
        return cells[self.deduction.unknown[cells]]

    def polytope(self, block: Block, reach: float, sparse: bool = False, whole: bool = False) -> Polytope:
        low = np.maximum(self.deduction.low, self.system.values - reach)
        high = np.minimum(self.deduction.high, self.system.values + reach)
        split = np.arange(len(block.cells)) if sparse else None
        return Polytope(self.system, block, low, high, split=split, whole=whole)

    def subtracted(self) -> list[Breach]:
        """The cells that subtractions give away."""
        found = []
        for cell in np.flatnonzero(self.narrow() & ~self.deduction.unknown):
            sources, value = self.deduction.sources(self.system, cell), self.system.values[cell]
            pull = np.full(len(sources), np.inf)
            found.append(Breach(int(cell), self.name, value, value, self.required[cell], sources, pull, sources[:0]))
        return found

    def sweep(self) -> None:
        """Aim at all pending cells of a block at once, some up, some down, then the other way round.

        Within one width, where vertices move few cells and are whole most of the time.
        """
        draw = np.random.default_rng(self.system.size)
        opened: dict[int, Polytope] = {}
        before = len(self.low)
        for turn in range(MOST_SWEEPS):
            pending = self.narrow() & self.deduction.unknown
            left = np.count_nonzero(pending)
            if not left or (turn >= SWEEPS and left > (1 - WORTHWHILE) * before):
                return
            self.aim_at(pending, draw, opened)
            before = left

    def aim_at(self, pending: np.ndarray, draw: np.random.Generator, opened: dict[int, Polytope]) -> None:
        _, total, part = self.system.sums_of_others
        aim = draw.choice([-1.0, 1.0], len(pending)) * draw.uniform(0.5, 1.5, len(pending)) * pending
        aim += np.bincount(part, weights=aim[total], minlength=len(aim))
        for number, block in enumerate(self.blocks):
            own, large = aim[block.cells], len(block.cells) > NEAR
            if np.count_nonzero(own) < (FEW_IN_LARGE if large else FEW):
                continue
            if number not in opened:
                opened[number] = self.polytope(block, self.required.max(), sparse=not large)
            for side in (1.0, -1.0):
                self.move(opened[number], side * own)

    def settled(self, every: bool) -> list[Breach]:
        """The cells that are narrow indeed; unless `every` is asked, one cell of each reasoning at least."""
        found, told = [], np.zeros(self.system.size, dtype=bool)
        for cell in np.flatnonzero(self.narrow() & self.deduction.unknown):
            if self.narrow(cell) and not told[cell] and (breach := self.settle(cell)) is not None:
                found.append(breach)
                told[breach.kin] = not every
        return found

    def settle(self, cell: int) -> Breach | None:
        """The breach of a cell, if it is one."""
        if self.surface_of[cell] >= 0 and len(self.surface[self.surface_of[cell]].cells) <= NEAR:
            surface = self.polytope_of(self.surface_of[cell], self.surface)
            ends, pull, kin = self.extremes([surface], np.array([cell]), keep=False)
            if self.short(ends, cell):
                return self.breach(cell, ends, pull, kin)
        self.still.look_near(cell)
        self.take(self.still)
        if not self.narrow(cell):
            return None
        parts = self.parts(cell)
        numbers = np.unique(self.block_of[parts])
        ends, pull, kin = self.extremes([self.polytope_of(number, self.blocks) for number in numbers], parts)
        small = all(len(self.blocks[number].cells) <= NEAR for number in numbers)
        if self.system.whole and not self.short(ends, cell) and self.narrow(cell) and small:
            reach = REACH * self.system.width.max()
            wholes = [self.polytope(self.blocks[number], reach, whole=True) for number in numbers]
            ends, _, _ = self.extremes(wholes, parts)
        return self.breach(cell, ends, pull, kin) if self.short(ends, cell) else None

    def look_near(self, cell: int) -> None:
        """Try to move a cell with its nearest neighbours only."""
        parts, reach = self.parts(cell), self.required[cell]
        for number in np.unique(self.block_of[parts]):
            self.extremes([self.near(number, parts, reach)], parts)

    def near(self, number: int, parts: np.ndarray, reach: float) -> Polytope:
        """The neighbours of some cells in a block, within a shift of `reach`; a small block is all near."""
        key = (f"near {reach}", number)
        if key in self.opened:
            return self.opened[key]
        if len(self.blocks[number].cells) <= NEAR:
            self.opened[key] = self.polytope(self.blocks[number], reach, sparse=True)
            return self.opened[key]
        block = self.polytope_of(number, self.blocks)
        around = block.neighbourhood(np.flatnonzero(np.isin(block.block.cells, parts)))
        return self.polytope(around, reach, sparse=True)

    def take(self, other: Search) -> None:
        self.widen(other.least, other.most)

    def polytope_of(self, number: int, among: list[Block]) -> Polytope:
        key = ("surface" if among is self.surface else "all", number)
        if key not in self.opened:
            self.opened[key] = self.polytope(among[number], REACH * self.system.width.max())
        return self.opened[key]

    def breach(self, cell: int, ends: tuple[float, float], pull: np.ndarray, kin: np.ndarray) -> Breach:
        """A cell obtained by subtraction moves when one of the figures subtracted is hidden."""
        for given in np.flatnonzero((pull > 0) & (self.deduction.reason >= 0)):
            pull[self.deduction.sources(self.system, given)] = np.inf
            pull[given] = 0.0
        cells, value = np.flatnonzero(pull), self.system.values[cell]
        low, high = value + ends[0], value + ends[1]
        return Breach(int(cell), self.name, low, high, self.required[cell], cells, pull[cells], kin)

    def move(self, polytope: Polytope, aim: np.ndarray, keep: bool = True) -> np.ndarray:
        """Shifts of a vertex; what it moves is proved movable when the polytope holds all that the attacker knows."""
        shifts = polytope.minimize(aim)
        if keep:
            self.known.keep(polytope, shifts, self.least, self.most, self.large)
        return shifts

    def extremes(
        self, polytopes: list[Polytope], parts: np.ndarray, keep: bool = True
    ) -> tuple[tuple[float, float], np.ndarray, np.ndarray]:
        """Least and greatest shift of the sum of some cells over independent polytopes, what would widen it, kin."""
        pull, ends, kin = np.zeros(self.system.size), [], []
        low, high = self.beneath
        aimed = np.zeros(self.system.size, dtype=bool)
        aimed[parts] = True
        for side in (1.0, -1.0):
            end = 0.0
            for polytope in polytopes:
                aim = np.where(aimed[polytope.block.cells], side, 0.0)
                end += side * float(aim @ self.move(polytope, aim, keep))
                cells, price = polytope.prices()
                values = self.system.values[cells]
                pull[cells] += np.where(price > 0, price * (values - low[cells]), -price * (high[cells] - values))
                kin.append(cells)
            ends.append(end)
        if self.system.whole:
            ends = [np.ceil(ends[0] - NEARLY_WHOLE), np.floor(ends[1] + NEARLY_WHOLE)]
        return (ends[0], ends[1]), pull, np.concatenate(kin)
