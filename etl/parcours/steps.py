"""The steps from the request to a job: how many persons of each cohort have reached them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from etl.parcours.family import EVERYBODY, Family, nested
from etl.parcours.persons import Microdata
from etl.parcours.rates import NO, Ground, Rate, count_rate
from etl.parcours.waits import AFTER_REQUEST, cohort_of

FIRST_STEP, ORIENTATION_STEP = "ouverture", "orientation"
#: Steps that nobody reaches without an orientation.
AFTER_ORIENTATION = ("rendez_vous", "contrat")

#: {step: names of given.GIVEN}.
STANDS_ON = {
    FIRST_STEP: ("ouverture",),
    ORIENTATION_STEP: ("decided",),
    "rendez_vous": ("decided", "held_on"),
    "contrat": ("decided", "signed"),
    "emploi": ("job_start",),
}


def every_step(microdata: Microdata) -> Mapping[str, str]:
    """{step: condition on `entrant`} of the way from the request to a job; each is counted on the whole cohort."""
    return {
        FIRST_STEP: "ouverture IS NOT NULL",
        ORIENTATION_STEP: "decided IS NOT NULL",
        "rendez_vous": "held_on IS NOT NULL",
        "contrat": "signed IS NOT NULL",
        "emploi": "job_start IS NOT NULL",
    }


def count_step(step: str, condition: str, microdata: Microdata) -> list[Family]:
    """How many persons of each yearly cohort have reached a step by the extraction."""
    cohort = f" FROM entrant WHERE {cohort_of('demande', AFTER_REQUEST, microdata)}"
    source = f"SELECT commune, year(demande)::VARCHAR AS period, {condition} AS counted{cohort}"
    called, ground = f"etape-{step}", None
    if step in AFTER_ORIENTATION:
        oriented = f"etape-{ORIENTATION_STEP}"
        reached = f"CASE WHEN {condition} THEN '{called}' WHEN decided IS NOT NULL THEN '{oriented}' ELSE '{NO}' END"
        ground = Ground(
            f"SELECT commune, year(demande)::VARCHAR AS period, {reached} AS cls{cohort}", nested(called, oriented, NO)
        )
    (family,) = count_rate(Rate("personnes_etape", "entrees", source, step=called, ground=ground), microdata)
    figures = family.figures
    reached = figures.assign(
        value=figures["numerator"],
        low=float("nan"),
        high=float("nan"),
        numerator=float("nan"),
        breakdown=f"etape:{step}",
    )
    if step != FIRST_STEP:
        return [replace(family, figures=reached)]
    asked = reached.assign(value=figures["denominator"], breakdown="etape:demande", needs=EVERYBODY)
    return [replace(family, figures=pd.concat([reached, asked]))]
