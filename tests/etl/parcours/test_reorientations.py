"""Who changes of type of parcours within twelve months of the first orientation."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from etl.parcours.protection import protect_families
from etl.parcours.rate_list import every_rate
from etl.parcours.rates import count_rate
from tests.etl.parcours.conftest import RULE
from tests.etl.parcours.microdata import figure
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

ASKED = date(2022, 3, 1)
FIRST = ASKED + timedelta(days=30)
RATE = "part_reorientee_12_mois"


def reoriented(microdata) -> list:
    (rate,) = (one for one in every_rate(microdata) if one.indicator == RATE)
    return count_rate(rate, microdata)


def test_only_another_type_within_365_days_while_the_right_is_open_is_a_reorientation(counted):
    extracts = Extracts()
    crowd(extracts, 20, ASKED, 30)  # first oriented to the social type
    for number, (days, given) in enumerate(
        [
            (365, {"type": "emploi"}),  # counted
            (1, {"type": "socioprofessionnel"}),  # counted
            (366, {"type": "emploi"}),
            (100, {"type": "social", "organisme": "ft"}),
            (100, {"type": "emploi", "statut": "annulee"}),
            (100, {"type": ""}),
            (0, {"type": "emploi"}),  # the same day: a correction
            (100, {"type": "emploi"}),  # after the end of the right, below
        ]
    ):
        extracts.orientation(pseudonym(number), FIRST + timedelta(days=days), **{"rang": 2} | given)
    extracts.orientation(pseudonym(8), FIRST + timedelta(days=50), rang=2)
    extracts.orientation(pseudonym(8), FIRST + timedelta(days=300), rang=3, type="emploi")  # counted
    extracts.close(pseudonym(7), FIRST + timedelta(days=99))
    with counted(extracts) as microdata:
        found = figure(reoriented(microdata), RATE, "2022")
    assert (found["numerator"], found["denominator"], found["value"]) == (3, 20, 15)


def test_a_right_closed_before_twelve_months_stays_among_the_oriented(counted):
    extracts = Extracts()
    crowd(extracts, 20, ASKED, 30)
    for number in range(10):
        extracts.close(pseudonym(number), FIRST + timedelta(days=60))
    with counted(extracts) as microdata:
        assert figure(reoriented(microdata), RATE, "2022")["denominator"] == 20


def test_a_cohort_is_told_once_followed_twelve_months(counted):
    extracts = Extracts()
    for number, asked in enumerate((date(2022, 12, 1), date(2023, 6, 1))):  # extracted on 30 June 2024
        crowd(extracts, 20, asked, 20, first=100 * number)
    with counted(extracts) as microdata:
        families = reoriented(microdata)
    assert figure(families, RATE, "2022")["status"] == "published"
    late = figure(families, RATE, "2023")
    assert late["status"] == "immature" and pd.isna(late["denominator"])


def test_two_reoriented_persons_of_a_territory_are_not_found_by_subtraction(counted):
    extracts = Extracts()
    for place, (commune, again) in enumerate((("64445", 30), ("64102", 30), ("64422", 2))):
        crowd(extracts, 60, ASKED, 30, commune, first=1000 * place)
        for number in range(1000 * place, 1000 * place + again):
            extracts.orientation(pseudonym(number), FIRST + timedelta(days=90), type="emploi", rang=2)
    with counted(extracts) as microdata:
        found = protect_families([reoriented(microdata)], microdata.atoms, RULE)
    sdsei = found.figures[found.figures["level"].eq("sdsei") & found.figures["period"].eq("2022")]
    status = sdsei.set_index("territory")["status"]
    assert status["haut-bearn"] == "secret" and status.eq("secret").sum() >= 2
    assert found.broken == 0 and found.attacked > 0
