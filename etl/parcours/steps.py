"""The steps from the request to a job: how many persons of each cohort have reached them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from etl.parcours.family import ALL, EVERYBODY, Family, nested
from etl.parcours.given import TOO_FINE, absence, untold
from etl.parcours.persons import Microdata
from etl.parcours.rates import NO, Ground, Rate, count_rate
from etl.parcours.waits import AFTER_REQUEST, cohort_of, dated_from_the_start

FIRST_STEP, ORIENTATION_STEP = "ouverture", "orientation"
#: Steps that nobody reaches without an orientation.
MEETING_STEP, CONTRACT_STEP = AFTER_ORIENTATION = ("rendez_vous", "contrat")

#: Why the number of rights opened is not told of every territory.
THOSE_ENTERED = (
    "donné pour le département seulement : les ouvertures sont datées du mois de la demande, et leur nombre est à "
    "quelques personnes près celui du retour à l’emploi"
)
FEW_WAIT = (
    "pas donné par EPCI : rapproché du nombre de personnes orientées, il dirait, dans un petit territoire, "
    "combien attendent"
)
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
    ground = _ground(step, condition, cohort, microdata)
    (family,) = count_rate(Rate("personnes_etape", "entrees", source, step=called(step), ground=ground), microdata)
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
    entered = dated_from_the_start("demande", "ouverture", microdata)
    told = reached["level"].eq("departement") if entered else reached["level"].ne("epci")
    return [
        replace(family, figures=reached[told]),
        replace(family, figures=asked, classes={ALL: family.classes[ALL]}),
        replace(family, figures=_not_so_finely(reached[~told], THOSE_ENTERED if entered else FEW_WAIT), classes={}),
    ]


def called(step: str) -> str:
    """Class of the persons who have reached a step."""
    return f"etape-{step}"


def _ground(step: str, condition: str, cohort: str, microdata: Microdata) -> Ground | None:
    """How the cohort is shared out, where a step tells something of the persons of another.

    Nobody should be oriented without a right: the number opened, minus that oriented, is read as persons who wait.
    Those oriented without an opening, if there are any, are held as known to everybody.
    """
    oriented = called(ORIENTATION_STEP)
    source = "SELECT commune, year(demande)::VARCHAR AS period, {} AS cls" + cohort
    if step == CONTRACT_STEP and not absence(STANDS_ON[MEETING_STEP], microdata):
        return _of_contracts(condition, source, microdata)
    if step in AFTER_ORIENTATION:
        own = called(step)
        reached = f"CASE WHEN {condition} THEN '{own}' WHEN decided IS NOT NULL THEN '{oriented}' ELSE '{NO}' END"
        return Ground(source.format(reached), nested(own, oriented, NO))
    if step != FIRST_STEP or absence(STANDS_ON[ORIENTATION_STEP], microdata):
        return None
    opened, without = called(FIRST_STEP), f"{oriented}-sans-ouverture"
    both = f"{opened}-et-orientation"
    return Ground(
        source.format(
            f"CASE WHEN {condition} THEN if(decided IS NULL, '{opened}', '{both}')"
            f" ELSE if(decided IS NULL, '{NO}', '{without}') END"
        ),
        {opened: (opened, both), oriented: (both, without), ALL: (opened, both, without, NO)},
        unknown=(without,),
    )


def _of_contracts(condition: str, source: str, microdata: Microdata) -> Ground:
    """Contracts beside appointments: the number met, minus that of contracts, is read as met without a contract.

    Those who signed without an appointment held, if there are any, are held as known to everybody.
    """
    signed, met, oriented = map(called, (CONTRACT_STEP, MEETING_STEP, ORIENTATION_STEP))
    both, alone = f"{signed}-et-rendez-vous", f"{signed}-sans-rendez-vous"
    held = every_step(microdata)[MEETING_STEP]
    reached = (
        f"CASE WHEN {condition} THEN if({held}, '{both}', '{alone}') WHEN {held} THEN '{met}'"
        f" WHEN decided IS NOT NULL THEN '{oriented}' ELSE '{NO}' END"
    )
    classes = {
        signed: (both, alone),
        met: (both, met),
        oriented: (both, alone, met, oriented),
        ALL: (both, alone, met, oriented, NO),
    }
    return Ground(source.format(reached), classes, unknown=(alone,))


def _not_so_finely(opened: pd.DataFrame, why: str) -> pd.DataFrame:
    """Numbers of rights opened that are not told of their level, and why."""
    known = opened["status"].eq("published")
    return pd.concat([untold(opened[known], why, TOO_FINE), opened[~known]])
