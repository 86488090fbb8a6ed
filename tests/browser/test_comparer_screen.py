"""The comparing screen in a browser: everyone reads it, the keyboard is enough, it fits a phone, a link says it all."""

from __future__ import annotations

from playwright.sync_api import expect

from observatoire.view.comparer import QUESTIONS
from tests.browser.test_screens import PHONE_WIDTH_PX, violations

EVERY_DRAWER = "document.querySelectorAll('main details').forEach((drawer) => { drawer.open = true; })"


def test_the_screen_is_accessible_with_every_drawer_open(visit):
    for path in ("/comparer", "/comparer?niveau=epci&tri=proximite&sans=population"):
        page = visit(path)
        page.evaluate(EVERY_DRAWER)
        assert violations(page) == []


def test_the_screen_is_accessible_and_one_column_on_a_phone(visit_on_a_phone):
    page = visit_on_a_phone("/comparer")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE_WIDTH_PX
    assert violations(page) == []


def test_headings_names_and_benchmark_stay_in_sight_when_the_rug_scrolls(visit):
    page = visit("/comparer?niveau=departement&repere=france")
    page.locator(".tapis").evaluate("(table) => table.parentElement.scrollTo(300, 900)")
    expect(page.locator(".tapis .repere th")).to_be_in_viewport()
    box, frame = (page.locator(name).bounding_box() for name in (".tapis .repere th", ".tableau-cadre:has(> .tapis)"))
    assert abs(box["x"] - frame["x"]) < 2 and box["y"] < frame["y"] + 300


def test_the_keyboard_changes_the_order_and_keeps_its_place(visit):
    page = visit("/comparer")
    order = page.get_by_label("Ordre des territoires")
    order.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#tapis ~ p").nth(2)).to_contain_text("Ordre par ressemblance")
    expect(order).to_be_focused()
    assert "tri=proximite" in page.url


def test_removing_a_variable_leaves_the_reader_there_and_a_copied_link_shows_the_same(visit):
    page = visit("/comparer")
    page.get_by_role("link", name="Retirer\u202f: Population municipale").click()
    expect(page.get_by_role("link", name="Remettre\u202f: Population municipale")).to_be_visible()
    expect(page.locator("table.semblables thead")).not_to_contain_text("Population")
    said = page.locator("table.semblables").inner_text()
    copied = visit("/comparer" + page.url.split("/comparer")[1])
    assert copied.locator("table.semblables").inner_text() == said


def test_the_table_of_contents_leads_to_each_question(visit):
    page = visit("/comparer")
    page.get_by_role("navigation", name="Questions de la page").get_by_text(QUESTIONS["semblables"]).click()
    expect(page.get_by_role("heading", name=QUESTIONS["semblables"])).to_be_in_viewport()
