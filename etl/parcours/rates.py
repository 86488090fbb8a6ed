"""Shares of persons, and headcounts: everything that is counted, not timed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from etl.parcours.counting import count_by_atom, count_by_place
from etl.parcours.delays import AFTER_REQUEST, cohort_of
from etl.parcours.family import ALL, EVERYBODY, FIGURE_COLUMNS, Family, nested, without_recent
from etl.parcours.persons import HELD, MISSED, SIGNED, Microdata
from etl.parcours.settings import ATTRIBUTE_LEVELS, COUNTED_LEVELS, DIMENSIONS
from observatoire.statistics.intervals import wilson

EVERY, NO = "tous", "non"
#: Classes of the persons invited to a kiosk: oriented there; those whose presence was noted.
ORIENTED_THERE, KNOWN_PRESENCE = "orientes_au_kiosque", "presence_connue"
#: Classes of the persons whose right is open on 31 December: oriented; oriented to France Travail, or elsewhere.
ORIENTED, WITH_FT, ELSEWHERE = "part_orientee_31_decembre", "orientes_ft", "orientes_hors_ft"
FIRST_STEP, ORIENTATION_STEP = "ouverture", "orientation"
#: Steps that nobody reaches without an orientation.
AFTER_ORIENTATION = ("rendez_vous", "contrat")
ATTRIBUTES = tuple(DIMENSIONS)


@dataclass(frozen=True)
class Ground:
    """Everybody of a population, shared out finely enough for all that is published of them.

    source: a query with commune, period, cls and the attributes of `dimensions`. classes: {published class: values of
    cls that it adds up}.
    """

    source: str
    classes: Mapping[str, tuple[str, ...]]
    dimensions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rate:
    """`source`: a query with commune, the attributes, period and `counted` (boolean); one row a person (or a date).

    mature_days: a cohort is judged once its last person was followed that long. ground: how the whole population is
    shared out, when other figures tell something of the same persons; by default, counted or not.
    """

    indicator: str
    population: str
    source: str
    dimensions: tuple[str, ...] = ()
    mature_days: int = 0
    method: str = ""
    step: str = ""
    ground: Ground | None = None
    among: str = ALL

    @property
    def counted(self) -> str:
        """Class of the persons counted."""
        return self.step or self.indicator


@dataclass(frozen=True)
class Headcount:
    """`source`: a query with commune, period and the columns of `dimensions`; one row a person (or an event).

    counted: class of the population that these persons are. above: dimensions shown for the whole département only.
    same: as in Family.
    """

    indicator: str
    population: str
    source: str
    dimensions: tuple[str, ...] = ()
    levels: tuple[str, ...] = COUNTED_LEVELS
    counted: str = ALL
    above: tuple[str, ...] = ()
    same: Mapping[tuple[str, str], str] = field(default_factory=dict)


def count_rate(rate: Rate, microdata: Microdata) -> list[Family]:
    """The figures of a rate with their Wilson intervals by period and place; by attribute too, where they are shown."""
    families = [_rate(rate, microdata, (), COUNTED_LEVELS)]
    if rate.dimensions:
        families.append(_rate(rate, microdata, rate.dimensions, ("departement",)))
    return families


def _rate(rate: Rate, microdata: Microdata, dimensions: tuple[str, ...], levels: tuple[str, ...]) -> Family:
    keys = ("period", "counted")
    told = {"numerator": "counted", "denominator": "counted IS NOT NULL"}
    places = count_by_place(microdata, rate.source, keys, told, dimensions=dimensions, levels=levels)
    figures = _shared_out(places).assign(indicator=rate.indicator, method=rate.method, needs=rate.counted)
    figures = without_recent(figures, rate.mature_days, microdata)[FIGURE_COLUMNS]
    if rate.ground is None or not set(dimensions) <= set(rate.ground.dimensions):
        tally = count_by_atom(microdata, rate.source, keys, f"if(counted, '{rate.counted}', '{NO}')", dimensions)
        return Family(rate.population, nested(rate.counted, NO), tally, figures, dimensions)
    everybody = count_by_atom(microdata, rate.ground.source, ("period", "cls"), "cls", dimensions)
    return Family(rate.population, rate.ground.classes, everybody, figures, dimensions, among=rate.among)


def count_heads(headcount: Headcount, microdata: Microdata) -> list[Family]:
    """Numbers of persons by period and place; by attribute too, where they are shown."""
    shown = tuple(level for level in ATTRIBUTE_LEVELS if level in headcount.levels)
    wanted = [((), headcount.levels), (headcount.dimensions, shown), (headcount.above, ("departement",))]
    return [
        _heads(headcount, microdata, dimensions, levels)
        for number, (dimensions, levels) in enumerate(wanted)
        if dimensions or number == 0
    ]


def _heads(headcount: Headcount, microdata: Microdata, dimensions: tuple[str, ...], levels: tuple[str, ...]) -> Family:
    told = {"value": "true"}
    figures = count_by_place(
        microdata, headcount.source, ("period",), told, dimensions=dimensions, levels=levels
    ).assign(
        indicator=headcount.indicator,
        low=float("nan"),
        high=float("nan"),
        numerator=float("nan"),
        denominator=float("nan"),
        status="published",
        qualifier="",
        method="",
        needs=EVERYBODY,
    )
    figures = without_recent(figures, 0, microdata)[FIGURE_COLUMNS]
    return Family(
        headcount.population,
        {headcount.counted: (EVERY,)},
        count_by_atom(microdata, headcount.source, ("period",), f"'{EVERY}'", dimensions),
        figures,
        dimensions,
        among=headcount.counted,
        same=headcount.same,
    )


def _shared_out(places: pd.DataFrame) -> pd.DataFrame:
    """The places with the share of the persons counted, and its interval."""
    numerator, denominator = places["numerator"], places["denominator"]
    low, high = wilson(numerator.to_numpy(), denominator.to_numpy())
    return places.assign(
        value=100 * numerator / denominator, low=100 * low, high=100 * high, status="published", qualifier=""
    )


def every_rate(microdata: Microdata) -> list[Rate]:
    """Every rate of the catalogue that is a share of persons or of dates."""
    return [
        *_back_to_work(microdata),
        *_year_ends(),
        Rate("part_contrats_expires_non_renouveles", "contrats_expires", _expired(microdata)),
        Rate("taux_presence_rdv", "rendez_vous", _appointments(microdata), ATTRIBUTES),
        *_kiosks(microdata),
        Rate("part_emploi_durable", "reprises_emploi", _first_jobs(microdata), ATTRIBUTES),
        Rate("taux_sortie_dispositif", "sorties_dispositif", _leavers(microdata), ("dispositif",)),
    ]


def every_headcount(microdata: Microdata) -> list[Headcount]:
    settings = microdata.settings
    kinds = {"durable": settings.durable, "transition": settings.transition, "positive": settings.positive}
    sortie = " ".join(f"WHEN type_sortie IN {types} THEN '{kind}'" for kind, types in kinds.items())
    return [
        Headcount(
            "personnes_orientees",
            "droits_31_decembre",
            "SELECT commune, period, type, organisme FROM year_end WHERE is_oriented",
            ("type",),
            counted=ORIENTED,
            above=("organisme",),
            same={("organisme:ft", ORIENTED): WITH_FT},
        ),
        Headcount(
            "sorties_emploi",
            "sorties",
            f"SELECT commune, year(date)::VARCHAR AS period, CASE {sortie} ELSE 'autre' END AS sortie"
            f" FROM sorties JOIN person_place USING (id_personne) WHERE {_within('date', microdata)}",
            ("sortie",),
        ),
    ]


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


def _back_to_work(microdata: Microdata) -> list[Rate]:
    """Back to work within each number of days: who is back sooner is back later too."""
    since, until = microdata.since, microdata.extracted_on
    entrants = f" FROM entrant WHERE opened AND entry BETWEEN DATE '{since}' AND DATE '{until}'"
    bounds = sorted(microdata.settings.return_days.items(), key=lambda bound: bound[1])
    back = " ".join(f"WHEN job_start <= entry + {days} THEN '{indicator}'" for indicator, days in bounds)
    ground = Ground(
        "SELECT commune, sexe, age, famille, payeur, year(entry)::VARCHAR AS period,"
        f" CASE {back} ELSE '{NO}' END AS cls{entrants}",
        nested(*(indicator for indicator, _ in bounds), NO),
        ATTRIBUTES,
    )
    return [
        Rate(
            indicator,
            "entrees_droit",
            f"SELECT commune, sexe, age, famille, payeur, year(entry)::VARCHAR AS period,"
            f" coalesce(job_start <= entry + {days}, false) AS counted{entrants}",
            ATTRIBUTES,
            days,
            ground=ground,
        )
        for indicator, days in bounds
    ]


def _year_ends() -> list[Rate]:
    """What is told of the persons whose right is open on 31 December, who are the same in each rate."""
    year_end = "SELECT commune, sexe, age, famille, payeur, period, {} AS counted FROM year_end WHERE {}"
    states = (
        f"CASE WHEN NOT is_oriented THEN '{NO}' WHEN organisme = 'ft' THEN 'ft' WHEN organisme IS NULL THEN 'inconnu'"
        f" WHEN {_IN_CONTRACT} THEN 'contrat' ELSE 'sans' END"
    )
    followed = "if(is_oriented, 'oriente', 'attente') || if(has_referent, '_suivi', '')"
    oriented = ("contrat", "sans", "ft", "inconnu")
    contracts = Ground(
        f"SELECT commune, period, {states} AS cls FROM year_end",
        {
            "taux_contractualisation": ("contrat",),
            ELSEWHERE: ("contrat", "sans"),
            WITH_FT: ("ft",),
            ORIENTED: oriented,
            ALL: (*oriented, NO),
        },
    )
    referents = Ground(
        f"SELECT commune, period, {followed} AS cls FROM year_end",
        {
            ORIENTED: ("oriente", "oriente_suivi"),
            "part_avec_referent": ("oriente_suivi", "attente_suivi"),
            ALL: ("oriente", "oriente_suivi", "attente", "attente_suivi"),
        },
    )
    population = "droits_31_decembre"
    return [
        Rate(ORIENTED, population, year_end.format("is_oriented", "true"), ATTRIBUTES, ground=contracts),
        Rate("part_avec_referent", population, year_end.format("has_referent", "true"), ground=referents),
        Rate(
            "taux_contractualisation",
            population,
            year_end.format(_IN_CONTRACT, "is_oriented AND organisme <> 'ft'"),
            ground=contracts,
            among=ELSEWHERE,
        ),
    ]


def _within(column: str, microdata: Microdata) -> str:
    return f"{column} BETWEEN DATE '{microdata.since}' AND DATE '{microdata.extracted_on}'"


#: A contract in force on the day `d` of `year_end`.
_IN_CONTRACT = (
    "EXISTS (SELECT 1 FROM contrats k WHERE k.id_personne = year_end.id_personne"
    f" AND k.statut IN {SIGNED} AND k.date_debut <= d AND (k.date_fin IS NULL OR k.date_fin >= d))"
)


def _expired(microdata: Microdata) -> str:
    """Contracts ended in the year: counted when no later contract of the same person follows."""
    return (
        "SELECT commune, year(k.date_fin)::VARCHAR AS period, NOT EXISTS (SELECT 1 FROM contrats n WHERE"
        f" n.id_personne = k.id_personne AND n.statut IN {SIGNED} AND n.date_debut > k.date_debut) AS counted"
        f" FROM contrats k JOIN person_place USING (id_personne) WHERE k.statut IN {SIGNED}"
        f" AND {_within('k.date_fin', microdata)}"
    )


def _appointments(microdata: Microdata) -> str:
    return (
        "SELECT commune, sexe, age, famille, payeur, year(date_rdv)::VARCHAR AS period,"
        f" statut = '{HELD}' AS counted FROM rendez_vous JOIN entrant USING (id_personne)"
        f" WHERE statut IN {(HELD, *MISSED)} AND {_within('date_rdv', microdata)}"
    )


def _kiosks(microdata: Microdata) -> list[Rate]:
    """Three rates that are never confused: who came, who was oriented among the invited, and among those who came.

    Nobody is oriented at a session without coming: the last two count the same persons.
    """
    came = "present = 'oui'"
    oriented = f"{came} AND suite = 'oriente'"
    rows = (
        "SELECT commune, year(date_seance)::VARCHAR AS period, {} FROM invitations JOIN person_place"
        f" USING (id_personne) WHERE {_within('date_seance', microdata)}"
    )
    state = (
        f"CASE WHEN {oriented} THEN '{ORIENTED_THERE}' WHEN {came} THEN 'taux_presence_kiosque'"
        f" WHEN present IN ('non', 'excuse') THEN '{KNOWN_PRESENCE}' ELSE '{NO}' END AS cls"
    )
    ground = Ground(rows.format(state), nested(ORIENTED_THERE, "taux_presence_kiosque", KNOWN_PRESENCE, NO))
    shapes = (
        ("taux_presence_kiosque", came, "present IN ('oui', 'non', 'excuse')", "", KNOWN_PRESENCE),
        ("part_orientes_invites_kiosque", oriented, "true", ORIENTED_THERE, ALL),
        ("part_orientes_presents_kiosque", oriented, came, ORIENTED_THERE, "taux_presence_kiosque"),
    )
    return [
        Rate(
            indicator,
            "invites",
            rows.format(f"coalesce({counted}, false) AS counted") + f" AND ({where})",
            step=step,
            ground=ground,
            among=among,
        )
        for indicator, counted, where, step, among in shapes
    ]


def _first_jobs(microdata: Microdata) -> str:
    """The first job that a person starts in a year: durable or not."""
    settings = microdata.settings
    return (
        "SELECT commune, sexe, age, famille, payeur, period, counted FROM entrant JOIN (SELECT id_personne,"
        f" year(date)::VARCHAR AS period, arg_min(type_sortie IN {settings.durable}, date) AS counted FROM sorties"
        f" WHERE type_sortie IN {settings.jobs} AND {_within('date', microdata)} GROUP BY ALL) USING (id_personne)"
    )


def _leavers(microdata: Microdata) -> str:
    """Persons who left a dispositif in the year: counted when one of their exits from it is a job."""
    return (
        "SELECT commune, dispositif, year(date)::VARCHAR AS period,"
        f" bool_or(type_sortie IN {microdata.settings.jobs}) AS counted"
        " FROM sorties JOIN person_place USING (id_personne) WHERE dispositif IS NOT NULL"
        f" AND {_within('date', microdata)} GROUP BY id_personne, commune, dispositif, period"
    )
