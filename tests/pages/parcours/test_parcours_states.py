"""Every state of the parcours screen: nothing hidden reachable, no crash, and an address for each choice."""

import json

import pytest

from observatoire.typography import french
from tests.pages.screens import components, figures, links, row, screen, section, text
from tests.samples.parcours_warehouse import QUARTERS
from tests.samples.parcours_warehouse import row as figure

EST_BEARN = "?niveau=sdsei&territoire=est-bearn"


def test_a_territory_without_a_curve_says_so(shown):
    assert "moins de 50 personnes sont suivies" in text(section(shown("?niveau=sdsei&territoire=bab"), "attente"))


def test_a_curve_that_is_hidden_is_said_to_be(shown):
    words = text(section(shown("?niveau=sdsei&territoire=ouest-bearn"), "attente"))
    assert "la courbe l’est avec lui" in words and "moins de 50 personnes" not in words


@pytest.mark.parametrize("territory", ["bab", "haut-bearn", "nive-nivelle", "ouest-bearn", "est-bearn"])
@pytest.mark.parametrize("period", ["2025", "2026"])
@pytest.mark.parametrize("origin", ["demande", "reception"])
def test_no_state_of_the_screen_crashes(shown, territory, period, origin):
    layout = shown(f"?niveau=sdsei&territoire={territory}&periode={period}&origine={origin}")
    assert text(components(layout, "H1")).startswith("Du RSA à l’emploi")
    assert "None" not in text(layout) and "nan" not in text(layout)


def test_the_screen_of_a_cohort_too_young_says_it_once_and_draws_no_empty_chart(shown):
    layout = shown("?periode=2026")
    assert "ne sont pas suivies depuis assez longtemps" in text(layout)
    assert figures(section(layout, "seuils")) == [] and figures(section(layout, "territoires")) == []


def test_delays_by_kind_of_person_that_are_not_known_are_said_in_place_of_their_chart(site):
    young = [
        figure("delai_median_orientation", None, period="2026", breakdown=cut, status="immature")
        for cut in ("sexe:F", "sexe:M")
    ]
    block = section(screen(site(young), "/parcours", "?periode=2026"), "publics")
    assert "aucun de ces délais n’est connu pour les personnes entrées en 2026" in text(block)
    assert "graphiques" not in text(block) and figures(block) == []


def test_a_hidden_figure_is_nowhere_in_the_page(site):
    """Not in its words, nor in its charts, nor in the number of persons behind it."""
    hidden = figure(
        "delai_median_orientation",
        None,
        level="sdsei",
        territory="ouest-bearn",
        status="secret",
        qualifier="ours",
        denominator=73713,
    )
    reader = site([hidden])
    for query in ("", "?niveau=sdsei&territoire=ouest-bearn", "?niveau=sdsei&territoire=bab&comparer=ouest-bearn"):
        assert "73713" not in json.dumps(screen(reader, "/parcours", query)).replace("\\u202f", "")


def test_what_the_extracts_do_not_hold_is_said_where_its_figure_would_be(site):
    absent = {"status": "missing", "qualifier": "no_extract"}
    signed = {"method": "aucun contrat signé n’a de date de signature dans les extraits", **absent}
    decided = {"method": "aucune orientation décidée dans les extraits", **absent}
    months = [f"{year}-{month:02}" for year in (2025, 2026) for month in (3, 6, 9, 12)][:6]
    reader = site(
        [
            figure("personnes_etape", None, breakdown="etape:contrat", **signed),
            figure("delai_median_contrat", None, **signed),
            figure("part_contrat_30_jours", None, **signed),
            *(figure("stock_attente_orientation", None, period=month, **decided) for month in months),
            *(figure("delai_median_orientation_trimestre", None, period=quarter, **decided) for quarter in QUARTERS),
            figure("delai_median_orientation", None, level="epci", territory="200000001", period="2019", **decided),
        ]
    )
    no_curve = text(section(screen(reader, "/parcours", "?niveau=epci&territoire=200000001&periode=2019"), "attente"))
    assert french("Aucune courbe : aucune orientation décidée dans les extraits.") in no_curve
    layout = screen(reader, "/parcours")
    steps = section(layout, "etapes")
    assert text(steps).count("aucun contrat signé n’a de date de signature") == 1
    assert "non disponible" in row(steps, "Premier contrat signé")
    assert "aucun contrat signé" in text(section(layout, "pratiques"))
    for block in ("stock", "evenements"):
        assert french("pour ce territoire : aucune orientation décidée dans les extraits.") in text(
            section(layout, block)
        )


def test_a_level_of_ranking_that_is_not_there_is_replaced_in_the_words_of_the_screen(shown):
    said = " ".join(text(shown("?decoupage=commune")).split())
    assert "Vous demandiez le découpage « communes », sans objet ici : voici « SDSeI »." in said


def test_without_extracts_the_screen_says_how_to_give_them(site):
    layout = screen(site(extracts=False), "/parcours")
    words = text(layout)
    assert "Le département n’a pas encore donné d’extraits" in words
    assert "docs/extraits.md" in words and "python -m etl extracts check" in words
    assert "/indicateur/delai_orientation_oarsa" in links(layout)


def test_an_illustrative_perimeter_is_said_in_the_title(shown):
    assert "découpage illustratif" in text(components(shown(EST_BEARN), "H1"))
    assert "découpage illustratif" not in text(components(shown(), "H1"))


def test_the_navigation_leads_to_the_screen(reader):
    layout = reader.get("/_dash-layout").json
    assert "/parcours" in links(layout)


def choose(reader, changed, **values):
    """Choose in a list of the screen, as the browser tells the server."""
    chosen = {
        "territoire": "departement:64",
        "periode": "2025",
        "origine": "demande",
        "comparer": "aucun",
        "decoupage": "sdsei",
    } | values
    answer = reader.post(
        "/_dash-update-component",
        json={
            "output": "parcours-navigation.href",
            "outputs": {"id": "parcours-navigation", "property": "href"},
            "inputs": [{"id": f"parcours-{key}", "property": "value", "value": value} for key, value in chosen.items()],
            "changedPropIds": [f"parcours-{changed}.value"],
        },
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json["response"]["parcours-navigation"]["href"]


def test_a_choice_goes_to_the_address_which_shows_it(reader):
    address = choose(reader, "periode", territoire="sdsei:est-bearn", periode="2025", comparer="nive-nivelle")
    path, _, query = address.partition("?")
    assert path == "/parcours"
    assert "Est Béarn, comparé à Nive-Nivelle" in text(screen(reader, path, f"?{query}"))


def test_another_territory_is_compared_as_by_default(reader):
    address = choose(reader, "territoire", territoire="sdsei:est-bearn", comparer="aucun")
    assert "comparer" not in address
    assert "comparé aux Pyrénées-Atlantiques" in text(screen(reader, "/parcours", "?" + address.partition("?")[2]))
