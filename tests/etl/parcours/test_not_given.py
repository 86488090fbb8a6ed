"""What a figure stands on and the extracts do not hold: no number, and a sentence; never a zero."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from etl.parcours.delays import count_delay
from etl.parcours.given import GIVEN, absence, as_given
from etl.parcours.protection import protect_families
from etl.parcours.rate_list import every_headcount, every_rate
from etl.parcours.rates import count_rate
from etl.parcours.rounded import rounded_heads
from etl.parcours.steps import STANDS_ON, count_step, every_step
from etl.parcours.stocks import rounded_stock
from etl.parcours.waits import DELAYS
from tests.etl.parcours.conftest import RULE
from tests.etl.parcours.microdata import figure
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

ASKED = date(2023, 3, 1)
LATER = date(2023, 6, 1)
NUMBERS = ["value", "low", "high", "numerator", "denominator"]


@pytest.fixture
def waiting() -> Extracts:
    """Thirty persons oriented after 40 days, ten who wait; nothing but their rights and orientations is given."""
    extracts = Extracts()
    crowd(extracts, 30, ASKED, 40)
    crowd(extracts, 10, ASKED, None, first=500)
    return extracts


def appointment(extracts: Extracts, **values) -> None:
    given = {"type": "premier_accompagnement", "date_rdv": LATER, "date_creation": LATER, "statut": "honore"}
    extracts.add("rendez_vous", id_rdv=pseudonym(700), id_personne=pseudonym(0), **given | values)


def contract(extracts: Extracts, **values) -> None:
    given = {"nature": "CER", "date_debut": LATER, "date_signature": LATER, "statut": "valide"}
    extracts.add("contrats", id_contrat=pseudonym(800), id_personne=pseudonym(0), **given | values)


def job(extracts: Extracts, **values) -> None:
    given = {"date": LATER, "type_sortie": "cdi"}
    extracts.add("sorties", id_sortie=pseudonym(900), id_personne=pseudonym(0), **given | values)


def invitation(extracts: Extracts, **values) -> None:
    given = {"id_action": "A1", "date_invitation": ASKED, "date_seance": LATER, "present": "oui", "suite": "aucune"}
    extracts.add("invitations", id_invitation=pseudonym(600), id_personne=pseudonym(0), **given | values)


@pytest.mark.parametrize(
    ("name", "add", "values", "is_there"),
    [
        ("set_on", appointment, {}, True),
        ("set_on", appointment, {"date_creation": ""}, False),
        ("set_on", appointment, {"type": "suivi"}, False),
        ("held_on", appointment, {"type": "suivi"}, True),
        ("held_on", appointment, {"statut": ""}, False),
        ("held_on", appointment, {"type": "kiosque"}, False),
        ("signed", contract, {}, True),
        ("signed", contract, {"nature": "PPAE"}, False),
        ("signed", contract, {"date_signature": ""}, False),
        ("contract", contract, {"date_signature": ""}, True),
        ("contract", contract, {"statut": ""}, False),
        ("job_start", job, {"type_sortie": "abandon"}, True),
        ("job_start", job, {"type_sortie": ""}, False),
        ("outcome", invitation, {}, True),
        ("outcome", invitation, {"suite": ""}, False),
        ("presence", invitation, {"present": "inconnu"}, False),
    ],
)
def test_a_thing_is_given_when_a_row_that_the_figure_would_use_has_it(counted, waiting, name, add, values, is_there):
    with counted(waiting) as microdata:
        assert absence((name,), microdata) == GIVEN[name].absent
    add(waiting, **values)
    with counted(waiting) as microdata:
        assert absence((name,), microdata) == ("" if is_there else GIVEN[name].absent)


def told(microdata, indicator: str, **place):
    delays = [one for one in DELAYS if indicator in one.stands_on]
    families = [family for one in delays for family in as_given(count_delay(one, microdata), one.stands_on, microdata)]
    return figure(families, indicator, **place), families


def test_dates_of_signature_that_only_the_ppae_has_make_no_share_of_contracts(counted, waiting):
    contract(waiting, date_signature="")
    waiting.add(
        "contrats",
        id_contrat=pseudonym(801),
        id_personne=pseudonym(1),
        nature="PPAE",
        date_signature=LATER,
        date_debut=LATER,
        statut="valide",
    )
    with counted(waiting) as microdata:
        for indicator in ("part_contrat_30_jours", "part_contrat_60_jours", "delai_median_contrat"):
            found, families = told(microdata, indicator)
            assert found[NUMBERS].isna().all()
            assert (found["status"], found["qualifier"]) == ("missing", "no_extract")
            assert "date de signature" in found["method"] and "contrats.csv" in found["method"]
            assert not any(family.classes for family in families if len(family.figures))
            assert all(family.curves.empty for family in families)


def test_one_signature_anywhere_makes_a_zero_that_is_told(counted, waiting):
    contract(waiting, date_signature=LATER + timedelta(days=100))
    with counted(waiting) as microdata:
        found, _ = told(microdata, "part_contrat_30_jours")
    assert (found["value"], found["status"], found["denominator"]) == (0, "published", 30)


def test_the_persons_who_asked_are_told_where_no_opening_is_dated(counted, waiting):
    for row in waiting.rows["beneficiaires"]:
        row["date_ouverture_droit"] = ""
    with counted(waiting) as microdata:
        condition = every_step(microdata)["ouverture"]
        families = count_step("ouverture", condition, microdata)
        families = as_given(families, {"etape:ouverture": STANDS_ON["ouverture"]}, microdata, by="breakdown")
        delay, _ = told(microdata, "delai_median_ouverture")
    asked, opened = (
        figure(families, "personnes_etape", breakdown=f"etape:{step}") for step in ("demande", "ouverture")
    )
    assert (asked["value"], asked["status"]) == (40, "published")
    assert (opened["status"], opened["qualifier"]) == ("missing", "no_extract") and opened[NUMBERS].isna().all()
    assert delay["qualifier"] == "no_extract"
    assert [set(family.classes) for family in families if family.classes] == [{"tous"}]


def test_a_share_that_counts_the_ends_of_rights_is_not_told_without_any(counted, waiting):
    with counted(waiting) as microdata:
        without, _ = told(microdata, "part_reellement_orientee_91_jours")
        beside, _ = told(microdata, "part_orientee_91_jours")
    waiting.close(pseudonym(500), LATER)
    with counted(waiting) as microdata:
        ended, _ = told(microdata, "part_reellement_orientee_91_jours")
    assert without["qualifier"] == "no_extract" and "fin de droit" in without["method"]
    assert (beside["value"], ended["value"]) == (75, 75)


@pytest.mark.parametrize(
    ("indicator", "period", "absent"),
    [
        ("taux_retour_emploi_6_mois", "2023", "job_start"),
        ("taux_sortie_dispositif", "2023", "job_start"),
        ("part_reorientee_12_mois", "2023", "orientation_type"),
        ("part_orientee_31_decembre", "2023", "right_end"),
        ("part_orientes_invites_kiosque", "2023", "outcome"),
    ],
)
def test_a_rate_says_the_first_thing_that_it_lacks(counted, waiting, indicator, period, absent):
    invitation(waiting, suite="")
    job(waiting, dispositif="PLIE", type_sortie="")
    for row in waiting.rows["orientations"]:
        row["type"] = ""
    with counted(waiting) as microdata:
        (rate,) = (one for one in every_rate(microdata) if one.indicator == indicator)
        families = as_given(count_rate(rate, microdata), {indicator: rate.stands_on}, microdata)
        found = figure(families, indicator, period)
    assert found[NUMBERS].isna().all() and found["method"] == GIVEN[absent].absent


def test_a_closure_after_an_open_right_without_an_end_does_not_tell_when_it_ended(counted, waiting):
    for number in range(500, 505):
        waiting.right(pseudonym(number), LATER, etat="clos")
    with counted(waiting) as microdata:
        assert absence(("right_end",), microdata) == GIVEN["right_end"].absent
        assert told(microdata, "part_reellement_orientee_91_jours")[0]["qualifier"] == "no_extract"


@pytest.mark.parametrize("end", [LATER - timedelta(days=1), None])
def test_a_closure_tells_when_the_right_ended_of_who_has_no_other(counted, waiting, end):
    rights = waiting.rows["droits"]
    for row in [one for one in rights if one["id_personne"] in {pseudonym(number) for number in range(500, 505)}]:
        rights.remove(row)
        if end:
            waiting.right(row["id_personne"], ASKED, end)
        waiting.right(row["id_personne"], LATER, etat="clos")
    with counted(waiting) as microdata:
        assert absence(("right_end",), microdata) == ""


def test_nobody_is_said_to_wait_where_no_orientation_is_given(counted, geography_64, waiting):
    waiting.close(pseudonym(500), LATER)
    with counted(waiting) as microdata:
        known = rounded_stock(microdata, geography_64, RULE)
    waiting.rows["orientations"].clear()
    with counted(waiting) as microdata:
        stock = rounded_stock(microdata, geography_64, RULE)
    assert known.figures["value"].notna().all() and len(stock.figures)
    assert stock.figures[NUMBERS].isna().all(axis=None) and stock.told.empty
    assert set(stock.figures["method"]) == {GIVEN["decided"].absent}


@pytest.mark.parametrize("columns", [("organisme",), ("organisme", "type")])
def test_without_any_organism_the_oriented_are_told_and_their_contracts_are_not(counted, columns):
    extracts = Extracts()
    for commune, first in (("64445", 0), ("64102", 1000)):
        crowd(extracts, 40, ASKED, 40, commune, first)
        crowd(extracts, 20, ASKED, None, commune, first + 500)
    extracts.close(pseudonym(1500), LATER)
    contract(extracts)
    for row in extracts.rows["orientations"]:
        row.update(dict.fromkeys(columns, ""))
    with counted(extracts) as microdata:
        families = [
            family
            for rate in every_rate(microdata)
            for family in as_given(count_rate(rate, microdata), {rate.indicator: rate.stands_on}, microdata)
            if family.population == "droits_31_decembre"
        ]
        found = protect_families([families], microdata.atoms, RULE).figures
    told = found[found["period"].eq("2023") & found["breakdown"].eq("ensemble")].set_index(["indicator", "territory"])
    assert told.loc[("part_orientee_31_decembre", "64"), ["numerator", "denominator"]].tolist() == [80, 119]
    assert told.loc[("part_orientee_31_decembre", "bab"), "numerator"] == 40
    absent = told.loc["taux_contractualisation"]
    assert len(absent) and absent["value"].isna().all() and set(absent["method"]) == {GIVEN["organism"].absent}


@pytest.mark.parametrize("code", ["", "99999"])
def test_without_any_commune_the_departement_is_told(counted, waiting, code):
    for row in waiting.rows["beneficiaires"]:
        row["code_commune"] = code
    with counted(waiting) as microdata:
        found = protect_families([count_delay(DELAYS[0], microdata)], microdata.atoms, RULE)
    assert set(found.figures["level"]) == {"departement"} and found.broken == 0
    share = figure([found], "part_orientee_91_jours")
    assert (share["value"], share["denominator"], share["status"]) == (75, 40, "published")


def test_with_the_commune_of_one_person_the_others_shelter_nobody(counted, waiting):
    for row in waiting.rows["beneficiaires"][1:]:
        row["code_commune"] = ""
    with counted(waiting) as microdata:
        found = protect_families([count_delay(DELAYS[0], microdata)], microdata.atoms, RULE)
    assert figure([found], "part_orientee_91_jours")["status"] == "secret"


def test_exits_of_no_known_kind_are_not_counted_as_other_exits(counted, geography_64, waiting):
    job(waiting, type_sortie="")
    with counted(waiting) as microdata:
        (heads,) = (one for one in every_headcount(microdata) if one.indicator == "sorties_emploi")
        exits = rounded_heads(heads, microdata, geography_64, RULE).figures
    assert len(exits) and exits[NUMBERS].isna().all(axis=None) and set(exits["qualifier"]) == {"no_extract"}


def test_each_thing_named_is_declared(counted, waiting):
    with counted(waiting) as microdata:
        named = [one.stands_on for one in (*every_rate(microdata), *every_headcount(microdata))]
        steps = every_step(microdata)
    named += [names for delay in DELAYS for names in delay.stands_on.values()]
    assert {name for names in (*named, *STANDS_ON.values()) for name in names} == set(GIVEN)
    assert list(STANDS_ON) == list(steps)
