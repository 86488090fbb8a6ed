"""What every CSV file of the observatory shares: a French Excel opens it, a program reads it.

UTF-8 with its mark, semicolons, decimal comma, CRLF: what Excel in French opens by a double click. The table comes
first, its header on the first line and its columns always the same, so that a program reads it as it is; what a person
must read comes after an empty line, in the first two columns. Every line has the same number of fields: strict readers
accept the file whole, and number columns hold nothing but numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

MIMETYPE = "text/csv; charset=utf-8"
READ_FIRST = "À LIRE"
#: A spreadsheet runs a text that begins so as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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
