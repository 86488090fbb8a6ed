"""The same persons given to R survival and to statsmodels: the same figures (tests/unit/reference/survival.R)."""

from __future__ import annotations

import numpy
import pandas as pd
import pytest
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight, survdiff

from observatoire.statistics.competing import cumulative_incidence
from observatoire.statistics.logrank import log_rank
from observatoire.statistics.survival import kaplan_meier, medians
from tests.unit.reference.persons import SERVED, counts_of, persons_of, said_by_r

CASES = ["fixture", "veteran", "ties", "unequal", "half", "zero", "ends"]
COMPARED = ["veteran", "ties", "unequal", "half", "zero"]


def assert_same_as_r(case: str, ours: pd.DataFrame, names: dict[str, str]):
    """Every row that R gives for `names` {statistic of R: our column} is ours, within 1e-8, and there is no other."""
    said = said_by_r(case)
    said = said[said["statistic"].isin(names)].pivot(index=["group", "day"], columns="statistic", values="value")
    held = ours.set_index(["group", "day"]).reindex(said.index)
    assert len(ours) == len(said) > 0
    for statistic, column in names.items():
        assert held[column].to_numpy(dtype=float) == pytest.approx(
            said[statistic].to_numpy(), abs=1e-8, rel=1e-8, nan_ok=True
        ), statistic


@pytest.mark.parametrize("case", CASES)
def test_curves_with_their_errors_and_intervals_are_those_of_r(case):
    same_names = ["at_risk", "survival", "std_error", "low", "high"]
    assert_same_as_r(case, kaplan_meier(counts_of(case)), dict(zip(same_names, same_names, strict=True)))


@pytest.mark.parametrize("case", CASES)
def test_shares_really_served_with_their_errors_are_those_of_r(case):
    names = {
        "incidence": "incidence",
        "incidence_std_error": "std_error",
        "incidence_low": "low",
        "incidence_high": "high",
    }
    assert_same_as_r(case, cumulative_incidence(counts_of(case)), names)


@pytest.mark.parametrize("case", CASES)
def test_medians_with_their_intervals_are_those_of_r_but_for_its_middle_of_a_plateau(case):
    curves = kaplan_meier(counts_of(case))
    said = said_by_r(case).pivot_table(index="group", columns="statistic", values="value", dropna=False)
    for row in medians(curves).itertuples():
        of_r = said.loc[row.group]
        curve = curves[curves["group"] == row.group]
        after = curve[(curve["day"] > row.median) & (curve["events"] > 0)]
        half = abs(curve.set_index("day")["survival"].get(row.median, 0) - 0.5) < 1e-9
        median = (row.median + after["day"].iloc[0]) / 2 if half and len(after) else row.median
        assert (median, row.low, row.high) == pytest.approx(
            (of_r["median"], of_r["median_low"], of_r["median_high"]), nan_ok=True
        )


@pytest.mark.parametrize("case", COMPARED)
def test_the_log_rank_test_is_that_of_r_and_of_statsmodels(case):
    said = said_by_r(case).query("group.isna()").set_index("statistic")["value"]
    ours = log_rank(counts_of(case))
    assert (ours.chi2, ours.degrees, ours.p_value) == pytest.approx(
        (said["chi2"], said["degrees"], said["p_value"]), rel=1e-8
    )
    persons = persons_of(case)
    chi2, p_value = survdiff(persons["day"], (persons["outcome"] == SERVED).astype(int), persons["group"])
    assert (ours.chi2, ours.p_value) == pytest.approx((chi2, p_value), rel=1e-8)


@pytest.mark.filterwarnings("ignore::RuntimeWarning:statsmodels.*")
@pytest.mark.parametrize("case", CASES)
def test_curves_are_those_of_statsmodels(case):
    curves, served = kaplan_meier(counts_of(case)), cumulative_incidence(counts_of(case))
    for group, persons in persons_of(case).groupby("group"):
        curve = curves[curves["group"] == group].set_index("day")
        theirs = SurvfuncRight(persons["day"], (persons["outcome"] == SERVED).astype(int))
        assert curve.loc[theirs.surv_times, "survival"].to_numpy() == pytest.approx(theirs.surv_prob, abs=1e-12)
        inside = theirs.surv_prob > 0
        errors = curve.loc[theirs.surv_times, "std_error"].to_numpy()
        assert errors[inside] == pytest.approx(theirs.surv_prob_se[inside], abs=1e-12)
        if (persons["outcome"] > 0).any():
            shares = CumIncidenceRight(persons["day"], persons["outcome"])
            ours = served[served["group"] == group].set_index("day").loc[shares.times, "incidence"]
            assert ours.to_numpy() == pytest.approx(shares.cinc[0], abs=1e-12)
            assert numpy.isfinite(ours).all()
