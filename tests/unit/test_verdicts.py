"""Better, not different, worse, not compared: what may be said of a figure against its benchmark."""

from __future__ import annotations

from dataclasses import replace

import pytest

from observatoire.catalogue import load_catalogue
from observatoire.documents.common import COMPARISON_WORDS, comparison_words
from observatoire.statistics.comparison import Range, interval_above, share_above
from observatoire.view.figures_of import (
    FEWEST_PERSONS,
    as_range,
    evolution,
    judge,
    quantile_refusal,
    verdict_of,
)
from tests.unit.figures_by_hand import (
    COMPLETED_DELAY,
    DELAY,
    HOUSEHOLDS,
    PORTFOLIO,
    POVERTY,
    PRESENCE,
    STRUCTURES,
    UNEMPLOYMENT,
    figure,
    share,
)

WHOLE = share(7600, 10000)


@pytest.mark.parametrize(
    ("indicator", "side", "verdict"),
    [
        (POVERTY, "higher", "moins bien"),
        (POVERTY, "lower", "mieux"),
        (PRESENCE, "higher", "mieux"),
        (PRESENCE, "lower", "moins bien"),
        (PORTFOLIO, "higher", "plus élevé"),
        (PORTFOLIO, "lower", "moins élevé"),
        (POVERTY, "close", "écart non établi"),
        (PORTFOLIO, "close", "écart non établi"),
    ],
)
def test_the_verdict_follows_what_is_good_and_an_indicator_without_a_good_side_has_none(indicator, side, verdict):
    assert verdict_of(side, indicator) == verdict


def test_a_gap_that_the_intervals_allow_is_not_different_and_a_wider_one_is_worse():
    assert judge(share(72, 100), WHOLE, PRESENCE).verdict == "écart non établi"
    worse = judge(share(600, 1000), WHOLE, PRESENCE)
    assert (worse.verdict, worse.side, worse.favourable) == ("moins bien", "lower", False)
    assert judge(share(900, 1000), WHOLE, PRESENCE).verdict == "mieux"


def test_the_same_gap_is_told_for_many_persons_and_not_for_a_few():
    assert judge(share(68, 100), WHOLE, PRESENCE).verdict == "écart non établi"
    assert judge(share(6800, 10000), WHOLE, PRESENCE).verdict == "moins bien"


@pytest.mark.parametrize("persons", [4, 10, FEWEST_PERSONS - 1])
def test_no_verdict_on_fewer_than_thirty_persons_however_wide_the_gap(persons):
    assert judge(share(0, persons), WHOLE, PRESENCE) is None
    assert judge(share(0, FEWEST_PERSONS), WHOLE, PRESENCE).verdict == "moins bien"


def test_no_verdict_without_a_test():
    assert judge(figure(PRESENCE, 12.0), WHOLE, PRESENCE) is None
    assert judge(figure(DELAY, 300.0), figure(DELAY, 60.0, low=55.0, high=64.0), DELAY) is None
    assert judge(figure(DELAY, 300.0, low=250.0), figure(DELAY, 60.0, low=55.0, high=64.0), DELAY) is None
    assert judge(figure(COMPLETED_DELAY, 300.0), figure(COMPLETED_DELAY, 60.0), COMPLETED_DELAY) is None
    assert judge(figure(HOUSEHOLDS, 300.0), figure(HOUSEHOLDS, 60.0), HOUSEHOLDS) is None


@pytest.mark.parametrize("qualifier", ["floor", "below_5", "fragile"])
def test_no_verdict_on_a_bounded_or_fragile_figure(qualifier):
    other = figure(POVERTY, 14.0)
    assert judge(figure(POVERTY, 5.0, qualifier=qualifier), other, POVERTY) is None
    assert judge(other, figure(POVERTY, 5.0, qualifier=qualifier), POVERTY) is None


def test_a_rate_that_is_exhaustive_and_rounded_has_no_invented_interval():
    published = as_range(figure(UNEMPLOYMENT, 7.0, level="departement"), UNEMPLOYMENT)
    assert (published.low, published.high) == (6.95, 7.05)
    assert judge(figure(UNEMPLOYMENT, 7.4), figure(UNEMPLOYMENT, 7.0), UNEMPLOYMENT).verdict == "moins bien"
    assert judge(figure(UNEMPLOYMENT, 7.1), figure(UNEMPLOYMENT, 7.0), UNEMPLOYMENT).verdict == "écart non établi"


def test_a_counted_share_has_the_interval_of_its_counts():
    found = as_range(replace(share(81, 263), low=None, high=None), PRESENCE)
    assert (found.low, found.high) == pytest.approx((25.53, 36.62), abs=5e-3)  # Newcombe (1998), table I


def test_three_structures_are_not_told_from_six_but_forty_are():
    def density(structures: int, people: int):
        return figure(STRUCTURES, 1e4 * structures / people, numerator=structures, denominator=people)

    whole = density(60, 300_000)
    assert judge(density(3, 10_000), whole, STRUCTURES).verdict == "écart non établi"
    assert judge(density(40, 100_000), whole, STRUCTURES).verdict == "plus élevé"


def test_every_indicator_of_persons_counted_is_compared_by_their_interval():
    from_extracts = [item for item in load_catalogue().indicators.values() if item.sources == ("extraits_departement",)]
    shares = [item for item in from_extracts if item.unit == "%"]
    assert len(shares) >= 20 and {item.comparison for item in shares} == {"wilson", "interval"}
    assert all(item.comparison in ("interval", "none") for item in from_extracts if item.kind == "duration")
    published = [item for item in load_catalogue().indicators.values() if item not in from_extracts]
    assert {item.comparison for item in published} <= {"rounding", "none", "byar"}


def test_files_say_the_verdict_and_that_nothing_was_compared():
    assert comparison_words(judge(share(600, 1000), WHOLE, PRESENCE)) == "moins bien que le repère"
    assert comparison_words(None) == "non comparé"
    assert set(COMPARISON_WORDS) == {
        verdict_of(side, item) for side in ("higher", "lower", "close") for item in (PRESENCE, PORTFOLIO)
    }


def test_the_chance_of_a_share_is_small_only_on_the_side_where_it_lies():
    assert share_above(600, 1000, 0.76) > 0.999 and share_above(900, 1000, 0.76) < 0.001
    assert share_above(760, 1000, 0.76) == pytest.approx(0.5)
    assert share_above(0, 100, 0.0) == 1.0 and share_above(1, 100, 0.0) == 0.0


def test_the_chance_of_an_interval_uses_the_end_that_faces_the_other():
    near = Range(100, 95, 160)
    assert interval_above(near, Range(60, 58, 62)) < 1e-9
    # (140 − 100) ÷ (hypot(60, 2) ÷ 1.96) = 1.306 standard errors.
    assert interval_above(near, Range(140, 138, 142)) == pytest.approx(0.9042, abs=1e-4)
    assert interval_above(Range(100, 95, float("inf")), Range(140, 138, 142)) == 0.5


def test_seven_territories_are_not_cut_in_fifths():
    assert quantile_refusal(7, 5, "sdsei") == (
        "Pas de cinquièmes\u202f: 7\u00a0SDSeI ont un chiffre, il en faut au moins 10 pour que chaque classe en tienne "
        "deux."
    )
    assert quantile_refusal(7, 3, "sdsei") == "" == quantile_refusal(10, 5, "sdsei")


@pytest.mark.parametrize(
    ("before", "latest", "qualifier", "change"),
    [
        (15, 10, "rounded_5", "de 15 à 10 depuis juin 2025"),
        (60, 120, "rounded_5", "de 60 à 120 depuis juin 2025"),
        (10, 10, "rounded_5", "stable depuis juin 2025"),
        (200, 220, "rounded_5", "de 200 à 220 depuis juin 2025"),
        (3200, 3300, "rounded_5", "de 3\u202f200 à 3\u202f300 depuis juin 2025"),
        (15, 10, "", "−33,3\u202f% depuis juin 2025"),
    ],
)
def test_a_number_rounded_to_five_has_no_percentage(before, latest, qualifier, change):
    series = [
        figure(HOUSEHOLDS, float(value), period, qualifier=qualifier)
        for period, value in (("2025-06", before), ("2026-06", latest))
    ]
    assert evolution(series, series[-1], HOUSEHOLDS, load_catalogue()) == (change, "")


@pytest.mark.parametrize(
    ("before", "latest"),
    [({"low": 101.0, "high": 287.0}, {"low": 60.0}), ({"low": 101.0}, {"low": 60.0, "high": 99.0}), ({}, {})],
)
def test_no_evolution_is_told_of_a_delay_whose_margin_is_open_at_one_end(before, latest):
    series = [figure(DELAY, 231.0, "2025-T1", **before), figure(DELAY, 95.0, "2026-T1", **latest)]
    assert evolution(series, series[-1], DELAY, load_catalogue()) == ("", "la marge d’incertitude n’est pas connue")


@pytest.mark.parametrize(
    ("indicator", "before", "latest", "change"),
    [
        (DELAY, {"value": 182.0, "low": 157.0, "high": 223.0}, {"value": 211.0, "low": 95.0, "high": 265.0}, None),
        (DELAY, {"value": 62.0, "low": 57.0, "high": 67.0}, {"value": 62.0, "low": 58.0, "high": 66.0}, "stable"),
        (UNEMPLOYMENT, {"value": 7.0}, {"value": 7.1}, None),
        (UNEMPLOYMENT, {"value": 7.0}, {"value": 7.0}, "stable"),
    ],
)
def test_only_figures_printed_alike_are_said_stable(indicator, before, latest, change):
    series = [
        figure(indicator, found["value"], period, low=found.get("low"), high=found.get("high"))
        for period, found in (("2024", before), ("2025", latest))
    ]
    said = f"{change or 'écart non établi'} depuis 2024"
    assert evolution(series, series[-1], indicator, load_catalogue()) == (said, "")
