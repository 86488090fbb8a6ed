"""Mistakes that exports hold and the importer must catch, slipped into the extracts, a few per thousand rows.

A mistake takes some good rows, as text, and gives what is written in their place: the same rows spoiled, or the same
rows and a wrong one beside each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import duckdb
import numpy as np
import pandas as pd

from etl.demo.parcours.calendar import EXTRACTION, NEVER
from etl.demo.parcours.files import as_texts

Rows = pd.DataFrame
Spoil = Callable[[Rows], Rows]
#: One row in so many is spoiled by each mistake.
ROWS_PER_FAULT = 2_000
UNKNOWN_CODE = "zz"


@dataclass(frozen=True)
class Fault:
    """entity: whose file. name: of the mistake. spoil: text rows -> text rows. fit: typed rows it can be made of.

    adds_a_row: to beneficiaires, whose number of rows is the one asked for; as many persons fewer are drawn.
    """

    entity: str
    name: str
    spoil: Spoil
    fit: Callable[[Rows], pd.Series] | None = None
    adds_a_row: bool = False


def set_to(column: str, value: str | None) -> Spoil:
    return lambda rows: rows.assign(**{column: value})


def written_day_first(column: str) -> Spoil:
    """2024-03-05 -> 05/03/2024."""
    return lambda rows: rows.assign(**{column: rows[column].str.replace(r"(\d+)-(\d+)-(\d+)", r"\3/\2/\1", regex=True)})


def moved(column: str, days: int, *, of: str | None = None, emptied: tuple[str, ...] = ()) -> Spoil:
    """`column` becomes `of` (itself by default) and so many days."""

    def spoil(rows: Rows) -> Rows:
        dates = (pd.to_datetime(rows[of or column]) + pd.Timedelta(days=days)).dt.strftime("%Y-%m-%d")
        return rows.assign(**{column: dates}, **dict.fromkeys(emptied))

    return spoil


def renamed(*columns: str, entity: str) -> Spoil:
    """Other pseudonyms, known nowhere else; `entity` keeps those of one file apart from those of another."""

    def other(identifier: str) -> str:
        return blake2b(f"{entity} {identifier}".encode(), digest_size=8).hexdigest()

    return lambda rows: rows.assign(**{column: rows[column].map(other) for column in columns})


def beside(*spoils: Spoil) -> Spoil:
    """The good rows, each followed by a copy spoiled in turn."""

    def spoil(rows: Rows) -> Rows:
        copies = rows
        for one in spoils:
            copies = one(copies)
        return pd.concat([rows, copies]).sort_index(kind="stable")

    return spoil


def has(column: str) -> Callable[[Rows], pd.Series]:
    return lambda rows: rows[column] < NEVER


def decided_before(days: int) -> Callable[[Rows], pd.Series]:
    """First orientations decided at least so many days before the extraction, of who never came back."""
    return lambda rows: (rows["rang"] == 1) & ~rows["_back"] & (rows["date_decision"] < EXTRACTION - days)


def open_for_months(rows: Rows) -> pd.Series:
    return (rows["etat"] == "ouvert_versable") & (np.minimum(rows["date_fin"], EXTRACTION) - rows["date_debut"] > 60)


def faults_of(departement: str) -> tuple[Fault, ...]:
    """Every mistake, file by file. The communes that exist nowhere are 99999, XXXXX and one of the département."""
    nowhere = {"abroad": "99999", "unlocated": "XXXXX", "not in the commune list": departement.ljust(5, "9")}
    return (
        *(Fault("beneficiaires", f"commune {name}", set_to("code_commune", code)) for name, code in nowhere.items()),
        Fault("beneficiaires", "date day first", written_day_first("date_demande")),
        Fault("beneficiaires", "same person twice", beside(), adds_a_row=True),
        Fault("beneficiaires", "two households", beside(renamed("id_foyer", entity="beneficiaires")), adds_a_row=True),
        Fault(
            "beneficiaires",
            "unknown code",
            beside(renamed("id_personne", "id_foyer", entity="beneficiaires"), set_to("sexe", UNKNOWN_CODE)),
            adds_a_row=True,
        ),
        Fault(
            "beneficiaires",
            "no household",
            beside(renamed("id_personne", entity="foyers vides"), set_to("id_foyer", None)),
            adds_a_row=True,
        ),
        Fault("droits", "end before start", moved("date_fin", -30, of="date_debut"), has("date_fin")),
        Fault("droits", "overlapping periods", beside(moved("date_debut", 30)), open_for_months),
        Fault("droits", "nobody of that name", beside(renamed("id_personne", entity="droits"))),
        Fault("droits", "unknown code", set_to("etat", UNKNOWN_CODE)),
        Fault(
            "orientations",
            "decided before the request",
            moved("date_decision", -2_500, emptied=("date_proposition",)),
            decided_before(0),
        ),
        Fault(
            "orientations",
            "more than two years after the request",
            moved("date_decision", 740, emptied=("date_effet", "date_fin")),
            decided_before(750),
        ),
        Fault(
            "orientations",
            "two first orientations",
            beside(renamed("id_orientation", entity="orientations"), moved("date_decision", 20)),
            decided_before(30),
        ),
        Fault("orientations", "same orientation twice", beside()),
        Fault("orientations", "unknown code", set_to("type", UNKNOWN_CODE)),
        Fault("orientations", "no decision", set_to("date_decision", None)),
        Fault("orientations", "date day first", written_day_first("date_decision")),
        Fault("rendez_vous", "unknown code", set_to("statut", UNKNOWN_CODE)),
        Fault("rendez_vous", "no date", set_to("date_rdv", None)),
        Fault("rendez_vous", "nobody of that name", renamed("id_personne", entity="rendez_vous")),
        Fault("contrats", "end before start", moved("date_fin", -30, of="date_debut"), has("date_fin")),
        Fault("contrats", "same contract twice", beside()),
        Fault("contrats", "unknown code", set_to("nature", UNKNOWN_CODE)),
        Fault("sorties", "unknown code", set_to("type_sortie", UNKNOWN_CODE)),
        Fault("sorties", "nobody of that name", renamed("id_personne", entity="sorties")),
        Fault("invitations", "unknown code", set_to("present", UNKNOWN_CODE)),
        Fault("invitations", "date day first", written_day_first("date_seance")),
        Fault("clauses", "unknown code", set_to("type", UNKNOWN_CODE)),
        Fault("siae", "commune abroad", set_to("code_commune", "99999")),
    )


def with_faults(
    connection: duckdb.DuckDBPyConnection,
    rows: Rows,
    faults: Sequence[Fault],
    draws: np.random.Generator,
    each: int,
) -> tuple[Rows, Rows | None]:
    """`each`: rows spoiled by each mistake, a row by one at most.

    -> (the rows left alone, the text rows that take the place of the others, if any).
    """
    free = np.ones(len(rows), dtype=bool)
    written = []
    for fault in faults:
        fitting = free if fault.fit is None else free & fault.fit(rows).to_numpy()
        taken = draws.permutation(np.flatnonzero(fitting))[:each]
        free[taken] = False
        if len(taken):
            written.append(fault.spoil(as_texts(connection, rows.iloc[np.sort(taken)])))
    return rows[free], pd.concat(written) if written else None
