"""What each cell of a cube counts, so that two cubes of the same persons recognise the cells that they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from etl.reading import TOTAL
from etl.secrecy.areas import Pieces
from etl.secrecy.classes import Classes
from etl.secrecy.margins import Axis

#: Kind of the name of a class that no other cube knows.
OWN = "own"


def named(name: str) -> tuple:
    """Key of the class published under a name."""
    return "is", name


def all_but(name: str, whole: str) -> tuple:
    """Key of what a class leaves of the class `whole`."""
    return "not", (name, whole)


def cell_keys(
    axes: Sequence[Axis], ground: Pieces, classes: Classes, same: Mapping[tuple[str, str], str]
) -> list[tuple]:
    """(area, dimension, modality, class) of every cell of the axes, in their order.

    An area is the atoms that it holds, whatever its names. same: see Layout.
    """
    names = _class_names(classes)
    base = len(classes.base)
    found = []
    for axis in axes:
        for area, row in enumerate(axis.areas.rows):
            place = ground.atoms_in(row)
            sets = names if area < axis.territories else names[:base]
            for modality in axis.modalities:
                for name in sets:
                    alike = same.get((f"{axis.dimension}:{modality}", name[1]))
                    found.append((place, axis.dimension, modality, name) if alike is None else _whole(place, alike))
    return found


def class_parts(
    axes: Sequence[Axis], ground: Pieces, classes: Classes, same: Mapping[tuple[str, str], str]
) -> dict[tuple, tuple[int, ...]]:
    """{key: cells that add up to it} of the classes with a name that are no cell: several base classes in an area
    without a name. Keys are those of `cell_keys`."""
    base = len(classes.base)
    names = [(number, name) for number, name in enumerate(_class_names(classes)) if number >= base and name[0] != OWN]
    found = {}
    for axis in axes:
        _, others = axis.numbered
        for row, cells in zip(axis.areas.rows[axis.territories :], others, strict=True):
            place = ground.atoms_in(row)
            for modality, of_modality in zip(axis.modalities, cells, strict=True):
                for number, name in names:
                    alike = same.get((f"{axis.dimension}:{modality}", name[1]))
                    key = (place, axis.dimension, modality, name) if alike is None else _whole(place, alike)
                    found[key] = tuple(of_modality[sorted(classes.sets[number])].tolist())
    return found


def alike(classes: Classes) -> tuple[frozenset[str], ...]:
    """Names of classes that hold the same persons, because nobody is in one and not in the other; but for everybody."""
    names: dict[int, set[str]] = {}
    for name, number in classes.published.items():
        if not classes.wholes[number]:
            names.setdefault(number, set()).add(name)
    return tuple(frozenset(group) for group in names.values() if len(group) > 1)


def merged(groups: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Groups of names that are alike, each name in one group."""
    found: list[frozenset[str]] = []
    for group in groups:
        apart = [one for one in found if one.isdisjoint(group)]
        found = [*apart, group.union(*(one for one in found if one not in apart))]
    return tuple(found)


def one_name(groups: Iterable[frozenset[str]]) -> dict[str, str]:
    """{name: the one that is used in keys} of the names that are alike."""
    return {name: min(group) for group in groups for name in group}


def class_named(cls: tuple, name: Mapping[str, str]) -> tuple:
    """The class of a key, under the names that are used in keys."""
    kind, *told = cls
    if kind == OWN or not name:
        return cls
    (own,) = told
    return kind, name.get(own, own) if isinstance(own, str) else tuple(name.get(one, one) for one in own)


def renamed(key: tuple, name: Mapping[str, str]) -> tuple:
    """The key of a cell, where each class has its one name among those that are alike."""
    return (*key[:3], class_named(key[3], name)) if len(key) == 4 else key


def _whole(place: str, name: str) -> tuple:
    return place, TOTAL, TOTAL, named(name)


def _class_names(classes: Classes) -> list[tuple]:
    """Names of the sets: that under which a set is published, or the name of all that it leaves of the denominator.

    Any other set is of this cube alone.
    """
    own = object()
    published = {number: name for name, number in sorted(classes.published.items(), reverse=True)}
    whole = published.get(classes.denominator)
    left = {rest: all_but(published[number], whole) for number, rest in classes.complements.items()}
    known = left | {number: named(name) for number, name in published.items()}
    return [known.get(number, (OWN, own, number)) for number in range(len(classes.sets))]
