"""What the pseudonymiser did to a file, in counts and names of columns, as it is told on screen and in the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.extracts.rare import Rare
from observatoire.formats import count, decimal
from observatoire.typography import french


@dataclass(frozen=True)
class Pseudonymised:
    """One file written. `dropped`: (column, why); `unknown`: columns kept that the contract does not have.

    rows_out < rows_in when lines do not have the header's cells: cut_lines, the first of them as a spreadsheet numbers
    the original. `warnings`: what the file lacks of the contract, years of birth that were lost.
    """

    path: Path
    rows_in: int
    rows_out: int
    cut_lines: tuple[int, ...]
    identifiers: tuple[str, ...]
    dropped: tuple[tuple[str, str], ...]
    coarsened: tuple[str, ...]
    unknown: tuple[str, ...]
    warnings: tuple[str, ...]
    rare: Rare | None


def report_text(done: Sequence[Pseudonymised]) -> str:
    """What was done to each file, in counts and names of columns (Markdown)."""
    parts = ["# Pseudonymisation"]
    for file in done:
        lines = [
            f"- lignes lues : {decimal(file.rows_in)}, écrites : {decimal(file.rows_out)}",
            f"- {cut_rows(file) or 'aucune ligne laissée'}",
            f"- identifiants remplacés : {', '.join(file.identifiers) or 'aucun'}",
            f"- colonnes retirées : {', '.join(f'{name} ({why})' for name, why in file.dropped) or 'aucune'}",
            f"- dates de naissance ramenées à l’année : {', '.join(file.coarsened) or 'aucune'}",
        ]
        if file.unknown:
            lines.append(f"- {kept_unknown(file)}")
        lines += [f"- {warning}" for warning in file.warnings]
        if file.rare is not None:
            lines.append(f"- combinaisons rares : {file.rare.sentence}")
        parts.append(f"## {file.path.name}\n\n" + "\n".join(lines))
    return french("\n\n".join(parts)) + "\n"


def cut_rows(file: Pseudonymised) -> str:
    """How many lines were left out and which, empty when none was."""
    if not (cut := file.rows_in - file.rows_out):
        return ""
    told = ", ".join(map(str, file.cut_lines))
    more = f" et {count(cut - len(file.cut_lines), 'autre')}" if cut > len(file.cut_lines) else ""
    lines, left = ("la ligne", "laissée") if cut == 1 else ("les lignes", "laissées")
    return f"{count(cut, 'ligne')} {left}, cellules en trop ou en moins : {lines} {told}{more} du fichier d’origine"


def kept_unknown(file: Pseudonymised) -> str:
    """What to verify of the columns that nobody judged."""
    return (
        f"gardées sans être dans le contrat : {', '.join(file.unknown)} ; vérifiez qu’elles ne nomment personne, ou "
        "donnez la correspondance (--departement) : elles seront retirées"
    )
