"""The choices of the map screen: each changes the map, its legend and its address, which gives the view back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.screens import ready
from tests.browser.the_map import asked, drawn, fills, hover, tip, whole_number


def test_a_first_visit_reads_the_key_figures_of_the_departement_then_opens_the_map(visit):
    page = visit("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Où en sommes-nous\u202f?")
    poverty = page.locator(".chiffre-cle").filter(has_text="Taux de pauvreté").first
    value = poverty.locator(".valeur").inner_text()
    assert re.fullmatch(r"\d+,\d\u202f%", value)
    expect(poverty).to_contain_text("France\u202f:")
    poverty.get_by_role("link", name="Voir sur la carte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Où la pauvreté est-elle la plus forte\u202f?")
    ready(page)
    page.get_by_label("Repère").select_option(label="Pyrénées-Atlantiques")
    page.get_by_label("Territoire", exact=True).select_option(label="Est Béarn")
    expect(page.locator("#carte-fiche")).to_contain_text(f"(Pyrénées-Atlantiques, {value})")


def test_each_choice_changes_the_map_its_legend_and_its_address(visit):
    page = visit("/carte")
    seen = [drawn(page)]

    def then(parameter: str, value: str, areas: int) -> None:
        expect(page).to_have_url(re.compile(rf"[?&]{parameter}={value}(&|$)"))
        ready(page)
        expect(page.locator(".carte-zones path")).to_have_count(areas)
        seen.append(drawn(page))
        assert seen[-1].classes != seen[-2].classes
        assert sum(count for _, count in seen[-1].legend) == areas

    page.get_by_role("radio", name="Communes").check()
    then("niveau", "commune", 545)
    page.get_by_label("Période").select_option("2019")
    then("periode", "2019", 545)
    page.get_by_label("Classes").select_option("quantiles")
    then("classes", "quantiles", 545)
    page.get_by_label("Indicateur").select_option(label="Niveau de vie médian")
    then("indicateur", "niveau_vie_median", 545)
    page.get_by_label("Classes").select_option("repere")
    then("classes", "repere", 545)
    page.get_by_label("Repère").select_option(label="Nouvelle-Aquitaine")
    then("repere", "region", 545)
    page.get_by_role("radio", name="EPCI").check()
    then("niveau", "epci", 10)


def test_a_copied_link_shows_the_same_view_to_someone_else(visit, visit_as_someone_else):
    page = visit("/carte")
    page.get_by_role("radio", name="Communes").check()
    page.get_by_label("Classes").select_option("quantiles")
    page.get_by_label("Territoire", exact=True).select_option(label="Oloron-Sainte-Marie")
    expect(page).to_have_url(re.compile("territoire=64422"))
    expect(page.locator("#carte-fiche h2")).to_have_text("Oloron-Sainte-Marie")
    elsewhere = visit_as_someone_else(page.url)
    assert drawn(elsewhere) == drawn(page)
    assert asked(elsewhere) == asked(page)
    expect(elsewhere.locator("#carte-fiche h2")).to_have_text("Oloron-Sainte-Marie")
    expect(elsewhere.get_by_label("Territoire", exact=True)).to_have_value("64422")


def test_back_and_forward_walk_through_the_views_already_seen(visit):
    page = visit("/carte?niveau=epci")
    first = drawn(page)
    page.get_by_role("radio", name="SDSeI").check()
    expect(page.locator(".carte-zones path")).to_have_count(7)
    second = drawn(page)
    page.get_by_label("Indicateur").select_option(label="Foyers allocataires du revenu de solidarité active (RSA)")
    expect(page.locator(".carte-cercles circle").first).to_be_attached()
    page.go_back()
    expect(page.locator(".carte-cercles circle")).to_have_count(0)
    assert drawn(page) == second
    page.go_back()
    expect(page.get_by_role("radio", name="EPCI")).to_be_checked()
    expect(page.locator(".carte-zones path")).to_have_count(10)
    assert drawn(page) == first
    page.go_forward()
    expect(page.get_by_role("radio", name="SDSeI")).to_be_checked()
    expect(page.locator(".carte-zones path")).to_have_count(7)
    assert drawn(page) == second


def test_map_table_and_bars_keep_the_chosen_territory(visit):
    page = visit("/carte?niveau=sdsei")
    page.get_by_label("Territoire", exact=True).select_option(label="Haut-Béarn")
    figure = page.locator("#carte-fiche .valeur")
    expect(page.locator("#carte-fiche h2")).to_contain_text("Haut-Béarn")
    number = figure.inner_text().split("\u202f")[0]
    page.get_by_role("radio", name="Tableau").check()
    chosen = page.locator("#carte-tableau tr.selection")
    expect(chosen).to_contain_text("Haut-Béarn")
    expect(chosen.locator("td").first).to_have_text(re.compile(rf"^{number}(\D|$)"))
    page.get_by_role("radio", name="Barres").check()
    expect(page.locator("#carte-barres .ytick text").filter(has_text="Haut-Béarn")).to_contain_text(number)
    expect(page.get_by_label("Territoire", exact=True)).to_have_value("haut-bearn")
    page.get_by_role("radio", name="Carte").check()
    expect(page.locator(".carte-choisi path").last).to_have_attribute("d", re.compile("^M"))
    assert asked(page)["territoire"] == "haut-bearn"


def test_rates_are_colours(visit):
    page = visit("/carte?niveau=epci")
    expect(page.locator(".carte-cercles circle")).to_have_count(0)
    assert len({fill for fill in fills(page) if fill.startswith("rgb")}) >= 3


def test_counts_are_circles_whose_area_follows_the_number(visit):
    page = visit("/carte?indicateur=foyers_rsa&niveau=sdsei")
    assert len(set(fills(page))) == 1
    read = []
    for rank in range(7):
        hover(page, rank)
        circle = page.locator(f'.carte-cercles circle[data-i="{rank}"]')
        read.append((whole_number(tip(page).locator("span").inner_text()), float(circle.get_attribute("r"))))
    per_household = [radius**2 / households for households, radius in read]
    assert per_household == pytest.approx([per_household[0]] * 7, rel=0.02)


def test_secret_communes_are_hatched_counted_and_said_in_words(visit):
    page = visit("/carte?niveau=commune")
    seen, painted = drawn(page), fills(page)
    secret = [rank for rank, name in enumerate(seen.classes) if name == "k-secret"]
    assert {painted[rank] for rank in secret} == {'url("#carte-secret")'}
    assert page.locator("#carte-secret path").evaluate("shape => getComputedStyle(shape).stroke").startswith("rgb(")
    assert dict(seen.legend)["Secret statistique"] == len(secret) > 400
    said = f"{len(secret)} communes sur 545 n’ont pas de chiffre (secret statistique)"
    expect(page.locator("#carte-faits")).to_contain_text(said)
    hover(page, secret[0])
    expect(tip(page).locator("span")).to_have_text("secret statistique")


def test_an_address_that_asks_what_does_not_exist_shows_something_else_and_says_so(visit):
    page = visit("/carte?indicateur=bonheur&niveau=lune&periode=1800&repere=mars&vue=film&territoire=personne")
    notes = page.locator("#carte-notes")
    for unknown in ("bonheur", "lune", "1800", "mars", "film", "personne"):
        expect(notes).to_contain_text(f"«\u202f{unknown}\u202f»")
    assert asked(page) == {
        "indicateur": "taux_pauvrete",
        "niveau": "sdsei",
        "periode": "2021",
        "repere": "departement",
        "vue": "carte",
        "classes": "jenks",
    }
    page.get_by_role("radio", name="EPCI").check()
    expect(notes).to_have_text("")


def test_every_indicator_that_can_be_chosen_draws_colours_or_circles(visit):
    page = visit("/carte")
    choices = page.locator("#carte-indicateur option:not([disabled])")
    for value in choices.evaluate_all("options => options.map((option) => option.value)"):
        page.get_by_label("Indicateur").select_option(value)
        expect(page).to_have_url(re.compile(f"indicateur={value}&"))
        ready(page)
        figures = page.locator('.carte-zones [class^="k-c"]')
        expect(page.locator(".carte-cercles circle").or_(figures).first).to_be_attached()


def _bottom(page, part: str) -> float:
    box = page.locator(part).bounding_box()
    return box["y"] + box["height"]


def test_the_map_its_legend_and_the_chosen_territory_are_read_together_without_scrolling(visit):
    page = visit("/carte?niveau=commune&territoire=64445")
    below = [part for part in ("#carte-fiche", "#carte-legende", ".carte-cadre") if _bottom(page, part) > 900]
    assert below == [], "part of it is below a window of 900 pixels"


def test_on_a_phone_the_map_is_on_the_first_screen_and_how_it_is_shown_comes_after_its_legend(visit_on_a_phone):
    page = visit_on_a_phone("/carte?niveau=epci")
    places = [page.locator(part).bounding_box()["y"] for part in (".carte-cadre", "#carte-legende", ".barre-outils")]
    assert places[0] < page.viewport_size["height"] - 150
    assert places == sorted(places)


def test_the_bars_beside_the_map_give_whole_names(visit):
    page = visit("/carte?niveau=sdsei")
    names = page.locator("#carte-a-cote .ytick text").all_text_contents()
    assert any("BAB" in name and "Biarritz)" in name for name in names)
    assert not [name for name in names if "…" in name]
