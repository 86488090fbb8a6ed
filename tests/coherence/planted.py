"""Two publications of one demonstration: one where chosen figures have values met nowhere else, one where the same
figures have become secret. The documents of both, written in every format by the same carnet."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from observatoire.carnet import Carnet
from observatoire.carnet.paniers import Panier, add_item, new_panier
from observatoire.documents.bilan_document import bilan
from observatoire.documents.copil_document import Meeting, end_meeting, meeting
from observatoire.documents.copil_notes import note_decision
from observatoire.documents.model import Document, Evidence
from observatoire.documents.portrait_document import portrait_document
from observatoire.documents.slides_html import slides_html
from observatoire.documents.writing import WRITERS, finished
from observatoire.view.diagnostic import diagnostic
from observatoire.warehouse import Snapshot
from tests.coherence.reading_back import ReadBack

BASE = "https://observatoire.exemple.fr"
GAP = "200067825"
FORMATS = ("pptx", "docx", "pdf", "xlsx", "html")
#: Files of each document of the EPCI, last year and this year. Of the second, a portrait asks nothing of the carnet.
BEFORE = dict.fromkeys(("portrait-epci", "bilan-epci", "copil"), FORMATS)
AFTER = {"portrait-epci": ("docx", "xlsx", "html"), "bilan-epci": FORMATS, "copil": ("pptx", "xlsx", "html")}
LAST_YEAR, THIS_YEAR = date(2025, 11, 20), date(2026, 11, 26)


@dataclass(frozen=True)
class Planted:
    """A figure to hide, and the value that it had before. Its bounds and its numerator are as unlike any other."""

    indicator: str
    level: str
    territory: str
    value: float
    printed: str

    @property
    def low(self) -> float:
        return self.value - self.value / 64

    @property
    def high(self) -> float:
        return self.value + self.value / 32


PLANTED = (
    Planted("taux_pauvrete", "epci", GAP, 23.7421, "23,7"),
    Planted("foyers_rsa", "epci", GAP, 7351.0, "7 351"),
    Planted("delai_median_orientation", "epci", GAP, 487.0, "487"),
    Planted("taux_retour_emploi_12_mois", "epci", GAP, 47.3891, "47,4"),
)
#: Screens whose figures are in the panier, and whether a decision is taken on each.
SHOWN = (
    ("/carte?indicateur=taux_pauvrete&niveau=epci", False),
    (f"/territoire/epci/{GAP}#taux_pauvrete", True),
    (f"/territoire/epci/{GAP}#foyers_rsa", True),
    ("/territoire/departement/05#taux_chomage_localise", True),
    ("/carte?indicateur=foyers_rsa&niveau=commune", False),
    ("/parcours?niveau=epci&territoire=" + GAP + "#etapes", False),
    ("/parcours#territoires", False),
    ("/emploi#dispositifs", False),
    ("/carte?indicateur=taux_contractualisation&niveau=epci&vue=barres", False),
    ("/emploi#retour", False),
)


@dataclass(frozen=True)
class Written:
    """A document, each figure with its code, and its files by extension."""

    document: Document
    files: dict[str, ReadBack]


@dataclass(frozen=True)
class Published:
    """A published warehouse; `facts`: {observation: (value, low, high)} of all of it, asked to the database itself."""

    path: Path
    facts: dict[Evidence, tuple[float | None, float | None, float | None]]


def publish_planted(published: Path, folder: Path) -> Published:
    """A copy of a published warehouse where the latest figure of each of PLANTED has its value."""
    copy = folder / "plante.duckdb"
    shutil.copyfile(published, copy)
    with duckdb.connect(str(copy)) as connection:
        for item in PLANTED:
            changed = connection.execute(
                "UPDATE observation SET value = ?, low = if(low IS NULL, NULL, ?), high = if(high IS NULL, NULL, ?), "
                "numerator = if(numerator IS NULL, NULL, ?), status = 'published', qualifier = '' "
                f"WHERE {_LATEST} RETURNING value",
                [item.value, item.low, item.high, 97531 + item.value, *_place(item)],
            ).fetchall()
            assert len(changed) == 1, item
        return Published(copy, _facts(connection))


def publish_hidden(planted: Path, folder: Path) -> Published:
    """The publication after: the planted figures are secret, as the producers and the build leave them."""
    copy = folder / "cache.duckdb"
    shutil.copyfile(planted, copy)
    with duckdb.connect(str(copy)) as connection:
        for item in PLANTED:
            connection.execute(
                "UPDATE observation SET value = NULL, low = NULL, high = NULL, numerator = NULL, status = 'secret', "
                f"qualifier = '' WHERE {_LATEST}",
                _place(item),
            )
        connection.execute("UPDATE publication SET built_at = built_at + INTERVAL 1 DAY")
        return Published(copy, _facts(connection))


#: The latest published figure of a series: asked before and after it is hidden, the period is the same.
_LATEST = (
    "indicator = ? AND level = ? AND territory = ? AND breakdown = 'ensemble' AND period = (SELECT max(period) "
    "FROM observation WHERE indicator = ? AND level = ? AND territory = ? AND breakdown = 'ensemble' "
    "AND value IS NOT NULL)"
)


def _place(item: Planted) -> list[str]:
    return [item.indicator, item.level, item.territory] * 2


def _facts(connection: duckdb.DuckDBPyConnection) -> dict:
    rows = connection.execute(
        "SELECT indicator, level, territory, period, breakdown, value, low, high FROM observation"
    ).fetchall()
    return {Evidence(*row[:5]): row[5:] for row in rows}


def panier_of(carnet: Carnet, snapshot: Snapshot) -> Panier:
    """A meeting of last year: its figures, a decision on some of them, its end."""
    kept = new_panier(carnet, "Comité de pilotage")
    for address, decided in SHOWN:
        kept = add_item(carnet, kept.id, address, "Figure")
        if decided:
            sent = {"adresse": address, "texte": "Suivre ce chiffre", "responsable": "Mme Faure"}
            note_decision(carnet, kept.id, sent, snapshot, LAST_YEAR)
    end_meeting(carnet, kept.id, snapshot, LAST_YEAR)
    return kept


def portrait(level: str, code: str, snapshot: Snapshot) -> Document:
    return portrait_document(diagnostic(level, code, {}, snapshot), snapshot)


def epci_files(
    carnet: Carnet,
    panier: Panier,
    snapshot: Snapshot,
    today: date,
    extensions: Mapping[str, tuple[str, ...]],
) -> dict[str, Written]:
    """What tells the planted figures: the portrait and the bilan of their EPCI, the meeting; extensions: of each."""
    held = meeting(carnet, panier.id, snapshot, today)
    documents = {
        "portrait-epci": portrait("epci", GAP, snapshot),
        "bilan-epci": bilan(carnet, "epci", GAP, snapshot, today),
        "copil": held.document,
    }
    return {
        name: written(document, carnet, snapshot, held if name == "copil" else None, extensions[name])
        for name, document in documents.items()
    }


def written(
    document: Document,
    carnet: Carnet,
    snapshot: Snapshot,
    held: Meeting | None,
    extensions: tuple[str, ...],
) -> Written:
    """Files of a document, as the site and the command write them; held: the meeting that it is for."""
    frozen = finished(document, carnet, BASE, snapshot)
    contents = {extension: WRITERS[extension][1](frozen) for extension in extensions if extension in WRITERS}
    if "html" in extensions:
        decisions, followed = (held.decisions, held.followed) if held is not None else ((), ())
        contents["html"] = slides_html(frozen, decisions, followed, live=False).encode()
    return Written(frozen, {extension: ReadBack(extension, content) for extension, content in contents.items()})
