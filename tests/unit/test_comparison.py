"""A figure against a benchmark: what rounding and intervals allow to say."""

import pytest

from observatoire.statistics.comparison import compare, ranks, with_rounding


def test_a_gap_smaller_than_the_rounding_is_close():
    assert compare(with_rounding(12.6, 1), with_rounding(12.7, 1)).side == "close"


def test_a_gap_wider_than_the_rounding_has_a_side():
    assert compare(with_rounding(12.4, 1), with_rounding(12.6, 1)).side == "lower"
    assert compare(with_rounding(12.8, 1), with_rounding(12.6, 1)).side == "higher"


def test_a_whole_number_stands_for_half_a_point_on_each_side():
    whole = with_rounding(13, 0)
    assert (whole.low, whole.high) == (12.5, 13.5)
    assert compare(whole, with_rounding(12.6, 1)).side == "close"


def test_an_interval_wider_than_the_rounding_is_kept():
    estimated = with_rounding(8.84, 1, 8.63, 8.90)
    assert (estimated.low, estimated.high) == (8.63, 8.90)


def test_a_gap_not_worth_a_word_is_close():
    assert compare(with_rounding(12.0, 1), with_rounding(12.4, 1), close_within=0.5).side == "close"


def test_the_gap_keeps_its_sign():
    assert compare(with_rounding(8.8, 1), with_rounding(12.6, 1)).gap == pytest.approx(-3.8)


def test_equal_values_share_the_better_rank():
    assert ranks({"a": 22.0, "b": 22.0, "c": 18.0}, ascending=False) == {"a": 1, "b": 1, "c": 3}
