"""Which received files are which: by their name, else by the columns of their header."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from etl.reading import header_of
from observatoire.catalogue import Catalogue, Source
from observatoire.errors import CheckFailed

DELIMITED = (".csv", ".txt", ".tsv")
SKIPPED = ("manifest.json", "PROVENANCE.md")
#: What an unfinished or refused download leaves in the folder (etl.fetch): files, and folders of archives.
LEFTOVERS = (".part", ".part.json", ".rejected", ".new")


@dataclass(frozen=True)
class FoundFile:
    """A recognised file. `part` tells files of one source and vintage apart (EPCI, DEP…), empty otherwise."""

    path: Path
    source: Source
    vintage: str
    part: str
    by_header: bool


@dataclass(frozen=True)
class LeftFile:
    path: Path
    reason: str


def discover(folder: Path, catalogue: Catalogue, pinned: dict[str, str]) -> tuple[list[FoundFile], list[LeftFile]]:
    """Recognise every file under `folder`. `pinned` ({source: vintage}) leaves the other vintages of a source aside.

    Raises CheckFailed when two files claim one source, vintage and part that takes a single file.
    """
    found, left = [], []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not _skipped(p.relative_to(folder))):
        match = _recognise(path, catalogue)
        if match is None and path.suffix.lower() == ".zip" and path.with_suffix("").is_dir():
            left.append(LeftFile(path, "archive déjà extraite dans le dossier du même nom"))
        elif match is None:
            left.append(
                LeftFile(path, "non reconnu : ni son nom ni son en-tête ne sont ceux d’une source du catalogue")
            )
        elif pinned.get(match.source.id, match.vintage) != match.vintage:
            left.append(
                LeftFile(path, f"millésime {match.vintage} écarté : --vintage demande {pinned[match.source.id]}")
            )
        else:
            found.append(match)
    _refuse_two_files(found, folder)
    return found, left


def reader_of(source: Source):
    """Module of etl.sources that reads this source."""
    return import_module(f"etl.sources.{source.reader}")


def sha256_of(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _skipped(inside: Path) -> bool:
    hidden = inside.name.startswith(".") or inside.name in SKIPPED
    return hidden or any(part.endswith(LEFTOVERS) for part in inside.parts)


def _recognise(path: Path, catalogue: Catalogue) -> FoundFile | None:
    for source in catalogue.sources.values():
        for rule in source.files:
            if named := re.match(rule.name, path.name, re.IGNORECASE):
                return _found(path, source, named.groupdict(), by_header=False)
    if path.suffix.lower() not in DELIMITED:
        return None
    header = header_of(path)
    for source in catalogue.sources.values():
        for rule in source.files:
            if rule.header and all(any(re.fullmatch(pattern, cell) for cell in header) for pattern in rule.header):
                year = next((found[1] for cell in header if (found := re.fullmatch(r"TP60(\d\d)", cell))), None)
                return _found(path, source, {"vintage": f"20{year}" if year else None}, by_header=True)
    return None


def _found(path: Path, source: Source, groups: dict[str, str | None], *, by_header: bool) -> FoundFile:
    vintage = groups.get("vintage")
    if vintage is None:
        vintage = reader_of(source).vintage_of(path)
    return FoundFile(path, source, vintage, (groups.get("part") or "").upper(), by_header)


def _refuse_two_files(found: list[FoundFile], folder: Path) -> None:
    first_of: dict[tuple[str, str, str], FoundFile] = {}
    for file in found:
        key = (file.source.id, file.vintage, file.part)
        other = first_of.setdefault(key, file)
        if other is not file and file.source.several_files == "refuse":
            raise CheckFailed(
                f"{file.path.relative_to(folder)} : c’est le second fichier "
                f"« {file.source.short_title} {file.vintage} » avec {other.path.relative_to(folder)} ; "
                "n’en gardez qu’un dans le dossier."
            )
