"""Publication of a warehouse: all or nothing.

A new file is built beside the old one under another name, read back, then a symbolic link is moved onto it in one
atomic rename. A failure, a kill or a full disk at any moment leaves the link on the previous version.
"""

from __future__ import annotations

import contextlib
import fcntl
import glob
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from observatoire.errors import CheckFailed
from observatoire.schema import SCHEMA

VERSIONS_KEPT = 3


def publish(link: Path, fill: Callable[[duckdb.DuckDBPyConnection], None]) -> Path:
    """Create a warehouse, let `fill` write it, then point `link` to it. Returns the path of the new version.

    Raises whatever `fill` raises (nothing is published then) and CheckFailed when another build holds the lock or when
    the disk refuses the file.
    """
    try:
        return _publish(link, fill)
    except (OSError, duckdb.IOException, duckdb.FatalException) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise CheckFailed(
            f"L’entrepôt {link.name} n’a pas pu être écrit ({reason}) : vérifiez la place libre et les droits "
            f"du dossier {link.parent}."
        ) from error


def _publish(link: Path, fill: Callable[[duckdb.DuckDBPyConnection], None]) -> Path:
    link.parent.mkdir(parents=True, exist_ok=True)
    with _only_builder(link):
        _remove_leftovers(link)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        version = link.parent / f"{link.stem}-{stamp}.duckdb"
        partial = version.with_suffix(".partial")
        try:
            with contextlib.closing(duckdb.connect(str(partial))) as connection:
                connection.execute(SCHEMA)
                fill(connection)
                connection.execute("CHECKPOINT")
            _read_back(partial)
        except BaseException:
            _remove_leftovers(link)
            raise
        _sync(partial)
        os.replace(partial, version)
        _point(link, version)
        _forget_old_versions(link, version)
    return version


def _versions(link: Path, suffix: str) -> str:
    """Glob of the versions of this warehouse, not of another one whose name begins alike in the same folder."""
    return f"{glob.escape(link.stem)}-{'[0-9]' * 8}T{'[0-9]' * 12}{suffix}"


def _remove_leftovers(link: Path) -> None:
    """What a killed or failed build leaves; call it under the lock."""
    link.with_name(f".{link.name}.fresh").unlink(missing_ok=True)
    for stale in link.parent.glob(_versions(link, ".partial*")):
        if stale.is_dir():  # where DuckDB spills what does not fit in memory
            shutil.rmtree(stale)
        else:
            stale.unlink()


def _read_back(path: Path) -> None:
    with contextlib.closing(duckdb.connect(str(path), read_only=True)) as connection:
        if connection.execute("SELECT count(*) FROM publication").fetchone() != (1,):
            raise CheckFailed("L’entrepôt construit ne se relit pas : il n’est pas publié.")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _point(link: Path, version: Path) -> None:
    fresh = link.with_name(f".{link.name}.fresh")
    os.symlink(version.name, fresh)
    os.replace(fresh, link)


def _forget_old_versions(link: Path, current: Path) -> None:
    versions = sorted(link.parent.glob(_versions(link, ".duckdb")), reverse=True)
    for old in versions[VERSIONS_KEPT:]:
        if old != current:
            old.unlink(missing_ok=True)


@contextlib.contextmanager
def _only_builder(link: Path) -> Iterator[None]:
    with open(link.with_name(f".{link.name}.lock"), "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CheckFailed(
                f"Une autre construction de {link.name} est en cours : attendez sa fin, puis recommencez."
            ) from error
        yield
