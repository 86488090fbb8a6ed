"""Shares and headcounts, from the extracts of invented persons to the figures before secrecy."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from etl.parcours.rate_list import every_headcount, every_rate
from etl.parcours.rates import count_heads, count_rate
from etl.parcours.steps import count_step, every_step
from etl.parcours.stocks import rounded_stock, waiting_stock
from tests.etl.parcours.conftest import RULE
from tests.etl.parcours.microdata import figure
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

ASKED = date(2022, 3, 1)


def rate(microdata, indicator, period="2022", **place):
    found = next(one for one in every_rate(microdata) if one.indicator == indicator)
    return figure(count_rate(found, microdata), indicator, period, **place)


def test_a_job_counts_within_the_days_of_the_definition_and_training_or_iae_do_not(counted):
    extracts = Extracts()
    crowd(extracts, 20, ASKED, 30)
    for number, (days, kind) in enumerate(
        [
            (180, "cdi"),
            (181, "cdd_inf6"),
            (365, "interim"),
            (366, "cdi"),
            (50, "iae_aci"),
            (50, "formation_qualifiante"),
        ]
    ):
        extracts.add(
            "sorties",
            id_sortie=pseudonym(900 + number),
            id_personne=pseudonym(number),
            date=ASKED + timedelta(days=days),
            type_sortie=kind,
        )
    with counted(extracts) as microdata:
        six, twelve = (rate(microdata, f"taux_retour_emploi_{months}_mois") for months in (6, 12))
    assert (six["numerator"], six["denominator"], six["value"]) == (1, 20, 5)
    assert twelve["numerator"] == 3
    assert six["low"] < 5 < six["high"]


def test_a_durable_job_is_judged_on_the_first_one_of_the_year(counted):
    extracts = Extracts()
    crowd(extracts, 12, ASKED, 30)
    for number in range(12):
        first, later = ("cdi", "cdd_inf6") if number < 3 else ("cdd_inf6", "cdi")
        for rank, kind in enumerate((first, later)):
            extracts.add(
                "sorties",
                id_sortie=pseudonym(900 + 2 * number + rank),
                id_personne=pseudonym(number),
                date=date(2022, 5 + rank, 1),
                type_sortie=kind,
            )
    with counted(extracts) as microdata:
        found = rate(microdata, "part_emploi_durable")
    assert (found["numerator"], found["denominator"]) == (3, 12)


def test_contracts_are_asked_of_those_whom_another_organism_than_france_travail_follows(counted):
    extracts = Extracts()
    crowd(extracts, 20, ASKED, 30)
    for row in extracts.rows["orientations"][:8]:
        row["organisme"] = "ft"
    for number in range(4, 14):
        ended = date(2022, 11, 30) if number == 13 else date(2023, 6, 1)
        contract(extracts, number, "CER", date(2022, 6, 1), ended)
    with counted(extracts) as microdata:
        found = rate(microdata, "taux_contractualisation")
    assert (found["numerator"], found["denominator"]) == (5, 12)  # numbers 8 to 12: the contract of 13 was over


def contract(extracts: Extracts, number: int, nature: str, start: date, end: date) -> None:
    extracts.add(
        "contrats",
        id_contrat=pseudonym(800 + len(extracts.rows["contrats"])),
        id_personne=pseudonym(number),
        nature=nature,
        date_signature=start,
        date_debut=start,
        date_fin=end,
        statut="valide",
    )


@pytest.mark.parametrize(("nature", "counted_too"), [("PPAE", 0), ("contrat_engagement", 4), ("", 4)])
def test_the_ppae_of_france_travail_is_not_the_contract_of_the_survey(counted, nature, counted_too):
    """A contract without a nature is a CER: the table of WebRSA that they come from holds no other."""
    extracts = Extracts()
    crowd(extracts, 20, ASKED, 30)
    for number in range(9):
        contract(extracts, number, "CER" if number < 5 else nature, date(2022, 6, 1), date(2023, 6, 1))
    with counted(extracts) as microdata:
        found = rate(microdata, "taux_contractualisation")
    assert (found["numerator"], found["denominator"]) == (5 + counted_too, 20)


def test_a_ppae_neither_expires_nor_renews_a_contract(counted):
    extracts = Extracts()
    crowd(extracts, 30, ASKED, 30)
    for number in range(20):
        contract(extracts, number, "CER", date(2022, 4, 15), date(2022, 10, 14))
    for number in range(16):
        contract(extracts, number, "PPAE" if number < 7 else "CER", date(2022, 10, 15), date(2023, 10, 14))
    for number in range(20, 30):
        contract(extracts, number, "PPAE", date(2022, 4, 15), date(2022, 10, 14))
    with counted(extracts) as microdata:
        found = rate(microdata, "part_contrats_expires_non_renouveles")
    assert (found["numerator"], found["denominator"]) == (11, 20)


def test_the_organism_of_the_day_is_that_of_the_last_orientation_before_it(counted):
    extracts = Extracts()
    crowd(extracts, 12, ASKED, 30)
    for number in range(5):
        extracts.orientation(pseudonym(number), date(2022, 9, 1), organisme="ft", rang=2)
    with counted(extracts) as microdata:
        heads = next(one for one in every_headcount(microdata) if one.indicator == "personnes_orientees")
        families = count_heads(heads, microdata)
    assert figure(families, "personnes_orientees", "2022", breakdown="organisme:ft")["value"] == 5
    assert figure(families, "personnes_orientees", "2022")["value"] == 12


def test_presence_leaves_out_what_was_cancelled_or_put_off(counted):
    extracts = Extracts()
    crowd(extracts, 12, ASKED, 30)
    statuses = (
        ["honore"] * 6 + ["absent_excuse"] * 2 + ["absent_non_excuse"] * 4 + ["reporte", "annule_structure", "prevu"]
    )
    for number, status in enumerate(statuses):
        extracts.add(
            "rendez_vous",
            id_rdv=pseudonym(700 + number),
            id_personne=pseudonym(number % 12),
            type="suivi",
            date_creation=date(2022, 5, 1),
            date_rdv=date(2022, 5, 20),
            statut=status,
        )
    with counted(extracts) as microdata:
        found = rate(microdata, "taux_presence_rdv")
    assert (found["numerator"], found["denominator"], found["value"]) == (6, 12, 50)


def test_the_three_rates_of_a_kiosk_are_not_confused(counted):
    extracts = Extracts()
    crowd(extracts, 20, ASKED, 30)
    extracts.add("actions", id_action=pseudonym(600), libelle="Kiosque", date=date(2022, 5, 5))
    for number in range(20):
        came = "oui" if number < 8 else "inconnu" if number < 12 else "non"
        extracts.add(
            "invitations",
            id_invitation=pseudonym(500 + number),
            id_personne=pseudonym(number),
            id_action=pseudonym(600),
            date_invitation=date(2022, 5, 1),
            date_seance=date(2022, 5, 5),
            present=came,
            suite="oriente" if number < 6 else "aucune",
        )
    with counted(extracts) as microdata:
        shares = {
            name: (found["numerator"], found["denominator"])
            for name in ("taux_presence_kiosque", "part_orientes_invites_kiosque", "part_orientes_presents_kiosque")
            for found in [rate(microdata, name)]
        }
    assert shares == {
        "taux_presence_kiosque": (8, 16),
        "part_orientes_invites_kiosque": (6, 20),
        "part_orientes_presents_kiosque": (6, 8),
    }


def test_leaving_a_dispositif_is_measured_among_those_who_left_it(counted):
    extracts = Extracts()
    crowd(extracts, 30, ASKED, 30)
    for number in range(12):
        extracts.add(
            "sorties",
            id_sortie=pseudonym(900 + number),
            id_personne=pseudonym(number),
            date=date(2022, 6, 1),
            dispositif="PLIE",
            type_sortie="cdi" if number < 5 else "sans_solution",
        )
    with counted(extracts) as microdata:
        found = rate(microdata, "taux_sortie_dispositif", breakdown="dispositif:PLIE")
    assert (found["numerator"], found["denominator"]) == (5, 12)


def test_an_exit_of_which_nothing_is_said_is_an_exit_from_its_dispositif(counted):
    extracts = Extracts()
    crowd(extracts, 30, ASKED, 30)
    for number in range(24):
        left = {"id_sortie": pseudonym(900 + number), "id_personne": pseudonym(number), "date": date(2022, 6, 1)}
        extracts.add("sorties", **left, dispositif="PLIE", type_sortie="cdi" if number < 12 else "")
    with counted(extracts) as microdata:
        found = rate(microdata, "taux_sortie_dispositif", breakdown="dispositif:PLIE")
    assert (found["numerator"], found["denominator"]) == (12, 24)


def test_a_dispositif_that_fewer_than_ten_persons_left_is_not_named(counted):
    """Of all years together: the label of one person alone may be a remark on her."""
    extracts = Extracts()
    crowd(extracts, 30, ASKED, 30)
    labels = ["PLIE"] * 10 + ["Parrainage"] * 9 + ["Suivi Mme DURAND"] + ["Autre dispositif"]
    for number, label in enumerate(labels):
        for year in (2022, 2023):
            extracts.add(
                "sorties",
                id_sortie=pseudonym(900 + 2 * number + year % 2),
                id_personne=pseudonym(number),
                date=date(year, 6, 1),
                dispositif=label,
                type_sortie="cdi" if number == 9 else "sans_solution",
            )
    with counted(extracts) as microdata:
        leavers = next(one for one in every_rate(microdata) if one.indicator == "taux_sortie_dispositif")
        families = count_rate(leavers, microdata)
        told = {breakdown for family in families for breakdown in family.figures["breakdown"]}
        others = figure(families, "taux_sortie_dispositif", "2022", breakdown="dispositif:autre dispositif")
    assert told == {"ensemble", "dispositif:PLIE", "dispositif:autre dispositif"}
    assert (others["numerator"], others["denominator"]) == (0, 11)


def test_each_step_is_counted_on_the_whole_cohort(counted):
    extracts = Extracts()
    crowd(extracts, 9, ASKED, 30)
    crowd(extracts, 6, ASKED, None, first=100)
    with counted(extracts) as microdata:
        reached = {
            step: figure(count_step(step, condition, microdata), "personnes_etape", "2022", breakdown=f"etape:{step}")
            for step, condition in every_step(microdata).items()
        }
        asked = figure(
            count_step("ouverture", every_step(microdata)["ouverture"], microdata),
            "personnes_etape",
            "2022",
            breakdown="etape:demande",
        )
    assert asked["value"] == 15
    assert {step: row["value"] for step, row in reached.items()} == {
        "ouverture": 15,
        "orientation": 9,
        "rendez_vous": 0,
        "contrat": 0,
        "emploi": 0,
    }


@pytest.mark.parametrize(("period", "waiting"), [("2022-03", 15), ("2022-06", 6), ("2024-06", 6)])
def test_the_stock_counts_who_waits_at_the_end_of_the_month(counted, period, waiting):
    extracts = Extracts()
    crowd(extracts, 9, ASKED, 60)
    crowd(extracts, 6, ASKED, None, first=100)
    with counted(extracts) as microdata:
        stock = waiting_stock(microdata)
    here = stock[stock["period"].eq(period) & stock["level"].eq("departement")].set_index("breakdown")["value"]
    assert here["ensemble"] == waiting
    assert ("attente:6_mois_et_plus" in here.index) == (period == "2024-06")


def test_a_wait_of_nobody_reads_fewer_than_five_wherever_waits_are_told(counted, geography_64):
    extracts = Extracts()
    crowd(extracts, 40, ASKED, None)
    crowd(extracts, 1, ASKED, 5, first=100)
    extracts.close(pseudonym(0), date(2024, 6, 30))
    with counted(extracts) as microdata:
        stock = rounded_stock(microdata, geography_64, RULE).figures
    waits = {"attente:moins_1_mois", "attente:1_a_3_mois", "attente:3_a_6_mois", "attente:6_mois_et_plus"}
    cut = stock[stock["breakdown"].ne("ensemble")]
    assert set(cut["level"]) == {"departement", "sdsei"}
    told = cut.groupby(["level", "territory", "period"])["breakdown"].agg(set)
    assert (told == waits).all()
    totals = stock[stock["breakdown"].eq("ensemble") & stock["level"].isin(["departement", "sdsei"])]
    assert len(told) == len(totals)
    nobody = cut[cut["value"].eq(0)]
    assert len(nobody) and set(nobody["qualifier"]) == {"below_5"} and set(nobody["status"]) == {"published"}
    assert not stock.duplicated(["level", "territory", "period", "breakdown"]).any()
    sums = cut.groupby(["level", "territory", "period"])["value"].sum()
    assert sums.equals(totals.set_index(["level", "territory", "period"])["value"].sort_index())


def test_in_december_the_stock_is_told_for_the_departement_only(counted, geography_64):
    """Elsewhere it is read exactly off the rate of 31 December, whose hidden figures it would bound."""
    extracts = Extracts()
    crowd(extracts, 40, date(2023, 11, 20), None)
    with counted(extracts) as microdata:
        stock = rounded_stock(microdata, geography_64, RULE).figures
    levels = stock.groupby("period")["level"].agg(set)
    assert levels["2023-12"] == {"departement"}
    assert {"commune", "epci", "sdsei", "departement"} <= levels["2024-03"]
