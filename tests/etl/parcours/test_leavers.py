"""Who left in a year is read off three published numbers: they are not all told where few have left."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from etl.parcours.delays import count_delay
from etl.parcours.protection import protect_families
from etl.parcours.rate_list import every_rate
from etl.parcours.rates import count_rate
from etl.parcours.waits import DELAYS
from tests.etl.parcours.conftest import RULE
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

OLORON, PAU, BAYONNE = "64422", "64445", "64102"
LEFT = date(2022, 9, 1)
#: First and last days of a right of who is there on 31 December 2021, and no more on the next.
FIRST_TO_LEAVE, LAST_TO_LEAVE = date(2021, 12, 31), date(2022, 12, 30)
PRESENT, ENTERED = "part_orientee_31_decembre", "taux_retour_emploi_6_mois"


def published(counted, left_from_oloron: int, last_day: date = LEFT) -> pd.DataFrame:
    """Figures of the EPCI: who is there on 31 December, who entered, and how long those who entered waited.

    last_day: that of the rights of who left.
    """
    extracts = Extracts()
    for rank, (commune, left) in enumerate({OLORON: left_from_oloron, PAU: 14, BAYONNE: 17}.items()):
        for first, count, entered in ((1000 * rank, 60, date(2021, 5, 3)), (1000 * rank + 100, 50, date(2022, 5, 3))):
            crowd(extracts, count // 2, entered, 10, commune, first=first)
            crowd(extracts, count // 2, entered, None, commune, first=first + count // 2)
            for number in range(first + left, first + left + 15):
                back = entered + timedelta(days=90 if number % 2 else 300)
                extracts.add(
                    "sorties", id_sortie=pseudonym(number), id_personne=pseudonym(number), date=back, type_sortie="cdi"
                )
        for number in range(1000 * rank, 1000 * rank + left):
            extracts.close(pseudonym(number), last_day)
    with counted(extracts) as microdata:
        families = {}
        for rate in every_rate(microdata):
            if rate.population in ("droits_31_decembre", "entrees_droit"):
                families.setdefault(rate.population, []).extend(count_rate(rate, microdata))
        families["ouvertures"] = [
            family for delay in DELAYS if delay.start == "ouverture" for family in count_delay(delay, microdata)
        ]
        found = protect_families(list(families.values()), microdata.atoms, RULE)
    assert found.broken == 0
    return found.figures[found.figures["level"].eq("epci")]


def of_entrants(figures: pd.DataFrame, indicator: str, breakdown: str) -> pd.DataFrame:
    """The figures of an indicator for those who entered in 2022, by EPCI."""
    rows = figures[
        figures["indicator"].eq(indicator) & figures["breakdown"].eq(breakdown) & figures["period"].eq("2022")
    ]
    assert len(rows) == 3
    return rows.set_index("territory").sort_index()


def departures(counted, left_from_oloron: int, last_day: date = LEFT) -> pd.Series:
    """Persons who left each EPCI in 2022, by subtraction of what is published; missing where it cannot be done."""
    figures = published(counted, left_from_oloron, last_day)
    told = figures[figures["breakdown"].eq("ensemble")]
    persons = told.set_index(["indicator", "period", "territory"])["denominator"].sort_index()
    return persons[PRESENT, "2021"] + persons[ENTERED, "2022"] - persons[PRESENT, "2022"]


@pytest.mark.parametrize("last_day", [LEFT, FIRST_TO_LEAVE, LAST_TO_LEAVE])
def test_many_departures_may_be_read(counted, last_day):
    assert sorted(departures(counted, 12, last_day)) == [12, 14, 17]


def test_who_is_there_until_31_december_has_not_left_in_the_year(counted):
    assert departures(counted, 3, date(2022, 12, 31)).tolist() == [0, 0, 0]


@pytest.mark.parametrize("last_day", [LEFT, FIRST_TO_LEAVE, LAST_TO_LEAVE])
def test_a_few_departures_are_not_read_off_what_is_published(counted, last_day):
    few = departures(counted, 3, last_day)
    assert 3 not in few.tolist()
    assert few.isna().sum() >= 2  # with one alone, the département would give it back


def test_who_entered_is_not_read_off_those_whose_right_was_opened_either(counted):
    """The wait from the opening of the right counts the same persons but a few."""
    figures = published(counted, 3)
    entered = of_entrants(figures, ENTERED, "ensemble")["denominator"]
    waits = of_entrants(figures, "delai_median_orientation", "origine:ouverture")
    assert entered.isna().sum() >= 2
    assert waits.loc[entered.isna(), "status"].eq("secret").all()


def test_the_number_of_those_who_entered_is_told_once(counted):
    figures = published(counted, 12)
    assert of_entrants(figures, ENTERED, "ensemble")["denominator"].notna().all()
    waits = of_entrants(figures, "delai_median_orientation", "origine:ouverture")
    assert waits["value"].notna().all()
    assert waits["denominator"].isna().all()
