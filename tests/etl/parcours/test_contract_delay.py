"""From the orientation to the contract: whom it concerns, and what the others may not betray."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from etl.parcours.delays import count_delay
from etl.parcours.protection import protect_families
from etl.parcours.steps import count_step, every_step
from etl.parcours.waits import DELAYS
from observatoire.view.figures_of import break_between
from tests.etl.parcours.conftest import RULE
from tests.etl.parcours.microdata import figure
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

CONTRACT = next(delay for delay in DELAYS if delay.end == "signed")
MEETING = next(delay for delay in DELAYS if delay.end == "set_on")
ASKED = date(2023, 3, 1)
ORIENTED = ASKED + timedelta(days=30)


def sign(extracts: Extracts, number: int, signed: date, nature: str = "CER") -> None:
    extracts.add(
        "contrats",
        id_contrat=pseudonym(50_000 + len(extracts.rows["contrats"])),
        id_personne=pseudonym(number),
        nature=nature,
        date_signature=signed,
        date_debut=signed,
        statut="valide",
    )


def to_france_travail(extracts: Extracts, numbers: range) -> None:
    for row in extracts.rows["orientations"]:
        if row["id_personne"] in {pseudonym(number) for number in numbers}:
            row["organisme"] = "ft"


@pytest.fixture
def of_both() -> Extracts:
    """Twelve persons oriented elsewhere, who sign after 40 days; eight to France Travail, with a PPAE after five."""
    extracts = Extracts()
    crowd(extracts, 20, ASKED, 30)
    to_france_travail(extracts, range(12, 20))
    for row in extracts.rows["beneficiaires"]:
        row["sexe"] = "F"
    for number in range(12):
        sign(extracts, number, ORIENTED + timedelta(days=40))
    for number in range(12, 20):
        sign(extracts, number, ORIENTED + timedelta(days=5), "PPAE")
    return extracts


@pytest.mark.parametrize("breakdown", ["ensemble", "sexe:F"])
def test_before_2025_the_contract_is_due_by_those_oriented_elsewhere_than_to_france_travail(
    counted, of_both, breakdown
):
    with counted(of_both) as microdata:
        median = figure(count_delay(CONTRACT, microdata), "delai_median_contrat", breakdown=breakdown)
    assert (median["value"], median["denominator"]) == (40, 12)


def test_shares_within_30_and_60_days_are_of_the_same_persons(counted, of_both):
    with counted(of_both) as microdata:
        families = count_delay(CONTRACT, microdata)
    shares = [figure(families, f"part_contrat_{days}_jours") for days in (30, 60)]
    assert [(share["value"], share["denominator"]) for share in shares] == [(0, 12), (100, 12)]


def test_the_mean_of_the_survey_leaves_out_who_still_waits_and_who_signs_the_year_after(counted):
    extracts = Extracts()
    crowd(extracts, 40, ASKED, 30)
    to_france_travail(extracts, range(30, 40))
    for number in range(40):
        late = date(2024, 1, 15) if number < 3 else ORIENTED + timedelta(days=20 if number % 2 else 30)
        if number < 13 or number >= 30:
            sign(extracts, number, late)
    with counted(extracts) as microdata:
        families = count_delay(CONTRACT, microdata)
    mean = figure(families, "delai_moyen_contrat_realises")
    assert mean["value"] == 25 and "attendent encore" in mean["method"]  # ten of the thirty who owe a contract
    assert figure(families, "delai_median_contrat")["qualifier"] == "not_reached"


def test_fewer_than_ten_signatures_have_no_mean(counted):
    extracts = Extracts()
    crowd(extracts, 20, ASKED, 30)
    for number in range(9):
        sign(extracts, number, ORIENTED + timedelta(days=20))
    with counted(extracts) as microdata:
        assert figure(count_delay(CONTRACT, microdata), "delai_moyen_contrat_realises") is None


def test_a_ppae_before_the_contract_does_not_end_the_wait(counted, of_both):
    for number in range(12):
        sign(of_both, number, ORIENTED + timedelta(days=2), "PPAE")
    with counted(of_both) as microdata:
        assert figure(count_delay(CONTRACT, microdata), "delai_median_contrat")["value"] == 40
        families = count_step("contrat", every_step(microdata)["contrat"], microdata)
    assert figure(families, "personnes_etape", breakdown="etape:contrat")["value"] == 12


def test_whom_the_contract_concerns_is_read_off_the_first_orientation(counted, of_both):
    of_both.orientation(pseudonym(0), ORIENTED + timedelta(days=3), organisme="ft", rang=2)
    of_both.orientation(pseudonym(1), ORIENTED, organisme="ft", rang=2)  # entered the same day, second in rank
    of_both.rows["orientations"][2]["organisme"] = ""  # nobody knows: as for the rate of contracts
    with counted(of_both) as microdata:
        assert figure(count_delay(CONTRACT, microdata), "delai_median_contrat")["denominator"] == 11


def test_since_2025_the_contract_is_due_by_everybody_oriented(counted, monkeypatch):
    monkeypatch.setattr("tests.samples.extracts_by_hand.EXTRACTED_ON", date(2026, 6, 30))
    extracts = Extracts()
    for first, asked in ((0, date(2024, 12, 1)), (100, date(2024, 12, 2))):  # decided on 31 December, on 1 January
        crowd(extracts, 20, asked, 30, first=first)
        to_france_travail(extracts, range(first, first + 8))
        for number in range(first, first + 20):
            sign(extracts, number, asked + timedelta(days=50), "contrat_engagement")
    with counted(extracts) as microdata:
        families = count_delay(CONTRACT, microdata)
    told = {year: figure(families, "part_contrat_30_jours", year)["denominator"] for year in ("2024", "2025")}
    assert told == {"2024": 12, "2025": 20}
    assert {family.among for family in families if "2025" in set(family.figures["period"])} == {"tous"}


def places(to_ft: int) -> Extracts:
    """Sixty persons of three SDSeI, all with an appointment and a contract; some of one are oriented to FT."""
    extracts = Extracts()
    for place, commune in enumerate(("64445", "64102", "64422")):
        crowd(extracts, 60, ASKED, 30, commune, first=1000 * place)
        to_france_travail(extracts, range(1000 * place, 1000 * place + (to_ft if commune == "64422" else 20)))
        for number in range(1000 * place, 1000 * place + 60):
            sign(extracts, number, ORIENTED + timedelta(days=10 + 10 * (number % 8)))
    return extracts


@pytest.mark.parametrize(("to_ft", "shown"), [(3, False), (15, True)])
def test_a_few_persons_whom_the_contract_does_not_concern_are_not_found_by_subtraction(counted, to_ft, shown):
    with counted(places(to_ft)) as microdata:
        families = [*count_delay(MEETING, microdata), *count_delay(CONTRACT, microdata)]
        found = protect_families([families], microdata.atoms, RULE)
    assert found.broken == 0
    rows = found.figures[found.figures["level"].eq("sdsei") & found.figures["breakdown"].eq("ensemble")]
    persons = rows.set_index(["indicator", "territory"])["denominator"]
    besides = persons["delai_median_rdv_fixe"] - persons["delai_median_contrat"]
    assert pd.notna(besides["haut-bearn"]) is shown
    assert shown or besides.isna().sum() >= 2  # with one alone, the département would give it back


def test_the_series_is_broken_when_everybody_begins_to_owe_a_contract(catalogue):
    delay = next(delay for delay in DELAYS if delay.end == "signed")
    for indicator in (delay.median, delay.mean, *delay.shares):
        assert break_between(catalogue, indicator, "departement", "2024", "2025") is not None
        assert break_between(catalogue, indicator, "departement", "2023", "2024") is None
