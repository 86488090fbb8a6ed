"""What each cell of a cube counts, so that two cubes of the same persons recognise the cells that they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from etl.reading import TOTAL
from etl.secrecy.areas import Pieces
from etl.secrecy.classes import Classes
from etl.secrecy.margins import Axis


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


def _whole(place: str, name: str) -> tuple:
    return place, TOTAL, TOTAL, ("is", name)


def _class_names(classes: Classes) -> list[tuple]:
    """Names of the sets: that under which a set is published, or the name of all that it leaves of the denominator.

    Any other set is of this cube alone.
    """
    own = object()
    published = {number: name for name, number in sorted(classes.published.items(), reverse=True)}
    whole = published.get(classes.denominator)
    left = {rest: (published[number], whole) for number, rest in classes.complements.items()}
    return [
        ("is", published[number])
        if number in published
        else ("not", left[number])
        if number in left
        else ("own", own, number)
        for number in range(len(classes.sets))
    ]
