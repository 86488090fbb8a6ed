"""A meeting in a real browser: keyboard only, next slide at once, decisions, and a file for a room without network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import DESK, PHONE, Site

FIGURES = (
    "/carte?indicateur=taux_pauvrete&niveau=sdsei",
    "/territoire/departement/64#taux_chomage_localise",
    "/parcours#etapes",
    "/parcours?niveau=sdsei&territoire=est-bearn#attente",
    "/emploi#retour",
)
NEXT_SLIDE_MS = 100
PROJECTOR = {"viewport": {"width": 1920, "height": 1080}}
#: From the key to the frame that shows the slide.
TIMED = """key => new Promise(done => {
  const start = performance.now();
  document.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
})"""
SMALLEST_TEXT = """() => {
  const shown = [...document.querySelectorAll(".diapo:not([hidden]) *, .barre *")].filter(element =>
    element.checkVisibility() && [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    && !element.closest("svg") && !element.closest(".hors-ecran"));
  return Math.min(...shown.map(element => parseFloat(getComputedStyle(element).fontSize)));
}"""
#: Words of the drawings: their letters as large as they are on screen.
SMALLEST_DRAWN = """() => Math.min(...[...document.querySelectorAll(".diapo:not([hidden]) .dessin svg text")]
  .map(element => parseFloat(getComputedStyle(element).fontSize) * element.getScreenCTM().a))"""


@pytest.fixture(scope="module")
def panier(browser: Browser, site: Site) -> str:
    """A panier of five figures, put there as a reader does; its id."""
    identifier = ""
    with browser.new_context(base_url=site.address) as context:
        for address in FIGURES:
            asked = {"adresse": address, "panier": identifier}
            answer = context.request.post("/paniers/ajouter", data=asked)
            assert answer.ok, answer.text()
            identifier = answer.json()["panier"]
    return identifier


@pytest.fixture
def slides(browser: Browser, site: Site, panier: str) -> Iterator[Page]:
    """The live slides on a desk. The test fails when the page met a fault."""
    yield from _opened(browser, f"{site.address}/copil/{panier}", DESK)


@pytest.fixture(scope="module")
def file(browser: Browser, site: Site, panier: str, tmp_path_factory) -> Path:
    """The file for a room without network."""
    path = tmp_path_factory.mktemp("seance") / "seance.html"
    with browser.new_context(base_url=site.address) as context:
        path.write_bytes(context.request.get(f"/fichiers/copil/{panier}.html").body())
    return path


@pytest.fixture
def offline(browser: Browser, file: Path) -> Iterator[Page]:
    """The file, opened without any network. The test fails when it asked for anything."""
    yield from _opened(browser, file.as_uri(), DESK, offline=True)


def _opened(browser: Browser, address: str, screen: dict, *, offline: bool = False) -> Iterator[Page]:
    faults: list[str] = []
    with browser.new_context(locale="fr-FR", offline=offline, accept_downloads=True, **screen) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
        if offline:
            page.on("request", lambda asked: faults.append(asked.url) if asked.url != address else None)
        page.goto(address)
        yield page
    assert faults == []


def rank(page: Page) -> int:
    return int(page.locator("#rang").inner_text())


def count(page: Page) -> int:
    return page.locator(".diapo").count()


def test_the_keyboard_alone_goes_everywhere(slides):
    for key, expected in (
        *(("ArrowRight", 2), ("PageDown", 3), (" ", 4), ("ArrowLeft", 3), ("PageUp", 2), ("Home", 1), ("ArrowLeft", 1)),
        *(("End", count(slides)), ("ArrowRight", count(slides))),
    ):
        slides.keyboard.press(key)
        assert rank(slides) == expected
    slides.keyboard.type("3")
    slides.keyboard.press("Enter")
    assert rank(slides) == 3
    expect(slides.locator(".diapo:visible")).to_have_count(1)


def test_each_slide_is_announced(slides):
    slides.keyboard.press("ArrowRight")
    title = slides.locator(".diapo:visible h1").inner_text()
    expect(slides.locator("#annonce")).to_have_text(f"Diapositive 2 sur {count(slides)} : {title}")


def test_the_next_slide_is_there_at_once_and_nothing_is_asked(slides):
    asked: list[str] = []
    slides.on("request", lambda request: asked.append(request.url))
    slides.evaluate("document.fonts.ready.then(() => new Promise(done => requestIdleCallback(done)))")
    rounds = []
    for _ in range(3):
        slides.keyboard.press("Home")
        rounds.append([slides.evaluate(TIMED, "ArrowRight") for _ in range(count(slides) - 1)])
        assert rank(slides) == count(slides)
    best = max(map(min, zip(*rounds, strict=True)))  # a machine that does something else is not the page's fault
    print(f"next slide: {median(rounds[0]):.0f} ms the first time, {best:.0f} ms at most, of {NEXT_SLIDE_MS} allowed")
    assert best <= NEXT_SLIDE_MS
    assert asked == []


def test_windows_open_and_close_with_their_key(slides):
    slides.keyboard.press("ArrowRight")
    for key, name in (("s", "sommaire"), ("?", "aide"), ("d", "decision")):
        slides.keyboard.press(key)
        expect(slides.locator(f"#{name}")).to_be_visible()
        slides.keyboard.press("Escape")
        expect(slides.locator(f"#{name}")).to_be_hidden()
    slides.keyboard.press("n")
    expect(slides.locator(".diapo:visible .notes")).to_be_visible()
    slides.keyboard.press("Escape")
    expect(slides.locator(".diapo:visible .notes")).to_be_hidden()


def test_the_summary_leads_to_a_slide(slides):
    slides.keyboard.press("s")
    slides.locator("#sommaire [data-diapo='4']").click()
    assert rank(slides) == 4


def test_a_decision_typed_in_the_meeting_is_kept_and_can_be_closed(slides):
    slides.keyboard.press("End")
    slides.keyboard.press("d")
    slides.keyboard.type("Ouvrir une permanence à Orthez")
    slides.keyboard.press("Tab")
    slides.keyboard.type("Mme Lasserre")
    slides.get_by_role("button", name="Noter la décision").click()
    expect(slides.locator("#decision-message")).to_have_text("Décision notée.")
    slides.reload()
    slides.keyboard.press("End")
    slides.keyboard.press("d")
    expect(slides.locator("#decision-liste")).to_contain_text("Ouvrir une permanence à Orthez (Mme Lasserre, à faire)")
    slides.get_by_role("button", name="Modifier : Ouvrir une permanence à Orthez").click()
    slides.locator("#decision-etat").select_option("faite")
    slides.get_by_role("button", name="Enregistrer la modification").click()
    expect(slides.locator("#decision-liste")).to_contain_text("(Mme Lasserre, faite)")


def test_the_meeting_ends_with_a_word(slides):
    slides.get_by_role("button", name="Terminer la séance").click()
    slides.locator("#fin-oui").click()
    expect(slides.locator("#fin-message")).to_contain_text("terminée")


@pytest.mark.parametrize("state", ["slide", "notes", "s", "d", "?"])
def test_axe_finds_nothing_wrong(slides, state):
    slides.keyboard.press("ArrowRight")
    if state != "slide":
        slides.keyboard.press("n" if state == "notes" else state)
    found = Axe().run(slides).response["violations"]
    assert [(rule["id"], node["target"]) for rule in found for node in rule["nodes"]] == []


def test_texts_are_read_from_three_metres_on_a_projector(browser, site, panier):
    for page in _opened(browser, f"{site.address}/copil/{panier}", PROJECTOR):
        for _ in range(count(page)):
            assert page.evaluate(SMALLEST_TEXT) >= 24
            assert page.evaluate(SMALLEST_DRAWN) >= 24
            page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("screen", [DESK, PROJECTOR, PHONE], ids=["desk", "projector", "phone"])
def test_no_slide_is_wider_than_its_screen(browser, site, panier, screen):
    for page in _opened(browser, f"{site.address}/copil/{panier}", screen):
        for _ in range(count(page)):
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            page.keyboard.press("ArrowRight")


def test_the_file_shows_every_slide_without_any_network(offline, file):
    assert file.stat().st_size < 15 * 1024 * 1024
    assert count(offline) >= len(FIGURES)
    offline.keyboard.press("End")
    assert rank(offline) == count(offline)
    assert offline.evaluate("document.fonts.check('16px \"Source Sans 3\"')")


def test_decisions_noted_without_network_are_saved_and_taken_back(offline, browser, site, panier):
    offline.keyboard.press("d")
    offline.keyboard.type("Réunir un groupe de travail")
    offline.get_by_role("button", name="Noter la décision").click()
    expect(offline.locator("#decision-message")).to_contain_text("Décision notée")
    with offline.expect_download() as saved:
        offline.get_by_role("button", name="Enregistrer toutes les décisions").click()
    path = saved.value.path()
    assert "Réunir un groupe de travail" in [item["texte"] for item in json.loads(path.read_text())["decisions"]]
    for page in _opened(browser, f"{site.address}/copil/{panier}", DESK):
        page.keyboard.press("d")
        page.locator("#decision-fichier").set_input_files(
            {"name": "decisions.json", "mimeType": "application/json", "buffer": path.read_bytes()}
        )
        expect(page.locator("#decision-message")).to_contain_text("reprise")
        expect(page.locator("#decision-liste")).to_contain_text("Réunir un groupe de travail")


def test_decisions_noted_without_network_are_still_there_when_the_file_is_opened_again(offline):
    offline.keyboard.press("d")
    offline.keyboard.type("Écrire aux maires")
    offline.get_by_role("button", name="Noter la décision").click()
    expect(offline.locator("#decision-message")).to_contain_text("Décision notée")
    offline.reload()
    offline.keyboard.press("d")
    expect(offline.locator("#decision-liste")).to_contain_text("Écrire aux maires")
