"""Where microdata live: folders and files that the account of the ETL alone can read."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb

from observatoire.catalogue import DATA
from observatoire.errors import CheckFailed

DEFAULT_DATABASE = DATA / "private" / "parcours.duckdb"
OTHERS = 0o077
#: End of the name of a working folder.
WORK = ".work"
REFUSALS_OF_THE_SYSTEM = {
    errno.ENOENT: "n’existe pas, ou son dossier n’existe pas ; vérifiez le chemin",
    errno.EISDIR: "est un dossier ; donnez un fichier",
    errno.ENOTDIR: "passe par un fichier comme s’il était un dossier ; vérifiez le chemin",
    errno.EEXIST: "existe déjà ; donnez un autre nom",
    errno.ENOSPC: "ne tient pas sur le disque, qui est plein ; libérez de la place, puis recommencez",
    errno.EROFS: "est sur un disque en lecture seule ; donnez un autre dossier",
    errno.EACCES: "n’est pas permis à ce compte ; vérifiez ses droits",
    errno.EPERM: "n’est pas permis à ce compte ; vérifiez ses droits",
}
#: The web server runs beside: the import takes half of the machine, and no more than this.
MOST_MEMORY_BYTES = 4 << 30
#: Data of fewer bytes are read by one thread. DuckDB shares a table out between threads from 122,880 rows on: below,
#: the others only wait, and take the processors from whoever works beside.
FEW_BYTES = 64 << 20


def private_folder(folder: Path) -> Path:
    """The folder, made for its owner alone if absent. Raises CheckFailed when other accounts may enter it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & OTHERS:
        raise CheckFailed(
            f"Le dossier {folder} est ouvert à d’autres comptes alors qu’il doit recevoir des données individuelles : "
            f"donnez un dossier réservé, ou réservez celui-ci par « chmod 700 {folder} »."
        )
    return folder


def for_owner(path: str, flags: int) -> int:
    """Opener of open(): the file belongs to its owner alone, even when it was there before."""
    descriptor = os.open(path, flags, 0o600)
    os.fchmod(descriptor, 0o600)
    return descriptor


@contextlib.contextmanager
def workspace(folder: Path, name: str) -> Iterator[Path]:
    """An empty working folder under a private one, for one process at a time; nothing of it stays.

    What killed processes left in `folder` is removed first, whatever their name. Raises CheckFailed when another
    process is at work under this one.
    """
    remove_leftovers(private_folder(folder))
    work = folder / f".{name}{WORK}"
    with _locked(folder, name) as held:
        if not held:
            raise CheckFailed(f"Un autre traitement est en cours dans {folder} : attendez sa fin, puis recommencez.")
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700)
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def remove_leftovers(folder: Path) -> None:
    """Remove the working folders of killed processes: microdata may be in them. Those of processes at work stay."""
    for work in folder.glob(f".*{WORK}"):
        with _locked(folder, work.name.removeprefix(".").removesuffix(WORK)) as held:
            if held:
                shutil.rmtree(work, ignore_errors=True)


@contextlib.contextmanager
def files_for_owner() -> Iterator[None]:
    """Every file made meanwhile by this process, by the database too, is for its owner alone."""
    former = os.umask(OTHERS)
    try:
        yield
    finally:
        os.umask(former)


@contextlib.contextmanager
def _locked(folder: Path, name: str) -> Iterator[bool]:
    """Whether the lock of a working folder was free; it is then held until the end."""
    with open(folder / f".{name}.lock", "w", opener=for_owner) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def connect(
    path: Path | str, work: Path, size: int = FEW_BYTES, *, read_only: bool = False
) -> duckdb.DuckDBPyConnection:
    """A database opened for bulk work: what does not fit in memory spills in `work`. size: bytes that it will read."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    config = {
        "memory_limit": f"{min(MOST_MEMORY_BYTES, physical // 2) >> 20}MiB",
        "temp_directory": str(work / "spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    if size < FEW_BYTES:
        config["threads"] = 1
    return duckdb.connect(str(path), read_only=read_only, config=config)


def os_sentence(error: OSError) -> str:
    """What the system refused and the next move: the file, never what is in it."""
    said = REFUSALS_OF_THE_SYSTEM.get(error.errno, f"ne se lit ou ne s’écrit pas (erreur {error.errno})")
    return f"{error.filename or 'un fichier'} {said}"


@contextlib.contextmanager
def no_value_said(doing: str) -> Iterator[None]:
    """An error of the database quotes the rows it met: only its kind is told. Raises CheckFailed in its place."""
    advice = "libérez de la place sur le disque ou de la mémoire, vérifiez les droits du dossier, puis recommencez"
    try:
        yield
    except duckdb.Error as error:
        raise CheckFailed(f"{doing} : la base de données a refusé ({type(error).__name__}) ; {advice}.") from None
    except OSError as error:
        raise CheckFailed(f"{doing} : {os_sentence(error)}.") from None


def put_in_place(fresh: Path, database: Path) -> None:
    """Replace `database` by `fresh` (same disk) in one gesture, readable by its owner alone."""
    os.chmod(fresh, 0o600)
    descriptor = os.open(fresh, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    # A journal of the former file would be replayed on the new one.
    Path(f"{database}.wal").unlink(missing_ok=True)
    os.replace(fresh, database)
