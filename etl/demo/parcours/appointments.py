"""rendez_vous.csv: first appointments and their reports, follow-ups, signatures; who came, who did not."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.demo.parcours.calendar import EXTRACTION, NEVER, Days, as_days, working_day
from etl.demo.parcours.draws import NO_ID, Ints, coded, picked, pseudonyms
from etl.demo.parcours.places import Places

TYPES = ("orientation", "premier_accompagnement", "suivi", "signature_cer", "equipe_pluri")
STATUSES = {
    "honore": 0.655,
    "absent_excuse": 0.12,
    "absent_non_excuse": 0.165,
    "annule_structure": 0.02,
    "annule_usager": 0.02,
    "reporte": 0.02,
}
HELD = 0
PLANNED = len(STATUSES)
CHANNELS = {"presentiel": 0.78, "telephone": 0.17, "visio": 0.05}
#: After a missed first appointment, another one is set for this part of the persons, twice at most.
SET_AGAIN_SHARE, MOST_ATTEMPTS = 0.85, 3
FOLLOW_UP_EVERY_DAYS, MOST_FOLLOW_UPS = 95, 9
#: First decisions taken by hand after an appointment of orientation.
MET_BEFORE_SHARE = 0.55
BOARD_SHARE = 0.5

#: Columns while the rows are gathered: rank of the orientation (-1 without), of the person, of the type; day it was
#: set; day it takes place; rank of the status.
Gathered = tuple[Ints, Ints, int, Days, Days, Ints]


def draw_appointments(
    places: Places,
    people: pd.DataFrame,
    orientations: pd.DataFrame,
    contracts: pd.DataFrame,
    draws: np.random.Generator,
    first: int,
) -> pd.DataFrame:
    """Rows of rendez_vous.csv numbered from `first`: what is set after the extraction is not known yet, what takes
    place after it is `prevu`."""
    running = np.flatnonzero((orientations["statut"] == "orientee").to_numpy())
    attempts, started = _first_attempts(orientations, running, draws)
    parts = [
        *attempts,
        _follow_ups(orientations, running, started, draws),
        _before_decision(orientations, draws),
        _boards(orientations, draws),
        _signatures(contracts, draws),
    ]
    orientation, row, set_on, held_on, status = (
        np.concatenate([part[column] for part in parts]) for column in (0, 1, 3, 4, 5)
    )
    kind = np.repeat([part[2] for part in parts], [len(part[0]) for part in parts])
    kept = set_on <= EXTRACTION
    orientation, row, set_on, held_on, status, kind = (
        column[kept] for column in (orientation, row, set_on, held_on, status, kind)
    )
    status = np.where(held_on > EXTRACTION, PLANNED, status)
    count = len(row)
    return pd.DataFrame(
        {
            "id_rdv": pseudonyms("rdv", places.departement, first + np.arange(count)),
            "id_personne": people["id_personne"].to_numpy()[row],
            "id_orientation": np.where(orientation < 0, NO_ID, orientations["id_orientation"].to_numpy()[orientation]),
            "type": coded(kind, TYPES),
            "rang": _ranks(row, kind, held_on),
            "date_creation": set_on,
            "date_rdv": held_on,
            "statut": coded(status, [*STATUSES, "prevu"]),
            "canal": picked(draws, CHANNELS, count),
            "id_structure": np.where(orientation < 0, NO_ID, orientations["id_structure"].to_numpy()[orientation]),
        }
    )


def _first_attempts(
    orientations: pd.DataFrame, running: Ints, draws: np.random.Generator
) -> tuple[list[Gathered], Days]:
    """(the first appointments and those set again, day on which each orientation's first one was held)."""
    end = orientations["_end"].to_numpy()
    started = np.full(len(orientations), NEVER, dtype=np.int32)
    parts, waiting = [], running
    since = orientations["date_decision"].to_numpy()
    for _ in range(MOST_ATTEMPTS):
        count = len(waiting)
        set_on = working_day(since[waiting] + 1 + as_days(draws.gamma(1.6, 5, count)))
        held_on = working_day(set_on + 4 + as_days(draws.gamma(2, 5, count)))
        status = picked(draws, STATUSES, count).codes
        kept = held_on < end[waiting]
        waiting, set_on, held_on, status = waiting[kept], set_on[kept], held_on[kept], status[kept]
        parts.append((waiting, orientations["_row"].to_numpy()[waiting], 1, set_on, held_on, status))
        came = (status == HELD) & (held_on <= EXTRACTION)
        started[waiting[came]] = held_on[came]
        since = since.copy()
        since[waiting] = held_on
        missed = (status != HELD) & (held_on <= EXTRACTION) & (draws.random(len(waiting)) < SET_AGAIN_SHARE)
        waiting = waiting[missed]
    return parts, started


def _follow_ups(orientations: pd.DataFrame, running: Ints, started: Days, draws: np.random.Generator) -> Gathered:
    begun = running[started[running] < NEVER]
    last = np.minimum(orientations["_end"].to_numpy()[begun], EXTRACTION + 60)
    numbers = np.minimum((last - started[begun]) // FOLLOW_UP_EVERY_DAYS, MOST_FOLLOW_UPS)
    numbers = np.maximum(numbers, 0)
    which = np.repeat(begun, numbers)
    turn = np.arange(len(which)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
    held_on = started[which] + FOLLOW_UP_EVERY_DAYS * (turn + 1) + as_days(draws.uniform(-25, 0, len(which)))
    held_on = working_day(held_on)
    set_on = held_on - as_days(draws.integers(7, 40, len(which)))
    status = picked(draws, STATUSES, len(which)).codes
    return which, orientations["_row"].to_numpy()[which], 2, set_on, held_on, status


def _before_decision(orientations: pd.DataFrame, draws: np.random.Generator) -> Gathered:
    """Appointments of orientation, held before a decision taken by hand; not tied to the orientation to come."""
    by_hand = (orientations["_first"] & (orientations["origine"] == "manuelle")).to_numpy()
    which = np.flatnonzero(by_hand & (draws.random(len(orientations)) < MET_BEFORE_SHARE))
    row = orientations["_row"].to_numpy()[which]
    held_on = orientations["date_proposition"].to_numpy()[which]
    asked_on = orientations["_request"].to_numpy()[which]
    set_on = np.maximum(held_on - as_days(draws.integers(5, 25, len(which))), asked_on)
    return np.full(len(which), -1), row, 0, set_on, held_on, np.full(len(which), HELD)


def _boards(orientations: pd.DataFrame, draws: np.random.Generator) -> Gathered:
    """Half of the reorientations go before the équipe pluridisciplinaire, which the person may attend."""
    again = ~orientations["_first"].to_numpy() & (draws.random(len(orientations)) < BOARD_SHARE)
    which = np.flatnonzero(again)
    held_on = orientations["date_proposition"].to_numpy()[which]
    set_on = held_on - as_days(draws.integers(14, 35, len(which)))
    status = np.where(draws.random(len(which)) < 0.45, HELD, draws.integers(1, 3, len(which)))
    return which, orientations["_row"].to_numpy()[which], 4, set_on, held_on, status


def _signatures(contracts: pd.DataFrame, draws: np.random.Generator) -> Gathered:
    """A contract is signed at an appointment, held by definition."""
    signed = (contracts["date_signature"] < NEVER).to_numpy()
    held_on = contracts["date_signature"].to_numpy()[signed]
    set_on = held_on - as_days(draws.integers(3, 21, len(held_on)))
    orientation, row = (contracts[name].to_numpy()[signed] for name in ("_orientation", "_row"))
    return orientation, row, 3, set_on, held_on, np.full(len(held_on), HELD)


def _ranks(row: Ints, kind: Ints, held_on: Days) -> NDArray[np.int16]:
    """1 for a person's first appointment of a type, then 2…"""
    order = np.lexsort((held_on, kind, row))
    new = np.r_[True, (np.diff(row[order]) != 0) | (np.diff(kind[order]) != 0)]
    starts = np.maximum.accumulate(np.where(new, np.arange(len(row)), 0))
    ranks = np.empty(len(row), dtype=np.int16)
    ranks[order] = np.arange(len(row)) - starts + 1
    return ranks
