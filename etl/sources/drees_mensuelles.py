"""RSA and prime d'activité month by month (Drees, workbook "Données mensuelles des prestations de solidarité").

The sheets are transposed: a row a month, and for each département a column "Effectif" followed by a yearly change that
is not kept. Months are dates, then texts such as "juin-20*" for the last ones, which the producer will revise.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path

import pandas as pd

from etl.reading import REDOWNLOAD, Reading, observations, refuse_duplicates, to_values
from etl.workbook import cell_text, code_text, find_header, open_sheets, sheet
from observatoire.catalogue import Source
from observatoire.errors import BadFile
from observatoire.territories import FRANCE

MONTHS = ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
MONTH = re.compile(r"([a-z]+)\.?-(\d\d)")
DEPARTEMENT = re.compile(r"\d\d|2[AB]|97\d")
COUNT = "Effectif"
#: National sheet: its measures are declared as "Tableau 1 / caption of the column".
NATIONAL = "Tableau 1"
TITLE = {"foyers_rsa": "allocataires du RSA", "foyers_prime_activite": "allocataires de la prime d'activité"}
PROVISIONAL = "*"


def vintage_of(path: Path) -> str:
    """Last month of the national sheet, "2020-10" (the file name carries none, or its month of release)."""
    rows = sheet(path, open_sheets(path), NATIONAL)
    top, _ = find_header(path, rows, NATIONAL, ("RSA",))
    return max(period for _, period, _ in _months(path, rows, top + 2, NATIONAL))


def read(path: Path, source: Source, vintage: str) -> Reading:
    """One observation a territory, declared benefit and month: households, rounded (10 by département, 100 in France).

    Rows are counted in cells of the declared columns. Raises BadFile: no workbook, sheet or column absent, sheet about
    something else, unreadable month, département or month given twice.
    """
    sheets = open_sheets(path)
    parts = []
    for place, measure in source.measures.items():
        name, _, caption = place.partition(" / ")
        rows = sheet(path, sheets, name)
        if caption:
            top, columns = _national_column(path, rows, name, caption)
            level, qualifier = "france", "rounded_100"
        else:
            _refuse_other_subject(path, rows, name, measure)
            top, columns = _departement_columns(path, rows, name)
            level, qualifier = "departement", "rounded_10"
        months = _months(path, rows, top, name)
        parts.append(_values(path, rows, months, columns, source, name, qualifier).assign(measure=measure, level=level))
    found = observations(pd.concat(parts, ignore_index=True))
    refuse_duplicates(path, found, ["measure", "territory", "period"], "Numero")
    return Reading(found, len(found), len(found))


def _departement_columns(path: Path, rows: list[list], name: str) -> tuple[int, dict[int, str]]:
    """(index of the first row of months, {column: département}) of a départements sheet."""
    top, left = find_header(path, rows, name, ("Numero", "Numéro"))
    columns = {column: code_text(cell) for column, cell in enumerate(rows[top]) if column > left and code_text(cell)}
    for column, code in columns.items():
        if not DEPARTEMENT.fullmatch(code):
            rule = f"« {code} » n’est pas un code de département"
            raise BadFile(path.name, rule, REDOWNLOAD, line=top + 1, column=name)
        _refuse_other_column(path, rows, top + 2, column, f"{name} / {code}")
    return top + 3, columns


def _national_column(path: Path, rows: list[list], name: str, caption: str) -> tuple[int, dict[int, str]]:
    """(index of the first row of months, {column: FRANCE}) of one benefit in the national sheet."""
    top, column = find_header(path, rows, name, (caption, caption.replace("'", "’")))
    _refuse_other_column(path, rows, top + 1, column, f"{name} / {caption}")
    return top + 2, {column: FRANCE}


def _refuse_other_column(path: Path, rows: list[list], row: int, column: int, place: str) -> None:
    if row >= len(rows) or cell_text(rows[row][column]) != COUNT:
        raise BadFile(
            path.name,
            f"la colonne ne s’intitule pas « {COUNT} »",
            "vérifiez que c’est le bon classeur ou " + REDOWNLOAD,
            line=row + 1,
            column=place,
        )


def _refuse_other_subject(path: Path, rows: list[list], name: str, measure: str) -> None:
    title = next((cell_text(cell) for row in rows for cell in row if cell_text(cell)), "")
    if TITLE[measure] not in title.replace("’", "'"):
        raise BadFile(
            path.name,
            f"la feuille « {name} » ne porte pas sur les « {TITLE[measure]} »",
            "corrigez le nom de la feuille dans le catalogue de la source",
            line=1,
        )


def _months(path: Path, rows: list[list], first: int, name: str) -> list[tuple[int, str, bool]]:
    """(row index, period YYYY-MM, provisional) of each month, up to the first row that has no figure."""
    months = []
    for index, row in enumerate(rows[first:], start=first):
        if not any(cell_text(cell) for cell in row[1:]):
            break
        months.append((index, *_month(path, row[0], name, index + 1)))
    if not months:
        raise BadFile(path.name, f"la feuille « {name} » n’a aucun mois", REDOWNLOAD, line=first + 1)
    return months


def _month(path: Path, cell: object, name: str, line: int) -> tuple[str, bool]:
    if isinstance(cell, date):
        return f"{cell:%Y-%m}", False
    text = cell_text(cell)
    plain = unicodedata.normalize("NFKD", text.rstrip("* ").lower()).encode("ascii", "ignore").decode()
    found = MONTH.fullmatch(plain)
    number = next((n for n, stem in enumerate(MONTHS, start=1) if found and found[1].startswith(stem)), None)
    if number is None:
        raise BadFile(path.name, f"« {text} » n’est pas un mois (feuille « {name} »)", REDOWNLOAD, line=line)
    return f"20{found[2]}-{number:02d}", text.endswith(PROVISIONAL)


def _values(
    path: Path, rows: list[list], months: list, columns: dict[int, str], source: Source, name: str, qualifier: str
) -> pd.DataFrame:
    """Values of the columns of one sheet, one row a territory and month."""
    cells = pd.DataFrame(
        [
            (territory, period, cell_text(rows[index][column]), index + 1, provisional)
            for column, territory in columns.items()
            for index, period, provisional in months
        ],
        columns=["territory", "period", "text", "line", "provisional"],
    )
    starred = cells["text"].str.endswith(PROVISIONAL)
    values = to_values(
        path, cells["text"].str.rstrip("* "), cells["line"], source.markers, name + " / " + cells["territory"]
    )
    published = values["status"] == "published"
    provisional = (starred | cells["provisional"]).map({True: "provisional", False: qualifier})
    values["qualifier"] = values["qualifier"].mask(published, provisional)
    return values.assign(territory=cells["territory"], period=cells["period"], line=cells["line"])
