"""Before a row is loaded: the header judged first and alone, then the bytes of the whole file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.extracts.contract import Entity
from etl.extracts.csv_source import (
    ENCODINGS_SPOKEN,
    EXPORT_AGAIN,
    SEPARATORS_SPOKEN,
    Scan,
    in_utf8,
    other_separator,
    read_header,
    scan,
)
from etl.extracts.forbidden import refuse_forbidden
from etl.extracts.mapping import EntityMapping, lost_columns
from etl.extracts.recognise import MANIFEST, ExtractFile, day_in_name
from observatoire.errors import BadFile
from observatoire.formats import count, day

EXPECTED = "vérifiez que c’est le bon fichier, puis sa correspondance dans extraits.yml"


@dataclass(frozen=True)
class OpenedExtract:
    """A file that may be loaded: `readable` is the file itself or its copy in UTF-8."""

    file: ExtractFile
    header: list[str]
    scan: Scan
    readable: Path
    warnings: tuple[str, ...]


def open_extract(file: ExtractFile, entity: Entity, mapping: EntityMapping, work: Path) -> OpenedExtract:
    """Judge a file. Raises BadFile: forbidden or missing column, damaged file."""
    name = file.path.name
    header = read_header(file.path, mapping.separator)
    refuse_forbidden(name, header, of_person=entity.individual)
    fields = [mapping.columns.get(column, column) for column in header]
    expected = [*mapping.columns, *entity.fields]
    if (mark := other_separator(header, mapping.separator, expected)) is not None:
        refuse_forbidden(name, read_header(file.path, mark), of_person=entity.individual)
        raise BadFile(
            name,
            f"le séparateur est « {SEPARATORS_SPOKEN[mark]} » et non "
            f"« {SEPARATORS_SPOKEN.get(mapping.separator, mapping.separator)} »",
            "enregistrez-le avec l’autre séparateur, ou déclarez « separator » dans extraits.yml",
            line=1,
        )
    for field in entity.required:
        if field not in fields and field not in mapping.constants:
            raise BadFile(name, "cette colonne attendue est absente de l’en-tête", EXPECTED, line=1, column=field)
    _refuse_twice(name, [field for field in fields if field in entity.fields])
    seen = scan(file.path)
    _refuse_changed(file, seen)
    warnings = [f"{name} : {lost}." for lost in lost_columns(mapping, header, fields)]
    if (written := day_in_name(file.path)) is not None and written != file.extraction_date:
        warnings.append(f"{name} : du {day(file.extraction_date)} d’après {MANIFEST}, et non du jour de son nom.")
    if seen.encoding != "utf-8":
        warnings.append(f"{name} : lu en {ENCODINGS_SPOKEN[seen.encoding]} et non en UTF-8, vérifiez les accents.")
    if unknown := [
        column or "(sans nom)" for column in header if mapping.columns.get(column, column) not in entity.fields
    ]:
        warnings.append(
            f"{name} : {count(len(unknown), 'colonne inconnue', 'colonnes inconnues')} du contrat, "
            f"laissée{'s' if len(unknown) > 1 else ''} de côté : {', '.join(unknown)}."
        )
    return OpenedExtract(file, header, seen, in_utf8(file.path, seen.encoding, work), tuple(warnings))


def _refuse_twice(name: str, fields: Sequence[str]) -> None:
    for field in fields:
        if fields.count(field) > 1:
            raise BadFile(name, "deux colonnes portent ce nom", "gardez-en une", line=1, column=field)


def _refuse_changed(file: ExtractFile, seen: Scan) -> None:
    digest = file.declared.sha256 if file.declared else None
    if digest and digest.lower() != seen.sha256:
        raise BadFile(
            file.path.name,
            "son empreinte n’est pas celle du manifeste : il a changé depuis l’extraction, ou il est incomplet",
            f"copiez-le de nouveau, ou {EXPORT_AGAIN} avec son manifeste",
        )
