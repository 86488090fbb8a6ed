"""How long documents take, each by the command or the function that readers use, and the next slide in a browser.

Alone, on a warehouse that is already there: `python -m tests.bench.documents data/observatoire.duckdb`.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from pptx import Presentation

from observatoire.carnet import Carnet, open_carnet
from observatoire.carnet.paniers import Panier, add_item, new_panier
from observatoire.documents.copil_document import Meeting, meeting
from observatoire.documents.slides_html import slides_html
from observatoire.documents.writing import WRITERS, finished, write
from observatoire.formats import count
from observatoire.warehouse import Snapshot, Warehouse
from tests.bench.builds import ROOT
from tests.bench.measuring import Measure, machine, milliseconds, reference_loops_ms, show
from tests.browser.serving import DESK, chromium
from tests.browser.test_copil_screen import NEXT_SLIDE_MS, TIMED

RUNS = 3
#: Without a public address, figures would have no code.
SITE = "https://observatoire.exemple.fr"
EVERY_PORTRAIT_S, DECK_S, HTML_MB = 60, 10, 15
#: Figures of a meeting, in the order of a panier; as many as twenty slides ask.
FIGURES = (
    "/carte?indicateur=taux_pauvrete&niveau=sdsei",
    "/carte?indicateur=foyers_rsa&niveau=sdsei&vue=barres",
    "/carte?indicateur=taux_pauvrete&niveau=epci",
    "/territoire/departement/64#taux_chomage_localise",
    "/territoire/departement/64#foyers_rsa",
    "/territoire/departement/64#taux_pauvrete",
    "/parcours#etapes",
    "/parcours#attente",
    "/parcours#seuils",
    "/parcours#stock",
    "/parcours#territoires",
    "/emploi#retour",
    "/emploi#sorties",
    "/emploi#dispositifs",
    "/emploi#clauses",
    "/carte?indicateur=delai_median_orientation&niveau=sdsei",
    "/carte?indicateur=taux_contractualisation&niveau=sdsei&vue=barres",
    "/territoire/departement/64#taux_retour_emploi_12_mois",
)


def documents(warehouse: Path, folder: Path) -> list[Measure]:
    """Portraits, bilan, deck and slides of the demonstration of the 64."""
    snapshot = Warehouse(warehouse).snapshot()
    carnet = open_carnet(folder / "bench.sqlite")
    held = meeting(carnet, _panier(carnet).id, snapshot, date.today())
    page = folder / "seance.html"
    formats = [word for name in WRITERS for word in ("--format", name)]

    def command(*asked: str) -> Callable[[], None]:
        said = ("--entrepot", warehouse, "--carnet", folder / "bench.sqlite", "-o", folder / "documents")
        return lambda: subprocess.run(
            [sys.executable, "-m", "observatoire", "document", *asked, *formats, *map(str, said)],
            cwd=ROOT, check=True, capture_output=True,
        )  # fmt: skip

    deck = write(held.document, "pptx", carnet, SITE, snapshot)
    slides = count(len(Presentation(io.BytesIO(deck)).slides), "diapositive")
    portraits = count(len(snapshot.territories("sdsei")), "portrait")
    measures = [
        Measure(
            f"{portraits} de SDSeI, quatre formats chacun, par la commande",
            _seconds(command("portrait", "--tous", "sdsei")), "s", EVERY_PORTRAIT_S, 1,
        ),
        Measure(
            "bilan du département, quatre formats, par la commande",
            _seconds(command("bilan", "--territoire", "departement/64")), "s", None, 1,
        ),
        Measure(
            f"présentation de {slides}, PowerPoint",
            _seconds(lambda: write(held.document, "pptx", carnet, SITE, snapshot)), "s", DECK_S, 1,
        ),
        Measure(
            "les mêmes figures en diapositives hors réseau, écriture",
            _seconds(lambda: page.write_text(_page(held, carnet, snapshot), encoding="utf-8")), "s", None, 1,
        ),
        Measure("idem : poids du fichier", [page.stat().st_size / 1e6], "Mo", HTML_MB, 1),
        Measure("diapositive suivante dans Chromium", next_slides_ms(page), "ms", NEXT_SLIDE_MS),
        Measure("vitesse du moment : deux millions d’additions en Python", reference_loops_ms(5), "ms"),
    ]  # fmt: skip
    return measures


def next_slides_ms(page: Path) -> list[float]:
    """From the key to the frame that shows the slide, for each slide of a file, RUNS times; no network at all."""
    with chromium() as browser, browser.new_context(offline=True, **DESK) as context:
        shown = context.new_page()
        shown.goto(page.as_uri())
        shown.evaluate("document.fonts.ready")
        times = []
        for _ in range(RUNS):
            shown.keyboard.press("Home")
            times += [shown.evaluate(TIMED, "ArrowRight") for _ in range(shown.locator(".diapo").count() - 1)]
        return times


def _panier(carnet: Carnet) -> Panier:
    kept = new_panier(carnet, "Comité de pilotage")
    for address in FIGURES:
        kept = add_item(carnet, kept.id, address, "Figure")
    return kept


def _page(held: Meeting, carnet: Carnet, snapshot: Snapshot) -> str:
    return slides_html(finished(held.document, carnet, SITE, snapshot), live=False)


def _seconds(action: Callable[[], object]) -> list[float]:
    return [milliseconds(action) / 1000 for _ in range(RUNS)]


if __name__ == "__main__":
    print(machine())
    with tempfile.TemporaryDirectory() as place:
        show("Documents (démonstration)", documents(Path(sys.argv[1]).resolve(), Path(place)))
