"""The front page: where the département stands, what deserves a look, and the ways on."""

from tests.pages.screens import components, links, screen, text


def figure(indicator, value, period="2021", territory="64", level="departement", qualifier=""):
    return (indicator, level, territory, period, value, None, None, "published", qualifier, "")


RATES = [figure("taux_pauvrete", 12.6), figure("taux_pauvrete", 14.9, territory="F", level="france")]


def key_figures(layout):
    return [item for item in components(layout, "Div") if item["props"].get("className") == "chiffre-cle"]


def test_the_title_is_a_question_and_the_date_of_the_data_is_under_it(hautes_alpes):
    layout = screen(hautes_alpes, "/")
    assert text(components(layout, "H1")) == "Où en sommes-nous\u202f?"
    assert "Hautes-Alpes, données publiées le " in text(layout)


def test_a_key_figure_is_said_against_france_in_words(serving):
    shown = text(key_figures(screen(serving(RATES), "/"))[0])
    assert "12,6\u202f%" in shown
    assert "France\u202f: 14,9\u202f%" in shown
    assert "▼" in shown and "−2,3\xa0points" in shown
    assert "moins élevé que la France (mieux)" in shown


def test_a_headcount_is_never_set_beside_that_of_france(serving):
    counts = [
        figure("foyers_rsa", 14880, "2024-12"),
        figure("foyers_rsa", 1900000, "2024-12", territory="F", level="france"),
    ]
    shown = text(key_figures(screen(serving(counts), "/"))[0])
    assert "14\u202f880" in shown
    assert "France" not in shown and "▲" not in shown


def test_communes_without_a_published_rate_are_counted_and_said_to_be_unknown_not_zero(serving):
    communes = [
        figure("taux_pauvrete", 22.0, territory="64445", level="commune"),
        ("taux_pauvrete", "commune", "64001", "2021", None, None, None, "secret", "", ""),
    ]
    layout = screen(serving(RATES + communes), "/")
    assert "1 / 2" in text(key_figures(layout)[-1])
    assert "Il n’est pas nul, il est inconnu." in text(layout)
    assert "/carte?indicateur=taux_pauvrete&niveau=commune" in links(layout)


def test_the_benchmark_of_the_address_is_the_one_that_is_shown(hautes_alpes):
    layout = screen(hautes_alpes, "/", "?repere=region")
    chosen = [text(item) for item in components(layout, "Span") if item["props"].get("aria-current") == "true"]
    assert chosen == ["Provence-Alpes-Côte d’Azur"] or chosen == ["Provence-Alpes-Côte d'Azur"]
    assert "/?repere=france" in links(layout)


def test_an_unknown_benchmark_falls_back_and_says_so(hautes_alpes):
    layout = screen(hautes_alpes, "/", "?repere=lune")
    assert "Le repère «\u202flune\u202f» n’existe pas ici." in text(layout)


def test_every_alert_is_a_link_to_where_it_can_be_looked_at(hautes_alpes):
    alerts = next(
        item for item in components(screen(hautes_alpes, "/"), "Ul") if item["props"].get("className") == "alertes"
    )
    assert len(links(alerts)) == len(components(alerts, "Li")) > 0


def test_epci_are_listed_by_name_in_french_order_and_lead_to_their_portrait(hautes_alpes):
    layout = screen(hautes_alpes, "/")
    epci = [href for href in links(layout) if href.startswith("/territoire/epci/")]
    assert len(epci) == len(set(epci)) > 5


def test_illustrative_boundaries_are_said_beside_the_list(serving):
    assert "découpage illustratif" in text(screen(serving(RATES), "/"))


def test_the_front_page_stands_with_no_figure_at_all(serving):
    layout = screen(serving(), "/")
    assert "Aucun chiffre clé n’est publié" in text(layout)
    assert "Aucune source statistique n’a été reçue." in text(layout)
    assert "/sources" in links(layout)
