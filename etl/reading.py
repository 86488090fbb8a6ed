"""What a reader gives back, and the text tools that every reader shares.

Everything is read as text first. A producer's marker (`s`, `nd`, `ND `…) becomes a status, never 0 and never a silent
NaN. A line that is not kept leaves with a reason that a person can read.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from observatoire.errors import BadFile

REDOWNLOAD = "téléchargez-le de nouveau depuis la page du producteur"

#: Columns of `Reading.observations`, one row a measured value.
OBSERVATION_COLUMNS = (
    "measure",
    "level",
    "territory",
    "period",
    "breakdown",
    "value",
    "low",
    "high",
    "status",
    "qualifier",
    "line",
)
TOTAL = "ensemble"


@dataclass(frozen=True)
class Aside:
    """Lines set aside: why, how many, and one of them."""

    reason: str
    rows: int
    example: str


@dataclass(frozen=True)
class Reading:
    """One file, read.

    observations: columns OBSERVATION_COLUMNS; `value` is NaN unless status is published or estimated; `line` is the
    line of the file (1 = header). rows_in counts the lines of data of the file, rows_out those that were kept.
    """

    observations: pd.DataFrame
    rows_in: int
    rows_out: int
    aside: tuple[Aside, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class TextTable:
    """A delimited file as text: `rows` has the file's columns plus `line` (number of the line in the file)."""

    rows: pd.DataFrame
    warnings: tuple[str, ...] = field(default=())


def read_csv_text(path: Path, separators: str, required: tuple[str, ...]) -> TextTable:
    """Read a delimited file, every cell as text; blank lines are passed over.

    `required` are regular expressions: each must match one column of the header. A line with another number of cells
    than the header is refused (truncated or damaged file).
    Raises BadFile: empty, HTML, unknown encoding, wrong separator, missing column, truncated line.
    """
    raw = path.read_bytes()
    text, warnings = _decode(path, raw)
    if not text.strip():
        raise BadFile(path.name, "le fichier est vide", REDOWNLOAD)
    if text.lstrip()[:1] == "<":
        raise BadFile(path.name, "le fichier est une page web (HTML) et non des données", REDOWNLOAD, line=1)
    first_line = text.splitlines()[0]
    separator = next((mark for mark in separators if _has_columns(_cells(first_line, mark), required)), None)
    if separator is None:
        raise _header_error(path, first_line, separators, required)
    _refuse_uneven_lines(path, text, separator)
    try:
        rows = pd.read_csv(
            io.StringIO(text, newline=""),
            sep=separator,
            dtype="str",
            keep_default_na=False,
            na_values=[],
            skip_blank_lines=False,
            index_col=False,
        )
    except pd.errors.ParserError as error:
        raise BadFile(path.name, "un guillemet n’est jamais refermé (fichier tronqué ou abîmé)", REDOWNLOAD) from error
    rows.columns = [name.strip() for name in rows.columns]
    rows = rows.fillna("")
    blank = (rows == "").all(axis=1)
    rows["line"] = range(2, len(rows) + 2)
    rows = rows[~blank]
    if rows.empty:
        raise BadFile(path.name, "le fichier n’a que sa ligne d’en-tête", REDOWNLOAD, line=1)
    return TextTable(rows, tuple(warnings))


def _refuse_uneven_lines(path: Path, text: str, separator: str) -> None:
    """pandas fills a short line with empty cells and may cut a long one: neither shows once the file is read."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    width = len(next(reader))
    for cells in reader:
        if cells and len(cells) != width:
            raise BadFile(
                path.name,
                f"{len(cells)} cellules au lieu de {width} (fichier tronqué ou abîmé)",
                REDOWNLOAD,
                line=reader.line_num,
            )


def header_of(path: Path, separators: str = ";,\t") -> list[str]:
    """Header cells of a delimited file under the separator that cuts it most; empty when it cannot be read as text."""
    with path.open("rb") as handle:
        start = handle.read(8192)
    try:
        text = start.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = start.decode("cp1252", errors="replace")
    first_line = text.splitlines()[0] if text.splitlines() else ""
    return max((_cells(first_line, mark) for mark in separators), key=len)


def _decode(path: Path, raw: bytes) -> tuple[str, list[str]]:
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252"), [f"{path.name} : lu en Windows-1252 et non en UTF-8, vérifiez les accents."]
    except UnicodeDecodeError as error:
        raise BadFile(path.name, "l’encodage n’est ni UTF-8 ni Windows-1252", REDOWNLOAD) from error


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]


def _has_columns(header: list[str], required: tuple[str, ...]) -> bool:
    return all(any(re.fullmatch(pattern, cell) for cell in header) for pattern in required)


def _header_error(path: Path, first_line: str, separators: str, required: tuple[str, ...]) -> BadFile:
    other = next(
        (mark for mark in ";,\t|" if mark not in separators and _has_columns(_cells(first_line, mark), required)), None
    )
    if other is not None:
        spoken = {"\t": "tabulation"}.get(other, other)
        return BadFile(
            path.name,
            f"le séparateur est « {spoken} » et non « {separators[0]} »",
            f"enregistrez-le avec le séparateur « {separators[0]} » ou {REDOWNLOAD}",
            line=1,
        )
    header = max((_cells(first_line, mark) for mark in separators), key=len)
    absent = next(p for p in required if not any(re.fullmatch(p, cell) for cell in header))
    return BadFile(
        path.name,
        "cette colonne attendue est absente de l’en-tête",
        "vérifiez que c’est le bon fichier, puis la liste des colonnes par « python -m etl explain »",
        line=1,
        column=readable_pattern(absent),
    )


def readable_pattern(pattern: str) -> str:
    """A header pattern as a person writes it: `TP60\\d\\d` is "TP60AA"."""
    return pattern.replace(r"\d\d", "AA").replace("\\", "")


THOUSANDS_MARK = re.compile(r"[\u202f\u00a0 ]")


def to_values(
    path: Path, texts: pd.Series, lines: pd.Series, markers: dict[str, tuple[str, str]], column: str | pd.Series
) -> pd.DataFrame:
    """Text cells -> columns value (float), status, qualifier, aligned on `texts`.

    A cell is a number (`.` or `,` decimal mark, any space as thousands mark) or one of `markers`
    ({marker: (status, qualifier)}). Raises BadFile naming the first cell that is neither; `column` names the place of
    all cells, or of each one.
    """
    codes, distinct = pd.factorize(texts)
    cells = pd.Series(distinct, dtype="str").str.strip()
    status = cells.map({marker: kept[0] for marker, kept in markers.items()}).astype("str")
    qualifier = cells.map({marker: kept[1] for marker, kept in markers.items()}).astype("str").fillna("")
    numbers = pd.to_numeric(
        cells.where(status.isna()).str.replace(THOUSANDS_MARK, "", regex=True).str.replace(",", ".", regex=False),
        errors="coerce",
    ).astype(float)
    wrong = (status.isna() & numbers.isna()).to_numpy()[codes]
    if wrong.any():
        first = texts.index[wrong.argmax()]
        raise BadFile(
            path.name,
            f"« {texts[first]} » n’est ni un nombre ni un marqueur connu de ce producteur",
            "corrigez la cellule ou déclarez le marqueur dans le catalogue de la source",
            line=int(lines[first]),
            column=column if isinstance(column, str) else column[first],
        )
    return pd.DataFrame(
        {
            "value": numbers.to_numpy()[codes],
            "status": status.fillna("published").to_numpy()[codes],
            "qualifier": qualifier.to_numpy()[codes],
        },
        index=texts.index,
    )


def refuse_duplicates(path: Path, rows: pd.DataFrame, keys: list[str], column: str) -> None:
    """Raise BadFile when two lines carry the same keys."""
    if (again := rows.duplicated(keys)).any():
        first = again.idxmax()
        code = " / ".join(str(rows.at[first, key]) for key in keys)
        raise BadFile(
            path.name,
            f"le code « {code} » figure deux fois",
            f"gardez une seule ligne par code ou {REDOWNLOAD}",
            line=int(rows.at[first, "line"]),
            column=column,
        )


def refuse_other_codes(path: Path, rows: pd.DataFrame, column: str, pattern: str, noun: str) -> None:
    """Raise BadFile when a code does not match `pattern`; `noun` is what it should be ("un code de commune")."""
    wrong = ~rows[column].str.fullmatch(pattern)
    if wrong.any():
        first = wrong.idxmax()
        code = rows.at[first, column]
        lost_zero = " (zéro de tête perdu)" if re.fullmatch(pattern, f"0{code}") else ""
        raise BadFile(
            path.name,
            f"« {code} » n’est pas {noun}{lost_zero}",
            "rouvrez le fichier d’origine sans passer par un tableur",
            line=int(rows.at[first, "line"]),
            column=column,
        )


def arrondissements_aside(rows: pd.DataFrame, arrondissement: pd.Series, column: str) -> tuple[Aside, ...]:
    """The lines of the arrondissements of Paris, Lyon and Marseille, which their commune already counts."""
    if not arrondissement.any():
        return ()
    reason = "arrondissement municipal de Paris, Lyon ou Marseille, déjà compté dans sa commune"
    return (Aside(reason, int(arrondissement.sum()), str(rows.loc[arrondissement.idxmax(), column])),)


def observations(frame: pd.DataFrame, **constants: str) -> pd.DataFrame:
    """Complete a frame to OBSERVATION_COLUMNS: constants, no breakdown, no interval unless given."""
    complete = frame.assign(**constants)
    defaults = {"breakdown": TOTAL, "low": float("nan"), "high": float("nan"), "qualifier": ""}
    for name, value in defaults.items():
        if name not in complete:
            complete[name] = value
    return complete.loc[:, list(OBSERVATION_COLUMNS)].reset_index(drop=True)
