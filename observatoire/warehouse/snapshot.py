"""One published version and the queries that are asked of it."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from observatoire.warehouse.rows import CurvePoint, Observation, Publication, Territory

#: {(query, parameters): rows} kept for the life of one version.
Memory = dict[tuple, list[tuple]]
_TERRITORY = "SELECT level, code, name, parent_departement, population, fictif, geo_year FROM territory"
_OBSERVATION = (
    "SELECT indicator, level, territory, period, value, numerator, denominator, low, high, status, qualifier, method,"
    " source, vintage, breakdown FROM observation"
)
#: The figures of a whole territory, told apart from those of its men, its women, its age bands.
_WHOLE = "breakdown = 'ensemble'"


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

    def _observations(self, condition: str, *parameters) -> list[Observation]:
        return [Observation(*row) for row in self._rows(f"{_OBSERVATION} WHERE {condition}", *parameters)]

    def _records(self, table: str, columns: tuple[str, ...], order: str) -> list[dict]:
        """Every row of a table, by the names of its columns."""
        rows = self._rows(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}")
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def publication(self) -> Publication:
        return Publication(
            *self._kept("SELECT departement, departement_name, built_at, demo, geo_year FROM publication")[0]
        )

    def territories(self, level: str | None = None) -> list[Territory]:
        if level is None:
            return [Territory(*row) for row in self._kept(_TERRITORY)]
        return [Territory(*row) for row in self._kept(f"{_TERRITORY} WHERE level = ?", level)]

    def territory(self, level: str, code: str) -> Territory | None:
        rows = self._rows(f"{_TERRITORY} WHERE level = ? AND code = ?", level, code)
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
            f"SELECT indicator, level, period, count(value), count(*) FROM observation WHERE {_WHOLE}"
            " GROUP BY ALL ORDER BY period"
        )

    def running(self) -> set[tuple[str, str]]:
        """(indicator, period) of the years that were not over when they were counted."""
        return set(self._kept("SELECT DISTINCT indicator, period FROM observation WHERE qualifier = 'year_to_date'"))

    def observations_at(self, indicator: str, level: str, period: str) -> dict[str, Observation]:
        """{territory code: figure} of one indicator at one level and period."""
        found = self._observations(f"indicator = ? AND level = ? AND period = ? AND {_WHOLE}", indicator, level, period)
        return {one.territory: one for one in found}

    def parts_at(self, indicator: str, level: str, period: str) -> list[Observation]:
        """Figures by breakdown of every territory of a level for one indicator and period, without their wholes."""
        condition = f"indicator = ? AND level = ? AND period = ? AND NOT ({_WHOLE}) ORDER BY territory, breakdown"
        return self._observations(condition, indicator, level, period)

    def observation(self, indicator: str, level: str, code: str, period: str) -> Observation | None:
        condition = f"indicator = ? AND level = ? AND territory = ? AND period = ? AND {_WHOLE}"
        found = self._observations(condition, indicator, level, code, period)
        return found[0] if found else None

    def figures_of(self, level: str, code: str) -> list[Observation]:
        """Every figure of a territory, by indicator then period."""
        return self._observations(f"level = ? AND territory = ? AND {_WHOLE} ORDER BY indicator, period", level, code)

    def figures_of_several(self, level: str, codes: Iterable[str]) -> list[Observation]:
        """Every figure of some territories of a level, by indicator then period."""
        condition = f"level = ? AND list_contains(?::TEXT[], territory) AND {_WHOLE}"
        return self._observations(f"{condition} ORDER BY indicator, period, territory", level, list(codes))

    def series(self, indicator: str, level: str, code: str) -> list[Observation]:
        condition = f"indicator = ? AND level = ? AND territory = ? AND {_WHOLE} ORDER BY period"
        return self._observations(condition, indicator, level, code)

    def peers(
        self, level: str, pairs: Iterable[tuple[str, str]], code: str = ""
    ) -> dict[tuple[str, str], list[Observation]]:
        """{(indicator, period): figures of every territory of the level, or of one} for the pairs asked."""
        found: dict[tuple[str, str], list[Observation]] = {pair: [] for pair in pairs}
        asked = [f"{indicator}|{period}" for indicator, period in found]
        condition = (
            f"level = ? AND (territory = ? OR ? = '') AND {_WHOLE}"
            " AND list_contains(?::TEXT[], indicator || '|' || period)"
        )
        for one in self._observations(condition, level, code, code, asked):
            found[(one.indicator, one.period)].append(one)
        return found

    def broken_down(self, indicators: Iterable[str], level: str, code: str) -> list[Observation]:
        """Every figure of a territory for some indicators, each breakdown included, by indicator then period."""
        condition = "level = ? AND territory = ? AND list_contains(?::TEXT[], indicator)"
        order = "ORDER BY indicator, period, breakdown"
        return self._observations(f"{condition} {order}", level, code, list(indicators))

    def dimensions_of(self, indicator: str) -> list[str]:
        """What the figures of an indicator are broken down by for the département."""
        rows = self._kept(
            "SELECT DISTINCT split_part(breakdown, ':', 1) FROM observation WHERE indicator = ?"
            f" AND level = 'departement' AND NOT ({_WHOLE}) ORDER BY ALL",
            indicator,
        )
        return [row[0] for row in rows]

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

    def secrecy_price(self) -> list[dict]:
        """What secrecy costs, by indicator and level: cells, cells hidden, most of the total that is hidden (a share).

        The last one is None when it is not told.
        """
        columns = ("indicator", "level", "cells", "hidden", "share_hidden", "method")
        return self._records("secrecy_price", columns, "indicator, level")

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
        columns = ("source", "vintage", "file", "sha256", "bytes", "file_date")
        counts = ("rows_in", "rows_out", "rows_aside", "warnings")
        return self._records("source_load", columns + counts, "source, vintage, file")

    def set_aside(self) -> list[dict]:
        columns = ("source", "vintage", "file", "reason", "rows", "example")
        return self._records("set_aside", columns, "source, vintage, rows DESC")

    def check_results(self) -> list[dict]:
        return self._records("check_result", ("rule", "passed", "blocking", "detail"), "passed, rule")
