"""An order in which neighbours look alike."""

import math

import pytest

from observatoire.statistics.seriation import chain, distance, standardised


def test_territories_on_a_line_come_in_the_order_of_the_line():
    profiles = {"c": (3.0, 30.0), "a": (1.0, 10.0), "d": (9.0, 90.0), "b": (2.0, 20.0)}
    assert chain(standardised(profiles)) == ["d", "c", "b", "a"]


def test_two_groups_are_not_mixed():
    profiles = {"a": (0.0, 0.1), "x": (5.0, 5.1), "b": (0.1, 0.0), "y": (5.1, 5.0), "c": (0.1, 0.1)}
    order = chain(standardised(profiles))
    assert {*order[:2]} == {"x", "y"} or {*order[-2:]} == {"x", "y"}


def test_the_unit_of_a_variable_does_not_change_the_order():
    euros = {"a": (20_000.0, 1.0), "b": (21_000.0, 9.0), "c": (25_000.0, 2.0), "d": (24_500.0, 8.0)}
    thousands = {code: (amount / 1000, other) for code, (amount, other) in euros.items()}
    assert chain(standardised(euros)) == chain(standardised(thousands))


def test_an_unknown_figure_is_left_out_and_not_taken_for_a_zero():
    assert distance((1.0, None), (1.0, 50.0)) == 0
    assert math.isinf(distance((None, 1.0), (2.0, None)))


def test_a_variable_equal_everywhere_tells_nothing():
    assert standardised({"a": (4.0, 1.0), "b": (4.0, 3.0)}) == {
        "a": (None, pytest.approx(-1 / math.sqrt(2))),
        "b": (None, pytest.approx(1 / math.sqrt(2))),
    }


def test_every_territory_is_there_once_even_alone_or_without_figures():
    assert chain({}) == []
    assert chain({"a": (None,)}) == ["a"]
    assert sorted(chain({"a": (None,), "b": (1.0,), "c": (None,)})) == ["a", "b", "c"]
