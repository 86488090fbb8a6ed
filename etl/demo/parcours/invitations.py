"""actions.csv and invitations.csv: kiosques and collective sessions of each territory, who was invited, who came."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.demo.draws import stream
from etl.demo.parcours.calendar import EXTRACTION, NEVER, START, Days, as_days
from etl.demo.parcours.draws import Ints, coded, picked, pseudonyms
from etl.demo.parcours.places import Places

#: A session a week in each territory, on Tuesdays: kiosque one week, collective information the next.
KINDS = ("Kiosque insertion", "Information collective")
FIRST_TUESDAY = START + 4
WEEKS = (EXTRACTION + 56 - FIRST_TUESDAY) // 7
INVITED_SHARE, INVITED_AGAIN_SHARE = 0.45, 0.5
CHANNELS = {"courrier": 0.35, "sms": 0.35, "email": 0.15, "telephone": 0.15}
ATTENDANCE = {"oui": 0.44, "non": 0.32, "excuse": 0.10, "inconnu": 0.14}
ORIENTED_AFTERWARDS_SHARE = 0.80


def draw_actions(places: Places) -> pd.DataFrame:
    """Rows of actions.csv: every session of every territory, the coming weeks included."""
    draws = stream("actions d'insertion", places.departement)
    territory, week = np.divmod(np.arange(len(places.territories) * WEEKS), WEEKS)
    count = len(week)
    territories = places.territories.iloc[territory]
    return pd.DataFrame(
        {
            "id_action": pseudonyms("action", places.departement, np.arange(count)),
            "libelle": [
                f"{KINDS[rank]} – {name} (fictif)" for rank, name in zip(week % 2, territories["name"], strict=True)
            ],
            "dispositif": coded(week % 2, KINDS),
            "territoire": territories["code"].to_numpy(),
            "type_territoire": territories["level"].str.upper().to_numpy(),
            "date": as_days(FIRST_TUESDAY + 7 * week),
            "capacite": 10 + draws.integers(0, 11, count),
            "operateur": picked(
                draws, {"Département": 0.6, "Opérateur fictif A": 0.25, "Opérateur fictif B": 0.15}, count
            ),
            "cout": draws.integers(10, 90, count) * 10.0,
        }
    )


def draw_invitations(
    places: Places, people: pd.DataFrame, decision: Days, draws: np.random.Generator, first: int
) -> pd.DataFrame:
    """Rows of invitations.csv numbered from `first`: while waiting for the decision, again for some who did not come.

    `decision`: day of the first orientation of each person, NEVER without one.
    """
    reception = people["_reception"].to_numpy()
    invited_on = reception + as_days(draws.uniform(3, 30, len(people)))
    available = np.minimum(np.minimum(decision, people["_closing"].to_numpy()), EXTRACTION)
    row = np.flatnonzero((invited_on < available) & (draws.random(len(people)) < INVITED_SHARE))
    invited_on, turns = invited_on[row], []
    for turn in range(2):
        week = _next_session(invited_on + 8)
        session = FIRST_TUESDAY + 7 * week
        present = picked(draws, ATTENDANCE, len(row)).codes
        turns.append((row, invited_on, week, session, present, np.full(len(row), turn)))
        again = (present == 1) & (session + 14 < available[row]) & (draws.random(len(row)) < INVITED_AGAIN_SHARE)
        row, invited_on = row[again], (session + 5)[again]
    row, invited_on, week, session, present, turn = (np.concatenate(column) for column in zip(*turns, strict=True))
    count, to_come = len(row), session > EXTRACTION
    present = np.where(to_come, 3, present)
    oriented = (decision[row] < NEVER) & (draws.random(count) < ORIENTED_AFTERWARDS_SHARE)
    follow_up = np.select([present != 0, oriented], [2, 0], 1)
    return pd.DataFrame(
        {
            "id_invitation": pseudonyms("invitation", places.departement, first + np.arange(count)),
            "id_personne": people["id_personne"].to_numpy()[row],
            "id_action": pseudonyms("action", places.departement, people["_territory"].to_numpy()[row] * WEEKS + week),
            "date_invitation": as_days(invited_on),
            "canal": picked(draws, CHANNELS, count),
            "relance": coded(turn, ("aucune", "phoning")),
            "date_seance": as_days(session),
            "present": coded(present, list(ATTENDANCE)),
            "suite": coded(np.where(to_come, -1, follow_up), ("oriente", "rdv_pris", "aucune")),
        }
    )


def _next_session(days: Days) -> Ints:
    """Rank of the first session on these days or after."""
    return -((FIRST_TUESDAY - days.astype(np.int64)) // 7)
