"""Delays, from the extracts of invented persons to the figures before secrecy."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from etl.parcours.delays import count_delay
from etl.parcours.waits import DELAYS, negative_delays
from tests.etl.parcours.microdata import figure
from tests.samples.extracts_by_hand import Extracts, crowd

FROM_DEMANDE = DELAYS[0]
PAU, BAYONNE = "64445", "64102"
#: Domain reading C.5: (days, oriented); those who are not oriented are seen no longer than that.
WORKED = [(18, 1), (20, 1), (30, 1), (90, 1), (135, 1), (15, 0), (41, 0), (42, 0), (121, 0), (161, 0)]


def test_the_worked_example_is_found_again_from_the_extracts(counted):
    extracts, asked = Extracts(), date(2023, 1, 2)
    for number, (days, oriented) in enumerate(WORKED):
        person = extracts.person(number, asked)
        if oriented:
            extracts.orientation(person, asked + timedelta(days=days))
        else:
            extracts.close(person, asked + timedelta(days=days))
    with counted(extracts) as microdata:
        families = count_delay(FROM_DEMANDE, microdata)
    assert figure(families, "delai_median_orientation")["value"] == 90
    assert figure(families, "part_orientee_30_jours")["value"] == pytest.approx(100 / 3)
    assert figure(families, "part_orientee_91_jours")["value"] == pytest.approx(50)
    assert figure(families, "delai_moyen_orientation_realises") is None  # five persons: too few to be averaged


def test_people_still_waiting_lengthen_the_median_and_not_the_mean_of_the_survey(counted):
    extracts = Extracts()
    crowd(extracts, 12, date(2023, 3, 1), 20)
    crowd(extracts, 20, date(2023, 3, 1), None, first=100)
    with counted(extracts) as microdata:
        families = count_delay(FROM_DEMANDE, microdata)
    median = figure(families, "delai_median_orientation")
    assert (median["status"], median["qualifier"]) == ("missing", "not_reached")
    assert "plus de 480 jours" in median["method"]
    assert figure(families, "delai_moyen_orientation_realises")["value"] == 20


def test_a_right_that_closes_first_counts_against_the_share_really_oriented(counted):
    extracts = Extracts()
    crowd(extracts, 10, date(2023, 3, 1), 60)
    for number in range(10, 20):
        extracts.close(extracts.person(number, date(2023, 3, 1)), date(2023, 3, 31))
    with counted(extracts) as microdata:
        families = count_delay(FROM_DEMANDE, microdata)
    assert figure(families, "part_orientee_91_jours")["value"] == 100  # of those still entitled
    assert figure(families, "part_reellement_orientee_91_jours")["value"] == 50


def test_a_right_closed_then_opened_again_is_not_an_end(counted):
    extracts = Extracts()
    crowd(extracts, 10, date(2023, 3, 1), 100)
    for row in extracts.rows["droits"][:]:
        row["date_fin"] = date(2023, 4, 1)
        extracts.right(row["id_personne"], date(2023, 6, 1))
    with counted(extracts) as microdata:
        families = count_delay(FROM_DEMANDE, microdata)
    assert figure(families, "delai_median_orientation")["value"] == 100


def test_a_pending_request_waits_and_a_refused_one_leaves(counted):
    extracts, asked = Extracts(), date(2023, 3, 1)
    crowd(extracts, 10, asked, 40)
    for number in range(10, 20):
        extracts.right(extracts.person(number, asked, opened=False), asked, etat="en_instance")
    for number in range(20, 30):
        extracts.right(extracts.person(number, asked, opened=False), date(2023, 3, 11), etat="refuse")
    with counted(extracts) as microdata:
        families = count_delay(FROM_DEMANDE, microdata)
    assert figure(families, "part_orientee_91_jours")["value"] == pytest.approx(50)  # the refused no longer wait
    assert figure(families, "part_orientee_91_jours")["denominator"] == 30
    assert figure(families, "part_reellement_orientee_91_jours")["value"] == pytest.approx(100 / 3)


def test_somebody_outside_droits_et_devoirs_is_not_counted(counted):
    extracts = Extracts()
    crowd(extracts, 12, date(2023, 3, 1), 30)
    person = extracts.person(50, date(2023, 3, 1), opened=False)
    extracts.right(person, date(2023, 3, 1), sdd="0")
    with counted(extracts) as microdata:
        assert figure(count_delay(FROM_DEMANDE, microdata), "delai_median_orientation")["denominator"] == 12


def test_an_orientation_before_the_reception_is_counted_apart_and_never_averaged(counted):
    extracts = Extracts()
    crowd(extracts, 12, date(2023, 3, 1), 30)
    for row in extracts.rows["beneficiaires"]:
        row["date_reception_information"] = date(2023, 3, 11)
    extracts.rows["beneficiaires"][0]["date_reception_information"] = date(2023, 5, 1)
    with counted(extracts) as microdata:
        from_reception = next(delay for delay in DELAYS if delay.start == "reception")
        families, negative = count_delay(from_reception, microdata), negative_delays(microdata)
    found = figure(families, "delai_median_orientation", breakdown="origine:reception")
    assert (found["value"], found["denominator"]) == (20, 11)
    assert negative.set_index(["start", "end"]).at[("reception", "decided"), "persons"] == 1


def test_a_cohort_too_recent_is_immature_and_gives_no_number(counted):
    extracts = Extracts()
    crowd(extracts, 15, date(2024, 5, 2), 10)
    with counted(extracts) as microdata:
        found = figure(count_delay(FROM_DEMANDE, microdata), "part_orientee_30_jours", "2024")
    assert found["status"] == "immature"
    assert found[["value", "low", "high", "denominator"]].isna().all()


def test_persons_are_counted_where_they_live_and_an_unknown_commune_only_in_the_departement(counted):
    extracts = Extracts()
    crowd(extracts, 11, date(2023, 3, 1), 30, PAU)
    crowd(extracts, 13, date(2023, 3, 1), 60, BAYONNE, first=100)
    crowd(extracts, 17, date(2023, 3, 1), 90, "99999", first=200)
    with counted(extracts) as microdata:
        families = count_delay(FROM_DEMANDE, microdata)
    here = figure(families, "delai_median_orientation", level="sdsei", territory="pau-agglomeration")
    there = figure(families, "delai_median_orientation", level="sdsei", territory="bab")
    assert (here["value"], here["denominator"]) == (30, 11)
    assert (there["value"], there["denominator"]) == (60, 13)
    assert figure(families, "delai_median_orientation")["denominator"] == 41


def test_a_commune_that_was_absorbed_counts_where_its_successor_is(counted, geography_64):
    absorbed, successor = next(
        (old, new)
        for old, new, ratio in geography_64.changes[["old", "new", "ratio"]].itertuples(index=False)
        if ratio == 1 and new in geography_64.own_communes and old not in geography_64.own_communes
    )
    extracts = Extracts()
    crowd(extracts, 12, date(2023, 3, 1), 30, absorbed)
    with counted(extracts) as microdata:
        epci = geography_64.memberships["epci"][successor]
        found = figure(count_delay(FROM_DEMANDE, microdata), "delai_median_orientation", level="epci", territory=epci)
    assert found["denominator"] == 12


def test_an_interval_whose_high_end_is_not_reached_is_not_told(counted):
    """The longest wait observed would stand for it, and be read as an end that is known."""
    extracts = Extracts()
    crowd(extracts, 20, date(2023, 3, 1), 60)
    crowd(extracts, 18, date(2023, 3, 1), None, first=100)
    with counted(extracts) as microdata:
        found = figure(count_delay(FROM_DEMANDE, microdata), "delai_median_orientation")
    assert (found["value"], found["status"]) == (60, "published")
    assert pd.isna(found["low"]) and pd.isna(found["high"])
    assert "borne haute n’est pas encore connue" in found["method"]


def test_shares_of_persons_whose_number_is_not_told_are_whole_percents(counted):
    extracts = Extracts()
    crowd(extracts, 31, date(2023, 3, 1), 60)
    crowd(extracts, 22, date(2023, 3, 1), 200, first=100)
    for row in extracts.rows["beneficiaires"]:
        row["date_ouverture_droit"] = date(2023, 3, 1)
    from_opening = next(delay for delay in DELAYS if delay.called == "origine:ouverture")
    with counted(extracts) as microdata:
        found = figure(count_delay(from_opening, microdata), "part_orientee_91_jours", breakdown="origine:ouverture")
    assert (found["value"], found["low"], found["high"]) == (58, 45, 75)  # 31 of 53: 58.49
    assert "arrondie à l’unité" in found["method"]


def curve_of(*crowds, counted, delay=FROM_DEMANDE, territory="pau-agglomeration"):
    """(day, share, low, high, at_risk) of the curve of crowds (persons, wait in days) who asked on 1 March 2023."""
    extracts = Extracts()
    for rank, (persons, wait) in enumerate(crowds):
        crowd(extracts, persons, date(2023, 3, 1), wait, first=1000 * rank)
    with counted(extracts) as microdata:
        curves = count_delay(delay, microdata)[0].curves
    here = curves[(curves["territory"] == territory) & (curves["breakdown"] == delay.called)].sort_values("day")
    told = ["day", "share", "low", "high", "at_risk"]
    return [tuple(None if pd.isna(one) else one for one in row) for row in here[told].itertuples(index=False)]


def test_a_curve_is_the_day_of_each_tenth_and_ends_with_the_last_week_followed(counted):
    found = curve_of((7, 12), (26, 30), (20, 300), counted=counted)
    # Day 30 is that of the second to the sixth tenth.
    assert [point[:2] for point in found] == [(0, 0), (12, 10), (30, 60), (300, 90)]
    assert found[0] == (0, 0, None, None, 55)  # 53 persons
    assert found[2][2:] == (45, 75, 20)  # of four tenths of 55, to five
    waiting = curve_of((33, 30), (20, None), counted=counted)
    assert waiting[-2][:2] == (30, 60) and waiting[-1] == (364, 60, waiting[-2][2], waiting[-2][3], None)


def test_a_curve_is_drawn_from_fifty_persons(counted):
    assert curve_of((49, 30), counted=counted) == []
    assert curve_of((50, 30), counted=counted)


def test_two_crowds_that_differ_by_a_person_have_the_same_curve(counted):
    """Otherwise what is left of a territory beside another could be counted."""
    first = curve_of((25, 12), (40, 30), (35, 90), counted=counted)
    assert first == curve_of((25, 12), (41, 30), (35, 90), counted=counted)


def test_a_small_number_of_persons_served_early_is_not_on_the_curve(counted):
    assert curve_of((2, 10), (60, 60), (38, 120), counted=counted)[1][:2] == (60, 60)


def test_a_curve_does_not_count_the_few_who_left(counted):
    """Beside the shares, which tell how many left at least, a number told to five would frame them."""

    def with_leavers(leavers: int) -> list:
        extracts = Extracts()
        crowd(extracts, 60, date(2023, 3, 1), 60)
        for number in range(1000, 1000 + leavers):
            extracts.close(extracts.person(number, date(2023, 3, 1)), date(2023, 3, 20))
        crowd(extracts, 40 - leavers, date(2023, 3, 1), 120, first=2000)
        with counted(extracts) as microdata:
            curves = count_delay(FROM_DEMANDE, microdata)[0].curves
        here = curves[curves["level"].eq("departement") & curves["breakdown"].eq("ensemble")]
        return here[["share", "at_risk"]].dropna().to_numpy().tolist()

    assert with_leavers(0) == with_leavers(9) == [[0, 100], [60, 40], [90, 10]]
    assert with_leavers(10)[1] == [60, 30]


@pytest.mark.parametrize(("waiting", "told"), [(2, False), (3, True)])
def test_a_mean_that_would_tell_how_few_are_not_averaged_is_not_told(counted, waiting, told):
    """That there is a mean says that ten persons at least are averaged: of twelve, two at most are not."""
    extracts = Extracts()
    crowd(extracts, 10, date(2023, 3, 1), 20)
    crowd(extracts, waiting, date(2023, 3, 1), None, first=100)
    with counted(extracts) as microdata:
        found = figure(count_delay(FROM_DEMANDE, microdata), "delai_moyen_orientation_realises")
    assert (found is not None) is told


def test_the_finer_the_territories_the_fewer_the_bounds(counted):
    extracts = Extracts()
    crowd(extracts, 40, date(2023, 3, 1), 30)
    with counted(extracts) as microdata:
        families = count_delay(FROM_DEMANDE, microdata)
    shown = pd.concat([family.figures for family in families])
    shares = shown[shown["indicator"].str.fullmatch(r"part_orientee_\d+_jours")]
    days = shares["indicator"].str.extract(r"(\d+)")[0].astype(int)
    assert {level: set(days[group.index]) for level, group in shares.groupby("level")} == {
        "epci": {91},
        "sdsei": {30, 42, 91},
        "departement": {15, 30, 42, 45, 91},
    }


@pytest.mark.parametrize(("dated_before", "told"), [(4, True), (30, False)])
def test_a_right_that_counts_from_the_first_of_the_month_leaves_nobody_out(counted, dated_before, told):
    """Dated before the request it is no wait; when most are, the software does not say when rights are granted."""
    extracts = Extracts()
    crowd(extracts, 40, date(2023, 3, 15), 60)
    for rank, row in enumerate(extracts.rows["beneficiaires"]):
        row["date_ouverture_droit"] = date(2023, 3, 1) if rank < dated_before else date(2023, 4, 4)
    with counted(extracts) as microdata:
        to_opening = next(delay for delay in DELAYS if delay.end == "ouverture")
        oriented, opened = count_delay(FROM_DEMANDE, microdata), count_delay(to_opening, microdata)
        negative = negative_delays(microdata)
    assert figure(oriented, "delai_median_orientation")["denominator"] == 40
    assert negative["persons"].sum() == 0
    assert bool(opened) == told
    if told:
        found = figure(opened, "delai_median_ouverture")
        assert (found["value"], found["denominator"]) == (20, 40)


def test_a_bound_without_a_neighbour_is_told_at_every_level(counted, catalogue):
    extracts = Extracts()
    crowd(extracts, 12, date(2023, 3, 1), 20)
    (appointment,) = (delay for delay in DELAYS if delay.bounds == [15])
    with counted(extracts) as microdata:
        (family,) = count_delay(appointment, microdata)
    shares = family.figures[family.figures["indicator"].eq("part_rdv_fixe_15_jours")]
    assert set(shares["level"]) == set(catalogue.indicators["part_rdv_fixe_15_jours"].levels) - {"mds"}
    assert {"epci", "sdsei", "departement"} <= set(shares["level"])
