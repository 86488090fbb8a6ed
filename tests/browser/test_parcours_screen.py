"""The parcours screen in a browser: everyone reads it, the keyboard is enough, it fits a phone, a link says it all."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from observatoire.figures.palette import PALETTES
from observatoire.view.parcours import QUESTIONS
from tests.browser.conftest import Reader, reading, visiting
from tests.browser.serving import DESK, PHONE, Site, serving
from tests.browser.test_screens import PHONE_WIDTH_PX, violations
from tests.samples.parcours_warehouse import publish_parcours

EST_BEARN = "/parcours?niveau=sdsei&territoire=est-bearn"


@pytest.fixture(scope="module")
def parcours_site(tmp_path_factory) -> Iterator[Site]:
    """The real server on the invented département that has given extracts."""
    folder = tmp_path_factory.mktemp("parcours")
    with serving(publish_parcours(folder), folder / "server.log", processes=1) as started:
        yield started


@pytest.fixture(scope="module")
def desk(browser: Browser, parcours_site: Site) -> Iterator[Reader]:
    with reading(browser, parcours_site, DESK) as reader:
        yield reader


@pytest.fixture(scope="module")
def phone(browser: Browser, parcours_site: Site) -> Iterator[Reader]:
    with reading(browser, parcours_site, PHONE) as reader:
        yield reader


@pytest.mark.parametrize("path", ["/parcours", EST_BEARN, "/parcours?niveau=sdsei&territoire=bab&periode=2026"])
def test_the_screen_is_accessible_with_every_drawer_open(visit, path):
    page = visit(path)
    page.evaluate("document.querySelectorAll('main details').forEach((drawer) => { drawer.open = true; })")
    assert violations(page) == []


def test_the_screen_is_accessible_and_one_column_on_a_phone(visit_on_a_phone):
    page = visit_on_a_phone(EST_BEARN)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE_WIDTH_PX
    wide = page.evaluate(
        "[...document.querySelectorAll('main .bloc figure, main .bloc table')]"
        ".filter((part) => !part.closest('.tableau-cadre'))"
        ".filter((part) => part.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert wide == 0
    assert violations(page) == []


def test_the_map_is_read_at_a_desk_and_on_a_phone(visit, visit_on_a_phone):
    for visited in (visit, visit_on_a_phone):
        page = visited("/parcours")
        image = page.get_by_role("img", name="Carte\u202f: Délai médian d’orientation")
        image.scroll_into_view_if_needed()
        assert image.evaluate("(drawn) => drawn.complete && drawn.naturalWidth > 0")
        frame = image.bounding_box()
        assert frame["width"] > 300 and abs(frame["width"] / frame["height"] - 527 / 127) < 0.1
        marks = [mark.bounding_box() for mark in page.locator(".valeur-carte").all()]
        assert len(marks) == 3
        for mark in marks:
            assert frame["x"] <= mark["x"] and mark["x"] + mark["width"] <= frame["x"] + frame["width"]
            assert frame["y"] <= mark["y"] and mark["y"] + mark["height"] <= frame["y"] + frame["height"]
        small = page.evaluate(
            "[...document.querySelectorAll('.figure-delais *')]"
            ".filter((part) => part.textContent && parseFloat(getComputedStyle(part).fontSize) < 14).length"
        )
        assert small == 0


def test_a_value_stands_on_its_own_territory(visit):
    page = visit("/parcours")
    frame = page.get_by_role("img", name="Carte\u202f: Délai médian d’orientation").bounding_box()
    dark = page.locator(".valeur-carte", has_text="118").bounding_box()
    middle = (dark["x"] + dark["width"] / 2 - frame["x"]) / frame["width"]
    assert 0.6 < middle < 0.8  # the fourth of five squares


def test_the_map_leads_to_the_map_screen_by_the_keyboard(visit):
    page = visit("/parcours?niveau=sdsei&territoire=nive-nivelle")
    page.get_by_role("link", name="Ouvrir sur l’écran Carte").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#carte-sous-titre")).to_contain_text("Délai médian entre la demande de RSA")
    for kept in ("niveau=sdsei", "periode=2025", "territoire=nive-nivelle"):
        assert kept in page.url


def test_the_map_is_seen_without_scripts(browser, parcours_site):
    with browser.new_context(base_url=parcours_site.address, java_script_enabled=False, **DESK) as context:
        page = context.new_page()
        page.goto("/parcours", wait_until="networkidle")
        seen = np.asarray(Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB"))
    darkest = tuple(bytes.fromhex(PALETTES["difficulty"][4].removeprefix("#")))
    assert (seen == darkest).all(axis=-1).sum() > 5_000  # the swatch of the legend has 600


def test_words_of_persons_at_risk_do_not_overlap(visit, visit_on_a_phone):
    for visited in (visit, visit_on_a_phone):
        page = visited("/parcours")
        boxes = page.evaluate(
            "[...document.querySelectorAll('.attendent .ligne:first-of-type > span')]"
            ".map((mark) => mark.getBoundingClientRect()).filter((box) => box.width)"
            ".map((box) => [box.left, box.right])"
        )
        assert len(boxes) >= 2
        assert all(before[1] <= after[0] for before, after in zip(boxes, boxes[1:], strict=False))


def test_the_day_under_the_axis_is_the_day_of_the_axis(visit):
    """The row of persons still waiting is HTML, the axis is Plotly: they share their margins."""
    page = visit("/parcours")
    middle = "(box) => (box.left + box.right) / 2"
    mark = page.evaluate(f"({middle})(document.querySelector('.attendent .j91').getBoundingClientRect())")
    tick = page.evaluate(
        f"({middle})([...document.querySelectorAll('.courbe .xtick text')]"
        ".find((word) => word.textContent === '91').getBoundingClientRect())"
    )
    assert abs(mark - tick) < 3


def test_the_keyboard_changes_the_year_and_keeps_its_place(visit):
    page = visit("/parcours")
    years = page.get_by_label("Année de la demande")
    years.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("main .chapeau")).to_contain_text("en 2024")
    expect(years).to_be_focused()
    assert "periode=2024" in page.url


def test_a_link_reproduces_the_screen_and_back_returns_to_the_one_before(visit):
    page = visit("/parcours")
    page.get_by_label("Territoire", exact=True).select_option(label="Est Béarn")
    expect(page.locator("main .chapeau")).to_contain_text("Est Béarn, comparé aux Pyrénées-Atlantiques")
    said = page.locator(".chiffres-cles").inner_text()
    copied = visit(page.url.removeprefix(page.url.split("/parcours")[0]))
    assert copied.locator(".chiffres-cles").inner_text() == said
    page.go_back()
    expect(page.get_by_label("Territoire", exact=True)).to_have_value("departement:64")


def test_another_level_of_the_ranking_leaves_the_reader_on_the_same_question(visit):
    page = visit("/parcours")
    page.get_by_role("radio", name="EPCI").check()
    expect(page.locator("table.lieux")).to_contain_text("CC de l’Amont")
    expect(page.get_by_role("heading", name=QUESTIONS["territoires"])).to_be_in_viewport()


def test_the_table_of_contents_leads_to_each_question(visit):
    page = visit("/parcours")
    page.get_by_role("navigation", name="Questions de la page").get_by_text(QUESTIONS["evenements"]).click()
    expect(page.get_by_role("heading", name=QUESTIONS["evenements"])).to_be_in_viewport()


def test_without_extracts_the_screen_is_accessible_and_says_what_to_do(browser, tmp_path):
    with (
        serving(publish_parcours(tmp_path, extracts=False), tmp_path / "server.log", processes=1) as site,
        reading(browser, site, DESK) as reader,
        visiting(reader) as visit,
    ):
        page = visit("/parcours")
        expect(page.locator("main")).to_contain_text("Le département n’a pas encore donné d’extraits")
        assert violations(page) == []
