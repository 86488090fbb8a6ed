"""Pictures of the screens for the README: `python -m tests.browser.captures docs/captures`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.screens import open_screen
from tests.browser.serving import DESK, chromium, publish_demo, serving

#: file name -> (screen, address, part of the page put at the top of the window, nothing for the top of the page)
PICTURES = {
    "accueil.png": (DESK, "/", ""),
    "carte.png": (DESK, "/carte", ""),
    "territoire.png": (DESK, "/territoire/sdsei/est-bearn", ""),
    "parcours.png": (DESK, "/parcours?niveau=sdsei&territoire=nive-nivelle", ""),
    "emploi.png": (DESK, "/emploi", ""),
    "comparer.png": (DESK, "/comparer?niveau=sdsei", ""),
}
MEETING = "copil.png"
#: Over the title of the part shown, so that it is not cut by the edge of the picture.
MARGIN_PX = 16


def main(folder: Path) -> None:
    """Write every picture in `folder`, made if absent, and say its weight."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        warehouse = publish_demo(Path(work))
        with serving(warehouse, Path(work) / "server.log") as site, chromium() as browser:
            for name, (screen, path, top) in PICTURES.items():
                with browser.new_context(base_url=site.address, locale="fr-FR", **screen) as context:
                    page = context.new_page()
                    open_screen(page, path)
                    _settle(page, top)
                    page.screenshot(path=folder / name)
                _say(folder / name)
            with browser.new_context(base_url=site.address, locale="fr-FR", **DESK) as context:
                _meeting(context.new_page(), site.address, folder / MEETING)


def _meeting(page: Page, address: str, target: Path) -> None:
    """The second slide of a meeting proposed on a territory."""
    page.goto("/")
    asked = {"niveau": "sdsei", "code": "est-bearn"}
    headers = {"Origin": address, "Sec-Fetch-Site": "same-origin"}
    made = page.request.post("/paniers/seance", data=asked, headers=headers)
    page.goto(f"/copil/{made.json()['panier']}")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    page.screenshot(path=target)
    _say(target)


def _say(picture: Path) -> None:
    print(f"{picture} : {picture.stat().st_size / 1000:.0f} ko")


def _settle(page: Page, top: str) -> None:
    """Wait for the charts and the letters, then bring a part of the page to the top."""
    for chart in page.locator(".dash-graph:visible").all():
        chart.locator("svg.main-svg").first.wait_for(state="attached")
    page.evaluate("document.fonts.ready.then(() => true)")
    if top:
        page.evaluate(f"""window.scrollTo(0, document.querySelector({top!r}).getBoundingClientRect().top
            + window.scrollY - {MARGIN_PX})""")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Indiquez le dossier où écrire les captures, par exemple docs/captures.")
    main(Path(sys.argv[1]))
