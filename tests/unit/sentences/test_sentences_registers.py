"""The registers that sentences read cover the catalogue and the country."""

from __future__ import annotations

import pytest

from observatoire.formats import listed
from observatoire.sentences.grammar import load_grammar
from observatoire.sentences.places import in_place, load_places
from observatoire.sentences.words import contracted, elided
from observatoire.typography import french

METROPOLE = [f"{number:02d}" for number in range(1, 96) if number != 20] + ["2A", "2B"]
OVERSEAS = ["971", "972", "973", "974", "976"]


def test_every_indicator_has_a_grammar_and_every_grammar_an_indicator(catalogue):
    assert set(load_grammar()) == set(catalogue.indicators)


def test_only_what_is_counted_has_a_singular(catalogue):
    counts = {indicator.id for indicator in catalogue.indicators.values() if indicator.kind == "count"}
    assert {key for key, grammar in load_grammar().items() if grammar.one} == counts


def test_the_texts_of_the_grammar_have_french_apostrophes_and_spaces():
    for grammar in load_grammar().values():
        for text in (grammar.noun, grammar.one, grammar.when):
            assert "'" not in text and french(text) == text and not text.endswith(".")


def test_the_101_departements_and_18_regions_have_their_articles(snapshot):
    places = load_places()
    assert set(places.departements) == set(METROPOLE + OVERSEAS) and len(places.departements) == 101
    known = {region.code for region in snapshot.territories("region")}
    assert known <= set(places.regions) and len(places.regions) == 18


def test_no_territory_of_the_demonstration_is_said_as_an_unknown_one(snapshot):
    for level in ("commune", "epci", "canton", "departement", "region", "france"):
        for place in snapshot.territories(level):
            where = in_place(place.level, place.code, place.name, place.parent_departement)
            assert not where.startswith("dans le territoire «"), where
            assert "'" not in where


@pytest.mark.parametrize(
    ("word", "following", "said"),
    [
        ("de", "allocataires", "d’allocataires"),
        ("de", "heures", "d’heures"),
        ("de", "équivalents", "d’équivalents"),
        ("de", "foyers", "de foyers"),
        ("que", "en France", "qu’en France"),
        ("que", "à Paris", "qu’à Paris"),
        ("que", "dans le Gers", "que dans le Gers"),
    ],
)
def test_a_word_loses_its_vowel_before_another(word, following, said):
    assert elided(word, following) == said


def test_prepositions_contract_with_le_and_les_only():
    assert [contracted("de", article) for article in ("le", "la", "les")] == ["du", "de la", "des"]
    assert [contracted("à", article) for article in ("le", "la", "les")] == ["au", "à la", "aux"]


def test_a_list_ends_with_et():
    assert listed(["Pau"]) == "Pau"
    assert listed(["Pau", "Lons", "Billère"]) == "Pau, Lons et Billère"
