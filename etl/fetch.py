"""Files fetched from their producers' own addresses, and the manifest that says where each one comes from.

A file takes its final name only once it is whole and accepted: until then it is `<name>.part` (see etl.transfer); a
refused one stays beside as `<name>.rejected`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal

import httpx
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from etl.discover import sha256_of
from etl.transfer import HEADERS, MANIFEST, Connection, Download, declaration, drop, part_of, receive, write_json
from etl.unzipping import MAX_UNZIPPED_BYTES, files_of, unzip
from observatoire.errors import BadFile
from observatoire.formats import decimal
from observatoire.typography import french


@dataclass(frozen=True)
class FetchResult:
    """What became of one download; `sentence` is for the reader (file, rule and next move when it failed).

    `path` is the file in the target folder and `members` the files extracted from it; None and empty when it failed.
    """

    download: Download
    status: Literal["fetched", "resumed", "unchanged", "failed"]
    sentence: str
    path: Path | None = None
    members: tuple[Path, ...] = ()


@dataclass(frozen=True)
class _Run:
    """What every download of one call shares."""

    connection: Connection
    target: Path
    max_unzipped_bytes: int


def fetch(
    downloads: Sequence[Download],
    target: Path,
    *,
    force: bool = False,
    client_timeout_s: float = 60.0,
    retries: int = 4,
    backoff_s: float = 1.0,
    max_unzipped_bytes: int = MAX_UNZIPPED_BYTES,
    progress: bool = True,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> list[FetchResult]:
    """Fetch each download into `target`, one after the other; one that fails never stops the others.

    A file whose bytes are those of the manifest is not asked for again; with `force` the server is asked whether it
    changed. A lost attempt is repeated at most `retries` times, after backoff_s × 2^n (with jitter) or the delay that
    the server asks for, never more than MAX_DELAY_S. `now` gives an aware datetime. Results are in the order of
    `downloads`. Prints nothing but a progress bar on stderr. Raises BadFile when the manifest itself cannot be read.
    """
    target.mkdir(parents=True, exist_ok=True)
    manifest = read_manifest(target)
    claimed: dict[str, str] = {}
    results = []
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    bar = Progress(*columns, console=Console(stderr=True), disable=not progress)
    with bar, httpx.Client(timeout=client_timeout_s, follow_redirects=True, headers=HEADERS) as client:
        run = _Run(Connection(client, retries, backoff_s, now), target, max_unzipped_bytes)
        for download in downloads:
            show = partial(bar.update, bar.add_task(download.filename, total=None))
            try:
                if claimed.setdefault(download.filename, download.url) != download.url:
                    rule = "deux adresses différentes portent ce même nom de fichier"
                    raise BadFile(download.filename, rule, f"donnez-leur deux noms dans {declaration(download)}")
                results.append(_one(run, download, manifest, force, show))
            except BadFile as refused:
                results.append(FetchResult(download, "failed", str(refused)))
            except OSError as error:
                rule = f"l’écriture sur le disque a échoué ({error.strerror or error})"
                refused = BadFile(download.filename, rule, "vérifiez la place libre et les droits du dossier")
                results.append(FetchResult(download, "failed", str(refused)))
    return results


def read_manifest(target: Path) -> dict[str, dict]:
    """{file: entry} of target/manifest.json, empty when there is none.

    An entry has source, vintage, file, url, sha256, bytes, fetched_at (ISO 8601), and the validators etag and
    last_modified of the server (or null). Raises BadFile when the manifest is not what this module writes.
    """
    path = target / MANIFEST
    if not path.exists():
        return {}
    try:
        return {entry["file"]: entry for entry in json.loads(path.read_text(encoding="utf-8"))}
    except (ValueError, TypeError, KeyError) as error:
        rule, next_move = "le registre des téléchargements est abîmé", "supprimez-le, les fichiers seront repris"
        raise BadFile(path.name, rule, next_move) from error


def _one(run: _Run, download: Download, manifest: dict[str, dict], force: bool, show: Callable) -> FetchResult:
    """Fetch one download unless it is there already; its entry in the manifest is written with it."""
    path = run.target / download.filename
    part, folder = part_of(path), path.with_suffix("")
    entry = manifest.get(download.filename)
    known = entry if entry is not None and _is_intact(download, path, entry) else None
    received = None if known is not None and not force else receive(run.connection, download, part, known, show)
    if received is None:
        members: tuple[Path, ...] = ()
        if download.unzip:
            members = files_of(folder) if folder.is_dir() else unzip(path, folder, run.max_unzipped_bytes)
        sentence = french(f"{download.filename} : déjà présent et inchangé, rien n’a été téléchargé.")
        return FetchResult(download, "unchanged", sentence, path, members)
    try:
        sha256 = sha256_of(part)
        if download.sha256 is not None and sha256 != download.sha256.lower():
            rule = "le contenu reçu n’est pas celui que le catalogue attend (empreinte sha256 différente)"
            raise BadFile(path.name, rule, f"comparez {path.name}.rejected, puis corrigez {declaration(download)}")
        members = unzip(part, folder, run.max_unzipped_bytes) if download.unzip else ()
    except BadFile:
        os.replace(part, path.with_name(path.name + ".rejected"))
        drop(part)
        raise
    size_bytes = part.stat().st_size
    os.replace(part, path)
    drop(part)
    manifest[download.filename] = {
        "source": download.source,
        "vintage": download.vintage,
        "file": download.filename,
        "url": download.url,
        "sha256": sha256,
        "bytes": size_bytes,
        "fetched_at": run.connection.now().isoformat(timespec="seconds"),
        "etag": received["etag"],
        "last_modified": received["last_modified"],
    }
    write_json(run.target / MANIFEST, list(manifest.values()))
    how = "téléchargement repris et terminé" if received["resumed"] else "téléchargé"
    sentence = french(f"{download.filename} : {how}, {decimal(size_bytes)} octets.")
    return FetchResult(download, "resumed" if received["resumed"] else "fetched", sentence, path, members)


def _is_intact(download: Download, path: Path, entry: dict) -> bool:
    """True when the file in place is the one that the manifest describes and that the catalogue asks for."""
    asked = (download.source, download.vintage, download.url)
    pinned = (download.sha256 or entry["sha256"]).lower()
    same = asked == tuple(entry.get(key) for key in ("source", "vintage", "url")) and pinned == entry["sha256"]
    return same and path.is_file() and sha256_of(path) == entry["sha256"]
