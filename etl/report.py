"""What was read and what was set aside, told to the person at the terminal."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from etl.prepared import Load, Prepared
from observatoire.formats import decimal


def report(prepared: Prepared, raw: Path, out: Console, err: Console) -> None:
    """Warnings on `err`; on `out` the files left, the files read, then why lines of them were set aside."""
    for load in prepared.loads:
        for warning in load.warnings:
            err.print(f"Attention : {warning}", highlight=False)
    if prepared.left:
        left = Table("Fichier laissé", "Pourquoi", title="Fichiers non employés")
        for file in prepared.left:
            left.add_row(str(file.path.relative_to(raw)), file.reason)
        out.print(left)
    out.print(_read(prepared.loads))
    if incomplete := [load for load in prepared.loads if load.aside]:
        out.print("Pourquoi des lignes sont écartées", style="bold")
    for load in incomplete:
        out.print(load.path.name, highlight=False)
        reasons = Text("\n").join(Text(f"{decimal(item.rows)} : {item.reason}") for item in load.aside)
        out.print(Padding(reasons, (0, 0, 0, 4)), highlight=False)


def _read(loads: tuple[Load, ...]) -> Table:
    """The files read, under the name of their source: narrow enough for a terminal of 80 columns."""
    table = Table(title="Sources lues", box=SIMPLE)
    table.add_column("Fichier", overflow="fold")
    table.add_column("Millésime")
    for column in ("Lues", "Gardées", "Écartées"):
        table.add_column(column, justify="right", no_wrap=True)
    for source, files in groupby(loads, key=lambda load: load.source):
        table.add_row(f"[bold]{source}[/]")
        for load in files:
            aside = sum(item.rows for item in load.aside)
            table.add_row(load.path.name, load.vintage, *map(decimal, (load.rows_in, load.rows_out, aside)))
    return table
