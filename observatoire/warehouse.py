"""The published warehouse: one DuckDB file, its schema, and everything that pages and documents read from it.

The only home of SQL for pages. The web opens the file read-only; one cursor per thread (a DuckDB connection may not be
shared between threads). The address given is a symbolic link to the last published version: readers follow it at
each snapshot, so a new publication is served without a restart.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import duckdb

from observatoire.errors import ObservatoireError
from observatoire.schema import FORMAT_VERSION

#: {(query, parameters): rows} kept for the life of one version.
Memory = dict[tuple, list[tuple]]


@dataclass(frozen=True, slots=True)
class Publication:
    departement: str
    departement_name: str
    built_at: datetime
    demo: bool
    geo_year: int


@dataclass(frozen=True, slots=True)
class Territory:
    level: str
    code: str
    name: str
    parent_departement: str | None
    population: float | None
    fictif: bool
    geo_year: int


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure as published; `value` is None unless status is published or estimated; interval in the same unit."""

    indicator: str
    level: str
    territory: str
    period: str
    value: float | None
    numerator: float | None
    denominator: float | None
    low: float | None
    high: float | None
    status: str
    qualifier: str
    method: str
    source: str
    vintage: str
    breakdown: str = "ensemble"

    @property
    def is_bounded(self) -> bool:
        """A figure known only by a bound ("≤ 5 %", "moins de 5"): no rank, no mean, no difference."""
        return self.qualifier in ("floor", "below_5")

    @property
    def is_comparable(self) -> bool:
        """A figure exact enough to be ranked and compared."""
        return self.value is not None and not self.is_bounded and self.qualifier != "fragile"


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Share served within `day` days, in %, with its 95 % interval; at_risk: persons still waiting, rounded to 5."""

    day: int
    share: float
    low: float | None
    high: float | None
    at_risk: int


@dataclass(frozen=True, slots=True)
class Place:
    """A structure or a point d'accueil, somewhere in a commune."""

    code: str
    name: str
    type: str
    commune: str


_OBSERVATION = (
    "indicator, level, territory, period, value, numerator, denominator, low, high, status, qualifier, method,"
    " source, vintage, breakdown"
)


class Warehouse:
    """Read access to the published file behind `link` (a path, usually a symbolic link)."""

    def __init__(self, link: Path | str):
        self.link = Path(link)
        self._lock = threading.Lock()
        self._opened: tuple[str, duckdb.DuckDBPyConnection, Memory] | None = None
        self._local = threading.local()

    def snapshot(self) -> Snapshot:
        """The version published now, seen through this thread's own cursor; use one snapshot for one answer."""
        path = os.path.realpath(self.link)
        with self._lock:
            if self._opened is None or self._opened[0] != path:
                connection = _open(path)
                self._opened = (path, connection, {})
            _, connection, memory = self._opened
        if getattr(self._local, "path", None) != path:
            self._local.path, self._local.cursor = path, connection.cursor()
        return Snapshot(path, self._local.cursor, memory)


def _open(path: str) -> duckdb.DuckDBPyConnection:
    """Open a version read-only. Raises ObservatoireError when it is damaged or of another format."""
    try:
        connection = duckdb.connect(path, read_only=True, config={"threads": 1, "memory_limit": "512MB"})
        found = connection.execute("SELECT format_version FROM publication").fetchone()
    except duckdb.Error as error:
        raise ObservatoireError(
            "L’entrepôt publié ne s’ouvre pas : il est incomplet. Publiez-le de nouveau avec « make observatoire "
            "DEPARTEMENT=64 RAW=dossier » (sans make : « python -m etl build »)."
        ) from error
    if found != (FORMAT_VERSION,):
        raise ObservatoireError(
            "L’entrepôt publié vient d’une autre version du logiciel : reconstruisez-le par « python -m etl build »."
        )
    return connection


@lru_cache(maxsize=8)
def open_warehouse(link: str) -> Warehouse:
    """One Warehouse per address and process."""
    return Warehouse(link)


class Snapshot:
    """One published version. Every method is one query. Equal to any snapshot of the same version: a cache key.

    The answers that every question asks for again (territories, layers, classes) are kept for the life of a version.
    """

    def __init__(self, version: str, cursor: duckdb.DuckDBPyConnection, memory: Memory):
        self.version = version
        self._cursor = cursor
        self._memory = memory

    def __hash__(self) -> int:
        return hash(self.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Snapshot) and other.version == self.version

    def _rows(self, sql: str, *parameters) -> list[tuple]:
        return self._cursor.execute(sql, list(parameters)).fetchall()

    def _kept(self, sql: str, *parameters) -> list[tuple]:
        """Rows of a query asked before on this version: read once."""
        key = (sql, parameters)
        if key not in self._memory:
            self._memory[key] = self._rows(sql, *parameters)
        return self._memory[key]

    def publication(self) -> Publication:
        return Publication(
            *self._kept("SELECT departement, departement_name, built_at, demo, geo_year FROM publication")[0]
        )

    def territories(self, level: str | None = None) -> list[Territory]:
        sql = "SELECT level, code, name, parent_departement, population, fictif, geo_year FROM territory"
        if level is None:
            return [Territory(*row) for row in self._kept(sql)]
        return [Territory(*row) for row in self._kept(sql + " WHERE level = ?", level)]

    def territory(self, level: str, code: str) -> Territory | None:
        rows = self._rows(
            "SELECT level, code, name, parent_departement, population, fictif, geo_year FROM territory"
            " WHERE level = ? AND code = ?",
            level,
            code,
        )
        return Territory(*rows[0]) if rows else None

    def members(self, level: str, code: str) -> list[str]:
        """Codes of the communes of a territory."""
        return [
            row[0]
            for row in self._rows(
                "SELECT commune FROM membership WHERE level = ? AND territory = ? ORDER BY commune", level, code
            )
        ]

    def memberships(self, commune: str) -> list[tuple[str, str]]:
        """(level, code) of the territories that hold a commune."""
        return self._rows("SELECT level, territory FROM membership WHERE commune = ?", commune)

    def availability(self) -> list[tuple[str, str, str, int, int]]:
        """(indicator, level, period, figures, territories) of everything published, oldest period first."""
        return self._rows(
            "SELECT indicator, level, period, count(value), count(*) FROM observation WHERE breakdown = 'ensemble'"
            " GROUP BY ALL ORDER BY period"
        )

    def observations_at(self, indicator: str, level: str, period: str) -> dict[str, Observation]:
        """{territory code: figure} of one indicator at one level and period."""
        rows = self._rows(
            f"SELECT {_OBSERVATION} FROM observation"
            " WHERE indicator = ? AND level = ? AND period = ? AND breakdown = 'ensemble'",
            indicator,
            level,
            period,
        )
        return {row[2]: Observation(*row) for row in rows}

    def observation(self, indicator: str, level: str, code: str, period: str) -> Observation | None:
        rows = self._rows(
            f"SELECT {_OBSERVATION} FROM observation WHERE indicator = ? AND level = ? AND territory = ? AND period = ?"
            " AND breakdown = 'ensemble'",
            indicator,
            level,
            code,
            period,
        )
        return Observation(*rows[0]) if rows else None

    def figures_of(self, level: str, code: str) -> list[Observation]:
        """Every figure of a territory, by indicator then period."""
        rows = self._rows(
            f"SELECT {_OBSERVATION} FROM observation WHERE level = ? AND territory = ? AND breakdown = 'ensemble'"
            " ORDER BY indicator, period",
            level,
            code,
        )
        return [Observation(*row) for row in rows]

    def figures_of_several(self, level: str, codes: Iterable[str]) -> list[Observation]:
        """Every figure of some territories of a level, by indicator then period."""
        rows = self._rows(
            f"SELECT {_OBSERVATION} FROM observation WHERE level = ? AND list_contains(?::TEXT[], territory)"
            " AND breakdown = 'ensemble' ORDER BY indicator, period, territory",
            level,
            list(codes),
        )
        return [Observation(*row) for row in rows]

    def series(self, indicator: str, level: str, code: str) -> list[Observation]:
        rows = self._rows(
            f"SELECT {_OBSERVATION} FROM observation WHERE indicator = ? AND level = ? AND territory = ?"
            " AND breakdown = 'ensemble' ORDER BY period",
            indicator,
            level,
            code,
        )
        return [Observation(*row) for row in rows]

    def peers(
        self, level: str, pairs: Iterable[tuple[str, str]], code: str = ""
    ) -> dict[tuple[str, str], list[Observation]]:
        """{(indicator, period): figures of every territory of the level, or of one} for the pairs asked."""
        found: dict[tuple[str, str], list[Observation]] = {pair: [] for pair in pairs}
        rows = self._rows(
            f"SELECT {_OBSERVATION} FROM observation WHERE level = ? AND (territory = ? OR ? = '')"
            " AND breakdown = 'ensemble' AND list_contains(?::TEXT[], indicator || '|' || period)",
            level,
            code,
            code,
            [f"{indicator}|{period}" for indicator, period in found],
        )
        for row in rows:
            found[(row[0], row[3])].append(Observation(*row))
        return found

    def broken_down(self, indicators: Iterable[str], level: str, code: str) -> list[Observation]:
        """Every figure of a territory for some indicators, each breakdown included, by indicator then period."""
        rows = self._rows(
            f"SELECT {_OBSERVATION} FROM observation WHERE level = ? AND territory = ?"
            " AND list_contains(?::TEXT[], indicator) ORDER BY indicator, period, breakdown",
            level,
            code,
            list(indicators),
        )
        return [Observation(*row) for row in rows]

    def curve(self, indicator: str, level: str, code: str, period: str, breakdown: str) -> list[CurvePoint]:
        """Points of a survival curve, by day; none when too few persons are behind it."""
        rows = self._rows(
            "SELECT day, share, low, high, at_risk FROM survival_curve WHERE indicator = ? AND level = ?"
            " AND territory = ? AND period = ? AND breakdown = ? ORDER BY day",
            indicator,
            level,
            code,
            period,
            breakdown,
        )
        return [CurvePoint(*row) for row in rows]

    def places(self, kind: str) -> list[Place]:
        return [Place(*row) for row in self._kept("SELECT code, name, type, commune FROM place WHERE kind = ?", kind)]

    def secrecy_price(self) -> list[dict]:
        """What secrecy costs: cells, cells hidden and share of the total hidden, by indicator and level."""
        columns = ("indicator", "level", "cells", "hidden", "share_hidden", "method")
        return [
            dict(zip(columns, row, strict=True))
            for row in self._rows(f"SELECT {', '.join(columns)} FROM secrecy_price ORDER BY indicator, level")
        ]

    def class_breaks(self, indicator: str, level: str, method: str) -> list[float] | None:
        """Upper bounds of the classes, the last one included; None when too few territories have a figure."""
        rows = self._kept(
            "SELECT breaks FROM class_breaks WHERE indicator = ? AND level = ? AND method = ?", indicator, level, method
        )
        return rows[0][0] if rows else None

    def class_methods(self, indicator: str, level: str) -> list[str]:
        return [
            row[0]
            for row in self._kept("SELECT method FROM class_breaks WHERE indicator = ? AND level = ?", indicator, level)
        ]

    def layer(self, level: str) -> tuple[str, list[str]] | None:
        """(file name, territory codes in the order of the file) of the map of a level."""
        rows = self._kept("SELECT name, ids FROM map_layer WHERE level = ?", level)
        return rows[0] if rows else None

    def layer_levels(self) -> list[str]:
        return [row[0] for row in self._kept("SELECT level FROM map_layer")]

    def layer_content(self, name: str) -> tuple[bytes, bytes] | None:
        """(JSON, the same compressed by brotli) of a map layer."""
        rows = self._rows("SELECT content, content_br FROM map_layer WHERE name = ?", name)
        return rows[0] if rows else None

    def source_loads(self) -> list[dict]:
        columns = (
            "source",
            "vintage",
            "file",
            "sha256",
            "bytes",
            "file_date",
            "rows_in",
            "rows_out",
            "rows_aside",
            "warnings",
        )
        return [
            dict(zip(columns, row, strict=True))
            for row in self._rows(f"SELECT {', '.join(columns)} FROM source_load ORDER BY source, vintage, file")
        ]

    def set_aside(self) -> list[dict]:
        columns = ("source", "vintage", "file", "reason", "rows", "example")
        return [
            dict(zip(columns, row, strict=True))
            for row in self._rows(f"SELECT {', '.join(columns)} FROM set_aside ORDER BY source, vintage, rows DESC")
        ]

    def check_results(self) -> list[dict]:
        columns = ("rule", "passed", "blocking", "detail")
        return [
            dict(zip(columns, row, strict=True))
            for row in self._rows(f"SELECT {', '.join(columns)} FROM check_result ORDER BY passed, rule")
        ]
