"""Intervals, limits and tests against the published examples of PHEindicatormethods and Fingertips, and against R."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy
import pytest

from observatoire.statistics.funnel import binomial_limits, poisson_limits, rate_is_outside, share_is_outside
from observatoire.statistics.intervals import Z_95, byar, exact_poisson, poisson_events, wilson
from observatoire.statistics.multiple import adjusted, benjamini_hochberg
from observatoire.statistics.trend import mann_kendall, trend_of_shares, trend_of_values

REFERENCE = Path(__file__).parent / "reference"
#: phe_proportion and phe_rate, vignette of PHEindicatormethods 1.0 (inst/doc/IntroductiontoPHEindicatormethods.html):
#: events, population, proportion at 95 % and at 99.8 %, rate per 100 000 at 95 %, rate per 100 at 99.8 %.
PUBLISHED = [
    (68, 174, (0.32141284, 0.46491370), (0.28504658, 0.5079248), (30346.142, 49544.53), (26.042038, 56.07105)),
    (86, 189, (0.38563304, 0.52621164), (0.34795803, 0.5664210), (36395.152, 56196.03), (31.822578, 62.81142)),
    (18, 179, (0.06455836, 0.15334331), (0.05014823, 0.1914304), (5956.701, 15893.43), (4.259916, 19.77478)),
    (29, 107, (0.19583556, 0.36209159), (0.16118061, 0.4183973), (18147.416, 38925.56), (14.132552, 46.57906)),
    (99, 102, (0.91706943, 0.98994755), (0.86653064, 0.9940736), (78882.763, 118166.76), (69.665053, 131.16634)),
    (74, 102, (0.63189437, 0.80271793), (0.57419464, 0.8381782), (56964.372, 91079.88), (49.230487, 102.60273)),
    (8, 155, (0.02638210, 0.09853151), (0.01832319, 0.1369464), (2228.279, 10169.80), (1.271493, 13.64916)),
    (94, 114, (0.74449994, 0.88346241), (0.69079867, 0.9081514), (66631.239, 100906.46), (58.634753, 112.28780)),
]
#: Test data of PHEindicatormethods (tests/testthat/testdata_funnel_prop_outputs.csv): limits around 80.642448 %.
FUNNEL = [
    (1, 3.204264, 100, 0, 100),
    (50, 69.691035, 91.593861, 63.375595, 97.909301),
    (1008, 78.203374, 83.081521, 76.796814, 84.488082),
    (110000, 80.408963, 80.875933, 80.274317, 81.010578),
]
#: The same package, testdata_funnel_rate_outputs.csv (over three years): events, population at which they reach the low
#: limit at 95 % and at 99.8 %, for 116.1720835 events per 100 000.
FUNNEL_RATE = [
    (1, 1598.675694, 2649.348525),
    (5, 3348.002593, 4721.370883),
    (9, 4902.152951, 6501.096999),
]
#: Unit tests of Fingertips (TrendMarkerCalculatorTest): counts, populations, rates per 1 000 with their limits.
FALLING = ([1367, 1332, 1199, 1023, 994], [44701, 44064, 42811, 41527, 40299])
FALLING_RATES = [
    (30.6, 28.98, 32.25),
    (30.2, 28.63, 31.9),
    (28, 26.44, 29.64),
    (24.6, 23.15, 26.19),
    (24.67, 23.16, 26.25),
]


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: f"{case[0]}-of-{case[1]}")
def test_published_proportions_and_rates_are_reproduced(case):
    events, n, at_95, at_998, rate_95, rate_998 = case
    assert wilson(events, n) == pytest.approx(at_95, abs=1e-8)
    assert wilson(events, n, 0.998) == pytest.approx(at_998, abs=6e-8)  # printed with seven digits
    assert [float(end) / n for end in poisson_events(events)] == pytest.approx([end / 1e5 for end in rate_95], abs=6e-8)
    assert float(poisson_events(events)[0]) / n == pytest.approx(rate_95[0] / 1e5, abs=1e-8)
    assert [float(end) / n for end in poisson_events(events, 0.998)] == pytest.approx(
        [end / 100 for end in rate_998], abs=6e-8
    )


@pytest.mark.parametrize("method", ["byar", "exact", "wilson", "funnel"])
def test_every_interval_is_that_of_r_to_eight_decimals(method):
    found = [row for row in rows("comparison_intervals.csv") if row["method"] == method]
    assert len(found) >= 8
    for row in found:
        level, ends = float(row["confidence"]), (float(row["low"]), float(row["high"]))
        computed = {
            "byar": lambda row=row, level=level: byar(float(row["events"]), level),
            "exact": lambda row=row, level=level: exact_poisson(int(row["events"]), level),
            "wilson": lambda row=row, level=level: wilson(float(row["events"]), float(row["n"]), level),
            "funnel": lambda row=row, level=level: binomial_limits(0.2, float(row["n"]), level),
        }[method]()
        assert [float(end) for end in computed] == pytest.approx(ends, rel=1e-10, abs=1e-10), row


def test_counts_are_exact_below_ten_events_and_byar_from_ten_on():
    low, high = poisson_events([9, 10])
    assert (low[0], high[0]) == exact_poisson(9)
    assert (low[1], high[1]) == tuple(float(end) for end in byar(10))
    assert exact_poisson(0)[0] == 0 and float(byar(0)[0]) == 0


@pytest.mark.parametrize("wrong", [-1, 2.5])
def test_a_negative_or_fractional_number_of_events_has_no_exact_interval(wrong):
    with pytest.raises(ValueError, match="whole number"):
        exact_poisson(wrong)


@pytest.mark.parametrize("case", FUNNEL, ids=lambda case: str(case[0]))
def test_published_funnel_limits_are_reproduced(case):
    size, *ends = case
    found = [100 * float(end) for level in (0.95, 0.998) for end in binomial_limits(0.80642448, size, level)]
    assert found == pytest.approx(ends, abs=2e-6)


@pytest.mark.parametrize("case", FUNNEL_RATE, ids=lambda case: str(case[0]))
def test_published_populations_of_a_rate_funnel_are_reproduced(case):
    # The package solves its Poisson limits to about seven digits.
    events, at_95, at_998 = case
    head = 3 * 116.1720835e-5
    assert exact_poisson(events)[1] / head == pytest.approx(at_95, rel=1e-6)
    assert exact_poisson(events, 0.998)[1] / head == pytest.approx(at_998, rel=1e-6)


def test_published_funnel_verdicts_are_reproduced():
    # tests/testthat/testdata_funnel_prop_inputs.csv of PHEindicatormethods; the whole is 80.642448 %.
    whole = 0.80642448
    for counted, n, far, near in (
        (35078.488, 41980, 1, 1),  # New Forest, high at 99.8 %
        (24803.6256, 31824, -1, -1),  # Norwich, low at 99.8 %
        (50050.7443, 61921, 0, 0),  # South Gloucestershire, not significant
        (26789.238, 33012, 0, 1),  # West Norfolk, high at 95 %
        (30277.5312, 37828, 0, -1),  # North Devon, low at 95 %
    ):
        assert share_is_outside(counted, n, whole, 0.998) == far
        assert share_is_outside(counted, n, whole, 0.95) == near


def test_a_rate_is_outside_when_its_own_interval_leaves_the_number_expected_out():
    assert rate_is_outside(9, 1000, 0.003, 0.95) == 1 and rate_is_outside(9, 1000, 0.003, 0.998) == 0
    assert rate_is_outside(0, 1000, 0.005, 0.95) == -1 and rate_is_outside(5, 1000, 0.005, 0.95) == 0


@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_the_limits_of_a_rate_are_those_that_judge_it(confidence):
    for size in (1_000, 7_300, 60_000):
        low, high = (float(end) for end in poisson_limits(0.001, size, confidence))
        assert 0 <= low < 0.001 < high
        for events in range(int(high * size) + 20):
            outside = int(events / size > high) - int(events / size < low)
            assert rate_is_outside(events, size, 0.001, confidence) == outside, (size, events)


def test_the_trend_statistics_of_fingertips_are_reproduced():
    years = [2018, 2017, 2016, 2015, 2014]
    assert round(trend_of_shares(*FALLING, years).statistic, 2) == 47.90
    errors = [(high - low) / (2 * Z_95) for _, low, high in FALLING_RATES]
    # Fingertips divides by 3.92 and prints 46.77.
    assert trend_of_values([value for value, *_ in FALLING_RATES], errors, years).statistic == pytest.approx(
        46.77, abs=0.01
    )


def test_the_trend_markers_of_fingertips_have_their_direction():  # FingertipsNext, TrendMarkerCalculatorTests
    diabetes = ([3455176, 3491868, 3625401, 3774801, 3938080], [48783947, 49122259, 49956777, 50649129, 51441896])
    vaccination = ([57274, 55865, 53681, 51767, 53185], [61834, 60511, 59074, 57508, 59028])
    rising, falling = (trend_of_shares(*case, range(2020, 2025)) for case in (diabetes, vaccination))
    assert rising.slope > 0 and rising.steady and rising.statistic > 9.5495
    assert falling.slope < 0 and falling.steady and falling.statistic > 9.5495
    sight = [(2.935, 2.7841, 3.0919), (1.93028, 1.8085, 2.058), (2.7567, 2.6113, 2.9082), (2.8701, 2.7225, 3.0237)]
    sight.append((3.0121, 2.8616, 3.1683))
    rate = trend_of_values([v for v, *_ in sight], [(h - low) / 3.92 for _, low, h in sight], range(5))
    assert rate.slope > 0 and rate.steady and rate.statistic > 9.5495
    still = [(20.5506, 18.1803, 23.1427), (19.5952, 17.3444, 22.0602), (19.0349, 16.8421, 21.4394)]
    still += [(21.3966, 19.0918, 23.8975), (18.4372, 16.2925, 20.7941)]
    assert (
        trend_of_values([v for v, *_ in still], [(h - low) / 3.92 for _, low, h in still], range(5)).statistic < 9.5495
    )


TREND_CASES = {
    ("shares", "up"): lambda: trend_of_shares(FALLING[0][::-1], FALLING[1][::-1], range(5)),
    ("shares", "down"): lambda: trend_of_shares(
        [57274, 55865, 53681, 51767, 53185], [61834, 60511, 59074, 57508, 59028], range(5)
    ),
    ("values", "up"): lambda: trend_of_values(
        [24.67, 24.6, 28, 30.2, 30.6], [0.79, 0.775, 0.82, 0.83, 0.835], range(5)
    ),
    ("values", "down"): lambda: trend_of_values([120, 118, 119, 111, 90], [4, 3, 3, 2, 6], range(5)),
    ("ranks", "up"): lambda: mann_kendall([1, 3, 2, 5, 8, 9, 7], range(7)),
    ("ranks", "down"): lambda: mann_kendall([9, 8.5, 8, 7, 7.5, 6, 5, 4.5, 3], range(9)),
}


def test_every_trend_test_is_that_of_r_and_has_the_sign_of_its_series():
    found = {(row["test"], row["case"]): row for row in rows("comparison_trends.csv")}
    assert found.keys() == TREND_CASES.keys()
    for (test, case), row in found.items():
        trend = TREND_CASES[test, case]()
        assert trend.statistic == pytest.approx(float(row["statistic"]), rel=1e-9), (test, case)
        assert trend.p_value == pytest.approx(float(row["p_value"]), rel=1e-8), (test, case)
        assert numpy.sign(trend.slope) == {"up": 1, "down": -1}[case], (test, case)


def test_the_correction_for_many_tests_is_that_of_r():
    found = rows("comparison_multiple.csv")
    values = [float(row["p_value"]) for row in found]
    assert adjusted(values) == pytest.approx([float(row["adjusted"]) for row in found], rel=1e-12)
    # Benjamini & Hochberg (1995), section 3.1: four of the fifteen hypotheses are rejected at 0.05.
    assert sum(benjamini_hochberg(values, 0.05)) == 4
    shuffled = values[::-1]
    assert adjusted(shuffled) == adjusted(values)[::-1]
