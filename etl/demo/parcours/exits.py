"""sorties.csv: starts of a job, and what those who were in a dispositif became when they left it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.demo.parcours.calendar import EXTRACTION, NEVER, as_days, working_day
from etl.demo.parcours.draws import blanked, picked_by, pseudonyms
from etl.demo.parcours.places import Places

DURABLE = {"cdi": 0.40, "cdd_sup6": 0.36, "interim_sup6": 0.06, "creation_activite": 0.13, "fonction_publique": 0.05}
PASSING = {"cdd_inf6": 0.50, "interim": 0.30, "contrat_aide": 0.08, "iae_aci": 0.06, "iae_ei": 0.03, "iae_ai": 0.03}
OTHERWISE = {
    "formation_qualifiante": 0.12,
    "formation_certifiante": 0.05,
    "vae": 0.01,
    "retour_scolaire": 0.01,
    "maintien_emploi": 0.02,
    "retraite": 0.05,
    "aah": 0.08,
    "invalidite": 0.03,
    "indemnisation": 0.04,
    "demenagement": 0.09,
    "sans_solution": 0.26,
    "abandon": 0.15,
    "decision_pcd": 0.05,
    "inconnu": 0.04,
}
#: By organism of the orientation, as in orientations.csv.
DISPOSITIFS = {
    "ft": {"Accompagnement global": 0.7, "Parrainage": 0.3},
    "cd": {"Accompagnement global": 0.45, "ActiPro": 0.35, "Parrainage": 0.20},
    "delegataire": {"PLIE": 0.55, "ActiPro": 0.25, "IAE": 0.20},
    "mission_locale": {"Parrainage": 1.0},
    "cap_emploi": {"IAE": 1.0},
    "ccas": {"Accompagnement global": 0.6, "IAE": 0.4},
    "autre": {"IAE": 1.0},
}
ENROLLED_SHARE = 0.27
#: Persons who leave a dispositif with a job that they would not have found so soon.
HELPED_SHARE = 0.14
SECOND_JOB_SHARE = 0.22
SOURCES = ({"DPAE": 0.55, "DSN": 0.25, "FT": 0.20}, {"declaration_referent": 0.75, "FT": 0.25})
PROOFS = ({"contrat": 0.6, "bulletin_de_paie": 0.25, "declaration": 0.15}, {"attestation": 0.5, "declaration": 0.5})


def draw_exits(
    places: Places, people: pd.DataFrame, orientations: pd.DataFrame, draws: np.random.Generator, first: int
) -> pd.DataFrame:
    """Rows of sorties.csv numbered from `first`.

    A part of the persons oriented enter a dispositif for a few months: they leave it for a job if they find one by
    then, otherwise for something else. Other starts of a job carry no dispositif.
    """
    count = len(people)
    job, closing = people["_job"].to_numpy(), people["_closing"].to_numpy()
    oriented = orientations[(orientations["_first"] & orientations["_current"]).to_numpy()]
    decision = np.full(count, NEVER, dtype=np.int32)
    decision[oriented["_row"]] = oriented["date_decision"]
    organisme = np.zeros(count, dtype=np.int64)
    organisme[oriented["_row"]] = oriented["organisme"].cat.codes
    leaving = working_day(np.minimum(decision + as_days(draws.uniform(150, 420, count)), closing))
    enrolled = (decision < NEVER) & (job > decision + 20) & (draws.random(count) < ENROLLED_SHARE)
    into_job = enrolled & (job <= leaving)
    elsewhere = enrolled & ~into_job & (leaving <= EXTRACTION)
    again = working_day(np.minimum(job + as_days(draws.uniform(90, 600, count)), NEVER))
    second = (job < NEVER) & ~people["_durable"].to_numpy() & (draws.random(count) < SECOND_JOB_SHARE)
    works, works_again = job <= EXTRACTION, second & (again <= EXTRACTION)
    row = np.r_[np.flatnonzero(works), np.flatnonzero(elsewhere), np.flatnonzero(works_again)]
    kind = np.repeat([0, 1, 2], [works.sum(), elsewhere.sum(), works_again.sum()])
    without_job = (kind == 1) & (draws.random(len(row)) >= HELPED_SHARE)
    exit_day = as_days(np.select([kind == 0, kind == 1], [job[row], leaving[row]], again[row]))
    durable = np.where(kind == 0, people["_durable"].to_numpy()[row], draws.random(len(row)) < 0.5)
    exit_type = picked_by(draws, np.where(without_job, 2, ~durable), (DURABLE, PASSING, OTHERWISE))
    dispositif = picked_by(draws, organisme[row], tuple(DISPOSITIFS.values()))
    through = ((kind == 0) & into_job[row]) | (kind == 1)
    for_a_time = np.isin(exit_type, ("cdd_inf6", "interim", "cdd_sup6", "contrat_aide"))
    length = np.where(exit_type == "cdd_sup6", draws.uniform(183, 365, len(row)), draws.uniform(7, 175, len(row)))
    return pd.DataFrame(
        {
            "id_sortie": pseudonyms("sortie", places.departement, first + np.arange(len(row))),
            "id_personne": people["id_personne"].to_numpy()[row],
            "date": exit_day,
            "dispositif": blanked(dispositif, ~through),
            "type_sortie": exit_type,
            "source": picked_by(draws, through.astype(np.int8), SOURCES),
            "date_fin_contrat": as_days(np.where(for_a_time, exit_day + length, NEVER)),
            "nature_preuve": picked_by(draws, without_job.astype(np.int8), PROOFS),
        }
    )
