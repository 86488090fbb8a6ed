"""Territories of several levels as groups of pieces: what no published level cuts is one piece."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Pieces:
    """of_atom: piece of each atom (index: atoms); codes: {level: territory number of each piece, -1 for none};
    names: {level: territories in the order of their numbers}; nowhere: pieces that are no place. said, made: what was
    asked so far, see `atoms_in`, `areas_of`, `tilings` and groups.py."""

    of_atom: pd.Series
    codes: dict[str, np.ndarray]
    names: dict[str, list[str]]
    nowhere: np.ndarray
    said: dict[bytes, str] = field(default_factory=dict)
    made: dict[tuple, object] = field(default_factory=dict)

    def __reduce__(self):
        """Sent to another process, they are those that it has already, with what was asked of them there."""
        return _those_there, (self.of_atom, self.codes, self.names, self.nowhere)

    @property
    def count(self) -> int:
        return len(self.nowhere)

    def piece_of(self, atoms: pd.Series) -> np.ndarray:
        """Piece of each atom. Raises KeyError for one that is in none."""
        place = self.of_atom.index.get_indexer(atoms)
        if (place < 0).any():
            raise KeyError(atoms[place < 0].iloc[0])
        return self.of_atom.to_numpy()[place]

    def atoms_in(self, area: np.ndarray) -> str:
        """The atoms of an area (mask over pieces), in one text: two areas of the same atoms are one."""
        key = area.tobytes()
        if key not in self.said:
            self.said[key] = "|".join(sorted(self.of_atom.index[area[self.of_atom.to_numpy()]]))
        return self.said[key]


#: Pieces that this process was sent, by what they are.
_SENT: dict[bytes, Pieces] = {}


def _those_there(*told) -> Pieces:
    return _SENT.setdefault(pickle.dumps(told), Pieces(*told))


def pieces(levels: Mapping[str, pd.Series], atoms: pd.Index, nowhere: Sequence[str]) -> Pieces:
    """The groups of atoms that belong to the same territory at every level."""
    codes, names = {}, {}
    for level, territory_of in levels.items():
        number, found = pd.factorize(territory_of.reindex(atoms), sort=True)
        codes[level], names[level] = number, list(found)
    signature = np.column_stack([*codes.values(), atoms.isin(nowhere)])
    distinct, of_atom = np.unique(signature, axis=0, return_inverse=True)
    by_level = {level: distinct[:, column] for column, level in enumerate(codes)}
    return Pieces(pd.Series(of_atom.ravel(), index=atoms), by_level, names, distinct[:, -1] == 1)


@dataclass
class Areas:
    """Areas of one breakdown, each a row of `rows` (areas × pieces): territories first, then what they are made of.

    named: the (level, territory) that share each territory's area. parts: positions in `rows` of the areas that no
    level of this breakdown cuts; part_of: part (index in `parts`) that holds each piece.
    """

    rows: list[np.ndarray] = field(default_factory=list)
    position: dict[bytes, int] = field(default_factory=dict)
    named: list[list[tuple[str, str]]] = field(default_factory=list)
    parts: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=int))
    part_of: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=int))

    def add(self, row: np.ndarray) -> int:
        """Position of an area, added if it is new."""
        found = self.position.setdefault(row.tobytes(), len(self.rows))
        if found == len(self.rows):
            self.rows.append(row)
        return found

    def copy(self) -> Areas:
        """The same areas, to which more may be added."""
        return replace(self, rows=[*self.rows], position={**self.position})

    def parts_in(self, row: np.ndarray) -> np.ndarray:
        """Positions of the parts that make up an area."""
        return self.parts[np.unique(self.part_of[row])]


def areas_of(ground: Pieces, levels: tuple[str, ...]) -> Areas:
    """Areas of a breakdown shown at these levels; those of others may be added to them."""
    if ("areas", levels) not in ground.made:
        ground.made["areas", levels] = _areas_of(ground, levels)
    return ground.made["areas", levels].copy()


def _areas_of(ground: Pieces, levels: tuple[str, ...]) -> Areas:
    found = Areas()
    for level in levels:
        for number, name in enumerate(ground.names[level]):
            area = found.add(ground.codes[level] == number)
            if area == len(found.named):
                found.named.append([])
            found.named[area].append((level, name))
    signature = np.column_stack([*(ground.codes[level] for level in levels), ground.nowhere])
    distinct, part_of = np.unique(signature, axis=0, return_inverse=True)
    found.part_of = part_of.ravel()
    found.parts = np.array([found.add(found.part_of == part) for part in range(len(distinct))])
    return found


def tilings(ground: Pieces, levels: tuple[str, ...]) -> list[tuple[int, tuple[int, ...]]]:
    """(area, territories of one level that cover it exactly), for every territory and level that allow it: positions
    in `areas_of` the levels."""
    if ("tilings", levels) not in ground.made:
        ground.made["tilings", levels] = _tilings(ground, areas_of(ground, levels), levels)
    return ground.made["tilings", levels]


def _tilings(ground: Pieces, areas: Areas, levels: tuple[str, ...]) -> list[tuple[int, tuple[int, ...]]]:
    found = []
    for area in range(len(areas.named)):
        inside = areas.rows[area]
        for level in levels:
            numbers = np.unique(ground.codes[level][inside])
            if len(numbers) < 2 or numbers[0] < 0:
                continue
            if not (np.isin(ground.codes[level], numbers) & ~inside).any():
                tiles = tuple(areas.position[(ground.codes[level] == number).tobytes()] for number in numbers)
                found.append((area, tiles))
    return list(dict.fromkeys(found))


def remainders(areas: Areas) -> list[np.ndarray]:
    """Rows (pieces) of what two territories have in common and of what is left of each, when no area is the same."""
    found: dict[bytes, np.ndarray] = {}
    whole = set(areas.parts.tolist())
    for first, second in combinations([area for area in range(len(areas.named)) if area not in whole], 2):
        one, other = areas.rows[first], areas.rows[second]
        if (one & other).any():
            for row in (one & other, one & ~other, other & ~one):
                if row.any() and row.tobytes() not in areas.position:
                    found[row.tobytes()] = row
    return list(found.values())
