"""What is true of every screen: everyone can read it, it fits a phone, it says that its figures are invented."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.screens import SCREENS, ready
from tests.browser.serving import serving, watch

every_screen = pytest.mark.parametrize("path", SCREENS.values(), ids=SCREENS.keys())
PHONE_WIDTH_PX = 390


def violations(page: Page) -> list[str]:
    """What axe finds wrong in the page, one line an element."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@every_screen
def test_the_screen_is_accessible_named_in_french_and_says_that_its_figures_are_invented(visit, path):
    page = visit(path)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page).to_have_title(re.compile(r"\w.* — Observatoire de la pauvreté et de l’insertion$"))
    expect(page.locator("aside.bandeau-demo")).to_have_text("Données de démonstration, fictives")
    expect(page.locator("aside.bandeau-demo")).to_be_in_viewport()
    assert violations(page) == []


@every_screen
def test_the_screen_never_scrolls_sideways_on_a_phone(visit_on_a_phone, path):
    page = visit_on_a_phone(path)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE_WIDTH_PX
    expect(page.locator("aside.bandeau-demo")).to_be_in_viewport()


@pytest.mark.parametrize(
    "name", ["carte d’un taux par commune", "tableau des SDSeI", "portrait du département", "sources"]
)
def test_the_screen_is_accessible_on_a_phone_too(visit_on_a_phone, name):
    page = visit_on_a_phone(SCREENS[name])
    assert violations(page) == []


def test_an_open_export_menu_and_a_highlighted_territory_are_accessible(visit):
    page = visit("/carte?niveau=commune&territoire=64445")
    page.locator(".menu-exporter summary").click()
    expect(page.locator("#carte-exports a").first).to_be_visible()
    assert violations(page) == []


def test_suggestions_of_the_search_are_accessible(visit):
    page = visit("/")
    page.get_by_role("combobox", name="Chercher un territoire").fill("or")
    expect(page.get_by_role("option").first).to_be_visible()
    assert violations(page) == []


def test_sources_are_accessible_with_every_drawer_open(visit):
    page = visit("/sources")
    page.evaluate("document.querySelectorAll('main details').forEach((drawer) => { drawer.open = true; })")
    assert violations(page) == []


def test_a_whole_series_is_accessible_once_opened(visit):
    page = visit(SCREENS["portrait du département"])
    page.get_by_text("Série complète : Foyers allocataires du revenu de solidarité active (RSA)").click()
    drawer = page.locator("details.serie[open]")
    expect(drawer.locator("svg.main-svg").first).to_be_visible()
    expect(drawer.get_by_role("table")).to_be_visible()
    assert violations(page) == []


def test_before_any_publication_the_site_says_what_to_run(browser, tmp_path):
    faults: list[str] = []
    absent, log = tmp_path / "absent.duckdb", tmp_path / "server.log"
    with serving(absent, log, processes=1) as site, browser.new_context(locale="fr-FR") as context:
        watch(context, faults)
        page = context.new_page()
        page.goto(f"{site.address}/carte")
        ready(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Aucune donnée n’est encore publiée")
        expect(page.locator("main")).to_contain_text("make demo")
        assert violations(page) == []
    assert faults == []


def test_the_benchmark_chosen_on_one_screen_is_that_of_the_next(visit):
    page = visit("/territoire/sdsei/est-bearn?repere=france_metro")
    for name, control in (("Carte", "#carte-repere"), ("Comparer", "#comparer-repere")):
        page.get_by_role("navigation", name="Navigation principale").get_by_role("link", name=name).click()
        expect(page.locator(control)).to_have_value("france_metro")
    page.get_by_role("navigation", name="Navigation principale").get_by_role("link", name="Accueil").click()
    expect(page.locator("[aria-current=true]", has_text="France métropolitaine")).to_be_visible()
