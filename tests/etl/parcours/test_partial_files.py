"""A département that can fill some of the files only is counted all the same: each set that the page documents."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from etl.parcours import Parcours, count_parcours
from etl.parcours.monthly_exits import Withheld
from etl.parcours.offer import territories_named
from tests.samples.extracts_by_hand import Extracts, crowd, pseudonym

NOTHING_ELSE = pd.DataFrame(columns=["indicator", "level", "territory", "period", "breakdown", "value", "status"])


@pytest.fixture
def publishable(tmp_path, geography_64, catalogue):
    """Count the parcours of extracts of which some files only are given, beside published figures."""

    def counted(extracts: Extracts, *given: str, beside: pd.DataFrame = NOTHING_ELSE) -> Parcours:
        for entity in set(extracts.rows) - set(given):
            del extracts.rows[entity]
        database = extracts.load(tmp_path / "extraits", geography_64)
        return count_parcours(database, geography_64, catalogue, lambda: beside)

    return counted


def told(parcours: Parcours, indicator: str, period: str = "2023") -> float | None:
    rows = parcours.observations
    here = rows[rows["level"].eq("departement") & rows["breakdown"].eq("ensemble")]
    found = here[here["indicator"].eq(indicator) & here["period"].eq(period)]["value"].dropna()
    return found.iloc[0] if len(found) else None


@pytest.fixture
def everything():
    """Two hundred persons, the markets of three territories and three structures."""
    extracts = Extracts()
    for place, commune in enumerate(("64445", "64102", "64483", "64422")):
        crowd(extracts, 40, date(2023, 3, 1), 40, commune, first=1000 * place)
        crowd(extracts, 10, date(2023, 3, 1), None, commune, first=1000 * place + 500)
    for number in range(6):
        market(extracts, number, "")
        extracts.add("siae", id_siae=f"S{number}", type="ACI", code_commune="64445", annee=2023)
    return extracts


def market(extracts: Extracts, number: int, territoire: str) -> None:
    owner = {"id_marche": f"M{number}", "maitre_ouvrage": f"MO{number}", "territoire": territoire}
    extracts.add("clauses", **owner, annee=2023, heures_engagees=100, heures_realisees=50)


@pytest.mark.parametrize(
    "given",
    [("beneficiaires",), ("beneficiaires", "droits"), ("beneficiaires", "droits", "orientations")],
)
def test_the_first_files_are_enough(publishable, everything, given):
    parcours = publishable(everything, *given)
    assert all(check.passed for check in parcours.checks)
    assert told(parcours, "delai_median_orientation") == (40 if "orientations" in given else None)
    lacking = (
        "part_contrat_30_jours",
        "part_rdv_fixe_15_jours",
        "taux_contractualisation",
        "taux_retour_emploi_6_mois",
    )
    assert [told(parcours, indicator) for indicator in lacking] == [None] * 4


def test_the_offer_is_told_beside_the_persons_alone(publishable, everything):
    parcours = publishable(everything, "beneficiaires", "clauses", "siae")
    assert (told(parcours, "heures_insertion_engagees"), told(parcours, "siae")) == (600, 6)


def test_a_structure_in_a_tiny_commune_does_not_stop_the_publication(publishable, everything):
    """One for 71 inhabitants is 141 for 10 000: no density is told by commune, none is judged there."""
    population = {"indicator": "population", "period": "2023", "breakdown": "ensemble", "status": "published"}
    beside = pd.DataFrame(
        [
            population | {"level": "commune", "territory": "64445", "value": 71.0},
            population | {"level": "departement", "territory": "64", "value": 690_000.0},
        ]
    )
    parcours = publishable(everything, "beneficiaires", "siae", beside=beside)
    density = parcours.observations[parcours.observations["indicator"].eq("siae_pour_10000_hab")]
    assert density["level"].tolist() == ["departement"]
    assert density["value"].tolist() == [pytest.approx(6 / 69, abs=0.1)]


@pytest.mark.parametrize("named", [0, 1])
def test_hours_of_no_territory_or_of_one_are_told_for_the_departement(publishable, everything, geography_64, named):
    everything.rows["clauses"].clear()
    territoire = sorted(geography_64.names["epci"])[0] if named else ""
    for number in range(6):
        market(everything, number, territoire)
    parcours = publishable(everything, "beneficiaires", "clauses")
    assert told(parcours, "heures_insertion_realisees") == 300


def test_extracts_in_which_nobody_waits_tell_no_stock(publishable):
    extracts = Extracts()
    crowd(extracts, 40, date(2023, 3, 1), 10)
    parcours = publishable(extracts, "beneficiaires", "orientations")
    assert told(parcours, "delai_median_orientation") == 10
    assert "stock_attente_orientation" not in set(parcours.observations["indicator"])


@pytest.mark.parametrize(("years", "rate"), [((), 0), (("2023",), None)])
def test_the_months_do_not_tell_a_31_december_that_secrecy_hides(publishable, everything, monkeypatch, years, rate):
    for number in range(20):
        everything.close(pseudonym(number), date(2023, 6, 30))
    monkeypatch.setattr("etl.parcours.withheld", lambda figures, rates: Withheld(ends=frozenset(years)))
    parcours = publishable(everything, "beneficiaires", "droits")
    assert told(parcours, "taux_sortie_rsa_mensuel", "2024-01") == rate


def test_no_number_stands_on_a_file_that_was_not_given(publishable, everything):
    """Persons and rights only: requests, openings and ends of rights are counted; nothing else is, not even zero."""
    for number in range(20):
        everything.close(pseudonym(number), date(2023, 6, 30))
    found = publishable(everything, "beneficiaires", "droits").observations
    numbers = found[["value", "low", "high", "numerator", "denominator"]].notna().any(axis=1)
    assert set(found.loc[numbers, "indicator"]) == {"personnes_etape", "taux_sortie_rsa_mensuel"}
    steps = found[numbers & found["indicator"].eq("personnes_etape")]
    assert set(steps["breakdown"]) == {"etape:demande", "etape:ouverture"}
    absent = found[found["qualifier"].eq("no_extract")]
    assert {"part_orientee_30_jours", "taux_retour_emploi_6_mois", "stock_attente_orientation"} <= set(
        absent["indicator"]
    )
    assert absent["status"].eq("missing").all() and absent["method"].ne("").all()


def test_without_the_periods_of_right_nobody_is_said_to_stay(publishable, everything):
    found = publishable(everything, "beneficiaires", "orientations").observations
    told_all_the_same = set(found.loc[found["value"].notna(), "indicator"])
    assert "delai_median_orientation" in told_all_the_same
    assert not told_all_the_same & {
        "taux_sortie_rsa_mensuel",
        "part_orientee_31_decembre",
        "portefeuille_moyen_referent",
        "stock_attente_orientation",
        "part_reellement_orientee_91_jours",
    }


def test_a_market_may_name_the_territories_of_the_departement_alone(geography_64):
    named = territories_named(geography_64)
    assert {"est-bearn", "64", "200067106"} <= named and not {"Est Béarn", "200000172", "64445"} & named
