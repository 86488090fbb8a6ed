"""How long people wait when those still waiting are counted: the worked example and what a reader may rely on."""

from __future__ import annotations

import numpy
import pandas as pd
import pytest

from observatoire.statistics.survival import completed, days_of_shares, kaplan_meier, medians, shares_by
from tests.unit.reference.persons import CENSORED, OUT, SERVED, counted, counts_of

pytestmark = pytest.mark.filterwarnings("error")

FIXTURE = counts_of("fixture")


def only(frame: pd.DataFrame) -> pd.Series:
    assert len(frame) == 1
    return frame.iloc[0]


def curve_of(days, outcomes) -> pd.DataFrame:
    return kaplan_meier(counted("only", days, outcomes))


def test_the_worked_example_has_its_survival():
    survival = kaplan_meier(FIXTURE).set_index("day")["survival"]
    expected = {18: 0.8889, 20: 0.7778, 30: 0.6667, 90: 0.5, 135: 0.25}
    assert survival[list(expected)].to_dict() == pytest.approx(expected, abs=5e-5)


def test_the_worked_example_waits_90_days_at_the_median_though_the_mean_of_the_completed_waits_says_58_6():
    assert only(medians(kaplan_meier(FIXTURE)))[["median", "longest"]].tolist() == [90, 161]
    over = only(completed(FIXTURE))
    assert over["persons"] == 5
    assert (over["mean"], over["median"]) == (58.6, 30)


def test_each_share_of_the_worked_example_is_reached_on_the_day_that_the_curve_says():
    curve = kaplan_meier(FIXTURE)
    found = days_of_shares(curve, [0.1, 0.2, 0.5, 0.75, 0.8]).set_index("share")
    assert found["day"].to_dict() == {0.1: 18, 0.2: 20, 0.5: 90, 0.75: 135}  # 0.8 is not reached
    read = curve.set_index("day").loc[90]
    half = found.loc[0.5]
    assert (half["low"], half["high"], half["at_risk"]) == (1 - read["high"], 1 - read["low"], read["at_risk"])
    assert found["served"].to_dict() == {0.1: 0, 0.2: 1, 0.5: 3, 0.75: 4}


def test_a_third_of_the_worked_example_is_oriented_within_30_days_and_half_within_91():
    shares = shares_by(kaplan_meier(FIXTURE), [30, 91]).set_index("day")
    assert shares["share"].to_dict() == pytest.approx({30: 1 / 3, 91: 1 / 2})
    assert shares["at_risk"].to_dict() == {30: 7, 91: 3}


def test_whoever_loses_the_right_is_censored():
    told_apart = counted("all", [5, 8, 9, 9], [SERVED, OUT, SERVED, CENSORED])
    together = counted("all", [5, 8, 9, 9], [SERVED, CENSORED, SERVED, CENSORED]).drop(columns="competing")
    pd.testing.assert_frame_equal(kaplan_meier(told_apart), kaplan_meier(together))


def test_somebody_oriented_the_day_of_the_demand_waited_zero_days():
    curve = curve_of([0, 0, 4, 4], [SERVED, CENSORED, SERVED, CENSORED])
    assert curve["at_risk"].tolist() == [4, 2]
    assert shares_by(curve, [0])["share"].tolist() == [0.25]


def test_a_median_that_is_not_reached_says_how_far_people_were_followed():
    read = only(medians(curve_of([3, 40, 50, 60], [SERVED, CENSORED, CENSORED, CENSORED])))
    assert numpy.isnan(read["median"]) and numpy.isnan(read["high"])
    assert read["longest"] == 60


def test_exactly_half_is_reached_though_the_product_of_fractions_is_just_above():
    curve = kaplan_meier(counts_of("half")).query("group == 'above'")
    assert curve["survival"].iloc[-1] > 0.5  # 8/10 · 7/8 · 5/7 in floating point
    assert only(medians(curve))["median"] == 9


def test_just_more_than_half_of_a_million_is_not_half():
    counts = pd.DataFrame({"group": 1, "day": [10, 20], "events": [499_999, 1], "censored": [0, 500_000]})
    assert only(medians(kaplan_meier(counts)))["median"] == 20


def test_where_half_still_wait_from_one_event_to_the_next_the_first_day_is_the_median():
    assert only(medians(curve_of([1, 2, 3, 4], [SERVED] * 4)))["median"] == 2


def test_a_share_is_not_given_beyond_the_last_person_followed():
    curve = curve_of([10, 20, 30], [SERVED, CENSORED, CENSORED])
    read = shares_by(curve, [30, 31]).set_index("day")
    assert read.loc[30, "share"] == pytest.approx(1 / 3)
    assert read.loc[31, ["share", "low", "high"]].isna().all() and read.loc[31, "at_risk"] == 0


def test_a_share_stays_whole_once_everybody_was_served():
    curves = kaplan_meier(counted(["served", "served", "next"], [10, 20, 5], [SERVED, SERVED, CENSORED]))
    read = shares_by(curves, [91]).set_index("group").loc["served"]
    assert (read["share"], read["at_risk"]) == (1, 0)
    assert read[["low", "high"]].isna().all()


def test_nobody_is_served_before_the_first_day_and_no_interval_is_claimed():
    read = only(shares_by(curve_of([10, 20], [SERVED, SERVED]), [5]))
    assert (read["share"], read["at_risk"]) == (0, 2)
    assert read[["low", "high"]].isna().all()


def test_the_interval_of_a_share_turns_that_of_the_curve_over():
    curve = kaplan_meier(FIXTURE).set_index("day").loc[90]
    read = only(shares_by(kaplan_meier(FIXTURE), [90]))
    assert (read["low"], read["high"]) == (1 - curve["high"], 1 - curve["low"])
    assert 0 < read["low"] < read["share"] < read["high"] < 1


def test_the_completed_waits_of_a_group_where_nobody_was_served_have_no_mean():
    over = completed(counted(["served", "served", "waiting"], [4, 7, 9], [SERVED, SERVED, CENSORED]))
    assert over["group"].tolist() == ["served", "waiting"] and over["persons"].tolist() == [2, 0]
    assert over["mean"].tolist() == pytest.approx([5.5, float("nan")], nan_ok=True)
    assert over["median"].tolist() == pytest.approx([5.5, float("nan")], nan_ok=True)


def test_a_group_has_the_same_figures_alone_or_among_others_whatever_the_order_of_the_rows():
    draw = numpy.random.default_rng(64)
    names = [(("64", "2024"), ("31", "2024"), ("05", "2023"))[number] for number in draw.integers(0, 3, 3000)]
    counts = counted(names, draw.integers(0, 90, 3000), draw.integers(0, 3, 3000)).sample(frac=1, random_state=1)
    together = kaplan_meier(counts)
    assert together["group"].drop_duplicates().tolist() == counts["group"].drop_duplicates().tolist()
    for name, alone in counts.groupby("group"):
        held = together[together["group"] == name].reset_index(drop=True)
        pd.testing.assert_frame_equal(held, kaplan_meier(alone), check_exact=True)
        for read in (medians, lambda curves: shares_by(curves, [0, 30, 89])):
            among = read(together)
            among = among[among["group"] == name].reset_index(drop=True)
            pd.testing.assert_frame_equal(among, read(held), check_exact=True)


def test_curves_kept_in_another_order_are_read_alike():
    curves = kaplan_meier(counts_of("veteran"))
    shuffled = curves.sample(frac=1, random_state=2)
    for read in (medians, lambda held: shares_by(held, [30, 91, 400])):
        pd.testing.assert_frame_equal(
            read(shuffled).sort_values("group", ignore_index=True, kind="stable"),
            read(curves).sort_values("group", ignore_index=True, kind="stable"),
        )


def test_a_day_when_nobody_leaves_has_no_row_and_does_not_lengthen_the_follow_up():
    counts = pd.DataFrame({"group": "a", "day": [3, 500], "events": [1, 0], "censored": [4, 0]})
    assert kaplan_meier(counts)["day"].tolist() == [3]


def test_counts_read_back_from_a_database_as_floats_are_counts():
    pd.testing.assert_frame_equal(
        kaplan_meier(FIXTURE.astype({"day": float, "events": float, "censored": "Int64"})), kaplan_meier(FIXTURE)
    )


def test_nobody_gives_empty_frames_with_their_columns():
    nobody = kaplan_meier(FIXTURE.iloc[:0])
    assert nobody.columns.tolist() == ["group", "day", "at_risk", "events", "survival", "std_error", "low", "high"]
    assert [len(read) for read in (nobody, medians(nobody), shares_by(nobody, [30]), completed(FIXTURE[:0]))] == [0] * 4


@pytest.mark.parametrize("column", ["day", "events", "censored", "competing"])
@pytest.mark.parametrize("wrong", [-1, 0.5, float("nan"), float("inf")])
def test_a_duration_or_a_count_that_cannot_be_is_an_error_of_the_program(column, wrong):
    counts = FIXTURE.astype({column: float})
    counts.loc[2, column] = wrong
    with pytest.raises(ValueError, match="whole numbers from 0"):
        kaplan_meier(counts)


def test_a_day_counted_twice_is_an_error_of_the_program():
    with pytest.raises(ValueError, match="two rows for one group and day"):
        kaplan_meier(pd.concat([FIXTURE, FIXTURE.iloc[[3]]]))
