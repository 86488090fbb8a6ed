"""Indicators: the method of each, and the list of all by theme."""

import pytest

import app as application
from observatoire.catalogue import THEMES, load_catalogue
from tests.pages.screens import components, links, row, screen, text
from tests.samples.parcours_warehouse import publish_parcours
from tests.samples.parcours_warehouse import row as figure


@pytest.mark.parametrize("identifier", sorted(load_catalogue().indicators))
def test_the_page_of_an_indicator_says_its_method_and_its_limits(hautes_alpes, identifier):
    indicator = load_catalogue().indicators[identifier]
    layout = screen(hautes_alpes, f"/indicateur/{identifier}")
    shown = text(layout)
    assert text(components(layout, "H1")) == indicator.title
    for words in (
        indicator.question,
        indicator.definition,
        indicator.formula,
        indicator.population_covered,
        indicator.next_update,
        *indicator.caveats,
        *indicator.not_to_conclude,
    ):
        assert words in shown
    pages = links(layout)
    assert [source for source in indicator.sources if load_catalogue().sources[source].landing_page not in pages] == []


def test_breaks_of_a_series_are_told_with_their_reason_and_source(hautes_alpes):
    shown = text(screen(hautes_alpes, "/indicateur/foyers_prime_activite"))
    found = [item for item in load_catalogue().breaks if item.indicator == "foyers_prime_activite"]
    assert found
    assert all(item.reason in shown and item.source in shown for item in found)


def test_every_status_is_explained(hautes_alpes):
    shown = text(screen(hautes_alpes, "/indicateur/taux_pauvrete"))
    for word in ("publié", "estimé", "secret statistique", "non disponible", "sans objet", "trop récent"):
        assert word in shown


def test_periods_are_told_level_by_level(serving):
    reader = serving(
        [
            ("taux_pauvrete", "departement", "64", period, 12.6, None, None, "published", "", "")
            for period in ("2012", "2021")
        ]
    )
    layout = screen(reader, "/indicateur/taux_pauvrete")
    facts = {
        text(components(item, "Dt")): text(components(item, "Dd"))
        for item in components(layout, "Div")
        if [child["type"] for child in components(item)] == ["Div", "Dt", "Dd"]
    }
    assert facts["Départements"] == "2012, 2021"
    assert "/carte?indicateur=taux_pauvrete" in links(layout)


def test_an_indicator_that_no_source_gives_has_no_way_to_the_map(serving):
    layout = screen(serving(), "/indicateur/taux_pauvrete")
    assert "Aucune source reçue ne donne de chiffre" in text(layout)
    assert [href for href in links(layout) if href.startswith("/carte")] == []


def test_an_unknown_indicator_is_one_sentence_and_the_list_of_all(hautes_alpes):
    layout = screen(hautes_alpes, "/indicateur/bonheur")
    assert text(components(layout, "H1")) == "Cet indicateur n’existe pas"
    assert "/indicateurs" in links(layout)


def test_every_indicator_is_listed_once_under_its_theme(hautes_alpes):
    layout = screen(hautes_alpes, "/indicateurs")
    listed = [href.removeprefix("/indicateur/") for href in links(layout) if href.startswith("/indicateur/")]
    assert sorted(listed) == sorted(load_catalogue().indicators)
    used = {indicator.theme for indicator in load_catalogue().indicators.values()}
    assert [text(item) for item in components(layout, "H2")] == [THEMES[theme] for theme in THEMES if theme in used]


def test_the_list_says_the_latest_period_and_the_levels(serving):
    reader = serving(
        [
            ("taux_pauvrete", level, code, "2021", 12.6, None, None, "published", "", "")
            for level, code in (("departement", "64"), ("commune", "64445"))
        ]
    )
    layout = screen(reader, "/indicateurs")
    assert row(layout, "Taux de pauvreté").endswith("2021 commune, département")
    assert "aucun chiffre reçu" in row(layout, "Niveau de vie médian")


def test_an_indicator_says_what_it_is_broken_down_by_for_the_departement(monkeypatch, tmp_path):
    rows = [figure("taux_contractualisation", 44.0, breakdown=cut) for cut in ("type:social", "sexe:F", "sexe:M")]
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(publish_parcours(tmp_path, rows)))
    reader = application.server.test_client()
    told = "Pour le département, aussi selon\u202f: sexe, type de parcours."
    assert told in text(screen(reader, "/indicateur/taux_contractualisation"))
    assert "Ventilations" not in text(screen(reader, "/indicateur/taux_pauvrete"))
