"""Every measure, one after the other, in about a quarter of an hour on two cores."""

from __future__ import annotations

import logging
import os
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from observatoire.formats import decimal
from tests.bench import builds
from tests.bench.measuring import Measure, machine, reference_loops_ms, show, show_lines

RAW = Path(__file__).parents[3] / "shared" / "real"
RUNS = 5
MOST_FIRST_MAP_MS = 1000
PAGES = ("/", "/carte", "/carte?niveau=commune", "/territoire/departement/64")


@dataclass(frozen=True)
class Compared:
    """What was measured of one way to draw: first maps, changes in ms, first visits in kB."""

    first: list
    changes_ms: list[float]
    kb: list[float]

    @property
    def lines(self) -> list[tuple[str, float, str]]:
        """(what, median, unit)."""
        return [
            ("première carte, cache vide", median(one.wall_ms for one in self.first), "ms"),
            ("idem : processeur de l’onglet", median(one.processor_ms for one in self.first), "ms"),
            ("choix d’un indicateur", median(self.changes_ms), "ms"),
            ("poids de la première visite", median(self.kb), "ko"),
        ]


def main() -> None:
    print(f"{machine()}\n\nMesures du site réel, par la boucle locale. « n » : nombre de mesures.")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        warehouses = {"démonstration": place / "demo" / "observatoire.duckdb"}
        costs = builds.demo(warehouses["démonstration"])
        if RAW.is_dir():
            warehouses["vrais fichiers"] = place / "real" / "observatoire.duckdb"
            costs += builds.real(RAW, warehouses["vrais fichiers"])
        for persons, goal in builds.EXTRACTS.items():
            costs += builds.extracts(persons, place, goal)
        show("Construire et publier", costs)
        for name, warehouse in warehouses.items():
            measure_site(name, warehouse, place)
        measure_documents(warehouses["démonstration"], place)
        compare(warehouses["démonstration"], place)


def measure_site(name: str, warehouse: Path, folder: Path) -> None:
    """The server alone, then the server with many readers and in a browser."""
    os.environ["OBSERVATOIRE_ENTREPOT"] = str(warehouse)
    # Imported here: the memory of a build counts that of the process which starts it.
    import app
    from pages._warehouse import current
    from tests.bench import answers, load
    from tests.browser.serving import serving

    reader = app.server.test_client()
    snapshot = current()
    show(f"Une interaction sur la carte des 545 communes, serveur seul ({name})", answers.interaction(reader, snapshot))
    show(f"Écrans, serveur seul ({name})", answers.screens(reader, snapshot))
    show(f"Fichiers de la carte des 545 communes, serveur seul ({name})", answers.files(reader))
    with serving(warehouse, folder / "server.log") as site:
        measure_screens(name, site.address, snapshot)
        show(f"Plusieurs lecteurs à la fois ({name})", load.many_readers(site.address, snapshot))


def measure_documents(warehouse: Path, folder: Path) -> None:
    from tests.bench import documents

    show("Documents (démonstration)", documents.documents(warehouse, folder))


def measure_screens(name: str, address: str, snapshot) -> None:
    """The map of the communes in a browser, and what every screen weighs on the network."""
    from tests.bench import choropleth, screen
    from tests.browser.serving import chromium

    wanted = screen.MapOnScreen(
        f"{address}/carte?niveau=commune",
        choropleth.SHAPES["svg"],
        len(snapshot.layer("commune")[1]),
        "carte-indicateur",
    )
    others = [rate for rate in choropleth.rates(snapshot) if rate != "taux_pauvrete"]
    with chromium() as browser:
        first = screen.first_maps(browser, wanted, RUNS)
        show(
            f"Carte des 545 communes dans Chromium ({name})",
            [
                Measure(
                    "ouverture, cache vide, à carte affichée", [one.seen_ms for one in first], "ms", MOST_FIRST_MAP_MS
                ),
                Measure("idem : à carte qui répond à la souris et au clavier", [one.wall_ms for one in first], "ms"),
                Measure("idem : processeur de l’onglet", [one.processor_ms for one in first], "ms"),
                Measure("choix d’un indicateur à carte affichée", screen.changes(browser, wanted, others), "ms"),
                Measure("vitesse du moment : deux millions d’additions en Python", reference_loops_ms(RUNS), "ms"),
            ],
        )
        lines = []
        for page in PAGES:
            visits = zip(("première visite", "visite suivante"), screen.weights(browser, address + page), strict=True)
            lines += [
                (page, visit, *(decimal(kb, 1) for kb in (*map(found.get, screen.KINDS_SHOWN), found.total())))
                for visit, found in visits
            ]
    show_lines(f"Poids sur le réseau, en ko ({name})", ("page", "", *screen.KINDS_SHOWN, "total"), lines)


def compare(warehouse: Path, folder: Path) -> None:
    """Our map and Plotly's, on two bare pages, in one run: what counts is the ratio."""
    from pages._warehouse import current
    from tests.bench import choropleth, screen
    from tests.browser.serving import chromium

    os.environ["OBSERVATOIRE_ENTREPOT"] = str(warehouse)
    snapshot = current()
    os.environ[choropleth.OUTLINES] = str(choropleth.write_outlines(folder, snapshot.publication().departement))
    rates, count = choropleth.rates(snapshot), len(snapshot.layer("commune")[1])
    ours, theirs = (Compared([], [], []) for _ in range(2))
    with ExitStack() as opened:
        browser = opened.enter_context(chromium())
        maps = {
            kind: screen.MapOnScreen(opened.enter_context(choropleth.served(kind)), shapes, count, choropleth.CONTROL)
            for kind, shapes in choropleth.SHAPES.items()
        }
        for _ in range(RUNS):  # in turn, so that whatever else the machine does slows both
            for wanted, found in ((maps["svg"], ours), (maps["plotly"], theirs)):
                found.first.extend(screen.first_maps(browser, wanted, 1))
                found.changes_ms.extend(screen.changes(browser, wanted, rates[1:]))
                found.kb.append(screen.weights(browser, wanted.address)[0].total())
    lines = [
        (what, f"{decimal(one)} {unit}", f"{decimal(other)} {unit}", f"× {decimal(other / one, 1)}")
        for (what, one, unit), (_, other, _) in zip(ours.lines, theirs.lines, strict=True)
    ]
    heads = ("médianes", "la nôtre", "go.Choropleth", "rapport")
    show_lines("Notre carte et celle de Plotly, seules sur une page (démonstration)", heads, lines)


if __name__ == "__main__":
    # One line a request of the bare pages, in the middle of the tables.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    main()
