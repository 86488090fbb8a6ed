"""The version published now, opened read-only and followed when another one takes its place."""

from __future__ import annotations

import os
import threading
from functools import lru_cache
from pathlib import Path

import duckdb

from observatoire.errors import ObservatoireError
from observatoire.schema import FORMAT_VERSION
from observatoire.warehouse.snapshot import Memory, Snapshot


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
