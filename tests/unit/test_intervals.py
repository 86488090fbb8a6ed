"""The interval of a proportion: published values, and what happens at the ends."""

from __future__ import annotations

import numpy
import pytest
from statsmodels.stats.proportion import proportion_confint

from observatoire.statistics.intervals import effective_events, wilson, wilson_size


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


def effective(counted, events):
    """From the events of each person, on the last axis."""
    counted, events = numpy.asarray(counted, dtype=float), numpy.asarray(events, dtype=float)
    products = (counted * counted, counted * events, events * events)
    sums = (product.sum(axis=-1) for product in products)
    persons = (events > 0).sum(axis=-1)
    return effective_events(counted.sum(axis=-1), events.sum(axis=-1), persons, tuple(sums))


def test_events_of_as_many_persons_are_all_independent():
    assert effective([1, 0, 1, 1, 0], [1] * 5) == 5


def test_events_of_persons_who_always_do_the_same_tell_as_little_as_the_persons():
    """Sixty persons of ten events each, half of whom always come: 600 events are worth sixty, less the correction."""
    found = effective([10] * 30 + [0] * 30, [10] * 60)
    assert 55 < found < 60


@pytest.mark.parametrize("always", [0, 1])
def test_events_that_all_end_alike_are_worth_no_more_than_their_persons(always):
    assert 8 < effective([10 * always] * 12, [10] * 12) < 12


def test_there_is_no_effective_event_without_an_event_nor_more_than_there_are():
    assert numpy.isnan(effective([0], [0]))
    assert effective([1, 2] * 20, [2, 4] * 20) <= 120  # every person comes one time in two, exactly


def test_the_interval_of_events_holds_the_truth_where_that_of_independent_ones_does_not():
    """Eighty persons, four events each on average, some of whom come more than others: 1,000 draws."""
    draw = numpy.random.default_rng(1976)
    events = 1 + draw.poisson(3, (1000, 80))
    counted = draw.binomial(events, draw.beta(0.76 * 2, 0.24 * 2, events.shape))
    share, many = counted.sum(axis=1) / events.sum(axis=1), effective(counted, events)
    held = {}
    for name, size in (("persons", many), ("events", events.sum(axis=1))):
        low, high = wilson(share * size, size)
        held[name] = ((low <= 0.76) & (high >= 0.76)).mean()
    assert held["persons"] == pytest.approx(0.95, abs=0.02)
    assert held["events"] < 0.85


@pytest.mark.parametrize(("successes", "n"), [(81, 263), (0, 20), (20, 20), (1, 29), (700_000, 1_000_000)])
def test_the_number_of_persons_is_found_again_in_their_interval(successes, n):
    assert wilson_size(successes / n, *map(float, wilson(successes, n))) == pytest.approx(n)
