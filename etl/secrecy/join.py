"""Several cubes of the same persons as one system: what is published together is protected and attacked together.

Two cells of two cubes are one when they count the same persons: the same area, the same modality, and a class of the
same name, or all but that class. Where one cube says that two names are of the same persons, they are in the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from etl.secrecy.layout import Cube
from etl.secrecy.naming import merged, one_name, renamed
from etl.secrecy.system import System, system_from_arrays
from observatoire.errors import CheckFailed
from observatoire.formats import count


def joined(cubes: Sequence[Cube]) -> Cube:
    """One cube of several whose `keys` name the same cells alike.

    A cell is sensitive, or shown, as soon as one cube says so; it costs what it costs where it costs most. Raises
    CheckFailed when two cubes do not count the same number of persons in a cell that they share.
    """
    if len(cubes) == 1:
        return cubes[0]
    groups = merged(group for cube in cubes for group in cube.alike)
    name = one_name(groups)
    number: dict[tuple, int] = {}
    places = [np.array([number.setdefault(renamed(key, name), len(number)) for key in cube.keys]) for cube in cubes]
    systems = [cube.system for cube in cubes]
    cell = np.concatenate(places)

    def gathered(name: str, how: np.ufunc, empty: float) -> np.ndarray:
        found = np.full(len(number), empty)
        how.at(found, cell, np.concatenate([getattr(system, name) for system in systems]))
        return found

    values = gathered("values", np.maximum, 0.0)
    least = gathered("values", np.minimum, np.inf)
    if not np.array_equal(values, least):
        wrong = count(int((values != least).sum()), "effectif diffère", "effectifs diffèrent")
        raise CheckFailed(
            f"Secret statistique : {wrong} d’un indicateur à l’autre pour les mêmes personnes ; les deux doivent venir "
            "du même comptage."
        )
    start, members, implied = _relations(systems, places)
    published = {
        one[:-1]: one._replace(cell=int(place[one.cell]))
        for cube, place in zip(cubes, places, strict=True)
        for one in cube.published
    }
    system = system_from_arrays(
        values,
        start,
        members,
        sensitive=gathered("sensitive", np.maximum, 0.0) > 0,
        publishable=gathered("publishable", np.maximum, 0.0) > 0,
        cost=gathered("cost", np.maximum, 0.0),
        width=gathered("width", np.maximum, 0.0),
        low=gathered("low", np.maximum, 0.0),
        high=gathered("high", np.minimum, np.inf),
        guess=(gathered("guess_low", np.maximum, 0.0), gathered("guess_high", np.minimum, np.inf)),
        implied=implied,
    )
    parts = {
        renamed(key, name): tuple(place[list(cells)].tolist())
        for cube, place in zip(cubes, places, strict=True)
        for key, cells in cube.parts.items()
    }
    parts = {key: cells for key, cells in parts.items() if key not in number}
    return Cube(system, list(published.values()), tuple(number), parts, groups)


def _relations(systems: Sequence[System], places: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sums of every system on the common cells, each once; a sum follows from others when it does wherever it is."""
    found: dict[tuple[int, ...], bool] = {}
    for system, place in zip(systems, places, strict=True):
        cells = place[system.members]
        for first, end, follows in zip(system.start[:-1], system.start[1:], system.implied, strict=True):
            row = cells[first:end]
            key = (int(row[0]), *sorted(row[1:].tolist()))
            found[key] = found.get(key, True) and bool(follows)
    start = np.cumsum([0, *map(len, found)])
    members = np.array([cell for row in found for cell in row], dtype=np.int64)
    return start, members, np.array(list(found.values()), dtype=bool)
