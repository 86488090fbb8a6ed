"""The waits that are told: from which date to which, of whom, and how the persons who wait are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from etl.parcours.family import ALL, nested
from etl.parcours.persons import Microdata
from etl.parcours.settings import COUNTED_LEVELS, DIMENSIONS, TOTAL

BEYOND = "au-dela"
#: Class of the persons of the population whom a wait does not concern.
OUTSIDE = "hors-champ"
#: Between the class of a wait and that of the other one counted on the same persons.
BESIDE = "|"
OUTCOMES = ("events", "censored", "competing")
#: What is kept of a wait: its cohort, whether it concerns the person, how long it lasted, and how it ended.
SPELL = ("period", "concerned", "day", "lead", "outcome", "same_year")
USUAL_BOUNDS = (30, 42, 60, 91)


@dataclass(frozen=True)
class Delay:
    """From the date `start` to the date `end` of `entrant`.

    shares and really: {indicator: days}, from Kaplan–Meier and from Aalen–Johansen. called: breakdown of the whole
    population. dimensions: attributes that the median is told by; above: those that it is told by for the whole
    département only; apart: shares told there by the attributes. year: the same wait by year, of which these
    cohorts are the quarters. step: class that counts whom the extraction finds served, however late. cohort: date that
    places a person in a cohort, `start` by default. in_order: dates that may not come before it, `end` by default.
    beside: the same wait of the same persons from an earlier date: the two shares are read together, and judged
    together. kin: as in Family. at_once: an end that comes before the start is no wait, and not an error. concerns:
    condition on `entrant`, of the persons whom the wait concerns, the only ones that its figures count; among: their
    class. The others stay in what is protected together.
    """

    population: str
    start: str
    end: str
    median: str = ""
    shares: Mapping[str, int] = field(default_factory=dict)
    really: Mapping[str, int] = field(default_factory=dict)
    mean: str = ""
    called: str = TOTAL
    dimensions: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    year: Delay | None = None
    levels: tuple[str, ...] = COUNTED_LEVELS
    step: str = ""
    cohort: str = ""
    in_order: tuple[str, ...] = ()
    beside: Delay | None = None
    kin: str = ""
    at_once: bool = False
    concerns: str = "true"
    among: str = ALL

    @property
    def dated(self) -> str:
        """The date that places a person in a cohort."""
        return self.cohort or self.start

    @property
    def quarters(self) -> bool:
        return self.year is not None

    @property
    def stands_on(self) -> dict[str, tuple[str, ...]]:
        """{indicator: names of given.GIVEN}."""
        own = dict.fromkeys((self.median, *self.shares, self.mean), (self.end,))
        return own | dict.fromkeys(self.really, (self.end, "right_end"))

    @property
    def at_last(self) -> tuple[str, ...]:
        """Class of the persons served by the extraction, when their number is published too."""
        return (self.step,) if self.step else ()

    @property
    def bounds(self) -> list[int]:
        return sorted({*self.shares.values(), *self.really.values()})

    def within(self, days: int) -> str:
        """Class of the persons served within so many days."""
        return f"{self.start}-{self.end}-{days}"

    def bounds_at(self, levels: tuple[str, ...]) -> list[int]:
        """The finer the territories, the fewer the bounds: between two of them there must be enough persons.

        A bound alone has no other to be subtracted from: it is told everywhere.
        """
        if len(self.bounds) == 1:
            return self.bounds
        if "epci" in levels:
            return self.bounds[-1:]
        return [days for days in self.bounds if levels == ("departement",) or days in USUAL_BOUNDS]


#: Population of the persons whose right was opened, which the return to employment is counted on.
ENTERED = "entrees_droit"
#: Populations of the persons whose right was opened in a year, and of those whom the département was told of.
OPENED, RECEIVED = "ouvertures", "receptions"
#: Population of the persons first oriented in a year.
FIRST_ORIENTED = "orientes"
ORIENTED_WITHIN = {f"part_orientee_{days}_jours": days for days in (15, 30, 42, 45, 91)}
ATTRIBUTES = tuple(DIMENSIONS)
#: Dates that may not come before the request. The right may: it is often opened from the first day of its month.
AFTER_REQUEST = ("decided",)
FROM_FIRST_OF_MONTH = Delay(
    "entrees",
    "premier_jour_mois",
    "decided",
    "delai_median_orientation",
    ORIENTED_WITHIN,
    called="origine:premier_jour_mois",
    cohort="demande",
)
#: Since then everybody oriented signs a contrat d'engagement (art. D. 5411-14-1 du code du travail, décret n° 2024-1244
#: du 30 décembre 2024). Before, whoever was oriented to France Travail signed a PPAE, which is another document.
ENGAGEMENT_SINCE = "2025-01-01"
CONTRACT_DUE = f"coalesce(first_organisme <> 'ft', false) OR decided >= DATE '{ENGAGEMENT_SINCE}'"
FROM_REQUEST = Delay(
    "entrees",
    "demande",
    "decided",
    "delai_median_orientation",
    ORIENTED_WITHIN,
    {"part_reellement_orientee_91_jours": 91},
    "delai_moyen_orientation_realises",
    dimensions=ATTRIBUTES,
    apart=("part_orientee_30_jours", "part_orientee_42_jours"),
    step="etape-orientation",
    beside=FROM_FIRST_OF_MONTH,
)
DELAYS = (
    FROM_REQUEST,
    Delay("entrees", "demande", "ouverture", "delai_median_ouverture", in_order=AFTER_REQUEST, at_once=True),
    *(
        Delay(
            population,
            start,
            "decided",
            "delai_median_orientation",
            ORIENTED_WITHIN,
            called=f"origine:{start}",
            kin=kin,
        )
        for population, start, kin in ((OPENED, "ouverture", ENTERED), (RECEIVED, "reception", ""))
    ),
    Delay(
        "entrees",
        "demande",
        "decided",
        "delai_median_orientation_trimestre",
        year=FROM_REQUEST,
        levels=("sdsei", "departement"),
    ),
    Delay(FIRST_ORIENTED, "decided", "set_on", "delai_median_rdv_fixe", {"part_rdv_fixe_15_jours": 15}),
    Delay(FIRST_ORIENTED, "decided", "held_on", "delai_median_rdv_honore"),
    Delay(
        FIRST_ORIENTED,
        "decided",
        "signed",
        "delai_median_contrat",
        {"part_contrat_30_jours": 30, "part_contrat_60_jours": 60},
        mean="delai_moyen_contrat_realises",
        dimensions=ATTRIBUTES,
        above=("type", "organisme"),
        concerns=CONTRACT_DUE,
        among="contrat-du",
    ),
)


def negative_delays(microdata: Microdata) -> pd.DataFrame:
    """Persons whose wait would end before it starts: counted, never averaged. Columns start, end, persons."""
    pairs = sorted({(delay.start, delay.end) for delay in DELAYS if delay.start != "decided" and not delay.at_once})
    return microdata.rows(
        " UNION ALL ".join(
            f"SELECT '{start}' AS start, '{end}' AS end, count(*) AS persons FROM entrant WHERE {end} < {start}"
            for start, end in pairs
        )
    )


#: Share of ends dated from the start or before, over which the wait is not known.
MOST = 0.5


def dated_from_the_start(start: str, end: str, microdata: Microdata) -> bool:
    """Whether most ends are no later than the start: the software gives the day from which the right counts, and not
    the day when it was granted, so that the wait for it is not known."""
    share = microdata.rows(f"SELECT avg(({end} <= {start})::INT) AS share FROM entrant")["share"].iloc[0]
    return bool(share > MOST)


#: Column of the spells that parts a year.
QUARTER = "trimestre"


def spells_of(delay: Delay, microdata: Microdata) -> str:
    """One row a person who waits from `start`: how long, and how it ended at the extraction."""
    until = microdata.extracted_on
    period = (
        f"year({delay.dated}) || '-T' || quarter({delay.dated})" if delay.quarters else f"year({delay.dated})::VARCHAR"
    )
    return f"""
        SELECT commune, sexe, age, famille, payeur, first_type AS type, first_organisme AS organisme,
            {period} AS period, ({delay.concerns}) AS concerned,
            CASE WHEN {delay.end} <= least(DATE '{until}', coalesce(right_end, DATE '{until}')) THEN 'events'
                WHEN right_end <= DATE '{until}' THEN 'competing' ELSE 'censored' END AS outcome,
            {"greatest(0, " if delay.at_once else "("}date_diff('day', {delay.start}, CASE outcome
                WHEN 'events' THEN {delay.end} WHEN 'competing' THEN right_end ELSE DATE '{until}' END)) AS day,
            outcome = 'events' AND year({delay.end}) = year({delay.start}) AS same_year,
            'T' || quarter({delay.dated}) AS {QUARTER},
            date_diff('day', {delay.beside.start if delay.beside else delay.start}, {delay.start}) AS lead
        FROM entrant
        WHERE {cohort_of(delay.dated, delay.in_order or (delay.end,), microdata)}"""


def cohort_of(dated: str, in_order: tuple[str, ...], microdata: Microdata) -> str:
    """Condition on `entrant`: the date is within the extracts, and neither these dates nor the end of the right precede
    it. Who keeps an orientation decided before her request awaits none: she is in no cohort of waits."""
    after = "".join(f" AND ({later} IS NULL OR {later} >= {dated})" for later in (*in_order, "right_end"))
    return f"kept_on IS NULL AND {dated} BETWEEN DATE '{microdata.since}' AND DATE '{microdata.extracted_on}'{after}"


def class_of(delay: Delay, bounds: list[int]) -> str:
    """Who was served within each of the days, the others beyond, whom the wait does not concern apart: an expression on
    the columns concerned, outcome, day and lead."""
    if not bounds:
        return f"if(concerned, '{BEYOND}', '{OUTSIDE}')"

    def served(wait: Delay, day: str) -> str:
        apart = f"WHEN NOT concerned THEN '{OUTSIDE}'"
        steps = " ".join(f"WHEN outcome = 'events' AND {day} <= {days} THEN '{wait.within(days)}'" for days in bounds)
        late = f"WHEN outcome = 'events' THEN '{wait.step}'" if wait.step else ""
        return f"CASE {apart} {steps} {late} ELSE '{BEYOND}' END"

    own = served(delay, "day")
    return own if delay.beside is None else f"{own} || '{BESIDE}' || {served(delay.beside, 'day + lead')}"


def classes_of_waits(delay: Delay, bounds: list[int], tally: pd.DataFrame, among: str) -> dict[str, tuple[str, ...]]:
    """{published class: values of cls that it adds up}; among: class of the persons concerned."""
    own = (*map(delay.within, bounds), *delay.at_last, BEYOND)
    if delay.beside is None or not bounds:
        found = nested(*own) if among == ALL else nested(*own, OUTSIDE)
        return {among if name == BEYOND else name: held for name, held in found.items()}
    values = sorted(tally["cls"].unique())
    found = {}
    for side, names in enumerate((own, (*map(delay.beside.within, bounds), BEYOND))):
        for name, inside in nested(*names).items():
            found[name] = tuple(value for value in values if value.split(BESIDE)[side] in inside)
    return {name: held for name, held in found.items() if held}
