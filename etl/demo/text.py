"""Numbers and delimited files as the producers write them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path


def number(value: float, decimals: int, mark: str = ".", *, bare: bool = False) -> str:
    """A number as text; `bare` drops ending zeros ("4.0" is "4")."""
    text = f"{value:.{decimals}f}"
    if bare and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", mark)


def half_up(value: float) -> int:
    """Nearest whole number, halves upward (Python's round goes to the even one)."""
    return math.floor(value + 0.5)


def write_lines(path: Path, lines: Iterable[str], *, end: str = "\n", bom: bool = False) -> Path:
    path.write_bytes((("\ufeff" if bom else "") + "".join(line + end for line in lines)).encode("utf-8"))
    return path


def joined(rows: Iterable[Sequence[str]], separator: str = ";") -> list[str]:
    return [separator.join(row) for row in rows]
