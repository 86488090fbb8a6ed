"""contrats.csv: first contract after the orientation, its renewals, what lapsed; one nature of contract since 2025."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.demo.parcours.calendar import EXTRACTION, NEVER, as_days, day, working_day
from etl.demo.parcours.draws import coded, lognormal, pseudonyms, yes_no
from etl.demo.parcours.orientations import NEEDS
from etl.demo.parcours.places import Places

NATURES = ("CER", "PPAE", "contrat_engagement")
#: The contrat d'engagement takes the place of CER and PPAE (loi du 18 décembre 2023, art. L. 5411-6 du code du
#: travail).
ENGAGEMENT_DAY = day("2025-01-01")
#: By nature: days from the decision to the signature (median, log spread), part of the persons who ever sign.
SIGNATURE = {"CER": (54, 0.65, 0.84), "PPAE": (19, 0.55, 0.92), "contrat_engagement": (27, 0.60, 0.84)}
DURATIONS_MONTHS = (12, 12, 12, 6, 4)
RENEWED_SHARE, MOST_CONTRACTS = 0.70, 7
STATUSES = ("brouillon", "en_attente_validation", "valide", "annule", "echu", "resilie")
#: A contract this recent may still be a draft or await its validation.
RECENT_DAYS = 25


def draw_contracts(
    places: Places, people: pd.DataFrame, orientations: pd.DataFrame, draws: np.random.Generator, first: int
) -> pd.DataFrame:
    """Rows of contrats.csv numbered from `first`.

    Latent: _row (rank in `people`), _orientation (rank in `orientations`).
    """
    which = np.flatnonzero(orientations["_first"].to_numpy())
    since = orientations["date_decision"].to_numpy()
    with_ft = (orientations["organisme"] == "ft").to_numpy()
    closing = orientations["_until"].to_numpy()
    medians, spreads, shares = (np.array(column) for column in zip(*(SIGNATURE[code] for code in NATURES), strict=True))
    nature = _natures(since[which], with_ft[which])
    delay = lognormal(draws, 1, 1, len(which)) ** spreads[nature] * medians[nature]
    signature = working_day(since[which] + 1 + as_days(np.minimum(delay, 400)))
    signs = draws.random(len(which)) < shares[nature]
    turns = []
    for turn in range(MOST_CONTRACTS):
        kept = signs & (signature <= EXTRACTION) & (signature < closing[which])
        which, signature = which[kept], signature[kept]
        months = np.array(DURATIONS_MONTHS)[draws.integers(0, len(DURATIONS_MONTHS), len(which))]
        last = signature + as_days(np.round(months * 30.44)) - 1
        turns.append((which, signature, last, months, np.full(len(which), turn + 1)))
        signature = working_day(last + as_days(draws.uniform(-15, 25, len(which))))
        signs = draws.random(len(which)) < RENEWED_SHARE
    which, signature, last, months, turn = (np.concatenate(column) for column in zip(*turns, strict=True))
    count = len(which)
    ends, row = closing[which], orientations["_row"].to_numpy()[which]
    nature = _natures(signature, with_ft[which])
    status = _statuses(draws, signature, np.minimum(last, ends), ended_early=ends < last)
    drafted, pending = status == 0, status <= 1
    validated = signature + as_days(np.where(nature == 0, draws.integers(2, 25, count), 0))
    engagement = nature == 2
    hours = np.select([draws.random(count) < 0.55, draws.random(count) < 0.5], [15.0, 10.0], 5.0)
    return pd.DataFrame(
        {
            "id_contrat": pseudonyms("contrat", places.departement, first + np.arange(count)),
            "id_personne": people["id_personne"].to_numpy()[row],
            "nature": coded(nature, NATURES),
            "rang": turn.astype(np.int8),
            "renouvellement": yes_no(turn > 1),
            "date_signature": as_days(np.where(drafted, NEVER, signature)),
            "date_validation": as_days(np.where(pending | (validated > EXTRACTION), NEVER, validated)),
            "date_debut": signature,
            "date_fin": np.where(status == 5, ends, last).astype(np.int32),
            "statut": coded(status, STATUSES),
            "duree_mois": months.astype(np.int8),
            "volet": coded(orientations["type"].cat.codes.to_numpy()[which], NEEDS),
            "heures_hebdo": np.where(engagement, hours, np.nan),
            "sanction_en_cours": yes_no(engagement & (draws.random(count) < 0.015)),
            "_row": row,
            "_orientation": which,
        }
    )


def _natures(signature: np.ndarray, with_ft: np.ndarray) -> np.ndarray:
    return np.where(signature >= ENGAGEMENT_DAY, 2, with_ft.astype(np.int64))


def _statuses(
    draws: np.random.Generator, signature: np.ndarray, end: np.ndarray, *, ended_early: np.ndarray
) -> np.ndarray:
    chance = draws.random(len(signature))
    recent = signature > EXTRACTION - RECENT_DAYS
    over = end < EXTRACTION
    return np.select(
        [recent & (chance < 0.10), recent & (chance < 0.45), chance > 0.985, over & ended_early, over],
        [0, 1, 3, 5, 4],
        2,
    )
