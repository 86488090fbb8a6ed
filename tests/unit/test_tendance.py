"""The trend of a series in words, and every reason not to give one."""

from __future__ import annotations

import re

import pytest

from observatoire.statistics.intervals import wilson
from observatoire.view.figures_of import independent_counts
from observatoire.view.tendance import REFUSALS, trend_of
from tests.unit.figures_by_hand import (
    CATALOGUE,
    COMPLETED_DELAY,
    DELAY,
    HOUSEHOLDS,
    PORTFOLIO,
    POVERTY,
    PRESENCE,
    UNEMPLOYMENT,
    figure,
    share,
    shares,
    yearly,
)


def test_more_presence_is_better_and_less_is_worse():
    up = trend_of(shares([600, 640, 680, 720, 760], 1000), PRESENCE, CATALOGUE)
    down = trend_of(shares([760, 720, 680, 640, 600], 1000), PRESENCE, CATALOGUE)
    assert (up.direction, up.favourable, up.words) == ("hausse", True, "augmente et s’améliore")
    assert (down.direction, down.favourable, down.words) == ("baisse", False, "baisse et se dégrade")
    assert up.p_value < 0.002 and down.p_value < 0.002
    assert up.periods == ("2021", "2022", "2023", "2024", "2025") and not up.refusal


def test_more_unemployment_is_worse_and_less_is_better():
    up = trend_of(yearly(UNEMPLOYMENT, [6.0, 6.4, 6.9, 7.3, 7.9]), UNEMPLOYMENT, CATALOGUE)
    down = trend_of(yearly(UNEMPLOYMENT, [7.9, 7.3, 6.9, 6.4, 6.0]), UNEMPLOYMENT, CATALOGUE)
    assert up.words == "augmente et se dégrade" and down.words == "baisse et s’améliore"
    assert up.p_value == pytest.approx(1 / 60) and "Mann-Kendall" in up.method


def test_a_delay_with_its_interval_goes_up_or_down():
    def series(days):
        return [figure(DELAY, day, str(2021 + i), low=day - 4, high=day + 5) for i, day in enumerate(days)]

    assert trend_of(series([60, 66, 75, 82, 90]), DELAY, CATALOGUE).words == "augmente et se dégrade"
    assert trend_of(series([90, 82, 75, 66, 60]), DELAY, CATALOGUE).words == "baisse et s’améliore"
    assert trend_of(series([60, 62, 59, 61, 62]), DELAY, CATALOGUE).words == "sans tendance nette"


def test_an_indicator_without_a_good_side_only_goes_up_or_down():
    found = trend_of(yearly(PORTFOLIO, [10, 20, 30, 40, 50]), PORTFOLIO, CATALOGUE)
    assert (found.words, found.favourable) == ("augmente", None)


def test_a_change_too_small_to_matter_is_no_trend_however_certain():
    found = trend_of(shares([760_000, 761_000, 762_000, 763_000, 764_000], 1_000_000), PRESENCE, CATALOGUE)
    assert found.p_value < 1e-6 and found.words == "sans tendance nette"


def test_one_odd_year_is_no_trend():
    assert trend_of(shares([500, 500, 500, 500, 700], 1000), PRESENCE, CATALOGUE).direction == "stable"


def test_a_series_by_quarter_is_read_once_a_year_at_the_season_of_its_latest_figure():
    rates = {"2021": 6, "2022": 6.5, "2023": 7, "2024": 7.5, "2025": 8}
    series = [
        figure(UNEMPLOYMENT, rate + (3 if quarter == "T1" else 0), f"{year}-{quarter}")
        for year, rate in rates.items()
        for quarter in ("T1", "T2", "T3")
    ]
    found = trend_of(series, UNEMPLOYMENT, CATALOGUE)
    assert found.periods == tuple(f"{year}-T3" for year in rates) and found.direction == "hausse"


def test_years_after_the_latest_figure_are_not_holes():
    recent = figure(PRESENCE, None, "2026", status="immature")
    found = trend_of([*shares([600, 640, 680, 720, 760], 1000), recent], PRESENCE, CATALOGUE)
    assert found.direction == "hausse" and found.periods[-1] == "2025"


RISING = [600, 640, 680, 720, 760]
RSA = CATALOGUE.indicators["taux_couverture_rsa_foyers"]
REFUSED = {
    "count": (yearly(HOUSEHOLDS, [1, 2, 3, 4, 5]), HOUSEHOLDS, "Un effectif suit la population"),
    "method": (yearly(COMPLETED_DELAY, [50, 60, 70, 80, 90]), COMPLETED_DELAY, "ni effectifs ni intervalle"),
    "none": (yearly(PRESENCE, [None, None]), PRESENCE, "Aucun chiffre"),
    "short": (shares(RISING[:4], 1000), PRESENCE, "4\u00a0années comparables, il en faut au moins cinq"),
    "hole": (
        [*shares(RISING[:2], 1000, last=2022), *shares(RISING[3:], 1000)],
        PRESENCE,
        "n’a pas de chiffre en 2023",
    ),
    "bounded": (
        [figure(POVERTY, 5.0, "2017", qualifier="floor"), *yearly(POVERTY, [6, 7, 8, 9], last=2021)],
        POVERTY,
        "que par une borne",
    ),
    "fragile": (
        [share(20, 25, "2021", qualifier="fragile"), *shares(RISING[1:], 1000)],
        PRESENCE,
        "Le chiffre de 2021 est trop fragile",
    ),
    "few": (shares([1, 2, 1, 2, 3], 200), PRESENCE, "Trop peu de personnes"),
    "break": (
        [figure(RSA, 20.0 + year, f"{2012 + year}-12", level="departement") for year in range(7)],
        RSA,
        "La série est rompue en décembre 2016\u202f: 3\u00a0années comparables",
    ),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_trend_is_refused_with_a_sentence(reason):
    series, indicator, words = REFUSED[reason]
    found = trend_of(series, indicator, CATALOGUE)
    assert (found.direction, found.favourable, found.p_value, found.periods) == ("", None, None, ())
    assert (found.reason, found.words) == (reason, "tendance non testée")
    assert words in found.refusal and found.refusal.endswith(".") and not re.search(r"\d\.\d| [:;?!]", found.refusal)


def test_every_reason_has_its_words_and_its_test():
    assert set(REFUSALS) == set(REFUSED)


def test_a_hidden_figure_in_the_series_is_said_and_its_value_is_not():
    hidden = figure(PRESENCE, None, "2023", status="secret", qualifier="ours")
    series = sorted(
        [hidden, *(one for one in shares(RISING, 1000) if one.period != "2023")], key=lambda one: one.period
    )
    found = trend_of(series, PRESENCE, CATALOGUE)
    assert found.reason == "hole" and "(secret statistique)" in found.refusal


def test_no_trend_of_the_catalogue_spans_one_of_its_breaks():
    for cut in CATALOGUE.breaks:
        indicator = CATALOGUE.indicators[cut.indicator]
        year, month = int(cut.period[:4]), cut.period[4:]
        series = [figure(indicator, 10.0 + i, f"{year - 4 + i}{month}", level=cut.levels[0]) for i in range(8)]
        found = trend_of(series, indicator, CATALOGUE)
        assert not found.periods and found.reason in ("break", "count", "method"), cut


def events(counted: int, many: int, independent: float, period: str = "2025"):
    """A share of events of the same persons, with the interval of so many independent ones, printed to a digit."""
    low, high = (100 * round(float(end), 3) for end in wilson(counted * independent / many, independent))
    return figure(PRESENCE, 100 * counted / many, period, numerator=counted, denominator=many, low=low, high=high)


def test_events_of_the_same_persons_count_as_fewer_in_a_trend():
    """From 66 to 74 % in five years is certain of 1,000 persons a year, not of 1,000 appointments of 150."""
    counts = [660, 680, 700, 720, 740]
    years = [str(year) for year in range(2021, 2026)]
    alike = [events(one, 1000, 150, year) for one, year in zip(counts, years, strict=True)]
    assert trend_of(shares(counts, 1000), PRESENCE, CATALOGUE).direction == "hausse"
    assert trend_of(alike, PRESENCE, CATALOGUE).direction == "stable"


def test_counts_are_as_published_where_the_interval_is_theirs_but_for_its_rounding():
    assert independent_counts(events(700, 1000, 1000), PRESENCE) == (700, 1000)
    assert independent_counts(figure(PRESENCE, 70, numerator=700, denominator=1000), PRESENCE) == (700, 1000)
    assert independent_counts(events(700, 1000, 150), PRESENCE) == pytest.approx((105, 150), rel=0.02)
