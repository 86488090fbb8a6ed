"""One file received from its producer's server: resumed where it was cut, asked again when the server is busy.

The bytes go to `<name>.part`, with what is needed to resume in `<name>.part.json`; etl.fetch gives the file its final
name. HTTP semantics: RFC 9110 (ranges §14, conditional requests §13, Retry-After §10.2.3).
"""

from __future__ import annotations

import codecs
import json
import os
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import count
from pathlib import Path

import httpx

from observatoire.errors import BadFile

MANIFEST = "manifest.json"
MAX_DELAY_S = 120.0
TRY_AGAIN_CODES = frozenset({429, 502, 503, 504})
HEADERS = {
    "User-Agent": "observatoire-insertion (statistique publique ; python-httpx)",
    # A range counts the bytes as sent: a compressed transfer could be neither resumed nor weighed.
    "Accept-Encoding": "identity",
}
#: None of these begins with "<": such a file is the web page of a portal that is down or has moved.
DATA_SUFFIXES = (".csv", ".xls", ".xlsx", ".zip", ".gz", ".json", ".geojson")
RETRY_LATER = "relancez la commande plus tard"


@dataclass(frozen=True)
class Download:
    """One file to fetch. `source` is its id in the catalogue, `vintage` the year of the file.

    `filename` is a bare name, given to the file in the target folder. `sha256` (hexadecimal), when the catalogue pins
    it, must be that of the bytes received. Raises ValueError when filename is a path or a name reserved here.
    """

    source: str
    vintage: str
    url: str
    filename: str
    sha256: str | None = None
    unzip: bool = False

    def __post_init__(self) -> None:
        if self.filename in {"", ".", "..", MANIFEST} or re.search(r"[/\\\x00]", self.filename):
            raise ValueError(f"{self.source}: '{self.filename}' is not a plain file name")
        if self.unzip and Path(self.filename).suffix.lower() != ".zip":
            raise ValueError(f"{self.source}: '{self.filename}' is to be unzipped and is not named .zip")


@dataclass(frozen=True)
class Connection:
    """How to ask: the client, how many attempts after the first one, the first delay, and the aware time of now."""

    client: httpx.Client
    retries: int
    backoff_s: float
    now: Callable[[], datetime]


class _Again(Exception):
    """This attempt is lost, the next one may succeed: why (in French), and the delay that the server asks for."""

    def __init__(self, reason: str, delay_s: float | None = None):
        super().__init__(reason)
        self.reason, self.delay_s = reason, delay_s


def receive(connection: Connection, download: Download, part: Path, known: dict | None, show: Callable) -> dict | None:
    """The whole file in `part` and the note on it (etag, last_modified, resumed), or None when it is unchanged.

    `known` is the entry of the file in the manifest when it is in place: the server is then asked whether it changed.
    `show` is told completed and total (bytes). A lost attempt is repeated at most connection.retries times.
    Raises BadFile when the file cannot be had.
    """
    for attempt in count():
        try:
            return _receive_once(connection, download, part, known, show)
        except _Again as lost:
            if attempt >= connection.retries:
                raise BadFile(download.filename, f"{lost.reason} ({attempt + 1} tentatives)", RETRY_LATER) from lost
            time.sleep(delay_before_retry_s(attempt, connection.backoff_s, lost.delay_s))


def delay_before_retry_s(attempt: int, backoff_s: float, asked_s: float | None) -> float:
    """Seconds to wait after the lost attempt number `attempt` (0 = first); what the server asks for comes first."""
    if asked_s is None:
        asked_s = backoff_s * 2**attempt * random.uniform(0.5, 1.5)
    return min(max(asked_s, 0.0), MAX_DELAY_S)


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """Seconds asked for by a Retry-After header (a number of seconds or an HTTP date); None when it says nothing."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        asked = parsedate_to_datetime(header)
    except ValueError:
        return None
    return (asked.replace(tzinfo=asked.tzinfo or UTC) - now).total_seconds()


def _receive_once(
    connection: Connection, download: Download, part: Path, known: dict | None, show: Callable
) -> dict | None:
    """One request: the whole file in `<name>.part` and the note on it, or None when the server says it is unchanged.

    Raises _Again when the attempt is lost, BadFile when there is nothing to expect from another one.
    """
    name = download.filename
    note = _note_of(part, download.url)
    offset = part.stat().st_size if note else 0
    asked = {}
    if offset:
        # Bytes are only joined to bytes of the same version: without a validator the file is taken again from zero.
        asked = {"Range": f"bytes={offset}-", "If-Range": _strong_validator(note)}
    if known is not None:
        validators = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("last_modified")}
        asked |= {header: value for header, value in validators.items() if value}
    try:
        with connection.client.stream("GET", download.url, headers=asked) as response:
            code, headers = response.status_code, response.headers
            if code == 304 and known is not None:
                return None
            if code in TRY_AGAIN_CODES:
                raise _Again(f"le serveur répond {code}", retry_after_s(headers.get("Retry-After"), connection.now()))
            if code == 416 and offset:
                drop(part)
                raise _Again("le serveur ne sait pas reprendre ce fichier", 0.0)
            if code not in (200, 206):
                rule = f"le serveur répond {code} à l’adresse {download.url}"
                next_move = f"corrigez l’adresse dans {declaration(download)} ou déposez le fichier à la main"
                raise BadFile(name, rule, next_move)
            if headers.get("Content-Type", "").lower().startswith(("text/html", "application/xhtml")):
                raise _web_page(download)
            if code == 206:
                if not _continues(headers, note, offset):
                    drop(part)
                    raise _Again("le serveur a repris ailleurs qu’à l’endroit demandé", 0.0)
                note["resumed"] = True
            else:
                drop(part)
                note = _note(download.url, headers)
                write_json(_note_path(part), note)
            with part.open("ab") as out:
                for block in response.iter_bytes():
                    out.write(block)
                    show(completed=out.tell(), total=note["total"])
    except (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError, httpx.ProxyError) as error:
        raise _Again("la connexion au serveur a été refusée, coupée ou trop lente") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        rule = f"l’adresse {download.url} ne peut pas être lue ({type(error).__name__})"
        raise BadFile(name, rule, f"corrigez l’adresse dans {declaration(download)}") from error
    if note["total"] not in (None, part.stat().st_size):
        drop(part)
        raise _Again("la taille reçue n’est pas celle que le serveur annonce")
    with part.open("rb") as received:
        start = received.read(1024).removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith(b"<") and name.lower().endswith(DATA_SUFFIXES):
        drop(part)
        raise _web_page(download)
    return note


def _web_page(download: Download) -> BadFile:
    rule = "le serveur a envoyé une page web (HTML) au lieu des données"
    return BadFile(download.filename, rule, f"ouvrez {download.url} pour lire ce qu’elle dit, puis relancez")


def declaration(download: Download) -> str:
    return f"data/catalogue/sources/{download.source}.yml"


def _note(url: str, headers: httpx.Headers) -> dict:
    """What must be known of a partial file to resume it; `total` is its size in bytes once whole, when announced."""
    if headers.get("Content-Encoding", "identity") != "identity":  # its size and ETag are those of the compressed bytes
        return {"url": url, "etag": None, "last_modified": None, "total": None, "resumed": False}
    etag, last_modified, length = (headers.get(name) for name in ("ETag", "Last-Modified", "Content-Length"))
    total = int(length) if length is not None else None
    return {"url": url, "etag": etag, "last_modified": last_modified, "total": total, "resumed": False}


def _note_of(part: Path, url: str) -> dict | None:
    """The note on a partial file that can be resumed from this url, else None."""
    try:
        note = json.loads(_note_path(part).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    resumable = part.exists() and note["url"] == url and _strong_validator(note)
    return note if resumable else None


def _strong_validator(note: dict) -> str | None:
    """A weak ETag says that two files are equivalent, not that their bytes are the same (RFC 9110 §8.8.1)."""
    etag = note["etag"]
    return etag if etag and not etag.startswith("W/") else note["last_modified"]


def _continues(headers: httpx.Headers, note: dict | None, offset: int) -> bool:
    """True when a 206 answer is the rest, from byte `offset`, of the file that the note describes."""
    given = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", headers.get("Content-Range", ""))
    if note is None or given is None or int(given[1]) != offset:
        return False
    same_size = given[2] == "*" or note["total"] in (None, int(given[2]))
    return same_size and headers.get("ETag", note["etag"]) == note["etag"] and "Content-Encoding" not in headers


def part_of(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def _note_path(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def drop(part: Path) -> None:
    part.unlink(missing_ok=True)
    _note_path(part).unlink(missing_ok=True)


def write_json(path: Path, content: list | dict) -> None:
    """Write beside, then replace: a kill leaves either the old file or the new one."""
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    os.replace(beside, path)
