"""A map view as CSV for a French Excel and for statisticians at once.

UTF-8 with its mark, semicolons, decimal comma, CRLF: what Excel in French opens by a double click. The table comes
first, its header on the first line and its columns always the same, so that a program reads it as it is; what a person
must read comes after an empty line, in the first two columns. Every line has the same number of fields: strict readers
accept the file whole, and number columns hold nothing but numbers. Each row carries its own unit, period, source and
mention.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from observatoire.documents.code_words import code_words
from observatoire.documents.common import (
    COLUMNS,
    HEADINGS,
    NUMBERS,
    Cells,
    benchmark_cells,
    decimals_of,
    read_first,
    table,
)
from observatoire.documents.model import Figure
from observatoire.typography import french
from observatoire.view.carte import MapView

MIMETYPE = "text/csv; charset=utf-8"
READ_FIRST = "À LIRE"
CODES_NOTE = (
    "Dans Excel",
    french(
        "un CSV ouvert d’un double clic perd le zéro en tête des codes (05061 devient 5061) "
        "; le fichier Excel du même menu le garde"
    ),
)
#: A spreadsheet runs a text that begins so as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_file(view: MapView, kept: Sequence[Figure] = ()) -> bytes:
    """The table of a view, its benchmark, then what to read with it. `kept`: its figure, when it has a code."""
    level = view.question.niveau
    lines = [[HEADINGS[column] for column in COLUMNS]]
    lines += [_fields(cells, view, level) for cells in table(view)]
    lines += [[], _fields(benchmark_cells(view), view, view.benchmark.level)]
    return with_words(lines, [*read_first(view), CODES_NOTE, *code_words(kept)])


def with_words(lines: list[list[str]], words: Iterable[tuple[str, str]]) -> bytes:
    """A table, its header first, then (label, text) of what to read with it after an empty line."""
    lines = [*lines, [], [READ_FIRST], *([guarded(label), guarded(text)] for label, text in words)]
    width = max(len(lines[0]), 2)
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(
        line + [""] * (width - len(line)) for line in lines
    )
    return written.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """A text that a spreadsheet shows and never runs."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def plain_number(value: float, decimals: int) -> str:
    """A number as a French spreadsheet reads it: decimal comma, no separator of thousands."""
    return f"{value:.{decimals}f}".replace(".", ",")


def _fields(cells: Cells, view: MapView, level: str) -> list[str]:
    def written(column: str) -> str:
        found = getattr(cells, column)
        if column not in NUMBERS:
            return guarded(found)
        return "" if found is None else plain_number(found, decimals_of(column, view.indicator, level))

    return [written(column) for column in COLUMNS]
