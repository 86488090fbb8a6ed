"""Who asks again after a closed right: the orientation counted is the first since her request, or one she keeps."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from etl.parcours.delays import count_delay
from etl.parcours.family import FIGURE_COLUMNS
from etl.parcours.rate_list import every_headcount, every_rate
from etl.parcours.rates import count_heads, count_rate
from etl.parcours.referents import portfolios
from etl.parcours.settings import load_settings
from etl.parcours.steps import count_step, every_step
from etl.parcours.stocks import waiting_stock
from etl.parcours.waits import DELAYS, negative_delays
from tests.etl.parcours.conftest import RULE
from tests.etl.parcours.microdata import figure
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

FROM_DEMANDE = DELAYS[0]
TO_CONTRACT = next(delay for delay in DELAYS if delay.end == "signed")
FIRST, FORMERLY, AGAIN = date(2021, 3, 1), date(2021, 5, 3), date(2023, 3, 10)
#: Ends of the former right: long before the request, and six months before it to the day.
LONG_AGO, SIX_MONTHS_AGO = date(2021, 12, 31), date(2022, 9, 10)
PERSONS = 12


def back(
    extracts: Extracts, left: date | None, ended: date | None = None, numbers: range = range(PERSONS), **given
) -> list[str]:
    """Persons oriented in 2021 who ask again in 2023; left: the end of their former right, None when it never ended.

    ended: the end of the former orientation, None when it is not known.
    """
    persons = [extracts.person(number, AGAIN, opened=left is not None) for number in numbers]
    for person in persons:
        extracts.right(person, FIRST, left)
        extracts.orientation(person, FORMERLY, date_fin=ended or "", **given)
    return persons


def signed(extracts: Extracts, person: str, day: date, until: date) -> None:
    extracts.add(
        "contrats",
        id_contrat=pseudonym(800 + len(extracts.rows["contrats"])),
        id_personne=person,
        nature="CER",
        date_signature=day,
        date_debut=day,
        date_fin=until,
        statut="valide",
    )


def orientations_counted(microdata) -> list[tuple]:
    """(decided, kept since, oriented since) of the persons, once each."""
    columns = "decided, kept_on, oriented_on"
    return microdata.connection.execute(f"SELECT DISTINCT {columns} FROM entrant ORDER BY ALL").fetchall()


def told(microdata) -> dict[str, float]:
    """What is told of the persons who asked in 2023: numbers of persons, by what counts them."""
    rates = {one.indicator: count_rate(one, microdata) for one in every_rate(microdata)}
    heads = next(one for one in every_headcount(microdata) if one.indicator == "personnes_orientees")
    stock = waiting_stock(microdata)
    here = stock[stock["period"].eq("2023-12") & stock["level"].eq("departement") & stock["breakdown"].eq("ensemble")]
    steps = [count_step(step, condition, microdata) for step, condition in every_step(microdata).items()]
    asked = figure(sum(steps, []), "personnes_etape", breakdown="etape:demande")
    found = {
        "waits": figure(count_delay(FROM_DEMANDE, microdata), "part_orientee_91_jours"),
        "entered": figure(rates["taux_retour_emploi_6_mois"], "taux_retour_emploi_6_mois"),
        "oriented": figure(rates["part_orientee_31_decembre"], "part_orientee_31_decembre"),
        "referent": figure(rates["part_avec_referent"], "part_avec_referent"),
    }
    column = {"waits": "denominator", "entered": "denominator", "oriented": "numerator", "referent": "numerator"}
    numbers = {name: 0 if row is None else row[column[name]] for name, row in found.items()}
    of_kind = figure(count_heads(heads, microdata), "personnes_orientees")
    return numbers | {
        "asked": 0 if asked is None else asked["value"],
        "waiting": here["value"].sum(),
        "heads": 0 if of_kind is None else of_kind["value"],
    }


def test_a_new_orientation_is_the_one_that_her_new_request_waits_for(counted):
    extracts, decided = Extracts(), AGAIN + timedelta(days=40)
    for person in back(extracts, LONG_AGO, LONG_AGO, organisme="ft"):
        extracts.orientation(person, decided, rang=2, id_referent=pseudonym(9))
        signed(extracts, person, FORMERLY + timedelta(days=10), AGAIN + timedelta(days=90))
        signed(extracts, person, decided + timedelta(days=20), AGAIN + timedelta(days=300))
    with counted(extracts) as microdata:
        assert orientations_counted(microdata) == [(decided, None, decided)]
        waits, contracts = count_delay(FROM_DEMANDE, microdata), count_delay(TO_CONTRACT, microdata)
        assert negative_delays(microdata)["persons"].sum() == 0
        assert told(microdata) == {
            "asked": PERSONS,
            "waits": PERSONS,
            "entered": PERSONS,
            "oriented": PERSONS,
            "referent": PERSONS,
            "heads": PERSONS,
            "waiting": 0,
        }
    assert figure(waits, "delai_median_orientation")["value"] == 40
    assert figure(waits, "part_orientee_42_jours")["value"] == 100
    found = figure(contracts, "delai_median_contrat")  # those of the former France Travail orientation owed none
    assert (found["value"], found["denominator"]) == (20, PERSONS)
    assert figure(contracts, "delai_median_contrat", "2021") is None


def test_without_one_she_waits_and_her_former_referent_is_no_longer_hers(counted):
    extracts = Extracts()
    back(extracts, LONG_AGO, id_referent=pseudonym(9))
    with counted(extracts) as microdata:
        assert orientations_counted(microdata) == [(None, None, None)]
        assert told(microdata) == {
            "asked": PERSONS,
            "waits": PERSONS,
            "entered": PERSONS,
            "oriented": 0,
            "referent": 0,
            "heads": 0,
            "waiting": PERSONS,
        }
        assert portfolios(microdata, RULE, pd.DataFrame(columns=FIGURE_COLUMNS)).empty
        assert figure(count_delay(FROM_DEMANDE, microdata), "part_orientee_91_jours")["value"] == 0


def test_a_former_orientation_that_still_runs_is_hers_and_she_awaits_none(counted):
    """She is in no wait and in no step from the request; on 31 December she is oriented to the organism of then."""
    extracts = Extracts()
    for person in back(extracts, SIX_MONTHS_AGO, id_referent=pseudonym(9)):
        extracts.orientation(person, AGAIN + timedelta(days=200), rang=2, organisme="ft", id_referent=pseudonym(8))
    with counted(extracts) as microdata:
        assert orientations_counted(microdata) == [(None, FORMERLY, FORMERLY)]
        assert negative_delays(microdata)["persons"].sum() == 0
        assert told(microdata) == {
            "asked": 0,
            "waits": 0,
            "entered": PERSONS,
            "oriented": PERSONS,
            "referent": PERSONS,
            "heads": PERSONS,
            "waiting": 0,
        }
        heads = next(one for one in every_headcount(microdata) if one.indicator == "personnes_orientees")
        found = figure(count_heads(heads, microdata), "personnes_orientees", breakdown="organisme:ft")
    assert found["value"] == PERSONS


@pytest.mark.parametrize(
    ("left", "ended", "kept"),
    [
        (SIX_MONTHS_AGO, None, True),
        (SIX_MONTHS_AGO - timedelta(days=1), None, False),
        (SIX_MONTHS_AGO, SIX_MONTHS_AGO, False),
        (SIX_MONTHS_AGO, AGAIN, False),  # the day of the request
        (LONG_AGO, AGAIN + timedelta(days=1), True),  # the département says that it ran
        (None, None, True),
        (None, LONG_AGO, True),  # a right that never closed is one entry: she was oriented in it
    ],
)
def test_an_orientation_is_kept_when_it_ran_on_the_day_of_the_request(counted, left, ended, kept):
    extracts = Extracts()
    back(extracts, left, ended)
    with counted(extracts) as microdata:
        assert orientations_counted(microdata) == [(None, FORMERLY, FORMERLY) if kept else (None, None, None)]


def test_the_last_of_the_former_orientations_tells_whether_one_is_kept(counted):
    """Software that writes no end leaves the first ones open when another takes their place."""
    extracts = Extracts()
    for person in back(extracts, SIX_MONTHS_AGO, numbers=range(1)):
        extracts.orientation(person, date(2022, 2, 1), date_fin=SIX_MONTHS_AGO, rang=2)
    with counted(extracts) as microdata:
        assert orientations_counted(microdata) == [(None, None, None)]


def test_how_long_an_orientation_is_kept_is_a_setting(counted):
    extracts = Extracts()
    back(extracts, SIX_MONTHS_AGO)
    settings = load_settings().model_copy(update={"orientation_kept_months": 5})
    with counted(extracts, settings=settings) as microdata:
        assert orientations_counted(microdata) == [(None, None, None)]


def test_an_orientation_before_the_only_request_is_a_mistake_and_not_an_orientation_kept(counted):
    """A right that counts from the first of the month of the request is not a former one."""
    extracts = Extracts()
    crowd(extracts, PERSONS, AGAIN, -5)
    crowd(extracts, 1, AGAIN, 30, first=100)
    for number in range(PERSONS):
        extracts.right(pseudonym(number), AGAIN.replace(day=1), AGAIN - timedelta(days=1))
    with counted(extracts) as microdata:
        other = AGAIN + timedelta(days=30)
        assert orientations_counted(microdata) == [(other, None, other), (None, None, None)]
        aside = microdata.connection.execute("SELECT rule, count(*) FROM quarantine GROUP BY rule").fetchall()
    assert aside == [("date_decision avant date_demande", PERSONS)]


def test_the_information_received_of_a_former_right_does_not_start_the_wait_of_the_new_one(counted):
    extracts = Extracts()
    for person in back(extracts, LONG_AGO, LONG_AGO):
        extracts.orientation(person, AGAIN + timedelta(days=40), rang=2)
    for row in extracts.rows["beneficiaires"]:
        row["date_reception_information"] = FIRST + timedelta(days=8)
    from_reception = next(delay for delay in DELAYS if delay.start == "reception")
    with counted(extracts) as microdata:
        families = count_delay(from_reception, microdata)
    for year in ("2021", "2023"):
        assert figure(families, "delai_median_orientation", year, breakdown="origine:reception") is None


def test_a_change_of_type_since_a_former_entry_is_not_a_reorientation(counted):
    extracts = Extracts()
    for rank, person in enumerate(back(extracts, LONG_AGO, LONG_AGO, type="emploi")):
        extracts.orientation(person, AGAIN + timedelta(days=10), rang=2, type="social")
        if rank < 5:
            extracts.orientation(person, AGAIN + timedelta(days=100), rang=3, type="emploi")
    with counted(extracts) as microdata:
        assert [row[0] for row in orientations_counted(microdata)] == [AGAIN + timedelta(days=10)]
        (rate,) = (one for one in every_rate(microdata) if one.indicator == "part_reorientee_12_mois")
        changed = microdata.connection.execute(f"SELECT count(*) FILTER (counted), count(*) FROM ({rate.source})")
        assert changed.fetchall() == [(5, PERSONS)]


def test_a_contract_of_the_new_entry_does_not_renew_one_that_ended_before_it(counted):
    extracts = Extracts()
    for rank, person in enumerate(back(extracts, LONG_AGO, LONG_AGO)):
        signed(extracts, person, date(2021, 6, 1), LONG_AGO)
        if rank < 5:
            signed(extracts, person, date(2021, 12, 1), LONG_AGO)  # renewed then
        signed(extracts, person, AGAIN + timedelta(days=60), AGAIN + timedelta(days=400))
    with counted(extracts) as microdata:
        (rate,) = (one for one in every_rate(microdata) if one.indicator == "part_contrats_expires_non_renouveles")
        found = figure(count_rate(rate, microdata), rate.indicator, "2021")
    assert (found["numerator"], found["denominator"]) == (PERSONS, PERSONS + 5)
