"""A reader collects figures with the keyboard, writes beside them, and finds them again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import open_screen, ready
from tests.browser.test_screens import PHONE_WIDTH_PX, violations

#: Long after the keyboard would have been given back.
CALM_MS = 500


@pytest.fixture
def collected(visit_as_someone_else) -> Page:
    """The panier of a reader who has added a map and the steps of the parcours, from the keyboard."""
    return _collect(visit_as_someone_else("/carte?niveau=sdsei"))


def _collect(page: Page) -> Page:
    _add(page, "Ajouter au panier")
    open_screen(page, "/parcours")
    _add(page, "Ajouter au panier\u202f: Où le parcours s’arrête-t-il\u202f?")
    expect(page.get_by_role("link", name="Panier (2)", exact=True)).to_be_visible()
    page.get_by_role("link", name="Panier (2)", exact=True).click()
    expect(page.locator("article")).to_have_count(2)
    return page


def _add(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Ajouté au panier")).to_be_visible()


def titles(page: Page) -> list[str]:
    return page.locator("article h2").all_inner_texts()


def test_figures_are_ordered_commented_and_taken_out_without_a_mouse(collected):
    page = collected
    assert re.search(r"/panier/[\w-]{22}$", page.url)
    first, second = titles(page)
    page.get_by_label("Commentaire").first.fill("À redire en commission")
    page.get_by_role("button", name=f"Descendre\u202f: {first}").focus()  # leaving the field saves it
    page.keyboard.press("Enter")
    expect(page.locator("article h2").first).to_have_text(second)
    expect(page.get_by_role("button", name=f"Monter\u202f: {first}")).to_be_focused()
    page.reload()
    ready(page)
    expect(page.get_by_label("Commentaire").nth(1)).to_have_value("À redire en commission")

    page.get_by_role("button", name=f"Retirer\u202f: {first}").click()
    expect(page.locator("article")).to_have_count(1)
    expect(page.get_by_role("button", name="Remettre")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("article")).to_have_count(2)
    expect(page.get_by_label("Commentaire").nth(1)).to_have_value("À redire en commission")

    page.get_by_label("Titre").fill("Comité de mars")
    page.keyboard.press("Tab")
    expect(page.get_by_role("heading", level=1)).to_have_text("Comité de mars")
    assert violations(page) == []


def test_the_keyboard_stays_where_the_reader_went_meanwhile(collected):
    page, asked = collected, "**/_dash-update-component"
    second, held = titles(page)[1], []
    page.route(asked, lambda route: held.append(route))
    page.get_by_role("button", name=re.compile("^Descendre")).first.click()
    expect(page.get_by_role("status").filter(has_text="Figure descendue")).to_be_visible()
    page.get_by_label("Titre").focus()
    page.unroute(asked)
    for route in held:
        route.continue_()
    expect(page.locator("article h2").first).to_have_text(second)
    page.wait_for_timeout(CALM_MS)
    expect(page.get_by_label("Titre")).to_be_focused()


def test_a_panier_is_exported_and_the_code_of_a_figure_leads_to_its_page(collected, tmp_path):
    page = collected
    page.locator(".menu-exporter summary").click()
    assert violations(page) == []
    with page.expect_download() as started:
        page.get_by_role("link", name="Images de chaque figure (ZIP)").click()
    assert started.value.suggested_filename == "demonstration-panier-de-figures.zip"
    kept = page.request.get(page.url.replace("/panier/", "/fichiers/panier/") + ".xlsx")
    assert kept.ok and kept.body().startswith(b"PK")


def test_two_tabs_never_undo_each_other_unknowingly(browser, site):
    """In a browser that is not watched: it notes the refusal of the server as a fault."""
    context = browser.new_context(base_url=site.address, locale="fr-FR")
    page = context.new_page()
    open_screen(page, "/carte?niveau=sdsei")
    _collect(page)
    other = context.new_page()
    open_screen(other, page.url)
    other.get_by_label("Titre").fill("Vu ailleurs")
    other.keyboard.press("Tab")
    expect(other.get_by_role("heading", level=1)).to_have_text("Vu ailleurs")
    with page.expect_response("**/changer") as refused:
        page.get_by_role("button", name=re.compile("^Retirer")).first.click()
    assert refused.value.status == 409
    expect(page.get_by_role("status").filter(has_text="modifié depuis")).to_be_visible()
    expect(page.locator("article")).to_have_count(2)
    context.close()


def test_the_panier_fits_a_phone(collected):
    collected.set_viewport_size({"width": PHONE_WIDTH_PX, "height": 844})
    assert collected.evaluate("document.documentElement.scrollWidth") == PHONE_WIDTH_PX
    assert violations(collected) == []
