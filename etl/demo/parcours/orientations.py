"""orientations.csv: the wait until the decision, its type and organism, and later reorientations."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.demo.parcours.calendar import EXTRACTION, NEVER, Days, as_days, day, known, working_day
from etl.demo.parcours.draws import (
    NO_ID,
    Ids,
    Ints,
    coded,
    lognormal,
    picked_by,
    pseudonyms,
)
from etl.demo.parcours.places import ORGANISMES, Places, chosen_within

#: What a new platform leaves of the wait still to come.
PLATFORM_FACTOR = 0.55
#: The growing queue: by how much (log) it lengthens a year from this day on.
BACKLOG_DAY, BACKLOG_GROWTH = day("2022-01-01"), 0.65
#: No wait is longer: beyond, the person is still waiting.
LONGEST_WAIT_DAYS = 700
#: Six weeks after the information is received, France Travail orients in the département's place (décret 2024-1244).
SUBSTITUTION_DAY, SUBSTITUTION_DELAY, SUBSTITUTION_SHARE = day("2025-01-01"), 42, 0.06
#: Organism by need (emploi, socioprofessionnel, social); under 26 years old and disabled workers apart.
BY_NEED = (
    {"ft": 0.88, "delegataire": 0.08, "cd": 0.02, "autre": 0.02},
    {"ft": 0.16, "cd": 0.40, "delegataire": 0.32, "ccas": 0.08, "autre": 0.04},
    {"cd": 0.66, "ccas": 0.28, "delegataire": 0.02, "autre": 0.04},
)
ORGANISME_SHARES = (*BY_NEED, {"mission_locale": 0.7, "ft": 0.3}, {"cap_emploi": 0.5, "ft": 0.5})
ORIGINS = ("manuelle", "automatique", "cohorte", "reorientation", "mutation", "ft_substitution")
NEEDS = ("emploi", "socioprofessionnel", "social")
LOCAL_TYPES = {"professionnel": 0, "socio-professionnel": 1, "social": 2, "veille sociale": 2}
#: Next type after a reorientation, by the type left.
AFTER = (
    {"socioprofessionnel": 0.55, "social": 0.45},
    {"emploi": 0.60, "social": 0.40},
    {"emploi": 0.30, "socioprofessionnel": 0.70},
)
REORIENTED_A_DAY = 1 / 1500
CANCELLED_SHARE = 0.03
WITHOUT_REFERENT_SHARE = 0.18


def orientation_days(places: Places, people: pd.DataFrame, draws: np.random.Generator) -> tuple[Days, Ints]:
    """(day of the first decision, rank of its origin in ORIGINS) of each person; NEVER for those still waiting or gone.

    A part is oriented as soon as the information is received; the others queue, for as long as their territory and the
    year say. Whoever leaves the RSA before the decision has none.
    """
    count = len(people)
    territories = places.territories.iloc[people["_territory"].to_numpy()]
    reception, request = people["_reception"].to_numpy().astype(np.int64), people["date_demande"].to_numpy()
    years = np.clip(reception - BACKLOG_DAY, 0, EXTRACTION - BACKLOG_DAY) / 365.25 * territories["backlog"].to_numpy()
    quick = draws.random(count) < territories["quick_share"].to_numpy()
    wait = np.where(
        quick,
        draws.gamma(2, 3, count),
        draws.weibull(1.5, count) * territories["queue_days"].to_numpy() * np.exp(BACKLOG_GROWTH * years),
    )
    # A platform shortens the part of the wait that comes after its opening, for those already waiting too.
    opening_day = territories["platform_day"].to_numpy()
    before = np.clip(opening_day - reception, 0, wait)
    wait = before + (wait - before) * np.where(opening_day < NEVER, PLATFORM_FACTOR, 1)
    substituted = (
        (reception + SUBSTITUTION_DELAY >= SUBSTITUTION_DAY)
        & (wait > SUBSTITUTION_DELAY)
        & (draws.random(count) < SUBSTITUTION_SHARE)
    )
    wait = np.where(substituted, SUBSTITUTION_DELAY + draws.gamma(2, 4, count), wait)
    decision = working_day(np.minimum(reception + 1 + wait, NEVER))
    gone = (decision > people["_closing"].to_numpy()) | (decision - request > LONGEST_WAIT_DAYS)
    by_hand = draws.choice(3, count, p=(0.72, 0.18, 0.10))
    origin = np.select([substituted, quick], [5, 1], by_hand)
    return known(np.where(gone | (people["_reception"] == NEVER), NEVER, decision)), origin


def draw_orientations(places: Places, people: pd.DataFrame, draws: np.random.Generator, first: int) -> pd.DataFrame:
    """Rows of orientations.csv numbered from `first`, first decisions then reorientations.

    Latent: _row (rank in `people`), _end (day after which it no longer runs), _first (of the entry), _request and
    _until (the request and the end of the right it follows).
    """
    decision, origin = orientation_days(places, people, draws)
    closing = people["_closing"].to_numpy()
    need = people["_need"].cat.codes.to_numpy()
    again = working_day(np.minimum(decision + 60 + draws.exponential(1 / REORIENTED_A_DAY, len(people)), NEVER))
    again = np.where((again < closing) & (again <= EXTRACTION) & (decision < NEVER), again, NEVER)
    cancelled = draws.random(len(people)) < CANCELLED_SHARE
    end_of_first = np.minimum(np.where(cancelled, NEVER, again), closing)
    one, two = np.flatnonzero(decision < NEVER), np.flatnonzero(again < NEVER)
    next_need = picked_by(draws, need[two], AFTER)
    next_need = next_need.set_categories(list(NEEDS)).codes
    row = np.r_[one, two]
    second = np.arange(len(row)) >= len(one)
    of_type = np.r_[need[one], next_need]
    day_of = as_days(np.r_[decision[one], again[two]])
    end = as_days(np.r_[end_of_first[one], closing[two]])
    annulled = second & cancelled[row]
    organisme = _organismes(people, draws, row, of_type, origin=np.where(second, 3, origin[row]))
    structure, referent = _hosts(places, people, draws, row, organisme.codes)
    request = people["date_demande"].to_numpy()[row]
    return pd.DataFrame(
        {
            "id_orientation": pseudonyms("orientation", places.departement, first + np.arange(len(row))),
            "id_personne": people["id_personne"].to_numpy()[row],
            "rang": 1 + second.astype(np.int8),
            "date_proposition": np.maximum(day_of - as_days(lognormal(draws, 4, 0.6, len(row))), request),
            "date_decision": day_of,
            "date_effet": np.minimum(day_of + as_days(draws.integers(0, 8, len(row))), end),
            "date_fin": known(np.where(annulled, NEVER, end)),
            "statut": coded(annulled.astype(np.int8), ("orientee", "annulee")),
            "type": coded(of_type, NEEDS),
            "type_local": coded(_local_types(draws, of_type), list(LOCAL_TYPES)),
            "origine": coded(np.where(second, 3, origin[row]), ORIGINS),
            "organisme": organisme,
            "id_structure": structure,
            "id_referent": referent,
            "_row": row,
            "_end": end,
            "_first": ~second,
            "_request": request,
            "_until": closing[row],
        }
    )


def _organismes(
    people: pd.DataFrame, draws: np.random.Generator, row: Ints, of_type: Ints, *, origin: Ints
) -> pd.Categorical:
    working = of_type < 2
    young = (people["_age"].to_numpy()[row] < 26) & working
    disabled = (people["rqth"] == "O").to_numpy()[row] & (of_type == 0)
    substituted = origin == ORIGINS.index("ft_substitution")
    shares = (*ORGANISME_SHARES, {"ft": 1.0})
    drawn = picked_by(draws, np.select([substituted, young, disabled], [5, 3, 4], of_type), shares)
    return drawn.set_categories(list(ORGANISMES))


def _hosts(
    places: Places, people: pd.DataFrame, draws: np.random.Generator, row: Ints, organisme: Ints
) -> tuple[Ids, Ids]:
    """(structure, referent) within the person's territory; some are still without a referent."""
    cell = people["_territory"].to_numpy()[row] * len(ORGANISMES) + organisme
    first, numbers = places.structure_bounds()
    structure = chosen_within(draws, first[cell], numbers[cell])
    first, numbers = places.referent_bounds()
    referent = chosen_within(draws, first[structure], numbers[structure])
    without = draws.random(len(row)) < WITHOUT_REFERENT_SHARE
    ids = places.referents["id_referent"].to_numpy()[referent]
    return places.structures["id"].to_numpy()[structure], np.where(without, NO_ID, ids)


def _local_types(draws: np.random.Generator, of_type: Ints) -> Ints:
    """Every type under its local name; a fifth of the social ones are only watched over."""
    return np.where((of_type == 2) & (draws.random(len(of_type)) < 0.2), 3, of_type)
