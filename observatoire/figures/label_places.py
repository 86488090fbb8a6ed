"""Where names go on a plot: on no point, on no other name, and across as few lines as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from observatoire.figures.svg_text import BOLD, text_width

Box = tuple[float, float, float, float]
Spot = tuple[float, float]

#: Height of a name, its place around its point and how far it may go, in shares of the size of the letters.
HIGH, GAP, RINGS = 1.25, 0.75, (0.0, 1.0, 2.0, 3.0, 4.5, 6.0)
#: Beside, above and below; then aslant, and more aslant. Leftward and upward are negative.
STRAIGHT = ((1, 0), (-1, 0), (0, -1), (0, 1))
ASLANT = ((1, -1), (-1, -1), (1, 1), (-1, 1), (2, -1), (2, 1), (-2, -1), (-2, 1), (1, -2), (1, 2), (-1, -2), (-1, 2))
#: What the reader loses, in the same unit: a name crossed by a line, a name one ring further from its point.
CROSSED, FURTHER = 2.5, 1.0
#: Orders tried, those left out going first, as long as nobody named before loses its place.
TRIES = 4


@dataclass(frozen=True)
class Named:
    """A name to place beside the point at x, y."""

    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Place:
    """box: left, top, right, bottom of the name; leader: ends of the line to its point, None when it is beside it.

    at_right: the name is written against the right of its box, its point being there.
    """

    name: str
    box: Box
    leader: tuple[Spot, Spot] | None = None
    at_right: bool = False


def places(
    named: Sequence[Named], taken: Sequence[Box], frame: Box, crossed: Sequence[Spot], size: float
) -> list[Place]:
    """Places of the names, the first served first; a name without a free place is left out.

    taken: boxes that no name may cover; frame: where names must stay; crossed: spots of the lines that a name had
    better not cross; size: that of the letters.
    """
    order, best, lines = list(named), [], numpy.array(crossed, dtype=float).reshape(-1, 2)
    for _ in range(TRIES):
        kept = _placed(order, taken, frame, lines, size)
        there = {place.name for place in kept}
        if there.issuperset(place.name for place in best):
            best = kept
        left_out = [item for item in order if item.name not in there]
        if not left_out:
            break
        order = left_out + [item for item in order if item.name in there]
    return best


def _placed(
    named: Sequence[Named], taken: Sequence[Box], frame: Box, crossed: numpy.ndarray, size: float
) -> list[Place]:
    busy, kept = list(taken), []
    for item in named:
        found = _best(item, busy, frame, crossed, size)
        if found is not None:
            busy.append(found.box)
            kept.append(found)
    return kept


def name_width(name: str, size: float) -> float:
    return text_width(name, size * BOLD)


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _best(item: Named, busy: Sequence[Box], frame: Box, crossed: numpy.ndarray, size: float) -> Place | None:
    """The free place that costs least; the tried ones come cheapest first, so that few are looked at."""
    best, least = None, float("inf")
    for cost, place in sorted(_around(item, size), key=lambda tried: tried[0]):
        if cost >= least:
            break
        free = _inside(place.box, frame) and not any(overlap(place.box, other) for other in busy)
        if free and _clear(item, place, busy) and (whole := cost + CROSSED * is_crossed(place.box, crossed)) < least:
            best, least = place, whole
    return best


def _around(item: Named, size: float) -> list[tuple[float, Place]]:
    """Places tried, with what each costs before any line is counted: right, left, above, below, then aslant."""
    wide, high, gap = name_width(item.name, size), HIGH * size, GAP * size
    tried = []
    for ring in RINGS:
        away = gap + ring * size
        for slant, (across, down) in enumerate((*STRAIGHT, *ASLANT)):
            side = abs(across) * away
            left = item.x + (side if across > 0 else -side - wide if across < 0 else -wide / 2)
            middle = item.y + down * away + (high / 2 if down > 0 else -high / 2 if down < 0 else 0)
            box = (left, middle - high / 2, left + wide, middle + high / 2)
            straight = slant < len(STRAIGHT)
            leader = None if straight and not ring else _leader(item, box, gap)
            tried.append(
                (FURTHER * ring + (0 if straight else 0.4) + 0.05 * slant, Place(item.name, box, leader, across < 0))
            )
    return tried


def _leader(item: Named, box: Box, gap: float) -> tuple[Spot, Spot]:
    """From the edge of the point to the nearest spot of the name."""
    x = min(max(item.x, box[0]), box[2])
    y = min(max(item.y, box[1] + 0.2 * gap), box[3] - 0.2 * gap)
    length = ((x - item.x) ** 2 + (y - item.y) ** 2) ** 0.5 or 1.0
    share = min(0.7 * gap / length, 1.0)
    return (item.x + share * (x - item.x), item.y + share * (y - item.y)), (x, y)


def _inside(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def is_crossed(box: Box, spots: numpy.ndarray) -> bool:
    """Whether a line, known by close spots, goes through a box."""
    x, y = spots.T
    return bool(((x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])).any())


def _clear(item: Named, place: Place, busy: Sequence[Box]) -> bool:
    """Whether the line from the point to its name meets no other point and no other name."""
    if place.leader is None:
        return True
    (x1, y1), (x2, y2) = place.leader
    spots = [(x1 + step / 12 * (x2 - x1), y1 + step / 12 * (y2 - y1)) for step in range(13)]
    others = [box for box in busy if not _holds(box, (item.x, item.y))]
    return not any(_holds(box, spot) for box in others for spot in spots)


def _holds(box: Box, spot: Spot) -> bool:
    return box[0] <= spot[0] <= box[2] and box[1] <= spot[1] <= box[3]
