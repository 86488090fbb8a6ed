"""Which received files are which extracts: by their name, the mapping's patterns and the manifest beside them."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatch
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from etl.discover import LeftFile
from etl.extracts.contract import Contract
from etl.extracts.mapping import MAPPING_FILE, SoftwareMapping
from observatoire.errors import BadFile, CheckFailed
from observatoire.formats import day

MANIFEST = "manifest.json"
#: What the pseudonymiser says, written beside the extracts.
REPORT = "rapport-pseudonymisation.md"
DAY_IN_NAME = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")
NOT_NAMED = "son nom n’est pas celui d’un extrait (entité_département_AAAAMMJJ.csv)"
FILL_OR_REMOVE = "remplissez-le d’après le modèle de « python -m etl extracts template », ou retirez-le"


class ManifestEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    lines: int | None = Field(default=None, alias="lignes")
    sha256: str | None = None


class Manifest(BaseModel):
    """What the département says of the extraction that a folder holds, all its files; other keys are for people.

    files: what is checked of some of them besides; lines are counted without the header.
    """

    model_config = ConfigDict(frozen=True)
    departement: str
    extraction_date: date = Field(alias="date_extraction")
    period_start: date | None = Field(default=None, alias="periode_debut")
    software: str = Field(default="", alias="logiciel")
    version: str = ""
    files: dict[str, ManifestEntry] = Field(default={}, alias="fichiers")


@dataclass(frozen=True)
class ExtractFile:
    """A recognised file. `declared`: what the manifest says of it, if anything.

    period_start: first day whose entrants are all in the extraction.
    """

    path: Path
    entity: str
    extraction_date: date
    software: str
    declared: ManifestEntry | None
    period_start: date | None = None


def recognise(
    paths: Sequence[Path], departement: str, contract: Contract, mapping: SoftwareMapping
) -> tuple[list[ExtractFile], list[LeftFile]]:
    """The extracts among files and folders (with their subfolders), in the order of the contract, and what is left.

    Of several extractions the latest is kept: one date for all the files of persons, one for each other file.
    Raises BadFile (manifest, file without a date or of a day to come) and CheckFailed (two files for one entity and
    date).
    """
    found, left = [], []
    files = list(_files(paths))
    manifests = {folder: read_manifest(folder, departement) for folder in dict.fromkeys(path.parent for path in files)}
    for path in files:
        entity, reason = _entity_of(path, departement, contract, mapping)
        if entity is None:
            left.append(LeftFile(path, reason))
        else:
            found.append(_described(path, entity, manifests[path.parent], mapping))
    kept, older = _latest(found, contract)
    return sorted(kept, key=lambda file: list(contract).index(file.entity)), left + older


def entity_named(name: str, contract: Contract, mapping: SoftwareMapping) -> tuple[str | None, str | None]:
    """The entity that the name of a file tells, and its département when the name is that of the contract.

    Of several patterns, the one that says most of the name is followed: EXP_DROITS_*.csv, not EXP_*.csv. Raises
    CheckFailed when two say as much.
    """
    said = {
        entity: len(rules.file.replace("*", ""))
        for entity, rules in mapping.entities.items()
        if rules.file and fnmatch(name.casefold(), rules.file.casefold())
    }
    best = [entity for entity, letters in said.items() if letters == max(said.values())]
    if len(best) > 1:
        raise CheckFailed(
            f"{name} a le nom de « {best[0]} » et de « {best[1]} » d’après leurs motifs : précisez l’un des deux "
            f"(« file » dans {MAPPING_FILE})."
        )
    if best:
        return best[0], None
    named = re.fullmatch(rf"({'|'.join(contract)})_(\w{{2,3}})_\d{{8}}\.csv", name, re.IGNORECASE)
    return (named[1].lower(), named[2].upper()) if named else (None, None)


def day_in_name(path: Path) -> date | None:
    """The first AAAAMMJJ of a name that is a day."""
    for found in DAY_IN_NAME.finditer(path.name):
        with contextlib.suppress(ValueError):
            return datetime.strptime("".join(found.groups()), "%Y%m%d").date()
    return None


def read_manifest(folder: Path, departement: str) -> Manifest | None:
    """Manifest of a folder, if it has one. Raises BadFile: unreadable, of another département, file that is absent."""
    path = folder / MANIFEST
    if not path.exists():
        return None
    try:
        # Neither JSON nor UTF-8, a number of thousands of digits, lists without end: json raises an error for each.
        read = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadFile(MANIFEST, "ce n’est pas du JSON", FILL_OR_REMOVE) from None
    try:
        manifest = Manifest.model_validate(read)
    except ValidationError as error:
        key = " → ".join(str(part) for part in error.errors()[0]["loc"])
        rule = f"« {key} » est absent ou mal rempli" if key else "ce n’est pas une liste de clés et de valeurs"
        raise BadFile(MANIFEST, rule, FILL_OR_REMOVE) from None
    if manifest.departement != departement:
        raise BadFile(
            MANIFEST,
            f"il est du département {manifest.departement} et non {departement}",
            "vérifiez le dossier ou --departement",
        )
    there = {file.name for file in folder.iterdir()}
    for name in manifest.files:
        if name not in there:
            raise BadFile(
                MANIFEST,
                f"« fichiers » décrit « {name} », qui n’est pas dans son dossier",
                "ajoutez le fichier, corrigez son nom (majuscules comprises), ou retirez-le de la liste",
            )
    return manifest


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    seen = set()
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            hidden = any(part.startswith(".") for part in file.relative_to(path).parts) if path.is_dir() else False
            if file.is_file() and not hidden and file.name not in (MANIFEST, REPORT) and file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _entity_of(path: Path, departement: str, contract: Contract, mapping: SoftwareMapping) -> tuple[str | None, str]:
    """(entity, "") or (None, why the file is left)."""
    entity, named = entity_named(path.name, contract, mapping)
    if entity is None:
        return None, NOT_NAMED
    if named is not None and named != departement:
        return None, f"extrait du département {named}"
    return entity, ""


def _described(path: Path, entity: str, manifest: Manifest | None, mapping: SoftwareMapping) -> ExtractFile:
    file = _dated(path, entity, manifest, mapping)
    if file.extraction_date > date.today():
        raise BadFile(
            path.name,
            f"sa date d’extraction, {day(file.extraction_date)}, est dans l’avenir",
            f"corrigez-la dans son nom ou dans {MANIFEST}",
        )
    if file.period_start is not None and file.period_start > file.extraction_date:
        raise BadFile(
            MANIFEST,
            f"« periode_debut », {day(file.period_start)}, est après l’extraction du {day(file.extraction_date)}",
            "corrigez l’une des deux dates",
        )
    return file


def _dated(path: Path, entity: str, manifest: Manifest | None, mapping: SoftwareMapping) -> ExtractFile:
    if manifest is None:
        if (extracted := day_in_name(path)) is None:
            raise BadFile(
                path.name,
                "la date d’extraction n’est ni dans son nom (AAAAMMJJ) ni dans un manifest.json",
                "renommez le fichier ou joignez le manifeste",
            )
        return ExtractFile(path, entity, extracted, mapping.software, None)
    software = " ".join(part for part in (manifest.software, manifest.version) if part)
    declared = manifest.files.get(path.name)
    return ExtractFile(
        path, entity, manifest.extraction_date, software or mapping.software, declared, manifest.period_start
    )


def _latest(found: list[ExtractFile], contract: Contract) -> tuple[list[ExtractFile], list[LeftFile]]:
    of_people = max((file.extraction_date for file in found if contract[file.entity].individual), default=None)
    kept: dict[str, ExtractFile] = {}
    left = []
    for file in sorted(found, key=lambda file: file.extraction_date, reverse=True):
        first = kept.get(file.entity)
        if first is not None and first.extraction_date == file.extraction_date:
            given = f", date que {MANIFEST} donne à tout son dossier" if (file.path.parent / MANIFEST).exists() else ""
            raise CheckFailed(
                f"{file.path.name} et {first.path.name} sont deux fichiers « {file.entity} » du "
                f"{day(file.extraction_date)}{given} : n’en gardez qu’un."
            )
        if first is not None or (contract[file.entity].individual and file.extraction_date != of_people):
            newest = first.extraction_date if first else of_people
            left.append(
                LeftFile(file.path, f"extraction du {day(file.extraction_date)}, remplacée par celle du {day(newest)}")
            )
        else:
            kept[file.entity] = file
    return list(kept.values()), left
