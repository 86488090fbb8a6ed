"""Is one group served sooner than another?"""

from __future__ import annotations

import math

import numpy
import pytest
from scipy.stats import chi2 as scipy_chi2

from observatoire.statistics.logrank import chi2_beyond, log_rank
from tests.unit.reference.persons import CENSORED, SERVED, counted, counts_of


def test_the_order_of_the_groups_and_of_the_rows_changes_nothing():
    counts = counts_of("veteran")
    expected = log_rank(counts)
    for seed in range(5):
        shuffled = log_rank(counts.sample(frac=1, random_state=seed))
        assert (shuffled.chi2, shuffled.degrees) == (pytest.approx(expected.chi2, rel=1e-12), expected.degrees)


def test_two_groups_served_alike_differ_by_nothing():
    counts = counted(["a", "a", "a", "b", "b", "b"], [1, 5, 9] * 2, [SERVED, CENSORED, SERVED] * 2)
    test = log_rank(counts)
    assert test.degrees == 1
    assert (test.chi2, test.p_value) == pytest.approx((0, 1))


def test_a_group_of_which_nobody_was_followed_until_an_event_is_not_compared():
    counts = counted(list("aabbc"), [3, 9, 4, 9, 1], [SERVED, SERVED, SERVED, CENSORED, CENSORED])
    assert log_rank(counts).degrees == 1


@pytest.mark.parametrize(
    "counts",
    [
        counted(["a", "a"], [3, 9], [SERVED, CENSORED]),
        counted(["a", "b"], [3, 9], [CENSORED, CENSORED]),
        counted(list("aabb"), [4, 4, 4, 1], [SERVED, SERVED, SERVED, CENSORED]),
        counts_of("fixture").iloc[:0],
    ],
    ids=["one group", "nobody served", "everybody on one day", "nobody"],
)
def test_nothing_is_said_where_there_is_nothing_to_compare(counts):
    test = log_rank(counts)
    assert (test.chi2, test.degrees) == (0, 0) and math.isnan(test.p_value)


def test_hundreds_of_communes_drawn_alike_give_as_many_degrees_and_an_ordinary_chi2():
    draw = numpy.random.default_rng(545)
    days = numpy.floor(draw.exponential(60, 30_000)).astype(int)
    test = log_rank(counted(draw.integers(0, 545, 30_000), numpy.minimum(days, 200), numpy.where(days <= 200, 1, 0)))
    assert test.degrees == 544
    assert 0.01 < test.p_value < 0.99


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 7, 10, 33, 100, 544, 2000])
def test_the_tail_of_chi_squared_is_that_of_scipy(degrees):
    for chi2 in (1e-12, 0.1, 1.0, 3.841459, degrees * 0.5, float(degrees), degrees * 1.3, degrees + 40.0, 700.0):
        assert chi2_beyond(chi2, degrees) == pytest.approx(scipy_chi2.sf(chi2, degrees), rel=1e-9, abs=1e-300)
    assert chi2_beyond(0.0, degrees) == 1
