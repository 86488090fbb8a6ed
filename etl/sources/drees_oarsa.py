"""Orientation and support of RSA recipients by département (Drees, yearly survey OARSA of the conseils départementaux).

Many cells hold a marker, followed by a space or not: ND answered but not available, NR no answer, NC denominator of
zero, "/" question not asked that year. None of them is a zero. National figures are weighted means of those who
answered; they are found in sheet A1 by their wording, the same as the titles of the sheets by département.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from etl.reading import REDOWNLOAD, Aside, Reading, observations, refuse_duplicates, to_values
from etl.workbook import cell_text, find_header, open_sheets, sheet
from observatoire.catalogue import Source
from observatoire.errors import BadFile
from observatoire.territories import FRANCE

NATIONAL = "Tableau A1"
HEADER = "Département/territoire"
LABEL = re.compile(r"(\d\d[DM]?|2[AB]|97\d)-(.+)")
YEAR = re.compile(r"20\d\d")
OTHER_BODY = "un organisme autre que (Pôle emploi|France Travail)"


@dataclass(frozen=True)
class Wording:
    """How the producer words an indicator (regular expression, spaces collapsed) and its unit."""

    sentence: str
    unit: str


SHARE = r"Part( \(en %\))? au 31/12 de l'année des personnes"
DELAY = r"Délai moyen au cours de l'année( \(en jours\))? entre la date"
WORDINGS = {
    "part_bsdd_orientes": Wording(rf"{SHARE} orientées parmi les personnes soumises aux droits et devoirs", "En %"),
    "taux_contractualisation_oarsa": Wording(
        rf"{SHARE} ayant un CER parmi les personnes soumises aux droits et devoirs et orientées vers {OTHER_BODY}",
        "En %",
    ),
    "delai_orientation_oarsa": Wording(rf"{DELAY} d'entrée dans le RSA et la date de primo-orientation,.*", "En jours"),
    "delai_cer_oarsa": Wording(rf"{DELAY} de primo-orientation et la date de signature du primo-CER,.*", "En jours"),
}

ASIDE = {
    "69D": "publié séparément pour le Rhône et la Métropole de Lyon : pas de chiffre pour le département 69",
    "69M": "publié séparément pour le Rhône et la Métropole de Lyon : pas de chiffre pour le département 69",
    "20": "publié pour la Corse entière : pas de chiffre pour la Corse-du-Sud ni la Haute-Corse",
    "975": "collectivité d’outre-mer, hors des départements",
    "977": "collectivité d’outre-mer, hors des départements",
    "978": "collectivité d’outre-mer, hors des départements",
}


def read(path: Path, source: Source, vintage: str) -> Reading:
    """One observation a département (and France), declared indicator and year; % or days.

    Rows are counted in cells of the declared sheets. Raises BadFile: no workbook, sheet, header or national line
    absent, sheet about something else or in another unit, damaged label, territory given twice.
    """
    sheets = open_sheets(path)
    cells = pd.concat(
        [
            part
            for name, measure in source.measures.items()
            for part in (
                _departement_cells(path, sheet(path, sheets, name), name, measure),
                _national_cells(path, sheet(path, sheets, NATIONAL), measure),
            )
        ],
        ignore_index=True,
    )
    reason = cells["territory"].map(ASIDE)
    kept = cells[reason.isna()]
    refuse_duplicates(path, kept, ["measure", "territory", "period"], HEADER)
    values = to_values(path, kept["text"], kept["line"], source.markers, kept["sheet"] + " / " + kept["period"])
    aside = tuple(
        Aside(why, len(left), " / ".join(left.iloc[0][["sheet", "territory", "period"]]))
        for why, left in cells.groupby(reason)
    )
    return Reading(observations(kept.join(values)), len(cells), len(kept), aside)


def _departement_cells(path: Path, rows: list[list], name: str, measure: str) -> pd.DataFrame:
    top, left = find_header(path, rows, name, (HEADER,))
    _refuse_other_subject(path, rows[:top], name, measure)
    years = _years(path, rows, top, name)
    cells = []
    for line, row in enumerate(rows[top + 1 :], start=top + 2):
        label = _sentence(row[left])
        texts = {year: cell_text(row[column]) for column, year in years.items()}
        if not label and not any(texts.values()):
            break
        if not (found := LABEL.fullmatch(label)):
            raise BadFile(
                path.name,
                f"« {label} » n’a pas la forme « 64-Pyrénées-Atlantiques » (feuille « {name} »)",
                REDOWNLOAD,
                line=line,
                column=HEADER,
            )
        cells += [(name, measure, "departement", found[1], year, text, line) for year, text in texts.items()]
    return _frame(cells)


def _national_cells(path: Path, rows: list[list], measure: str) -> pd.DataFrame:
    top = next((index for index, row in enumerate(rows) if sum(map(_is_year, row)) > 1), None)
    if top is None:
        raise BadFile(path.name, f"aucune ligne d’années dans la feuille « {NATIONAL} »", REDOWNLOAD)
    years = _years(path, rows, top, NATIONAL)
    for line, row in enumerate(rows[top + 1 :], start=top + 2):
        # A line of detail repeats the wording of its group and adds its own in the next column.
        wordings = [_sentence(cell) for column, cell in enumerate(row) if column < min(years) and _sentence(cell)]
        if len(wordings) == 1 and re.fullmatch(WORDINGS[measure].sentence, wordings[0]):
            return _frame(
                [
                    (NATIONAL, measure, "france", FRANCE, year, cell_text(row[column]), line)
                    for column, year in years.items()
                ]
            )
    raise BadFile(
        path.name,
        f"la ligne nationale de « {measure} » est introuvable dans la feuille « {NATIONAL} »",
        "comparez les libellés de cette feuille à ceux des éditions précédentes, ou " + REDOWNLOAD,
    )


def _refuse_other_subject(path: Path, above: list[list], name: str, measure: str) -> None:
    """The rows above the header hold the title and the unit: both must be those of the measure."""
    texts = [_sentence(cell) for row in above for cell in row if _sentence(cell)]
    titles = [text.partition(" - ")[2] for text in texts]
    wording = WORDINGS[measure]
    if not any(re.fullmatch(wording.sentence, title) for title in titles):
        raise BadFile(
            path.name,
            f"le titre de la feuille « {name} » n’est pas celui de l’indicateur attendu",
            "corrigez le nom de la feuille dans le catalogue de la source",
            line=2,
        )
    if wording.unit not in texts:
        raise BadFile(
            path.name,
            f"l’unité « {wording.unit} » n’est pas annoncée au-dessus du tableau de la feuille « {name} »",
            "vérifiez l’unité de l’indicateur avant de le charger",
            line=len(above),
        )


def _years(path: Path, rows: list[list], top: int, name: str) -> dict[int, str]:
    years = {column: cell_text(cell) for column, cell in enumerate(rows[top]) if _is_year(cell)}
    if not years:
        raise BadFile(path.name, f"aucune année dans l’en-tête de la feuille « {name} »", REDOWNLOAD, line=top + 1)
    return years


def _is_year(cell: object) -> bool:
    return YEAR.fullmatch(cell_text(cell)) is not None


def _sentence(cell: object) -> str:
    """Text of a cell, spaces and line breaks collapsed, straight apostrophes."""
    return " ".join(cell_text(cell).replace("’", "'").split())


def _frame(cells: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=["sheet", "measure", "level", "territory", "period", "text", "line"])
