"""The share really oriented when the right may close first."""

from __future__ import annotations

import numpy
import pandas as pd
import pytest

from observatoire.statistics.competing import cumulative_incidence, incidences_by
from observatoire.statistics.survival import kaplan_meier
from tests.unit.reference.persons import CENSORED, OUT, SERVED, counted, counts_of


def test_the_worked_example_has_its_shares_really_oriented():
    read = incidences_by(cumulative_incidence(counts_of("fixture")), [30, 90, 135]).set_index("day")
    assert read["incidence"].round(3).to_dict() == {30: 0.333, 90: 0.467, 135: 0.667}
    assert read["at_risk"].to_dict() == {30: 7, 90: 4, 135: 2}


def test_a_right_that_closes_lowers_the_share_really_oriented_below_that_of_those_still_entitled():
    counts = counts_of("unequal")
    served, speed = cumulative_incidence(counts), 1 - kaplan_meier(counts)["survival"]
    assert (served["incidence"] <= speed + 1e-12).all() and (served["incidence"] < speed - 0.05).any()


def test_with_no_right_closed_it_is_kaplan_meier_with_the_same_interval():
    counts = counts_of("veteran")
    served, waiting = cumulative_incidence(counts), kaplan_meier(counts)
    assert served["incidence"].to_numpy() == pytest.approx(1 - waiting["survival"].to_numpy(), abs=1e-12)
    for end, other in (("low", "high"), ("high", "low")):
        assert served[end].to_numpy() == pytest.approx(1 - waiting[other].to_numpy(), abs=1e-9, nan_ok=True)
    pd.testing.assert_frame_equal(
        cumulative_incidence(counts.drop(columns="competing")), cumulative_incidence(counts), check_exact=True
    )


def test_served_out_and_waiting_share_everybody_out():
    counts = counts_of("ties")
    swapped = counts.rename(columns={"events": "competing", "competing": "events"})
    served, out = cumulative_incidence(counts), cumulative_incidence(swapped)
    assert (served["incidence"] + out["incidence"] + served["survival"]).to_numpy() == pytest.approx(1)


def test_the_share_of_a_closed_group_is_the_plain_proportion_with_its_binomial_error():
    counts = counted("all", [1, 2, 3, 4, 5, 6, 7, 8, 9, 9], [SERVED, OUT] * 4 + [OUT, OUT])
    last = cumulative_incidence(counts).iloc[-1]
    assert last["survival"] == 0
    assert last["incidence"] == pytest.approx(0.4)
    assert last["std_error"] == pytest.approx(numpy.sqrt(0.4 * 0.6 / 10))
    assert 0 < last["low"] < 0.4 < last["high"] < 1


def test_a_share_is_not_given_beyond_the_last_person_followed_but_stays_once_nobody_waits():
    followed = cumulative_incidence(counted("all", [5, 8], [SERVED, CENSORED]))
    finished = cumulative_incidence(counted("all", [5, 8], [SERVED, OUT]))
    assert numpy.isnan(incidences_by(followed, [9])["incidence"]).all()
    assert incidences_by(finished, [9])["incidence"].tolist() == [0.5]


def test_the_error_keeps_its_digits_among_two_million_persons():
    counts = pd.DataFrame({"group": "all", "day": range(700), "events": 2_850, "competing": 7, "censored": 0})
    counts.loc[699, "competing"] = 2_000_000 - 700 * 2_857 + 7
    curve = cumulative_incidence(counts)
    served = curve["incidence"].to_numpy()
    binomial = numpy.sqrt(served * (1 - served) / 2_000_000)  # nobody is censored: a plain proportion each day
    assert curve["std_error"].to_numpy() == pytest.approx(binomial, rel=1e-6)
