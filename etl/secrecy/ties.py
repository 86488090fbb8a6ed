"""Systems of different persons that inclusions tie, as one: whoever is counted here is counted there, as readers know.

"Whoever is there at the end of a year was there at its beginning, or has come since" is no sum of figures. It is one
with what is left over, which is never shown: those who have gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from etl.secrecy.attack import Bounds
from etl.secrecy.deduction import with_what_follows
from etl.secrecy.layout import Cube
from etl.secrecy.naming import class_named, one_name
from etl.secrecy.rule import Rule
from etl.secrecy.shifts import Tally
from etl.secrecy.system import ZERO_COST, System, system_from_arrays
from etl.secrecy.witness import Witnesses

#: Where persons are counted: the atoms of an area, a dimension and a modality, as the keys of a cube begin.
Where = tuple[str, str, str]
#: Counts added up: (number of a system, class as the keys of a cube end).
Side = tuple[tuple[int, tuple], ...]


@dataclass(frozen=True)
class Sealed:
    """A cube, and its system for whoever knows which figures there are.

    moves, openness (see Siege): what its own attacks have found. bounds: of whoever has read all else that is told of
    these persons.
    """

    cube: Cube
    system: System
    moves: Witnesses | None = None
    openness: Mapping[str, np.ndarray] = field(default_factory=dict)
    bounds: Bounds | None = None


@dataclass(frozen=True)
class Inclusion:
    """Those of `inside` are all among those of `around`, everywhere. persons: those left over are persons of one kind,
    who must not be found when they are few."""

    inside: Side
    around: Side
    persons: bool


class Ties:
    """Some systems as one, with the cells and sums that inclusions add. An inclusion that the counts of a place deny is
    none there.

    first: cell where each system begins, then where what inclusions add begins. moves: those of the systems, with what
    they make of the rest. openness: what the systems knew of it (see Siege).
    """

    def __init__(self, sealed: Sequence[Sealed], inclusions: Iterable[Inclusion], rule: Rule):
        self.rule = rule
        self.first = np.cumsum([0, *(one.system.size for one in sealed)])
        self.values = np.concatenate([one.system.values for one in sealed])
        self.known = np.concatenate([one.system.everybody_knows for one in sealed])
        self.counted = [_counted(one.cube, begin) for one, begin in zip(sealed, self.first, strict=False)]
        self.names = [one_name(one.cube.alike) for one in sealed]
        self.told = {one.cube.keys[shown.cell][:3] for one in sealed for shown in one.cube.published}
        self.cells: list[tuple[float, bool, bool]] = []  # value, sensitive, of a territory
        self.sums: list[tuple[tuple[int, ...], bool]] = []  # total and parts, whether it follows from others
        self.made_of: list[tuple[int, int, float]] = []  # cell of a system, cell added, how many times it counts there
        for inclusion in inclusions:
            self.include(inclusion)
        self.system = self.joined([one.system for one in sealed])
        self.moves = self.adopted(sealed)
        attackers = {name for one in sealed for name in one.openness}
        self.openness = {name: _openness(sealed, name, len(self.cells)) for name in sorted(attackers)}

    def include(self, inclusion: Inclusion) -> None:
        """An inclusion wherever all its counts are, the smallest areas first: larger ones follow from these."""
        sides = [
            [(number, class_named(cls, self.names[number])) for number, cls in side]
            for side in (inclusion.inside, inclusion.around)
        ]
        every = [self.counted[number] for side in sides for number, _ in side]
        common = [where for where in every[0] if all(where in one for one in every)]
        left: dict[tuple[str, str], dict[frozenset[str], int]] = defaultdict(dict)
        for where in sorted(common, key=lambda one: (one[0].count("|"), one)):
            inside, around = (self.cells_of(side, where) for side in sides)
            if not inside or not around or self.values[inside].sum() > self.values[around].sum():
                continue
            area, smaller = frozenset(where[0].split("|")), left[where[1:]]
            tiles = _tiles(area, smaller)
            smaller[area] = rest = self.left_over(inside, around, where, inclusion.persons)
            if tiles:
                self.sums.append(((rest, *(smaller[tile] for tile in tiles)), False))
            self.sums.append(((self.total(around), *inside, rest), bool(tiles)))

    def cells_of(self, side: Sequence[tuple[int, tuple]], where: Where) -> list[int]:
        """Cells that add up to a side, none when one of its classes is not counted there."""
        parts = [self.counted[number][where].get(cls, ()) for number, cls in side]
        return [cell for cells in parts for cell in cells] if all(parts) else []

    def left_over(self, inside: list[int], around: list[int], where: Where, persons: bool) -> int:
        value = self.values[around].sum() - self.values[inside].sum()
        few = persons and bool(self.rule.small(value)) and not self.known[[*inside, *around]].all()
        cell = self.cell(value, few, where in self.told)
        self.made_of += [(one, cell, 1.0) for one in around] + [(one, cell, -1.0) for one in inside]
        return cell

    def total(self, cells: list[int]) -> int:
        """The cell that is the sum of some."""
        if len(cells) == 1:
            return cells[0]
        total = self.cell(self.values[cells].sum())
        self.sums.append(((total, *cells), False))
        self.made_of += [(one, total, 1.0) for one in cells]
        return total

    def cell(self, value: float, sensitive: bool = False, territory: bool = False) -> int:
        self.cells.append((value, sensitive, territory))
        return len(self.values) + len(self.cells) - 1

    def joined(self, systems: Sequence[System]) -> System:
        """All as one system, where what follows from the figures that there are is known whatever is hidden."""
        value, sensitive, territory = np.array(self.cells or np.zeros((0, 3))).T
        guessed = (sensitive > 0) & (territory > 0)
        counts = self.rule.counts
        added = {
            "values": value,
            "sensitive": sensitive > 0,
            "publishable": False,
            "cost": ZERO_COST,
            "width": np.where(territory > 0, counts.width, counts.overlap_width),
            "low": 0.0,
            "high": np.inf,
            "guess_low": np.where(guessed, 1.0, 0.0),
            "guess_high": np.where(guessed, counts.threshold - 1.0, np.inf),
        }
        columns = {
            name: np.concatenate([*(getattr(one, name) for one in systems), np.broadcast_to(own, len(value))])
            for name, own in added.items()
        }
        sums = [np.array(row) for row, _ in self.sums]
        lengths = np.concatenate([*(np.diff(one.start) for one in systems), [len(row) for row in sums]])
        moved = [one.members + begin for one, begin in zip(systems, self.first, strict=False)]
        follows = np.array([implied for _, implied in self.sums], dtype=bool)
        guess = columns.pop("guess_low"), columns.pop("guess_high")
        system = system_from_arrays(
            columns.pop("values"),
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            np.concatenate([*moved, *sums]),
            **columns,
            guess=guess,
            implied=np.concatenate([*(one.implied for one in systems), follows]),
        )
        return with_what_follows(system)

    def adopted(self, sealed: Sequence[Sealed]) -> Witnesses:
        """What the moves of each system do to all of them."""
        found = Witnesses(self.system)
        parts, wholes, times = np.array(self.made_of or np.zeros((0, 3))).T
        tally = Tally.of(parts.astype(np.int64), wholes.astype(np.int64), times, self.system.size)
        for one, begin in zip(sealed, self.first, strict=False):
            if one.moves is not None:
                found.adopt(one.moves, begin, tally)
        return found

    def hidden(self, patterns: Sequence[np.ndarray]) -> np.ndarray:
        """What is hidden (n) when that is what is hidden of each system."""
        return np.concatenate([*patterns, np.ones(len(self.cells), dtype=bool)])

    def read(self, bounds: Sequence[Bounds | None]) -> Bounds:
        """What readers know, who know that of each system."""
        low, high = np.zeros(self.system.size), np.full(self.system.size, np.inf)
        for one, begin, end in zip(bounds, self.first[:-1], self.first[1:], strict=True):
            if one is not None:
                low[begin:end], high[begin:end] = one
        return low, high


def _counted(cube: Cube, begin: int) -> dict[Where, dict[tuple, tuple[int, ...]]]:
    """Cells that add up to each class that has a name, by place; begin: number of the first cell of the cube."""
    found: dict[Where, dict[tuple, tuple[int, ...]]] = defaultdict(dict)
    for cell, key in enumerate(cube.keys):
        if len(key) == 4:
            found[key[:3]][key[3]] = (begin + cell,)
    for key, cells in cube.parts.items():
        found[key[:3]][key[3]] = tuple(begin + cell for cell in cells)
    return found


def _openness(sealed: Sequence[Sealed], attacker: str, added: int) -> np.ndarray:
    """Widths (n) that no pattern can exceed: a cell is no wider among more sums."""
    own = [one.openness.get(attacker, np.full(one.system.size, np.inf)) for one in sealed]
    return np.concatenate([*own, np.full(added, np.inf)])


def _tiles(area: frozenset[str], smaller: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """The smallest of some areas that make up another one exactly, none when they do not."""
    inside = [one for one in smaller if one < area]
    least = [one for one in inside if not any(other < one for other in inside)]
    return least if sum(map(len, least)) == len(area) == len(frozenset().union(*least)) else []
