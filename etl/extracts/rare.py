"""Persons who stay recognisable in a file without identity: few share what describes them (k-anonymity)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.extracts.column_plan import BIRTH_YEAR, Column
from etl.extracts.columns import AGE_BANDS, OLDEST_BAND
from etl.extracts.csv_source import relation
from observatoire.formats import count, decimal

RARE_BELOW = 5
#: What describes a person in an extract; together they may single one out.
DESCRIBING = ("code_commune", BIRTH_YEAR, "tranche_age", "sexe", "situation_familiale")


@dataclass(frozen=True)
class Rare:
    """Persons who share their combination of `columns` with fewer than RARE_BELOW persons in all."""

    columns: tuple[str, ...]
    persons: int
    of: int

    @property
    def sentence(self) -> str:
        share = 100 * self.persons / self.of if self.of else 0.0
        return (
            f"{count(self.persons, 'personne')} sur {decimal(self.of)} ({decimal(share, 1)} %) à moins de {RARE_BELOW} "
            f"pour une même combinaison de {', '.join(self.columns)} : elles restent reconnaissables, ces fichiers se "
            "gardent comme des données personnelles."
        )


def rare_persons(
    connection: duckdb.DuckDBPyConnection, path: Path, columns: Sequence[Column], year: int
) -> Rare | None:
    """Count them in a file of these columns, when it describes persons by two fields of the contract or more.

    year: today's, from which ages are told.
    """
    fields = [column.field for column in columns]
    describing = [field for field in DESCRIBING if field in fields]
    if len(describing) < 2:
        return None
    text = relation(path, [column.name for column in columns], ";", parallel=False)
    # trim: DuckDB would otherwise hand a bare cast to the csv reader, which fails where TRY_CAST does not.
    age = f"{year} - TRY_CAST(trim(%s) AS INTEGER)"
    keys = []
    for name in describing:
        column = f"c{fields.index(name)}"
        cases = " ".join(f"WHEN {age % column} < {limit} THEN '{band}'" for limit, band in AGE_BANDS)
        unknown = f"WHEN {age % column} IS NULL THEN ''"
        keys.append(f"CASE {unknown} {cases} ELSE '{OLDEST_BAND}' END" if name == BIRTH_YEAR else column)
    person = f"count(DISTINCT c{fields.index('id_personne')})" if "id_personne" in fields else "count(*)"
    rare, everyone = connection.execute(
        f"SELECT coalesce(sum(n) FILTER (n < {RARE_BELOW}), 0), coalesce(sum(n), 0)"
        f" FROM (SELECT {person} AS n FROM {text} GROUP BY {', '.join(keys)})"
    ).fetchone()
    return Rare(tuple(describing), int(rare), int(everyone))
