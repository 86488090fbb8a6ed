"""Full-time equivalents of the IAE and hours of clauses: what is counted, where, and what it must not tell of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from etl.parcours import offer
from etl.parcours.magnitudes import protect_magnitude
from tests.etl.parcours.conftest import RULE
from tests.samples.extracts_by_hand import EXTRACTED_ON, Extracts, crowd

PAU, BAYONNE, OLORON, SAINT_JEAN_DE_LUZ, DAX = "64445", "64102", "64422", "64483", "40088"


def structures(*given: tuple[str, str, float | str]) -> Extracts:
    """(structure, commune, ETP agreed with the State, "" for none written)."""
    extracts = Extracts()
    crowd(extracts, 5, date(2022, 3, 1), 40, PAU)
    for name, commune, etp in given:
        extracts.add("siae", id_siae=name, type="ACI", code_commune=commune, annee=2023, etp_conventionnes_etat=etp)
    return extracts


def many(commune: str, etp: float = 10.0) -> list[tuple[str, str, float]]:
    return [(f"{commune} {rank}", commune, etp) for rank in range(5)]


@pytest.fixture
def told(counted, geography_64):
    """Figures of 2023 by level and territory, and the numbers of structures beside them."""

    def found(extracts: Extracts) -> pd.DataFrame:
        with counted(extracts) as microdata:
            protected = protect_magnitude(offer.etp(microdata, geography_64), RULE)
            numbers = offer.structures(microdata)
        assert protected.broken == 0
        whole = numbers[numbers["breakdown"] == "ensemble"].set_index(["level", "territory"])["value"]
        return protected.figures.set_index(["level", "territory"]).assign(structures=whole)

    return found


@pytest.mark.parametrize("commune", ["", "99999", "64999"])
def test_a_structure_of_no_known_commune_is_counted_in_the_departement_only(told, commune):
    lost = [(f"lost {rank}", commune, 20.0) for rank in range(4)]
    figures = told(structures(*many(PAU), *many(BAYONNE), *lost))
    assert figures.loc[("departement", "64"), ["value", "structures"]].tolist() == [180, 14]
    assert figures.loc[("sdsei", "pau-agglomeration"), ["value", "structures"]].tolist() == [50, 5]
    assert figures.loc["sdsei", "value"].sum() == 100


def test_where_no_structure_gives_its_commune_no_territory_is_said_to_have_none(told):
    figures = told(structures(*many("")))
    assert list(figures.index) == [("departement", "64")] and figures["value"].tolist() == [50]


def test_the_only_structure_of_no_known_commune_is_not_found_by_subtraction(told):
    figures = told(structures(*many(PAU), *many(BAYONNE), *many(OLORON), ("lost", "", 20.0)))
    for level in ("epci", "sdsei"):
        hidden = figures.loc[level, "status"].eq("secret").any()
        assert hidden or figures.loc[("departement", "64"), "status"] == "secret"


def test_a_structure_is_counted_where_the_commune_that_absorbed_its_own_is(told, geography_64):
    changes = geography_64.changes
    here = changes["new"].isin(geography_64.own_communes) & ~changes["old"].isin(geography_64.communes.index)
    change = changes[here & changes["ratio"].eq(1)].iloc[0]
    figures = told(structures(*many(change["old"]), *many(PAU)))
    epci = geography_64.memberships["epci"][change["new"]]
    assert figures.loc[("departement", "64"), "value"] == 100
    assert figures.loc[("epci", epci), ["value", "structures"]].tolist() == [50, 5]


def test_a_structure_of_another_departement_is_in_none_of_its_figures(told):
    figures = told(structures(*many(PAU), *many(DAX)))
    assert figures.loc[("departement", "64"), ["value", "structures"]].tolist() == [50, 5]


def test_structures_without_a_number_written_do_not_make_a_zero(told):
    figures = told(structures(*many(PAU), *many(BAYONNE), ("a", OLORON, ""), ("b", OLORON, "")))
    assert figures.loc[("sdsei", "haut-bearn"), "status"] == "secret"
    assert figures.loc[("sdsei", "est-bearn"), ["value", "status"]].tolist() == [0, "published"]  # nobody is there


def test_a_year_of_which_no_structure_writes_a_number_has_no_figure(counted, geography_64):
    with counted(structures(("a", PAU, ""), ("b", PAU, ""))) as microdata:
        assert protect_magnitude(offer.etp(microdata, geography_64), RULE).figures.empty


def test_hours_of_the_year_of_the_extraction_are_marked_as_of_a_year_not_over(counted, geography_64):
    extracts = structures()
    for year in (EXTRACTED_ON.year - 1, EXTRACTED_ON.year):
        for rank in range(5):
            market = {"id_marche": f"{year}{rank}", "maitre_ouvrage": f"MO{rank}", "territoire": "pau-agglomeration"}
            extracts.add("clauses", **market, annee=year, heures_engagees=100, heures_realisees=40)
    with counted(extracts) as microdata:
        found = [protect_magnitude(one, RULE).figures for one in offer.hours(microdata, geography_64)]
    for figures in found:
        whole = figures[figures["level"].eq("departement")].set_index("period")
        assert whole["qualifier"].to_dict() == {"2023": "", "2024": "year_to_date"}
        assert (whole["status"] == "published").all()
        hidden = figures[figures["status"].eq("secret")]
        assert set(hidden["qualifier"]) <= {"ours"}


@pytest.mark.parametrize(("day", "year"), [(date(2024, 6, 30), "2024"), (date(2024, 12, 31), "")])
def test_an_extraction_of_the_last_day_of_the_year_has_the_whole_year(counted, geography_64, day, year):
    with counted(structures()) as microdata:
        magnitudes = offer.hours(replace(microdata, extracted_on=day), geography_64)
    assert {one.running for one in magnitudes} == {year}


def test_markets_without_hours_written_do_not_make_a_zero(counted, geography_64):
    extracts = structures()
    for place in ("pau-agglomeration", "bab", "haut-bearn"):
        for rank in range(5):
            done = "" if place == "haut-bearn" else 40
            market = {"id_marche": f"{place}{rank}", "maitre_ouvrage": f"MO{rank}", "territoire": place}
            extracts.add("clauses", **market, annee=2023, heures_engagees=100, heures_realisees=done)
    with counted(extracts) as microdata:
        promised, done = (protect_magnitude(one, RULE) for one in offer.hours(microdata, geography_64))
    assert promised.figures.set_index("territory").loc["haut-bearn", "value"] == 500
    assert done.figures.set_index("territory").loc["haut-bearn", "status"] == "secret"


@pytest.fixture
def untyped() -> Extracts:
    """Ten structures of two communes, two of an unknown type and one adapted firm; and a point d'accueil that has
    neither a name nor a type."""
    extracts = structures(*many(PAU), *many(BAYONNE))
    for row in extracts.rows["siae"][:2]:
        del row["type"]
    extracts.rows["siae"][2]["type"] = "EA"
    extracts.add("points_accueil", id_point="P1", code_commune=PAU)
    return extracts


def test_a_structure_of_no_known_type_is_one_of_the_iae(untyped, told):
    figures = told(untyped)
    assert figures.loc[("departement", "64"), ["value", "structures"]].tolist() == [90, 9]


def test_a_structure_of_no_known_type_is_in_no_breakdown(untyped, counted):
    with counted(untyped) as microdata:
        numbers = offer.structures(microdata)
    whole = numbers[numbers["level"] == "departement"].set_index("breakdown")["value"]
    assert whole.to_dict() == {"ensemble": 9, "siae:ACI": 7, "siae:EA": 1}


def test_a_place_without_a_name_or_a_type_is_a_place(untyped, counted):
    with counted(untyped) as microdata:
        places = offer.places(microdata)
    assert places.notna().all(axis=None)
    assert places[places["kind"] == "point_accueil"][["name", "type"]].values.tolist() == [["P1", ""]]
