"""Copies of the carnet: made while the site writes, checked, and put back only where nothing would be lost."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from observatoire.carnet.database import open_carnet, version_of
from observatoire.carnet.schema import MIGRATIONS
from observatoire.errors import ObservatoireError


def back_up(carnet: Path, target: Path) -> int:
    """Copy the carnet to `target`, whole at one moment, and read the copy back. -> its size in bytes.

    The copy takes the place of an older one only once it is checked.
    """
    if not carnet.exists():
        raise ObservatoireError(f"Il n’y a pas encore de carnet à l’adresse {carnet} : rien n’a été sauvegardé.")
    _refuse_the_same(carnet, target)
    open_carnet(carnet)
    return _copy(carnet, target)


def restore(backup: Path, carnet: Path, *, replace: bool = False) -> int:
    """Put a backup in the place of the carnet. -> its size in bytes.

    Raises ObservatoireError when the backup is damaged or of a newer software, and when a carnet is already there
    unless `replace` says to lose it.
    """
    if not backup.exists():
        raise ObservatoireError(f"La sauvegarde {backup} n’existe pas.")
    _refuse_the_same(backup, carnet)
    if carnet.exists() and not replace:
        raise ObservatoireError(
            f"Un carnet existe déjà à l’adresse {carnet} : rien n’a été changé. Sauvegardez-le, arrêtez le site, puis "
            "ajoutez --remplacer pour le perdre."
        )
    _check(backup)
    size = _copy(backup, carnet)
    open_carnet(carnet)
    return size


def _copy(source: Path, target: Path) -> int:
    partial = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_CREAT | os.O_RDWR, 0o600))
        with contextlib.closing(sqlite3.connect(source)) as read, contextlib.closing(sqlite3.connect(partial)) as copy:
            read.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        _check(partial)
        size = partial.stat().st_size
        for companion in ("-wal", "-shm"):  # those of the file replaced say nothing of the new one
            target.with_name(target.name + companion).unlink(missing_ok=True)
        os.replace(partial, target)
    except (OSError, sqlite3.Error) as error:
        partial.unlink(missing_ok=True)
        reason = getattr(error, "strerror", None) or str(error)
        raise ObservatoireError(f"Le fichier {target.name} n’a pas pu être écrit ({reason}).") from error
    return size


def _check(path: Path) -> None:
    """Raises ObservatoireError when a file is not a whole carnet that this software can read."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            version = version_of(connection)
    except sqlite3.Error as error:
        raise ObservatoireError(f"Le fichier {path.name} n’est pas une sauvegarde lisible du carnet.") from error
    if not whole or version == 0:
        raise ObservatoireError(f"Le fichier {path.name} n’est pas une sauvegarde entière du carnet.")
    if version > len(MIGRATIONS):
        raise ObservatoireError(f"Le fichier {path.name} vient d’une version plus récente du logiciel.")


def _refuse_the_same(source: Path, target: Path) -> None:
    if source.resolve() == target.resolve():
        raise ObservatoireError("La sauvegarde et le carnet sont le même fichier : donnez une autre adresse.")
