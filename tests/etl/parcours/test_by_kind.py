"""What is told by kind of person and of orientation: for the whole département, and never by subtraction."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from etl.parcours.delays import count_delay
from etl.parcours.protection import Protected, protect_families
from etl.parcours.rate_list import every_headcount, every_rate
from etl.parcours.rates import count_heads, count_rate
from etl.parcours.waits import DELAYS
from tests.etl.parcours.conftest import RULE
from tests.etl.parcours.microdata import figure
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

ASKED = date(2022, 3, 1)
ORIENTED_ON = ASKED + timedelta(days=35)
YEAR_END = "droits_31_decembre"
FROM_REQUEST, CONTRACT = (next(delay for delay in DELAYS if delay.end == end) for end in ("decided", "signed"))


def told(microdata, indicator: str) -> list:
    (rate,) = (one for one in every_rate(microdata) if one.indicator == indicator)
    return count_rate(rate, microdata)


def published(microdata, population: str) -> pd.DataFrame:
    rates = [one for one in every_rate(microdata) if one.population == population]
    heads = [one for one in every_headcount(microdata) if one.population == population]
    families = [family for one in rates for family in count_rate(one, microdata)]
    families += [family for one in heads for family in count_heads(one, microdata)]
    return safe(protect_families([families], microdata.atoms, RULE))


def safe(found: Protected) -> pd.DataFrame:
    assert found.broken == 0
    return found.figures


def cut(figures: pd.DataFrame, indicator: str, period: str = "2022") -> pd.DataFrame:
    """Figures of the département by breakdown."""
    whole = figures["level"].eq("departement") & figures["indicator"].eq(indicator) & figures["period"].eq(period)
    return figures[whole].set_index("breakdown")


def contract(extracts: Extracts, number: int, start: date, end: date | str = "", signed: date | None = None) -> None:
    extracts.add(
        "contrats",
        id_contrat=pseudonym(40_000 + len(extracts.rows["contrats"])),
        id_personne=pseudonym(number),
        nature="CER",
        date_signature=signed or start,
        date_debut=start,
        date_fin=end,
        statut="valide",
    )


def appointment(extracts: Extracts, number: int, day: date, statut: str) -> None:
    extracts.add(
        "rendez_vous",
        id_rdv=pseudonym(60_000 + len(extracts.rows["rendez_vous"])),
        id_personne=pseudonym(number),
        type="suivi",
        date_creation=day,
        date_rdv=day,
        statut=statut,
    )


@pytest.fixture
def oriented() -> Extracts:
    """Sixty women oriented to the département (type social), forty men to France Travail (type emploi), twenty men to
    a mission locale (type emploi), twenty women who wait."""
    extracts = Extracts()
    crowd(extracts, 120, ASKED, 35)
    crowd(extracts, 20, ASKED, None, first=200)
    for number, row in enumerate(extracts.rows["orientations"]):
        if number >= 60:
            row |= {"type": "emploi", "organisme": "ft" if number < 100 else "mission_locale"}
    for number, row in enumerate(extracts.rows["beneficiaires"]):
        row["sexe"] = "M" if 60 <= number < 120 else "F"
    return extracts


def test_contracts_are_told_by_attribute_and_by_orientation_of_the_31_december(counted, oriented):
    for number in (*range(30), *range(100, 108)):
        contract(oriented, number, date(2022, 6, 1))
    with counted(oriented) as microdata:
        families = told(microdata, "taux_contractualisation")
    counts = {
        breakdown: figure(families, "taux_contractualisation", "2022", breakdown=breakdown)
        for breakdown in ("sexe:F", "sexe:M", "type:social", "type:emploi", "organisme:cd", "organisme:mission_locale")
    }
    assert {name: (one["numerator"], one["denominator"]) for name, one in counts.items()} == {
        "sexe:F": (30, 60),
        "sexe:M": (8, 20),
        "type:social": (30, 60),
        "type:emploi": (8, 20),
        "organisme:cd": (30, 60),
        "organisme:mission_locale": (8, 20),
    }
    assert figure(families, "taux_contractualisation", "2022", breakdown="organisme:ft") is None  # they owe none


def test_referents_are_told_by_attribute_of_everybody_and_by_orientation_of_the_oriented(counted, oriented):
    for number in range(0, 120, 2):
        oriented.rows["orientations"][number]["id_referent"] = pseudonym(70_000 + number % 6)
    with counted(oriented) as microdata:
        families = told(microdata, "part_avec_referent")
    women, social, ft = (
        figure(families, "part_avec_referent", "2022", breakdown=breakdown)
        for breakdown in ("sexe:F", "type:social", "organisme:ft")
    )
    assert (women["numerator"], women["denominator"]) == (30, 80)  # those who wait are counted
    assert (social["numerator"], social["denominator"]) == (30, 60)
    assert (ft["numerator"], ft["denominator"]) == (20, 40)


def test_an_appointment_is_that_of_the_orientation_of_its_day(counted, oriented):
    later = date(2022, 9, 1)
    for number in range(60):
        oriented.orientation(pseudonym(number), later, type="emploi", organisme="ft", rang=2)
        appointment(oriented, number, later - timedelta(days=1), "honore")
        appointment(oriented, number, later, "absent_excuse" if number < 15 else "honore")
        appointment(oriented, number, ASKED, "honore")  # before any orientation
    with counted(oriented) as microdata:
        families = told(microdata, "taux_presence_rdv")
    before, after, whole = (
        figure(families, "taux_presence_rdv", "2022", breakdown=breakdown)
        for breakdown in ("organisme:cd", "type:emploi", "ensemble")
    )
    assert (before["numerator"], before["denominator"]) == (60, 60)
    assert (after["numerator"], after["denominator"]) == (45, 60)
    assert whole["denominator"] == 180


def test_an_expired_contract_is_that_of_the_orientation_of_its_last_day(counted, oriented):
    for number in range(40):
        contract(oriented, number, date(2022, 5, 1), date(2022, 10, 1))
        oriented.orientation(pseudonym(number), date(2022, 10, 2), type="emploi", organisme="ft", rang=2)
        if number < 30:
            contract(oriented, number, date(2022, 11, 1), date(2025, 1, 1))
    with counted(oriented) as microdata:
        families = told(microdata, "part_contrats_expires_non_renouveles")
    for breakdown in ("organisme:cd", "type:social", "sexe:F"):
        found = figure(families, "part_contrats_expires_non_renouveles", "2022", breakdown=breakdown)
        assert (found["numerator"], found["denominator"]) == (10, 40)
    assert figure(families, "part_contrats_expires_non_renouveles", "2022", breakdown="organisme:ft") is None


def before_and_after(extracts: Extracts, numbers: range, sdd: str = "1") -> None:
    """Persons oriented to France Travail, who ask again in 2023 after a closed right, and are then oriented to the
    département; each has a contract ended and an appointment in 2022, and an appointment in 2023."""
    for number in numbers:
        person = extracts.person(number, date(2023, 6, 1), opened=False)
        extracts.right(person, date(2021, 3, 1), date(2022, 12, 31), sdd=sdd)
        extracts.right(person, date(2023, 6, 1), sdd=sdd)
        extracts.orientation(person, date(2021, 5, 3), type="emploi", organisme="ft", date_fin=date(2022, 12, 31))
        extracts.orientation(person, date(2023, 7, 3), rang=2)
        contract(extracts, number, date(2021, 10, 1), date(2022, 9, 30))
        appointment(extracts, number, date(2022, 5, 20), "honore")
        appointment(extracts, number, date(2023, 9, 20), "absent_excuse" if number % 4 else "honore")


def test_an_event_before_the_last_request_is_that_of_the_orientation_of_then(counted):
    extracts = Extracts()
    before_and_after(extracts, range(40))
    with counted(extracts) as microdata:
        presence = told(microdata, "taux_presence_rdv")
        expired = told(microdata, "part_contrats_expires_non_renouveles")
    for breakdown in ("type:emploi", "organisme:ft"):
        then = figure(presence, "taux_presence_rdv", "2022", breakdown=breakdown)
        assert (then["numerator"], then["denominator"]) == (40, 40)
        ended = figure(expired, "part_contrats_expires_non_renouveles", "2022", breakdown=breakdown)
        assert (ended["numerator"], ended["denominator"]) == (40, 40)
        assert figure(presence, "taux_presence_rdv", "2023", breakdown=breakdown) is None
    since = figure(presence, "taux_presence_rdv", "2023", breakdown="organisme:cd")
    assert (since["numerator"], since["denominator"]) == (10, 40)


def test_the_contract_of_somebody_outside_droits_et_devoirs_is_told_by_her_orientation_too(counted):
    extracts = Extracts()
    before_and_after(extracts, range(40))
    before_and_after(extracts, range(100, 112), sdd="0")
    with counted(extracts) as microdata:
        families = told(microdata, "part_contrats_expires_non_renouveles")
    for breakdown in ("ensemble", "type:emploi", "organisme:ft"):
        found = figure(families, "part_contrats_expires_non_renouveles", "2022", breakdown=breakdown)
        assert found["denominator"] == 52


@pytest.mark.parametrize("reverse", [False, True])
def test_of_two_orientations_of_one_day_the_one_of_the_highest_rank_is_the_last(counted, reverse):
    extracts = Extracts()
    crowd(extracts, 40, ASKED, 35)
    for number in range(40):
        extracts.orientation(pseudonym(number), ORIENTED_ON, type="emploi", organisme="ft", rang=2)
        appointment(extracts, number, date(2022, 5, 20), "honore")
    if reverse:
        extracts.rows["orientations"].reverse()
    with counted(extracts) as microdata:
        presence, heads = told(microdata, "taux_presence_rdv"), every_headcount(microdata)
        (oriented,) = (count_heads(one, microdata) for one in heads if one.indicator == "personnes_orientees")
    assert figure(presence, "taux_presence_rdv", "2022", breakdown="organisme:ft")["denominator"] == 40
    assert figure(presence, "taux_presence_rdv", "2022", breakdown="organisme:cd") is None
    assert figure(oriented, "personnes_orientees", "2022", breakdown="organisme:ft")["value"] == 40


def test_an_event_under_an_orientation_without_organism_is_in_no_organism(counted, oriented):
    for number in range(20):
        oriented.orientation(pseudonym(number), date(2022, 9, 1), organisme="", rang=2)
    for number in range(60):
        appointment(oriented, number, date(2022, 9, 20), "honore")
    with counted(oriented) as microdata:
        families = told(microdata, "taux_presence_rdv")
    assert figure(families, "taux_presence_rdv", "2022", breakdown="type:social")["denominator"] == 60
    assert figure(families, "taux_presence_rdv", "2022", breakdown="organisme:cd")["denominator"] == 40


@pytest.mark.parametrize(("few", "shown"), [(3, False), (12, True)])
def test_few_persons_of_a_former_orientation_are_not_found_by_subtraction(counted, few, shown):
    extracts = Extracts()
    before_and_after(extracts, range(few))
    crowd(extracts, 40, date(2021, 3, 1), 35, first=100)
    for number in range(100, 140):
        appointment(extracts, number, date(2022, 5, 20), "honore" if number % 2 else "absent_excuse")
    with counted(extracts) as microdata:
        found = cut(published(microdata, "rendez_vous"), "taux_presence_rdv")
    assert found["denominator"].notna()[["organisme:cd", "organisme:ft"]].tolist() == [shown, shown]
    assert found.at["ensemble", "denominator"] == 40 + few


def test_shares_oriented_in_30_and_42_days_are_told_by_attribute_for_the_departement_only(counted, oriented):
    with counted(oriented) as microdata:
        families = count_delay(FROM_REQUEST, microdata)
    shares = {
        (days, sex): figure(families, f"part_orientee_{days}_jours", "2022", breakdown=f"sexe:{sex}")["value"]
        for days in (30, 42)
        for sex in "FM"
    }
    assert shares == {(30, "F"): 0, (30, "M"): 0, (42, "F"): 75, (42, "M"): 100}
    rows = pd.concat([family.figures for family in families])
    by_sex = rows[rows["breakdown"].str.startswith("sexe:") & rows["indicator"].str.startswith("part_")]
    assert set(by_sex["level"]) == {"departement"}
    assert set(by_sex["indicator"]) == {"part_orientee_30_jours", "part_orientee_42_jours"}


def test_the_delay_of_the_contract_is_told_by_first_orientation_for_the_departement_only(counted, oriented):
    for number in range(120):
        days = 20 if number < 60 else 50
        contract(oriented, number, ORIENTED_ON + timedelta(days=days), signed=ORIENTED_ON + timedelta(days=days))
        if number < 30:
            oriented.orientation(pseudonym(number), ORIENTED_ON + timedelta(days=5), type="emploi", rang=2)
    with counted(oriented) as microdata:
        families = count_delay(CONTRACT, microdata)
    medians = {
        breakdown: figure(families, "delai_median_contrat", "2022", breakdown=breakdown)
        for breakdown in ("type:social", "type:emploi", "organisme:mission_locale")
    }
    found = {name: (one["value"], one["denominator"]) for name, one in medians.items()}
    assert found == {"type:social": (20, 60), "type:emploi": (50, 20), "organisme:mission_locale": (50, 20)}
    rows = pd.concat([family.figures for family in families])
    assert set(rows.loc[rows["breakdown"].str.startswith("type:"), "level"]) == {"departement"}


def test_the_return_to_work_is_not_told_by_an_orientation_that_comes_after_it(counted, oriented):
    with counted(oriented) as microdata:
        found = cut(
            pd.concat([f.figures for f in told(microdata, "taux_retour_emploi_6_mois")]), "taux_retour_emploi_6_mois"
        )
    assert {name.split(":")[0] for name in found.index} == {"ensemble", "sexe"}


@pytest.mark.parametrize(("signed", "shown"), [(3, False), (20, True)])
def test_few_contracts_of_men_are_not_found_by_taking_those_of_women_away(counted, oriented, signed, shown):
    for number in (*range(30), *range(100, 100 + signed)):
        contract(oriented, number, date(2022, 6, 1))
    if signed == 20:
        contract(oriented, 60, date(2022, 6, 1))  # of France Travail: it does not count
        crowd(oriented, 20, ASKED, 35, first=300)
        for row in oriented.rows["beneficiaires"][-20:]:
            row["sexe"] = "M"
    for row in oriented.rows["orientations"][::2]:
        row["id_referent"] = pseudonym(700)
    with counted(oriented) as microdata:
        rates = cut(published(microdata, YEAR_END), "taux_contractualisation")
    assert rates["value"].notna()[["sexe:F", "sexe:M"]].tolist() == [shown, shown]
    assert rates.at["ensemble", "value"] > 0


def test_few_persons_of_an_organism_are_not_found_in_any_of_the_figures_that_count_them(counted, oriented):
    for row in oriented.rows["orientations"][:3]:
        row["organisme"] = "ccas"
    for number in range(30):
        contract(oriented, number, date(2022, 6, 1))
        oriented.rows["orientations"][number]["id_referent"] = pseudonym(70_000 + number % 6)
    with counted(oriented) as microdata:
        figures = published(microdata, YEAR_END)
    for indicator in ("personnes_orientees", "part_avec_referent", "taux_contractualisation"):
        by_organism = cut(figures, indicator).filter(like="organisme:", axis=0)
        assert by_organism["status"].eq("secret").sum() >= 2  # with one alone, the ensemble would give it back
        assert by_organism.loc["organisme:ccas", ["value", "numerator", "denominator"]].isna().all()


def test_few_persons_of_an_organism_are_not_found_from_those_who_owe_a_contract(counted, oriented):
    """Who is oriented elsewhere than to France Travail is the denominator of the contracts: beside everybody oriented,
    it tells those of France Travail, which cannot hide the few of another organism."""
    for number, row in enumerate(oriented.rows["orientations"]):
        row["organisme"] = "cd" if number < 100 else "ft" if number < 116 else "mission_locale"
    with counted(oriented) as microdata:
        figures = published(microdata, YEAR_END)
    heads = cut(figures, "personnes_orientees")
    contracts = cut(figures, "taux_contractualisation").loc["ensemble"]
    of_ft = heads.loc["ensemble", "value"] - contracts["denominator"]
    told = heads.loc[heads.index.str.startswith("organisme:"), "value"].drop("organisme:mission_locale")
    assert pd.isna(heads.loc["organisme:mission_locale", "value"])
    told["organisme:ft"] = told["organisme:ft"] if pd.notna(told["organisme:ft"]) else of_ft
    assert pd.isna(heads.loc["ensemble", "value"] - told.sum(skipna=False))


def test_few_men_oriented_between_30_and_42_days_are_not_found_by_subtraction(counted):
    extracts = Extracts()
    for first, days, persons in ((0, 20, 40), (100, 35, 40), (200, 60, 40), (300, 20, 30), (400, 35, 3), (500, 60, 30)):
        crowd(extracts, persons, ASKED, days, first=first)
        for row in extracts.rows["beneficiaires"][-persons:]:
            row["sexe"] = "F" if first < 300 else "M"
    with counted(extracts) as microdata:
        figures = safe(protect_families([count_delay(FROM_REQUEST, microdata)], microdata.atoms, RULE))
    both = [cut(figures, f"part_orientee_{days}_jours")["value"].notna() for days in (30, 42)]
    assert not (both[0]["sexe:M"] and both[1]["sexe:M"])
    assert cut(figures, "delai_median_orientation").at["sexe:M", "denominator"] == 63
