"""Names on a plot: readable when points are close, and never one on another."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from observatoire.figures.label_places import Named, name_width, overlap, places

SIZE = 17.0
FRAME = (60.0, 20.0, 1100.0, 580.0)


def crowd(seed: int, across: float, many: int = 30) -> list[Named]:
    """Points drawn in a square of side `across`: the smaller, the more they press on each other."""
    drawn = random.Random(seed)
    return [
        Named(f"CC du Territoire {rank}", 300 + drawn.random() * across, 200 + drawn.random() * across)
        for rank in range(many)
    ]


def points(named: list[Named]) -> list[tuple[float, float, float, float]]:
    return [(item.x - 12, item.y - 12, item.x + 12, item.y + 12) for item in named]


@pytest.mark.parametrize("across", [20, 80, 300])
@pytest.mark.parametrize("seed", range(5))
def test_no_name_covers_another_name_a_point_or_the_edge(seed, across):
    named = crowd(seed, across)
    put = places(named, points(named), FRAME, [], SIZE)
    assert put, "not one name has a place"
    assert not [(one.name, other.name) for one, other in combinations(put, 2) if overlap(one.box, other.box)]
    assert not [place.name for place in put for box in points(named) if overlap(place.box, box)]
    for place in put:
        left, top, right, bottom = place.box
        assert right - left == pytest.approx(name_width(place.name, SIZE))
        assert FRAME[0] <= left and FRAME[1] <= top and right <= FRAME[2] and bottom <= FRAME[3]


def test_four_points_almost_at_the_same_spot_are_all_named():
    named = [Named(f"CC de Lacq {rank}", 400 + 14 * rank, 300 - 6 * rank) for rank in range(4)]
    assert [place.name for place in places(named, points(named), FRAME, [], SIZE)] == [item.name for item in named]


def test_a_name_far_from_its_point_has_a_line_to_it_and_a_near_one_has_none():
    named = [Named(f"Pays {rank}", 400 + 14 * rank, 300) for rank in range(8)]
    far = [place for place in places(named, points(named), FRAME, [], SIZE) if place.leader is not None]
    assert far
    for place in far:
        item = next(item for item in named if item.name == place.name)
        start, end = place.leader
        assert abs(start[0] - item.x) <= 12 and abs(start[1] - item.y) <= 12
        assert place.box[0] <= end[0] <= place.box[2] and place.box[1] <= end[1] <= place.box[3]
    (alone,) = places([Named("Seul", 400, 300)], [(388, 288, 412, 312)], FRAME, [], SIZE)
    assert alone.leader is None


def test_a_name_leaves_a_line_that_would_strike_it_through():
    item = Named("CA du Pays Basque", 400, 300)
    line = [(float(x), 300.0) for x in range(60, 1100, 4)]
    (put,) = places([item], [(388, 288, 412, 312)], FRAME, line, SIZE)
    assert put.box[3] < 300 or put.box[1] > 300


def test_the_first_asked_is_named_whatever_the_crowd():
    named = crowd(1, 10, 60)
    kept = {place.name for place in places(named, points(named), FRAME, [], SIZE)}
    assert named[0].name in kept and len(kept) < len(named)


def test_the_one_left_out_is_tried_first_when_that_names_everybody():
    # Beside an edge and above a wall, the second has one place only, which the first would take.
    first, second = Named("Premier", 500, 300), Named("Second", 520, 300)
    wall = [(60.0, 312.0, 1100.0, 580.0), (60.0, 20.0, 400.0, 312.0), (488, 288, 512, 312), (508, 288, 532, 312)]
    kept = places([first, second], wall, (400.0, 255.0, 620.0, 580.0), [], SIZE)
    assert {place.name for place in kept} == {"Premier", "Second"}
