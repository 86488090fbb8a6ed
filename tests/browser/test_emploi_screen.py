"""The employment screen in a real browser, on the hand-made extracts: reached by pointer, keyboard and finger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Reader, Visit, reading, visiting
from tests.browser.serving import DESK, PHONE, Site, serving
from tests.browser.test_screens import violations
from tests.samples.emploi_warehouse import publish_emploi

SCREENS = {"desk": DESK, "phone": PHONE, "wall": {"viewport": {"width": 1920, "height": 1080}}}
NEAR = "/emploi?niveau=sdsei&territoire=est-bearn"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("emploi")
    with serving(publish_emploi(folder), folder / "server.log", processes=1) as found:
        yield found


@pytest.fixture(scope="module")
def readers(browser: Browser, site: Site) -> Iterator[dict[str, Reader]]:
    """A reader before each screen."""
    with ExitStack() as opened:
        yield {name: opened.enter_context(reading(browser, site, screen)) for name, screen in SCREENS.items()}


@pytest.fixture(scope="module")
def desk(readers) -> Reader:
    return readers["desk"]


@pytest.fixture(scope="module")
def phone(readers) -> Reader:
    return readers["phone"]


@pytest.fixture(params=SCREENS)
def screen(request) -> str:
    return request.param


@pytest.fixture
def visit_on_the_screen(readers, screen) -> Iterator[Visit]:
    with visiting(readers[screen]) as visit:
        yield visit


def tip(page: Page) -> Locator:
    return page.locator("#emploi-carte .carte-bulle")


@pytest.mark.parametrize("path", ["/emploi", NEAR], ids=["departement", "sdsei"])
def test_the_screen_is_accessible_with_every_table_open_and_never_scrolls_sideways(visit_on_the_screen, screen, path):
    page = visit_on_the_screen(path)
    page.evaluate("document.querySelectorAll('main details.jumeau').forEach((twin) => { twin.open = true; })")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == SCREENS[screen]["viewport"]["width"]


def test_the_keyboard_reaches_every_circle_and_hears_it(visit):
    page = visit("/emploi")
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


def test_pointer_and_keyboard_say_the_same_of_a_circle_and_of_the_area_under_it(visit):
    page = visit("/emploi")
    page.locator("#emploi-carte .carte-points circle").first.hover()
    by_pointer = tip(page).inner_text()
    page.locator("#emploi-carte .carte-cadre").focus()
    page.keyboard.press("p")
    assert tip(page).inner_text() == by_pointer
    page.keyboard.press("ArrowRight")
    expect(tip(page)).to_contain_text(re.compile("Est Béarn|Haut-Béarn"))
    expect(page.locator(".carte-point-survol")).to_have_count(0)


def test_a_finger_reads_a_circle_and_stays_on_the_page(visit_on_a_phone):
    page = visit_on_a_phone("/emploi")
    page.locator("#emploi-carte .carte-points circle").first.tap()
    expect(tip(page)).to_contain_text("4\u00a0structures")
    expect(page).to_have_url(re.compile("/emploi$"))


def test_a_territory_opened_on_the_map_is_the_one_of_the_screen_and_back_returns(visit):
    page = visit("/emploi")
    page.locator("#emploi-carte .carte-cadre").focus()
    page.keyboard.press("Home")
    expect(tip(page)).to_contain_text("Est Béarn")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("territoire=est-bearn"))
    expect(page.locator("#emploi-territoire")).to_have_value("sdsei:est-bearn")
    expect(page.locator(".chapeau")).to_contain_text("Est Béarn, comparé aux Pyrénées-Atlantiques")
    page.go_back()
    expect(page.locator("#emploi-territoire")).to_have_value("departement:64")


def test_a_control_keeps_the_keyboard_and_the_page_its_place_after_a_change(visit):
    page = visit("/emploi")
    control = page.locator("#emploi-indicateur")
    control.scroll_into_view_if_needed()
    control.focus()
    before = page.evaluate("scrollY")
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile("indicateur=siae_pour_10000_hab"))
    expect(page.locator("#emploi-indicateur")).to_be_focused()
    assert abs(page.evaluate("scrollY") - before) < 60


def test_the_legend_draws_circles_at_the_size_of_the_map(visit):
    page = visit("/emploi")
    largest = page.locator("#emploi-carte-cercles-legende circle").first
    expect(largest).to_be_attached()
    drawn = page.locator("#emploi-carte .carte-points circle").first.bounding_box()["width"]
    assert largest.bounding_box()["width"] == pytest.approx(drawn, abs=4)
