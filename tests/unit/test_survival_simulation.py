"""A thousand draws whose truth is known: the intervals hold it 95 times in 100, the mean of the completed does not."""

from __future__ import annotations

import functools
import math

import numpy
import pandas as pd
import pytest

from observatoire.statistics.competing import cumulative_incidence, incidences_by
from observatoire.statistics.intervals import wilson
from observatoire.statistics.survival import completed, kaplan_meier, medians, shares_by
from tests.unit.reference.persons import CENSORED, OUT, SERVED, counted

RUNS = 1000
PERSONS = 200
#: Shape and scale (days) of the delays, Weibull: an exponential, one that slows down, one that speeds up.
DELAYS = {"exponential": (1.0, 100.0), "slowing": (0.8, 90.0), "quickening": (1.6, 90.0)}
#: The people of a cohort arrive evenly over the year before the extraction.
WINDOW_DAYS = 365


def truth_within(shape: float, scale: float, day: int) -> float:
    """Share of people served on `day` at the latest: a delay of 30.7 days is 30 whole days."""
    return 1 - math.exp(-(((day + 1) / scale) ** shape))


def true_median(shape: float, scale: float) -> int:
    return next(day for day in range(10_000) if truth_within(shape, scale, day) >= 0.5)


@functools.cache
def cohorts(delays: str) -> pd.DataFrame:
    """Counts of RUNS groups of PERSONS, some lost on the way, the latest comers still waiting at the extraction."""
    draw = numpy.random.default_rng(20190630)
    shape, scale = DELAYS[delays]
    delay = scale * draw.weibull(shape, (RUNS, PERSONS))
    followed = numpy.minimum(draw.uniform(0, WINDOW_DAYS, delay.shape), draw.exponential(500, delay.shape))
    days = numpy.floor(numpy.minimum(delay, followed)).astype(int)
    runs = numpy.arange(RUNS).repeat(PERSONS)
    return counted(runs, days.ravel(), numpy.where(delay <= followed, SERVED, CENSORED).ravel())


def held(low, high, truth: float) -> float:
    """Share of the intervals that hold the truth; an end that was not reached is beyond it."""
    return float(((low.fillna(-math.inf) <= truth) & (truth <= high.fillna(math.inf))).mean())


@pytest.mark.parametrize("delays", DELAYS)
def test_the_interval_of_the_share_within_30_days_holds_the_truth_95_times_in_100(delays):
    read = shares_by(kaplan_meier(cohorts(delays)), [30])
    assert read["share"].notna().all()
    truth = truth_within(*DELAYS[delays], 30)
    assert held(read["low"], read["high"], truth) == pytest.approx(0.95, abs=0.02)
    assert read["share"].mean() == pytest.approx(truth, abs=0.005)


@pytest.mark.parametrize("delays", DELAYS)
def test_the_interval_of_the_median_holds_the_truth_95_times_in_100(delays):
    read = medians(kaplan_meier(cohorts(delays)))
    truth = true_median(*DELAYS[delays])
    assert read["low"].notna().all()
    assert held(read["low"], read["high"], truth) == pytest.approx(0.95, abs=0.02)
    assert read["median"].median() == pytest.approx(truth, abs=1)


def test_the_interval_of_the_share_really_served_holds_the_truth_95_times_in_100():
    draw = numpy.random.default_rng(42)
    delay, closing = draw.exponential(100, (RUNS, PERSONS)), draw.exponential(150, (RUNS, PERSONS))
    followed = draw.uniform(0, WINDOW_DAYS, delay.shape)
    days = numpy.floor(numpy.minimum(numpy.minimum(delay, closing), followed)).astype(int)
    outcome = numpy.where(delay <= numpy.minimum(closing, followed), SERVED, numpy.where(closing <= followed, OUT, 0))
    counts = counted(numpy.arange(RUNS).repeat(PERSONS), days.ravel(), outcome.ravel())
    read = incidences_by(cumulative_incidence(counts), [90])
    truth = 0.6 * (1 - math.exp(-91 / 60))  # hazards 1/100 and 1/150 a day: 1/60 together, six tenths of it served
    assert held(read["low"], read["high"], truth) == pytest.approx(0.95, abs=0.02)
    # Kaplan–Meier answers another question: how fast, among those whose right stays open.
    assert (shares_by(kaplan_meier(counts), [90])["share"] > read["incidence"] + 0.05).mean() > 0.95


def test_the_wilson_interval_of_a_small_share_holds_the_truth_95_times_in_100():
    successes = numpy.random.default_rng(29).binomial(60, 0.12, 20_000)
    low, high = wilson(successes, 60)
    assert ((low <= 0.12) & (high >= 0.12)).mean() == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("delays", DELAYS)
def test_the_mean_of_the_completed_waits_is_too_short_and_kaplan_meier_is_not(delays):
    shape, scale = DELAYS[delays]
    true_mean = scale * math.gamma(1 + 1 / shape) - 0.5  # whole days elapsed: half a day less on average
    told = completed(cohorts(delays))
    assert told["mean"].mean() < 0.85 * true_mean
    assert (told["mean"] < true_mean).mean() > 0.99
    assert told["median"].median() < 0.85 * true_median(shape, scale)
    assert medians(kaplan_meier(cohorts(delays)))["median"].median() == pytest.approx(true_median(shape, scale), abs=1)


def test_the_more_the_queue_grows_the_shorter_the_mean_of_the_completed_waits_though_nobody_waits_less():
    draw = numpy.random.default_rng(64)
    told, true = [], []
    for growth in (1, 4, 16):  # arrivals at the end of the year for one at its beginning
        place = draw.uniform(0, 1, 40_000)
        arrival = WINDOW_DAYS * (place if growth == 1 else numpy.log1p(place * (growth - 1)) / math.log(growth))
        delay, followed = draw.exponential(100, 40_000), WINDOW_DAYS - arrival
        days = numpy.floor(numpy.minimum(delay, followed)).astype(int)
        counts = counted(numpy.zeros(40_000, dtype=int), days, numpy.where(delay <= followed, SERVED, CENSORED))
        told.append(completed(counts)["mean"].item())
        true.append(medians(kaplan_meier(counts))["median"].item())
    assert told[0] > told[1] + 5 > told[2] + 10
    assert told[0] < 80 and told[2] < 60  # everybody waits 100 days on average
    assert true == pytest.approx([true_median(1.0, 100.0)] * 3, abs=2)
