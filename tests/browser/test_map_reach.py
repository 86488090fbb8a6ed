"""Three ways to a territory on the map (pointer, keyboard, list) and the walk of a keyboard through the screen."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.screens import ready
from tests.browser.the_map import hover, point_on_screen, tip


def focused(page) -> dict:
    """What has the keyboard: its tag, its words, its landmark, and whether a ring shows it."""
    return page.evaluate("""() => {
        const node = document.activeElement;
        const label = node.matches('.segments input') ? node.nextElementSibling : node;
        const style = getComputedStyle(label);
        const box = node.getBoundingClientRect();
        return {
            tag: node.tagName.toLowerCase(), id: node.id, classes: node.className,
            words: (node.getAttribute('aria-label') || node.innerText || '').trim(), name: node.name || '',
            ringed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
            inSight: box.bottom > 0 && box.top < innerHeight && box.width > 0,
            place: ['.evitement', '.navigation', '.recherche', '.ecran-carte .barre', '.carte', '.entete-nom']
                .find((selector) => node.closest(selector)) || '',
        };
    }""")


def test_pointer_and_keyboard_reach_the_same_territory_and_open_its_portrait(visit):
    page = visit("/carte?niveau=epci")
    frame = page.get_by_role("application")
    frame.focus()
    page.keyboard.press("Home")
    expect(tip(page)).to_be_visible()
    start = tip(page).inner_text()
    for arrow in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(arrow)
        if tip(page).inner_text() != start:
            break
    by_keyboard = tip(page).inner_text().splitlines()
    assert by_keyboard != start.splitlines()
    expect(page.locator("#carte [aria-live]")).to_have_text("\u202f: ".join(by_keyboard))
    outline = page.locator(".carte-survol path").first.get_attribute("d")
    shapes = page.locator(".carte-zones path").evaluate_all("areas => areas.map((area) => area.getAttribute('d'))")
    rank = shapes.index(outline)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/territoire/epci/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(by_keyboard[0])
    opened = page.url
    page.go_back()
    ready(page)
    hover(page, rank)
    assert tip(page).inner_text().splitlines() == by_keyboard
    page.mouse.click(*point_on_screen(page, rank))
    expect(page).to_have_url(opened)


def test_escape_hides_the_box_and_zoom_keys_enlarge_the_map(visit):
    page = visit("/carte?niveau=epci")
    page.get_by_role("application").focus()
    page.keyboard.press("Home")
    expect(tip(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip(page)).to_be_hidden()
    whole = page.locator(".carte-svg").get_attribute("viewBox")
    page.keyboard.press("+")
    assert float(page.locator(".carte-svg").get_attribute("viewBox").split()[2]) < float(whole.split()[2])
    page.keyboard.press("0")
    expect(page.locator(".carte-svg")).to_have_attribute("viewBox", whole)


def test_the_keyboard_meets_skip_link_navigation_search_controls_and_map_in_this_order_always_in_sight(visit):
    page = visit("/carte?niveau=epci")
    met = []
    while not met or met[-1]["place"] != ".carte":
        page.keyboard.press("Tab")
        met.append(focused(page))
        assert met[-1]["ringed"], f"no ring around {met[-1]}"
        assert met[-1]["inSight"], f"out of sight: {met[-1]}"
        assert len(met) < 40, f"the map is never reached: {[item['words'] for item in met]}"
    order = [".evitement", ".entete-nom", ".navigation", ".recherche", ".ecran-carte .barre", ".carte"]
    places = [item["place"] for item in met if item["place"] in order]
    assert sorted(set(places), key=places.index) == order
    assert places == sorted(places, key=order.index)
    assert met[-1]["classes"] == "carte-cadre"
    assert [item["words"] for item in met if item["place"] == ".navigation"] == [
        "Accueil",
        "Carte",
        "Territoire",
        "Comparer",
        "Parcours",
        "Emploi et IAE",
        "Indicateurs",
        "Sources",
        "Panier",
    ]


def test_the_skip_link_leads_to_the_content(visit):
    page = visit("/indicateurs")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()


def test_a_territory_is_found_by_its_name_with_the_keyboard_alone(visit):
    page = visit("/")
    field = page.get_by_role("combobox", name="Chercher un territoire")
    field.focus()
    page.keyboard.type("oloron ste")
    expect(page.get_by_role("option").first).to_contain_text("Oloron-Sainte-Marie")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/territoire/[a-z]+/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Oloron-Sainte-Marie")


def test_a_finger_shows_a_territory_first_and_opens_it_next(visit_on_a_phone):
    page = visit_on_a_phone("/carte?niveau=epci")
    point = point_on_screen(page, 1)
    page.touchscreen.tap(*point)
    expect(tip(page)).to_be_visible()
    name = tip(page).locator("strong").inner_text()
    page.touchscreen.tap(*point)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
