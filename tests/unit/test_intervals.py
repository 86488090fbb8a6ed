"""The interval of a proportion: published values, and what happens at the ends."""

from __future__ import annotations

import numpy
import pytest
from statsmodels.stats.proportion import proportion_confint

from observatoire.statistics.intervals import wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_published_intervals_are_reproduced(successes, n, low, high):  # Newcombe (1998), table I, method 3
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


def test_every_count_of_a_small_group_has_the_interval_of_statsmodels():
    successes, n = numpy.array([(count, n) for n in (1, 2, 7, 30, 2_000_000) for count in range(min(n, 40) + 1)]).T
    low, high = wilson(successes, n)
    expected_low, expected_high = proportion_confint(successes, n, alpha=0.05, method="wilson")
    assert low == pytest.approx(expected_low, abs=1e-12)
    assert high == pytest.approx(expected_high, abs=1e-12)


def test_nobody_among_twenty_leaves_the_low_end_at_zero_exactly_and_everybody_the_high_end_at_one():
    assert wilson(0, 20)[0] == 0 and wilson(20, 20)[1] == 1
    low, high = wilson([0, 20], 20)
    assert high[0] == pytest.approx(1 - low[1])


def test_no_interval_where_nobody_was_counted():
    low, high = wilson([0, 3], [0, 4])
    assert numpy.isnan([low[0], high[0]]).all()
    assert 0 < low[1] < 0.75 < high[1] < 1


@pytest.mark.parametrize(("successes", "n"), [(5, 4), (-1, 4), (float("nan"), 4), (1, float("nan"))])
def test_more_successes_than_persons_are_an_error_of_the_program(successes, n):
    with pytest.raises(ValueError, match="within 0 and n"):
        wilson(successes, n)
