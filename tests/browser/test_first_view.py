"""What is on screen before any script has run, and how it gives way to the screen that answers."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.screens import ready
from tests.browser.serving import DESK, PHONE

#: As in premiere_vue.js: the first view goes then, even if no screen has come.
GIVEN_UP_MS = 10_000
#: A difference of colour that an eye sees, of 255.
SEEN = 32


def picture(page) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("L"), dtype=int)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("path", ["/carte?niveau=commune", "/territoire/sdsei/est-bearn", "/"])
def test_the_screen_before_the_scripts_is_the_screen_after_them(browser, site, path, size):
    with browser.new_context(base_url=site.address, locale="fr-FR", **size) as context:
        page = context.new_page()
        page.route("**/*.js*", lambda route: route.abort())
        page.goto(path, wait_until="networkidle")
        before = picture(page)
        page.unroute("**/*.js*")
        page.goto(path)
        ready(page)
        page.wait_for_load_state("networkidle")
        after = picture(page)
    changed = abs(before - after) > SEEN
    assert before.std() > 20, "the first view is blank"
    assert changed.mean() < 0.08


def test_the_first_view_gives_way_when_the_map_is_there(visit_as_someone_else):
    page = visit_as_someone_else("/carte?niveau=commune")
    expect(page.locator("#premiere-vue")).to_have_count(0)
    expect(page.locator("#react-entry-point")).to_be_visible()
    assert page.locator("#react-entry-point").bounding_box()["y"] == 0


@pytest.mark.parametrize("path", ["/emploi", "/parcours", "/comparer", "/sources", "/indicateurs"])
def test_the_first_view_of_any_screen_gives_way_at_once(visit, path):
    """Long before the moment when it would be taken away for want of a screen."""
    page = visit(path)
    gone = page.evaluate("performance.now()")
    expect(page.locator("#premiere-vue")).to_have_count(0)
    assert gone < GIVEN_UP_MS


def test_a_reader_without_scripts_reads_the_figures(browser, site):
    with browser.new_context(base_url=site.address, java_script_enabled=False, **DESK) as context:
        page = context.new_page()
        page.goto("/territoire/departement/64")
        assert picture(page).std() > 20
        expect(page.locator("noscript")).to_have_count(1)
