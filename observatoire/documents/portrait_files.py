"""A portrait as CSV and as an Excel workbook: one table of figures, as those of the other screens."""

from __future__ import annotations

from collections.abc import Sequence

from observatoire.documents.code_words import code_words
from observatoire.documents.model import Figure
from observatoire.documents.portrait_cells import (
    COLUMNS,
    HEADINGS,
    NUMBERS,
    Cells,
    benchmark_name,
    mentions,
    read_first,
    table,
)
from observatoire.documents.sheet import Cell, Column, Number, Sheet, sheet_csv, sheet_xlsx
from observatoire.view.portrait import Portrait

WIDTHS = {
    "theme": 28,
    "indicateur": 44,
    "periode": 10,
    "valeur": 12,
    "unite": 14,
    "statut": 19,
    "precision": 34,
    "borne_basse": 12,
    "borne_haute": 12,
    "repere": 24,
    "valeur_repere": 12,
    "ecart": 12,
    "unite_ecart": 14,
    "comparaison": 26,
    "evolution": 40,
    "rang": 8,
    "classes": 12,
    "methode": 60,
    "source": 60,
    "code": 11,
    "territoire": 30,
    "niveau": 14,
    "mention": 34,
}


def portrait_csv(found: Portrait, kept: Sequence[Figure] = ()) -> bytes:
    """The rows of a portrait and what to read with them. `kept`: the figure of its rows, when it has a code."""
    return sheet_csv(_sheet(found, kept))


def portrait_xlsx(found: Portrait, kept: Sequence[Figure] = ()) -> bytes:
    """The workbook of a portrait. `kept`: as in `portrait_csv`."""
    return sheet_xlsx(_sheet(found, kept))


def _sheet(found: Portrait, kept: Sequence[Figure]) -> Sheet:
    return Sheet(
        title=f"{found.title}, comparé à {benchmark_name(found)}",
        subtitle=found.subtitle,
        category=found.title,
        columns=tuple(Column(HEADINGS[name], WIDTHS[name], name in NUMBERS) for name in COLUMNS),
        rows=tuple(tuple(_cell(cells, name, decimals) for name in COLUMNS) for cells, decimals in table(found)),
        words=(*read_first(found), *code_words(kept)),
        mentions=tuple(mentions(found)),
        published_on=found.publication.built_at.date(),
    )


def _cell(cells: Cells, name: str, decimals: dict[str, int]) -> Cell:
    value = getattr(cells, name)
    if name not in NUMBERS or value is None:
        return value
    return Number(value, decimals[name], signed=name == "ecart")
