"""droits.csv: open, suspended and closed periods of each right, refused and pending requests."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.demo.parcours.calendar import EXTRACTION, NEVER, as_days, known
from etl.demo.parcours.draws import coded, picked

STATES = ("ouvert_versable", "ouvert_suspendu", "versement_suspendu", "clos", "refuse", "en_instance")
TYPES = ("non_majore", "majore", "jeune")
END_REASONS = {
    "pcg": 0.30,
    "echeance_4_mois": 0.22,
    "mutation": 0.11,
    "regroupement": 0.06,
    "radie_fin_droit": 0.14,
    "radie_autre": 0.09,
    "autre": 0.05,
    "inconnu": 0.03,
}
#: Not in the flow of the CAF: noted by the département for some of the rights that end.
LOCAL_REASONS = ("emploi", "retraite", "AAH", "déménagement")
NOTED_SHARE = 0.4
SUSPENDED_SHARE = 0.15
#: Persons whose income puts them outside "droits et devoirs".
OUTSIDE_DUTIES_SHARE = 0.02


def draw_rights(people: pd.DataFrame, draws: np.random.Generator) -> pd.DataFrame:
    """Rows of droits.csv, those of a person together and in time order.

    A suspended right is cut in three periods; a closed one ends with its reason and is followed by a period `clos`.
    Latent: _row (rank in `people`).
    """
    count = len(people)
    request, opening, closing = (people[name].to_numpy() for name in ("date_demande", "_opening", "_closing"))
    opened, refused = opening <= EXTRACTION, people["_refused"].to_numpy()
    end = np.minimum(closing, NEVER)
    pause = opening + as_days(draws.uniform(60, 540, count))
    resume = pause + as_days(draws.uniform(30, 180, count))
    paused = opened & (draws.random(count) < SUSPENDED_SHARE) & (resume < end) & (pause <= EXTRACTION)
    resumed, closed = paused & (resume <= EXTRACTION), opened & (closing <= EXTRACTION)
    suspension = 1 + (draws.random(count) < 0.4)
    refusal = request + as_days(draws.uniform(20, 60, count))
    periods = [
        # (which persons, state, first day, last day, does the right end there)
        (opened & ~paused, 0, opening, known(end), closed),
        (paused, 0, opening, pause - 1, None),
        (paused, suspension, pause, np.where(resumed, resume - 1, NEVER), None),
        (resumed, 0, resume, known(end), closed),
        (closed, 3, closing + 1, np.full(count, NEVER), None),
        (refused & (refusal <= EXTRACTION), 4, refusal, np.full(count, NEVER), None),
        (~opened & ~refused, 5, request, np.full(count, NEVER), None),
    ]
    reason = picked(draws, END_REASONS, count).codes
    nobody = np.zeros(count, dtype=bool)
    who = np.concatenate([np.flatnonzero(wanted) for wanted, *_ in periods])
    parts = [
        np.column_stack(
            [
                np.broadcast_to(state, count)[wanted],
                first[wanted],
                last[wanted],
                np.where(nobody if ends is None else ends, reason, -1)[wanted],
            ]
        )
        for wanted, state, first, last, ends in periods
    ]
    state, first, last, end_reason = np.concatenate(parts).T
    order = np.lexsort((first, who))
    who = who[order]
    duties = (draws.random(count) >= OUTSIDE_DUTIES_SHARE).astype(np.int8)
    return pd.DataFrame(
        {
            "_row": who,
            "id_personne": people["id_personne"].to_numpy()[who],
            "id_foyer": people["id_foyer"].to_numpy()[who],
            "date_debut": as_days(first[order]),
            "date_fin": as_days(last[order]),
            "etat": coded(state[order], STATES),
            "sdd": duties[who],
            "type_rsa": coded(_types(people, draws)[who], TYPES),
            "motif_fin": coded(end_reason[order], list(END_REASONS)),
            "motif_local": coded(
                np.where(end_reason[order] < 0, -1, _local_reasons(people, draws)[who]), LOCAL_REASONS
            ),
        }
    )


def _types(people: pd.DataFrame, draws: np.random.Generator) -> np.ndarray:
    """Under 25 without children: the young people's RSA; a parent alone with young children: the increased one."""
    alone_with_children = (people["situation_familiale"] == "monoparent").to_numpy()
    young = (people["_age"] < 25).to_numpy() & (people["nb_enfants"] == "0").to_numpy()
    raised = alone_with_children & (draws.random(len(people)) < 0.4)
    return np.select([raised, young], [1, 2], 0)


def _local_reasons(people: pd.DataFrame, draws: np.random.Generator) -> np.ndarray:
    """Ranks in LOCAL_REASONS, -1 when nobody noted one: a job when one started in the months before the end."""
    count = len(people)
    since_job = people["_closing"] - people["_job"]
    reason = np.where(since_job.between(0, 150), 0, draws.integers(1, len(LOCAL_REASONS), count))
    return np.where(draws.random(count) < NOTED_SHARE, reason, -1)
