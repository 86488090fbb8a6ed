"""A received csv as DuckDB reads it: header first and alone, then encoding, separator and whole lines.

DuckDB reads the lines in parallel and passes over the empty ones; the number of a line is found again from the scan.
"""

from __future__ import annotations

import codecs
import csv
import glob
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from observatoire.errors import BadFile

SEPARATOR = ";"
SEPARATORS_SPOKEN = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}
ENCODINGS_SPOKEN = {"utf-8": "UTF-8", "cp1252": "Windows-1252"}
#: First bytes of a zip (so of an xlsx or ods) and of an old xls.
ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
LONGEST_HEADER_BYTES = 1 << 16
SAMPLE_BYTES = 1 << 18
SAMPLE_ROWS = 1_000
#: A cell of more lines has swallowed the rows that follow a lone quote.
MOST_LINES_OF_A_CELL = 200
BLOCK = 1 << 22
EXPORT_AGAIN = "exportez-le de nouveau"
QUOTES = "doublez les guillemets qui font partie d’un texte, ou exportez le fichier sans eux"
NOT_A_CSV = "ses lignes ne se lisent pas comme un csv (guillemets, ligne démesurée)"
ONE_LINE_A_CELL = "exportez-le de nouveau, sans retour à la ligne dans les cellules"
#: Column after the last one of the header: holds what a line has too much.
SURPLUS = "__surplus"


@dataclass(frozen=True)
class Scan:
    """What one reading of the bytes says: digest, encoding, number of lines (header included)."""

    sha256: str
    encoding: str
    lines: int


def read_header(path: Path, separator: str = SEPARATOR) -> list[str]:
    """Cells of the first line; nothing after it is read.

    Raises BadFile: empty, HTML, not text, too long, a name of column on two lines.
    """
    with path.open("rb") as handle:
        first = handle.readline(LONGEST_HEADER_BYTES)
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadFile(path.name, "le fichier est en UTF-16", "enregistrez-le en « CSV UTF-8 »", line=1)
    if first.startswith(ARCHIVES) or b"\0" in first:
        raise BadFile(
            path.name,
            "le fichier n’est pas du texte mais un classeur ou une archive (xlsx, ods, zip) renommé en csv",
            "ouvrez-le dans son logiciel et enregistrez-le en « CSV UTF-8 »",
            line=1,
        )
    text = _text_of(first)
    if not text.strip():
        raise BadFile(path.name, "le fichier est vide ou commence par une ligne vide", EXPORT_AGAIN, line=1)
    if text.lstrip()[:1] == "<":
        raise BadFile(path.name, "le fichier est une page web (HTML) et non des données", EXPORT_AGAIN, line=1)
    if b"\r" in first.rstrip(b"\r\n"):
        raise BadFile(
            path.name,
            "ses lignes finissent à la façon des anciens Mac (retour chariot seul)",
            "enregistrez-le en « CSV UTF-8 », avec les fins de ligne de Windows ou d’Unix",
            line=1,
        )
    if len(first) >= LONGEST_HEADER_BYTES:
        raise BadFile(path.name, "la première ligne n’a pas de fin", EXPORT_AGAIN, line=1)
    if ends_inside(first, separator):
        raise BadFile(
            path.name,
            "un guillemet de la première ligne n’y est pas refermé : un nom de colonne va à la ligne",
            "donnez à chaque colonne un nom d’une seule ligne",
            line=1,
        )
    return cells(text, separator)


def cells(line: str, separator: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line.rstrip("\r\n")], delimiter=separator), [])]


def other_separator(header: Sequence[str], separator: str, expected: Sequence[str]) -> str | None:
    """Another separator under which a header of one cell holds one of the expected columns, else None."""
    if len(header) > 1 or set(header) & set(expected):
        return None
    line = separator.join(header)
    for mark in SEPARATORS_SPOKEN:
        if mark != separator and set(cells(line, mark)) & set(expected):
            return mark
    return None


def sample_rows(path: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """(number of the line, cells) of the first data lines, SAMPLE_ROWS at most; a cut last line is left out.

    Raises BadFile: lines that do not read as a csv.
    """
    with path.open("rb") as handle:
        handle.readline(LONGEST_HEADER_BYTES)
        block = handle.read(SAMPLE_BYTES)
    if len(block) == SAMPLE_BYTES:
        block = block[: block.rfind(b"\n")]
    lines = _text_of(block).split("\n")
    try:
        yield from islice(enumerate(csv.reader(lines, delimiter=separator), 2), SAMPLE_ROWS)
    except csv.Error:
        raise BadFile(path.name, NOT_A_CSV, ONE_LINE_A_CELL) from None


def scan(path: Path) -> Scan:
    """Digest, encoding and lines of a file, block by block. Raises BadFile: encoding, a quote never closed."""
    digest, utf8, lines, quotes, last = hashlib.sha256(), codecs.getincrementaldecoder("utf-8-sig")(), 0, 0, b"\n"
    encoding = "utf-8"
    with path.open("rb") as handle:
        while block := handle.read(BLOCK):
            digest.update(block)
            lines += block.count(b"\n")
            quotes += block.count(b'"')
            last = block[-1:]
            if encoding == "utf-8":
                encoding = _still_utf8(utf8, block)
    if encoding == "utf-8":
        encoding = _still_utf8(utf8, b"", final=True)
    if quotes % 2:
        raise BadFile(
            path.name,
            "un guillemet n’est jamais refermé : leur nombre est impair",
            QUOTES,
        )
    return Scan(digest.hexdigest(), encoding, lines + (last != b"\n"))


def in_utf8(path: Path, encoding: str, work: Path) -> Path:
    """The file itself, or its copy in UTF-8 under `work`. Raises BadFile when it is in neither encoding."""
    if encoding == "utf-8":
        return path
    copy = work / f"{path.stem}.utf8.csv"
    try:
        with path.open(encoding=encoding, newline="") as source, copy.open("w", encoding="utf-8", newline="") as target:
            while block := source.read(BLOCK):
                target.write(block)
    except UnicodeDecodeError:
        raise BadFile(path.name, "l’encodage n’est ni UTF-8 ni Windows-1252", EXPORT_AGAIN) from None
    return copy


def relation(path: Path, header: Sequence[str], separator: str, *, parallel: bool = True) -> str:
    """SQL of the rows of a file: text columns c0, c1… in the order of the header, then SURPLUS.

    An absent cell is NULL (the line is too short), an empty one is ''.
    """
    columns = ", ".join(f"'c{rank}': 'VARCHAR'" for rank in range(len(header)))
    name = literal(glob.escape(str(path)))
    return (
        f"read_csv({name}, delim = {literal(separator)}, quote = '\"', escape = '\"', header = false, skip = 1, "
        f"auto_detect = false, columns = {{{columns}, '{SURPLUS}': 'VARCHAR'}}, nullstr = [chr(1)], "
        f"null_padding = true, strict_mode = false, parallel = {str(parallel).lower()})"
    )


def blank_lines(path: Path, separator: str | None = None) -> list[int]:
    """Numbers of the empty lines of a file as a spreadsheet shows it: 1 is the header, a broken cell is one line.

    separator: None is the one that cuts the header most. Raises BadFile: a quote closed so late that it was not.
    """
    found, number, inside, since = [], 0, False, 0
    with path.open("rb") as handle:
        for rank, line in enumerate(handle):
            if rank == 0 and separator is None:
                separator = max(SEPARATORS_SPOKEN, key=lambda mark: line.count(mark.encode()))
            if not inside:
                number, since = number + 1, rank
                if line in (b"\n", b"\r\n"):
                    found.append(number)
            elif rank - since > MOST_LINES_OF_A_CELL:
                raise BadFile(
                    path.name,
                    f"un guillemet s’ouvre à cette ligne et n’est pas refermé {MOST_LINES_OF_A_CELL} lignes plus loin",
                    QUOTES,
                    line=number,
                )
            if b'"' in line:
                inside = ends_inside(line, separator, inside)
    return found


def ends_inside(line: bytes, separator: str, inside: bool = False) -> bool:
    """Whether a line ends inside a quoted cell. inside: it begins there. A quote within a bare cell is a character."""
    mark, at = separator.encode(), 0
    while True:
        if not inside and line.startswith(b'"', at):
            inside, at = True, at + 1
        if inside:
            at = line.find(b'"', at) + 1
            if not at:
                return True
            if line.startswith(b'"', at):  # doubled: one quote of the text
                at += 1
                continue
            inside = False
        at = line.find(mark, at) + len(mark)
        if at < len(mark):
            return False


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A column as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def _still_utf8(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> str:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _text_of(block: bytes) -> str:
    """Text of the beginning of a file; the cut end of a character is passed over."""
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(block)
    except UnicodeDecodeError:
        return block.decode("cp1252", errors="replace")
