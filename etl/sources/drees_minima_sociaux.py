"""Recipients of minimum income benefits by département, every 31 December (Drees, workbook "données départementales").

One sheet a benefit; the header is on one or two rows, found by content. The Cnaf changed its production system in 2016:
that year has two columns, of which "2016 (2)" alone compares with the following years. Totals are rounded to the
hundred everywhere, and so is the whole sheet of all the benefits.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from etl.reading import REDOWNLOAD, Aside, Reading, observations, refuse_duplicates, to_values
from etl.workbook import cell_text, code_text, find_header, open_sheets, sheet
from observatoire.catalogue import Source
from observatoire.errors import BadFile
from observatoire.territories import FRANCE, FRANCE_METRO

YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)(?: \((?P<note>\d)\))?")
DEPARTEMENT = re.compile(r"\d\d|2[AB]|97\d")
#: The producer's own codes for Corse-du-Sud and Haute-Corse.
CORSICA = {"20A": "2A", "20B": "2B"}
TOTALS = {"France métropolitaine": ("france_metro", FRANCE_METRO), "France": ("france", FRANCE), "DOM": ("", "")}
LAST_LABEL = "France"
#: What the title of the sheet must say: sheets are numbered, and a new edition may number them otherwise.
TITLE = {
    "foyers_rsa": "allocataires du RSA",
    "allocataires_minima_sociaux": "allocataires des minima sociaux",
}
#: The sheet of all the benefits adds figures that were rounded first.
ROUNDED_EVERYWHERE = "allocataires_minima_sociaux"

ASIDE = {
    "dom": "total des départements d’outre-mer, que l’observatoire n’emploie pas",
    "rate": "proportion calculée par le producteur, et non un effectif",
    "old_2016": "année que le producteur publie deux fois : seule la nouvelle méthode de la Cnaf, qui se compare aux "
    "années suivantes, est gardée",
}


def vintage_of(path: Path) -> str:
    """Last year of the sheet of the RSA (the file name carries none)."""
    rows = sheet(path, open_sheets(path), "Tableau 11")
    return max(
        YEAR.fullmatch(label)["year"]
        for label in _columns(path, rows, "Tableau 11")[1].values()
        if YEAR.fullmatch(label)
    )


def read(path: Path, source: Source, vintage: str) -> Reading:
    """One observation a territory, declared sheet and year: households or persons on 31 December.

    Rows are counted in cells: a territory and a column. Raises BadFile: no workbook, sheet, header or total absent,
    sheet about something else, damaged code, territory or year given twice.
    """
    sheets = open_sheets(path)
    cells = pd.concat(
        [_cells(path, sheet(path, sheets, name), name, measure) for name, measure in source.measures.items()],
        ignore_index=True,
    )
    kept = cells[cells["reason"] == ""]
    refuse_duplicates(path, kept, ["measure", "territory", "period"], "N° Dep")
    values = to_values(path, kept["text"], kept["line"], source.markers, kept["sheet"] + " / " + kept["label"])
    found = kept.join(values)
    rounded = (found["measure"] == ROUNDED_EVERYWHERE) | (found["level"] != "departement")
    found.loc[rounded & (found["status"] == "published"), "qualifier"] = "rounded_100"
    aside = tuple(
        Aside(ASIDE[reason], len(left), " / ".join(left.iloc[0][["sheet", "name", "label"]]))
        for reason, left in cells[cells["reason"] != ""].groupby("reason")
    )
    return Reading(observations(found), len(cells), len(kept), aside)


def _columns(path: Path, rows: list[list], sheet_name: str) -> tuple[int, dict[int, str]]:
    """(index of the first row of figures, {column index: its caption}), the captions being years or a sentence."""
    top, left = find_header(path, rows, sheet_name, ("N° Dep",))
    # Some sheets group their years under a title: the years are then on the row below.
    year_row = top if any(YEAR.fullmatch(cell_text(cell)) for cell in rows[top]) else top + 1
    captions = {
        column: cell_text(cell) for column, cell in enumerate(rows[year_row]) if column > left + 1 and cell_text(cell)
    }
    if not any(YEAR.fullmatch(caption) for caption in captions.values()):
        raise BadFile(
            path.name, f"aucune année dans l’en-tête de la feuille « {sheet_name} »", REDOWNLOAD, line=year_row + 1
        )
    return year_row + 1, captions


def _cells(path: Path, rows: list[list], sheet_name: str, measure: str) -> pd.DataFrame:
    """Every cell of the table; `reason` is empty or a key of ASIDE."""
    title = next((cell_text(cell) for row in rows for cell in row if cell_text(cell)), "")
    if TITLE[measure] not in title:
        raise BadFile(
            path.name,
            f"la feuille « {sheet_name} » ne porte pas sur les « {TITLE[measure]} »",
            "corrigez le nom de la feuille dans le catalogue de la source",
            line=1,
        )
    left = find_header(path, rows, sheet_name, ("N° Dep",))[1]
    first, captions = _columns(path, rows, sheet_name)
    twice = {found["year"] for caption in captions.values() if (found := YEAR.fullmatch(caption)) and found["note"]}
    cells = []
    for line, row in enumerate(rows[first:], start=first + 1):
        code, name = CORSICA.get(code_text(row[left]), code_text(row[left])), cell_text(row[left + 1]).rstrip("*")
        level, territory = _territory(path, code, name, sheet_name, line)
        for column, caption in captions.items():
            year = YEAR.fullmatch(caption)
            reason = "rate" if year is None else "dom" if not level else ""
            if year and year["year"] in twice and not year["note"] and not reason:
                reason = "old_2016"
            period = f"{year['year']}-12" if year else ""
            text = cell_text(row[column])
            cells.append((sheet_name, measure, level, territory, name, caption, period, text, line, reason))
        if name == LAST_LABEL:
            break
    return pd.DataFrame(
        cells,
        columns=[
            "sheet",
            "measure",
            "level",
            "territory",
            "name",
            "label",
            "period",
            "text",
            "line",
            "reason",
        ],
    )


def _territory(path: Path, code: str, name: str, sheet_name: str, line: int) -> tuple[str, str]:
    """(level, code) of a row; both empty for a total that is not used."""
    if DEPARTEMENT.fullmatch(code):
        return "departement", code
    if not code and name in TOTALS:
        return TOTALS[name]
    if not code and not name:
        raise BadFile(
            path.name,
            f"le tableau de la feuille « {sheet_name} » s’arrête avant sa ligne « {LAST_LABEL} »",
            REDOWNLOAD,
            line=line,
            column="Libelle Dep",
        )
    raise BadFile(
        path.name,
        f"« {code or name} » n’est ni un département ni un total connu (feuille « {sheet_name} »)",
        REDOWNLOAD,
        line=line,
        column="N° Dep",
    )
