"""Repeat, time, and print: what every measure shares. Tables are Markdown, as docs/performance.md keeps them."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from observatoire.formats import day, decimal, with_unit
from observatoire.typography import french


@dataclass(frozen=True)
class Measure:
    """Several values of one thing, in one unit. `target`: the most that the median should be, or None."""

    what: str
    values: Sequence[float]
    unit: str
    target: float | None = None
    decimals: int = 0

    @property
    def line(self) -> tuple[str, ...]:
        middle = median(self.values)
        spread = f"{self._said(min(self.values))} à {self._said(max(self.values))}" if len(self.values) > 1 else ""
        goal = (
            ""
            if self.target is None
            else (
                f"≤ {with_unit(self._said(self.target), self.unit)}, {'tenu' if middle <= self.target else 'dépassé'}"
            )
        )
        return self.what, with_unit(self._said(middle), self.unit), spread, str(len(self.values)), goal

    def _said(self, value: float) -> str:
        return decimal(value, self.decimals)


def milliseconds(action: Callable[[], object]) -> float:
    """How long an action takes, in ms of wall clock."""
    start = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - start)


def reference_loops_ms(runs: int) -> list[float]:
    """The same small loop again and again: how fast the machine is at this moment, to read the other figures by."""
    return [milliseconds(lambda: sum(number for number in range(2_000_000))) for _ in range(runs)]


def show(title: str, measures: Iterable[Measure]) -> None:
    """Print a table: what, median, extremes, number of values, target."""
    show_lines(title, ("mesure", "médiane", "min à max", "n", "objectif"), [measure.line for measure in measures])


def show_lines(title: str, heads: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table whose columns are aligned."""
    rows = [[french(cell) for cell in row] for row in (heads, *lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    print(f"\n### {title}\n")
    for place, row in enumerate(rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |", flush=True)
        if place == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


def machine() -> str:
    """One line: date, processor, cores, memory, load, Python."""
    load = decimal(os.getloadavg()[0], 1)
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return french(
        f"{day(date.today())} ; {_processor()}, {os.cpu_count()} cœurs, {memory_gib:.0f} Gio, "
        f"charge {load} au départ ; {platform.system()}, Python {platform.python_version()}"
    )


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    lines = described.read_text(encoding="utf-8").splitlines() if described.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
