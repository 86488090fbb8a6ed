"""The employment screen in a real browser, on the hand-made extracts: reached by pointer, keyboard and finger."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.screens import open_screen
from tests.browser.serving import DESK, PHONE, Site, serving, watch
from tests.samples.emploi_warehouse import publish_emploi

WALL = {"viewport": {"width": 1920, "height": 1080}}
NEAR = "/emploi?niveau=sdsei&territoire=est-bearn"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("emploi")
    with serving(publish_emploi(folder), folder / "server.log", processes=1) as found:
        yield found


@pytest.fixture
def opened(browser: Browser, site: Site):
    """`opened(path, screen)`: a page of the site. The test fails when a page met an error or a warning."""
    faults: list[str] = []
    contexts = []

    def open_page(path: str, screen: dict = DESK) -> Page:
        contexts.append(browser.new_context(base_url=site.address, locale="fr-FR", **screen))
        contexts[-1].set_default_timeout(PATIENCE_MS)
        watch(contexts[-1], faults)
        page = contexts[-1].new_page()
        open_screen(page, path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


def tip(page: Page) -> Locator:
    return page.locator("#emploi-carte .carte-bulle")


@pytest.mark.parametrize("screen", [DESK, PHONE, WALL], ids=["desk", "phone", "wall"])
@pytest.mark.parametrize("path", ["/emploi", NEAR], ids=["departement", "sdsei"])
def test_the_screen_is_accessible_with_every_table_open_and_never_scrolls_sideways(opened, screen, path):
    page = opened(path, screen)
    page.evaluate("document.querySelectorAll('main details.jumeau').forEach((twin) => { twin.open = true; })")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == screen["viewport"]["width"]


def test_the_keyboard_reaches_every_circle_and_hears_it(opened):
    page = opened("/emploi")
    expect(page.locator("#emploi-carte .carte-points circle")).to_have_count(2)
    page.locator("#emploi-carte .carte-cadre").focus()
    page.keyboard.press("p")
    expect(tip(page)).to_contain_text("Pau")
    expect(page.locator("#emploi-carte [aria-live]")).to_contain_text("4\u00a0structures (2\u00a0ACI")
    page.keyboard.press("p")
    expect(tip(page)).to_contain_text("Oloron-Sainte-Marie")
    page.keyboard.press("p")
    expect(tip(page)).to_contain_text("Pau")
    page.keyboard.press("Shift+P")
    expect(tip(page)).to_contain_text("Oloron-Sainte-Marie")
    expect(page.locator(".carte-point-survol")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(tip(page)).to_be_hidden()
    expect(page.locator(".carte-point-survol")).to_have_count(0)
    expect(page.locator("#emploi-carte-aide")).to_contain_text("point suivant")


def test_pointer_and_keyboard_say_the_same_of_a_circle_and_of_the_area_under_it(opened):
    page = opened("/emploi")
    page.locator("#emploi-carte .carte-points circle").first.hover()
    by_pointer = tip(page).inner_text()
    page.locator("#emploi-carte .carte-cadre").focus()
    page.keyboard.press("p")
    assert tip(page).inner_text() == by_pointer
    page.keyboard.press("ArrowRight")
    expect(tip(page)).to_contain_text(re.compile("Est Béarn|Haut-Béarn"))
    expect(page.locator(".carte-point-survol")).to_have_count(0)


def test_a_finger_reads_a_circle_and_stays_on_the_page(opened):
    page = opened("/emploi", PHONE)
    page.locator("#emploi-carte .carte-points circle").first.tap()
    expect(tip(page)).to_contain_text("4\u00a0structures")
    expect(page).to_have_url(re.compile("/emploi$"))


def test_a_territory_opened_on_the_map_is_the_one_of_the_screen_and_back_returns(opened):
    page = opened("/emploi")
    page.locator("#emploi-carte .carte-cadre").focus()
    page.keyboard.press("Home")
    expect(tip(page)).to_contain_text("Est Béarn")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("territoire=est-bearn"))
    expect(page.locator("#emploi-territoire")).to_have_value("sdsei:est-bearn")
    expect(page.locator(".chapeau")).to_contain_text("Est Béarn, à côté de Pyrénées-Atlantiques")
    page.go_back()
    expect(page.locator("#emploi-territoire")).to_have_value("departement:64")


def test_a_control_keeps_the_keyboard_and_the_page_its_place_after_a_change(opened):
    page = opened("/emploi")
    control = page.locator("#emploi-indicateur")
    control.scroll_into_view_if_needed()
    control.focus()
    before = page.evaluate("scrollY")
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile("indicateur=siae_pour_10000_hab"))
    expect(page.locator("#emploi-indicateur")).to_be_focused()
    assert abs(page.evaluate("scrollY") - before) < 60


def test_the_legend_draws_circles_at_the_size_of_the_map(opened):
    page = opened("/emploi")
    largest = page.locator("#emploi-carte-cercles-legende circle").first
    expect(largest).to_be_attached()
    drawn = page.locator("#emploi-carte .carte-points circle").first.bounding_box()["width"]
    assert largest.bounding_box()["width"] == pytest.approx(drawn, abs=4)
