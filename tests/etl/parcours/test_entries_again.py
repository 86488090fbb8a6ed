"""Who asks again after a closed right: the entry counted is that of the last request."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from etl.parcours.delays import count_delay
from etl.parcours.monthly_exits import count_months
from etl.parcours.rate_list import every_rate
from etl.parcours.rates import count_rate
from etl.parcours.waits import DELAYS
from tests.etl.parcours.microdata import figure
from tests.samples.extracts_by_hand import Extracts, crowd

FROM_DEMANDE = DELAYS[0]
FIRST, LEFT, AGAIN = date(2021, 3, 1), date(2021, 12, 31), date(2023, 3, 10)


def back(extracts: Extracts, numbers: range, **asked) -> list[str]:
    """Persons whose right was closed in 2021 and who ask again in 2023."""
    persons = [extracts.person(number, AGAIN, **{"opened": False} | asked) for number in numbers]
    for person in persons:
        extracts.right(person, FIRST, LEFT)
        extracts.right(person, LEFT + timedelta(days=1), etat="clos")
    return persons


def entrants(microdata) -> list[tuple]:
    columns = "ouverture, opened, entry, right_end"
    return microdata.connection.execute(f"SELECT DISTINCT {columns} FROM entrant ORDER BY ALL").fetchall()


def present(microdata, period: str) -> float:
    (rate,) = (one for one in every_rate(microdata) if one.indicator == "part_orientee_31_decembre")
    found = figure(count_rate(rate, microdata), rate.indicator, period)
    return 0 if found is None else found["denominator"]


@pytest.mark.parametrize("still_bears", [False, True])
def test_who_asks_again_and_still_waits_is_in_the_cohort_of_her_new_request(counted, still_bears):
    extracts = Extracts()
    crowd(extracts, 10, AGAIN, 40)
    for person in back(extracts, range(10, 20), **({"date_ouverture_droit": FIRST} if still_bears else {})):
        extracts.right(person, AGAIN, etat="en_instance")
    with counted(extracts) as microdata:
        families = count_delay(FROM_DEMANDE, microdata)
        assert entrants(microdata) == [(AGAIN, True, AGAIN, None), (None, False, AGAIN, None)]
        assert (present(microdata, "2021"), present(microdata, "2023")) == (0, 10)
    within = figure(families, "part_orientee_91_jours")
    assert (within["value"], within["denominator"]) == (pytest.approx(50), 20)
    assert figure(families, "part_reellement_orientee_91_jours")["value"] == pytest.approx(50)  # nobody has left


def test_who_asks_again_and_leaves_again_leaves_at_the_end_of_her_new_right(counted):
    extracts, left = Extracts(), AGAIN + timedelta(days=60)
    crowd(extracts, 10, AGAIN, 80)
    for person in back(extracts, range(10, 20), date_ouverture_droit=AGAIN):
        extracts.right(person, AGAIN, left)
    with counted(extracts) as microdata:
        families = count_delay(FROM_DEMANDE, microdata)
        months = count_months(microdata).set_index("period")
        assert (AGAIN, True, AGAIN, left) in entrants(microdata)
    assert figure(families, "part_orientee_91_jours")["denominator"] == 20
    assert figure(families, "part_orientee_91_jours")["value"] == 100  # of those still entitled
    assert figure(families, "part_reellement_orientee_91_jours")["value"] == pytest.approx(50)
    assert months.loc["2023-05", ["present", "left_since"]].tolist() == [20, 10]


def test_nothing_has_closed_an_entry_that_no_right_concerns(counted):
    extracts = Extracts()
    back(extracts, range(10))
    with counted(extracts) as microdata:
        assert entrants(microdata) == [(None, False, AGAIN, None)]
        assert figure(count_delay(FROM_DEMANDE, microdata), "part_orientee_91_jours")["denominator"] == 10


def test_a_right_outside_droits_et_devoirs_says_nothing_of_a_later_request(counted):
    extracts = Extracts()
    for person in back(extracts, range(10)):
        extracts.right(person, AGAIN, etat="en_instance")
    for row in extracts.rows["droits"]:
        row["sdd"] = "0"
    with counted(extracts) as microdata:
        assert figure(count_delay(FROM_DEMANDE, microdata), "part_orientee_91_jours")["denominator"] == 10


@pytest.mark.parametrize(
    ("later", "ends"),
    [
        (("refuse", 20, None), 20),
        (("ouvert_versable", 0, 90), 90),
        (("ouvert_versable", 0, None), None),
        (("en_instance", 200, None), None),
    ],
)
def test_a_request_is_awaited_until_it_is_answered(counted, later, ends):
    """The period of the request has no end: the state that follows it tells whether it is still awaited."""
    extracts, (etat, start, end) = Extracts(), later
    (person,) = back(extracts, range(1))
    extracts.right(person, AGAIN, etat="en_instance")
    extracts.right(
        person, AGAIN + timedelta(days=start), AGAIN + timedelta(days=end) if end is not None else None, etat
    )
    with counted(extracts) as microdata:
        ((*_, right_end),) = entrants(microdata)
    assert right_end == (AGAIN + timedelta(days=ends) if ends is not None else None)
