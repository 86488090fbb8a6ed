"""Persons whose right is open on 31 December: by seniority, and subject to droits et devoirs or not."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from etl.parcours.protection import Protected, protect_families
from etl.parcours.rate_list import every_headcount, every_rate
from etl.parcours.rates import count_heads, count_rate
from etl.parcours.seniority import few_left
from etl.parcours.stocks import waiting_stock
from tests.etl.parcours.conftest import RULE
from tests.etl.parcours.microdata import figure
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

POPULATION = "droits_31_decembre"
#: Days of entry on each side of what parts the seniorities on 31 December 2022, and the modality of each.
ENTRIES = (
    (date(2021, 12, 31), "1_an_et_plus"),
    (date(2022, 1, 1), "6_a_12_mois"),
    (date(2022, 6, 30), "6_a_12_mois"),
    (date(2022, 7, 1), "moins_6_mois"),
    (date(2022, 12, 31), "moins_6_mois"),
)


def told(microdata, indicator: str) -> list:
    (rate,) = (one for one in every_rate(microdata) if one.indicator == indicator)
    return count_rate(rate, microdata)


def published(microdata) -> Protected:
    rates = [one for one in every_rate(microdata) if one.population == POPULATION]
    heads = [one for one in every_headcount(microdata) if one.population == POPULATION]
    families = [family for one in rates for family in count_rate(one, microdata)]
    families += [family for one in heads for family in count_heads(one, microdata)]
    found = protect_families([families], microdata.atoms, RULE)
    assert found.broken == 0
    return found


def leavers(extracts: Extracts, count: int, entered: date, left: date, first: int) -> None:
    crowd(extracts, count, entered, None, first=first)
    for number in range(first, first + count):
        extracts.close(pseudonym(number), left)


@pytest.fixture
def by_seniority() -> Extracts:
    """Ten persons of each day of entry, four oriented at once; enough others have left before 31 December 2022."""
    extracts = Extracts()
    for rank, (entered, _) in enumerate(ENTRIES):
        crowd(extracts, 4, entered, 0, first=100 * rank)
        crowd(extracts, 6, entered, None, first=100 * rank + 50)
    for rank, entered in enumerate((date(2021, 3, 1), date(2022, 3, 1), date(2022, 8, 1))):
        leavers(extracts, 8, entered, date(2022, 9, 1), 1000 + 100 * rank)
    return extracts


def test_seniority_is_counted_in_whole_months_from_the_opening_to_31_december(counted, by_seniority):
    with counted(by_seniority) as microdata:
        families = told(microdata, "part_orientee_31_decembre")
    for modality in ("moins_6_mois", "6_a_12_mois", "1_an_et_plus"):
        days = sum(name == modality for _, name in ENTRIES)
        found = figure(families, "part_orientee_31_decembre", "2022", breakdown=f"anciennete:{modality}")
        assert (found["numerator"], found["denominator"], found["value"]) == (4 * days, 10 * days, pytest.approx(40))


@pytest.mark.parametrize("group", [0, 1, 2])
@pytest.mark.parametrize(("left", "shown"), [(4, False), (5, True)])
def test_a_few_who_left_are_not_found_between_the_entries_and_the_seniorities(counted, group, left, shown):
    """Those there a year before, and the entrants of each half-year, are told elsewhere: the missing ones have left."""
    extracts = Extracts()
    for rank, (entered, _) in enumerate(ENTRIES):
        crowd(extracts, 40, entered, 0, first=100 * rank)
    for rank, entered in enumerate((date(2021, 3, 1), date(2022, 3, 1), date(2022, 8, 1))):
        leavers(extracts, left if rank == group else 8, entered, date(2022, 9, 1), 1000 + 100 * rank)
    with counted(extracts) as microdata:
        assert ("2022" not in few_left(microdata)) is shown
        families = told(microdata, "part_orientee_31_decembre")
    found = figure(families, "part_orientee_31_decembre", "2022", breakdown="anciennete:1_an_et_plus")
    assert pd.notna(found["denominator"]) is shown and (found["status"] == "published") is shown
    assert figure(families, "part_orientee_31_decembre", "2022")["status"] == "published"


@pytest.mark.parametrize(("last_day", "shown"), [(date(2022, 12, 30), True), (date(2022, 12, 31), False)])
def test_who_is_there_until_31_december_is_not_among_those_who_left_before(counted, last_day, shown):
    extracts = Extracts()
    for rank, entered in enumerate((date(2021, 3, 1), date(2022, 3, 1), date(2022, 8, 1))):
        leavers(extracts, 8, entered, last_day, 100 * rank)
    with counted(extracts) as microdata:
        assert ("2022" not in few_left(microdata)) is shown


@pytest.mark.parametrize(("left", "shown"), [(4, False), (5, True)])
def test_who_was_there_until_the_last_31_december_is_among_those_who_left_since(counted, left, shown):
    extracts = Extracts()
    leavers(extracts, left, date(2021, 3, 1), date(2021, 12, 31), 0)
    for rank, entered in enumerate((date(2022, 3, 1), date(2022, 8, 1)), start=1):
        leavers(extracts, 8, entered, date(2022, 9, 1), 100 * rank)
    with counted(extracts) as microdata:
        assert ("2022" not in few_left(microdata)) is shown


@pytest.mark.parametrize(("last_day", "there"), [(date(2023, 12, 30), 30), (date(2023, 12, 31), 50)])
def test_a_right_is_open_until_the_end_of_its_last_day(counted, last_day, there):
    """Rights of the RSA are monthly: many of them end with the month."""
    extracts = Extracts()
    crowd(extracts, 30, date(2022, 3, 1), None)
    leavers(extracts, 20, date(2022, 3, 1), last_day, first=100)
    outside(extracts, 10)
    with counted(extracts) as microdata:
        oriented, subject = (told(microdata, name) for name in ("part_orientee_31_decembre", "part_droits_devoirs"))
        stock = waiting_stock(microdata)
    assert figure(oriented, "part_orientee_31_decembre")["denominator"] == there
    assert figure(subject, "part_droits_devoirs")[["numerator", "denominator"]].tolist() == [there, there + 10]
    waiting = stock[stock["period"].eq("2023-12") & stock["level"].eq("departement")].set_index("breakdown")["value"]
    assert waiting["ensemble"] == there


def outside(extracts: Extracts, count: int, first: int = 5000) -> None:
    for number in range(first, first + count):
        extracts.right(extracts.person(number, date(2021, 3, 1), opened=False), date(2021, 3, 1), sdd="0")


def test_who_is_outside_droits_et_devoirs_is_in_the_denominator_only(counted):
    extracts = Extracts()
    crowd(extracts, 90, date(2021, 3, 1), 30)
    outside(extracts, 10)
    extracts.right(extracts.person(6000, date(2021, 3, 1), opened=False, role="AUT"), date(2021, 3, 1))
    with counted(extracts) as microdata:
        families = told(microdata, "part_droits_devoirs")
        found = figure(families, "part_droits_devoirs", "2022")
        assert figure(families, "part_droits_devoirs", "2022", level="sdsei", territory="pau-agglomeration") is None
    assert (found["numerator"], found["denominator"], found["value"]) == (90, 100, 90)


def test_nothing_is_told_of_extracts_that_know_nobody_outside(counted):
    extracts = Extracts()
    crowd(extracts, 90, date(2021, 3, 1), 30)
    with counted(extracts) as microdata:
        assert not [one for one in every_rate(microdata) if one.indicator == "part_droits_devoirs"]


@pytest.mark.parametrize("described", [False, True])
@pytest.mark.parametrize(("count", "shown"), [(1, False), (4, False), (5, True)])
def test_a_few_persons_outside_are_not_found_from_all_that_is_told_of_31_december(counted, count, shown, described):
    """What they hide is how many adults there are, and not the figures of everybody else."""
    extracts = Extracts()
    crowd(extracts, 60, date(2021, 3, 1), 30)
    crowd(extracts, 40, date(2021, 3, 1), None, first=100)
    outside(extracts, count)
    for number, row in enumerate(extracts.rows["beneficiaires"] if described else ()):
        alone, payer = (("femme_seule", "CAF"), ("homme_seul", "MSA"))[number % 2]
        row.update(sexe="FM"[number % 2], tranche_age="<25", situation_familiale=alone, organisme=payer)
    with counted(extracts) as microdata:
        figures = published(microdata).figures
    whole = figures[
        figures["level"].eq("departement") & figures["period"].eq("2022") & figures["breakdown"].eq("ensemble")
    ].set_index("indicator")
    everybody = whole.at["part_orientee_31_decembre", "denominator"]
    assert everybody == 100 and whole.at["part_orientee_31_decembre", "status"] == "published"
    found = whole.loc["part_droits_devoirs"]
    assert (found["status"] == "published") is shown
    assert pd.isna(found["denominator"]) if not shown else found["denominator"] == 100 + count


@pytest.mark.parametrize(("last_day", "followed"), [(date(2022, 12, 30), 0), (date(2022, 12, 31), 20)])
def test_an_orientation_names_its_referent_on_its_last_day(counted, last_day, followed):
    extracts = Extracts()
    for number in range(40):
        person = extracts.person(number, date(2022, 3, 1))
        ended = {"id_referent": pseudonym(90_000), "date_fin": last_day} if number < 20 else {}
        extracts.orientation(person, date(2022, 4, 1), **ended)
    with counted(extracts) as microdata:
        found = figure(told(microdata, "part_avec_referent"), "part_avec_referent", "2022")
    assert (found["numerator"], found["denominator"]) == (followed, 40)


@pytest.mark.parametrize(("asked", "there"), [(date(2022, 3, 1), 30), (date(2023, 4, 1), 20)])
def test_a_right_closed_then_reopened_is_open_in_between_unless_it_was_asked_for_again(counted, asked, there):
    extracts = Extracts()
    crowd(extracts, 20, date(2022, 3, 1), None)
    for number in range(500, 510):
        person = extracts.person(number, asked, opened=False)
        extracts.right(person, date(2022, 3, 1), date(2022, 9, 30))
        extracts.right(person, date(2023, 5, 1))
    with counted(extracts) as microdata:
        found = figure(told(microdata, "part_orientee_31_decembre"), "part_orientee_31_decembre", "2022")
    assert found["denominator"] == there
