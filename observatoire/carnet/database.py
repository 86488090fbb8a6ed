"""The file of the carnet: opened, migrated, read and written, each time through a connection of its own.

A connection is opened for one answer and closed: it is never shared between threads nor carried into the processes
that the server makes, and SQLite opens a file in a fraction of a millisecond.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from observatoire.carnet.schema import MIGRATIONS, packed
from observatoire.errors import ObservatoireError

FILE_NAME = "carnet.sqlite"
#: How long a writer waits for the one before it.
BUSY_MS = 5_000


@dataclass(frozen=True)
class Carnet:
    """The carnet at `path`, migrated to the version of this software."""

    path: Path

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read: one transaction, so that two questions see the same state."""
        with _told(self.path), _connected(self.path) as connection:
            connection.execute("BEGIN")
            yield connection
            connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection to write: everything is kept, or nothing when an exception leaves the block."""
        with _told(self.path), _connected(self.path) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


def carnet_address(warehouse: Path | str) -> Path:
    """Where the carnet of a warehouse is: OBSERVATOIRE_CARNET, else carnet.sqlite beside the published file."""
    asked = os.environ.get("OBSERVATOIRE_CARNET")
    return Path(asked) if asked else Path(warehouse).parent / FILE_NAME


def open_carnet(path: Path | str) -> Carnet:
    """The carnet at `path`, made if it is not there, readable by its owner only.

    Raises ObservatoireError when the folder refuses it, when it is damaged, or when a newer software has written it.
    """
    path = Path(path)
    with _told(path):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        with _connected(path) as connection:
            _migrate(connection, path)
    return Carnet(path)


def version_of(connection: sqlite3.Connection) -> int:
    return connection.execute("PRAGMA user_version").fetchone()[0]


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Apply what is missing. Two processes may start at once: the second one finds the work done."""
    if version_of(connection) == len(MIGRATIONS):
        return
    connection.create_function("packed", 1, packed, deterministic=True)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        known = version_of(connection)
        if known > len(MIGRATIONS):
            raise ObservatoireError(
                f"Le carnet {path.name} a été écrit par une version plus récente du logiciel : mettez le logiciel à "
                "jour, ou restaurez une sauvegarde de cette version."
            )
        for script in MIGRATIONS[known:]:
            for statement in filter(str.strip, script.split(";")):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection
    finally:
        connection.close()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What SQLite or the disk refuses, as a sentence."""
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        if "locked" in reason or "busy" in reason:
            raise ObservatoireError(
                "Le carnet est occupé par une autre écriture : réessayez dans un instant."
            ) from error
        raise ObservatoireError(
            f"Le carnet {path.name} ne peut pas être ouvert ou écrit : vérifiez la place libre et les droits du "
            f"dossier {path.parent}."
        ) from error
    except sqlite3.DatabaseError as error:
        raise ObservatoireError(
            f"Le carnet {path.name} est endommagé : restaurez une sauvegarde par « python -m observatoire restaurer »."
        ) from error
