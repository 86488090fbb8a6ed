"""Worse and getting worse: found when it is true, and hardly ever when nothing is."""

from __future__ import annotations

from collections import Counter

import numpy
import pytest

from observatoire.statistics.multiple import adjusted, benjamini_hochberg
from observatoire.view.vigilance import RATE, alerts, candidate, chance_of_gap
from tests.unit.figures_by_hand import CATALOGUE, PRESENCE, UNEMPLOYMENT, figure, place, share, shares, yearly

YEARS = tuple(str(year) for year in range(2021, 2026))
#: Shares of persons, better high.
SHARES = [
    CATALOGUE.indicators[name]
    for name in (
        "taux_presence_rdv",
        "taux_presence_kiosque",
        "part_avec_referent",
        "part_orientee_31_decembre",
        "taux_contractualisation",
        "part_emploi_durable",
    )
]
RUNS, TERRITORIES, PERSONS = 400, 4, 400


def listed(counts: numpy.ndarray, whole: numpy.ndarray):
    """The watch-list of one run. counts: territory × indicator × year; whole: share of the benchmark by indicator."""
    against = {
        (indicator.id, "2025"): share(round(1e6 * whole[place_]), 1_000_000, "2025", indicator)
        for place_, indicator in enumerate(SHARES)
    }
    found = []
    for number, territory in enumerate(counts):
        for indicator, years in zip(SHARES, territory, strict=True):
            series = [
                figure(indicator, one / PERSONS * 100, year, numerator=int(one), denominator=PERSONS)
                for one, year in zip(years, YEARS, strict=True)
            ]
            found.append(candidate(place(str(number)), series, against, indicator, CATALOGUE))
    assert not any(isinstance(one, str) for one in found)
    return alerts(found)


@pytest.mark.parametrize("level", [0.0, -0.2], ids=["like-the-whole", "really-below-it"])
def test_where_nothing_gets_worse_fewer_than_one_run_in_twenty_shows_an_alert(level):
    dice = numpy.random.default_rng(20)
    alarmed = 0
    for _ in range(RUNS):
        whole = dice.uniform(0.4, 0.8, len(SHARES))
        true = (whole + level)[None, :, None]
        alarmed += bool(listed(dice.binomial(PERSONS, true, (TERRITORIES, len(SHARES), len(YEARS))), whole).entries)
    assert alarmed < 0.05 * RUNS


def test_a_territory_really_below_and_falling_is_found_and_the_others_are_not():
    dice = numpy.random.default_rng(4)
    whole = numpy.full(len(SHARES), 0.7)
    counts = dice.binomial(PERSONS, 0.7, (TERRITORIES, len(SHARES), len(YEARS)))
    counts[2, 0] = [280, 260, 240, 215, 190]
    found = listed(counts, whole)
    assert [(entry.territory.code, entry.indicator.id) for entry in found.entries] == [("2", SHARES[0].id)]
    assert found.tested == TERRITORIES * len(SHARES) and found.expected_false == pytest.approx(RATE)
    assert found.entries[0].judgement.verdict == "moins bien"
    assert found.entries[0].trend.words == "baisse et se dégrade"
    assert found.sentences[0].startswith("24\u00a0séries testées (un indicateur sur un territoire) contre le repère")
    assert "0,1 en moyenne" in found.sentences[1]


def whole_of(value: int = 700):
    return {(PRESENCE.id, "2025"): share(value * 1000, 1_000_000)}


@pytest.mark.parametrize(
    ("counted", "double"),
    [
        ([700, 670, 640, 600, 560], True),
        ([840, 810, 790, 770, 745], False),  # falls, still above
        ([500, 540, 580, 610, 640], False),  # below, getting better
        ([600, 602, 598, 601, 600], False),  # below, going nowhere
    ],
)
def test_both_are_needed_worse_and_getting_worse(counted, double):
    found = candidate(place("x"), shares(counted, 1000), whole_of(), PRESENCE, CATALOGUE)
    assert found.is_double == double
    assert bool(alerts([found]).entries) == double


def test_one_series_among_many_must_be_surer_than_alone():
    doubtful = candidate(place("x"), shares([680, 665, 655, 635, 620], 1000), whole_of(), PRESENCE, CATALOGUE)
    assert doubtful.is_double and alerts([doubtful]).entries
    quiet = candidate(place("y"), shares([700, 702, 699, 701, 700], 1000), whole_of(), PRESENCE, CATALOGUE)
    among = alerts([doubtful, *[quiet] * 400])
    assert among.entries == () and among.doubles == 1
    assert "aucune" in among.sentences[0]


def test_a_rate_that_is_rounded_is_worse_beyond_its_rounding_only():
    series = yearly(UNEMPLOYMENT, [6.0, 6.4, 6.9, 7.3, 7.9], level="departement")
    against = {(UNEMPLOYMENT.id, "2025"): yearly(UNEMPLOYMENT, [7.0])[0]}
    found = candidate(place("05", level="departement"), series, against, UNEMPLOYMENT, CATALOGUE)
    assert found.is_double and found.p_value == pytest.approx(1 / 60)
    close = {(UNEMPLOYMENT.id, "2025"): yearly(UNEMPLOYMENT, [7.9])[0]}
    assert candidate(place("05"), series, close, UNEMPLOYMENT, CATALOGUE).p_value == 1


def test_what_could_not_be_tested_is_counted_by_reason():
    short = candidate(place("x"), shares([600, 500], 1000), whole_of(), PRESENCE, CATALOGUE)
    alone = candidate(place("x"), shares([700, 670, 640, 600, 560], 1000), {}, PRESENCE, CATALOGUE)
    found = alerts([], untested=Counter([short, short, alone]))
    assert found.refusals == (
        "2\u00a0séries non testées\u202f: moins de cinq années publiées.",
        "1\u00a0série non testée\u202f: le repère n’a pas de chiffre à comparer la même année.",
    )
    assert found.expected_false == 0
    assert found.sentences[0].startswith("On ne sait pas le dire ici")
    assert "pas parce que tout va bien" in found.sentences[1]


def test_the_correction_never_makes_a_test_surer():
    values = [0.001, 0.02, 0.03, 0.5]
    assert all(after >= before for before, after in zip(values, adjusted(values), strict=True))
    assert benjamini_hochberg([], 0.05) == []
    with pytest.raises(ValueError, match="within 0 and 1"):
        benjamini_hochberg([0.1, 1.2], 0.05)


def test_a_gap_told_by_events_of_the_same_persons_is_less_certain():
    """1,000 appointments, of persons so alike that the interval is that of 100."""
    alone, few = share(640, 1000), share(64, 100)
    alike = figure(PRESENCE, 64, numerator=640, denominator=1000, low=few.low, high=few.high)
    benchmark = share(700_000, 1_000_000)
    assert chance_of_gap(alone, benchmark, PRESENCE) < 1e-4
    assert chance_of_gap(alike, benchmark, PRESENCE) == pytest.approx(chance_of_gap(few, benchmark, PRESENCE))
