"""Shares of persons, and headcounts: everything that is counted, not timed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from etl.parcours.family import EVERYBODY, FIGURE_COLUMNS, Family, without_recent
from etl.parcours.persons import HELD, MISSED, SIGNED, Microdata, count_persons
from etl.parcours.settings import ATTRIBUTE_LEVELS, COUNTED_LEVELS, DIMENSIONS, TOTAL
from observatoire.statistics.intervals import wilson

EVERY, NO = "tous", "non"
#: For parts of those oriented on 31 December: below, one figure minus another would tell a few persons.
WHOLE = ("departement",)
FIRST_STEP = "ouverture"
PLACE = ["level", "territory", "period", "breakdown"]
ATTRIBUTES = tuple(DIMENSIONS)


@dataclass(frozen=True)
class Rate:
    """`source`: a query with commune, the attributes, period and `counted` (boolean); one row a person (or a date).

    mature_days: a cohort is judged once its last person was followed that long.
    """

    indicator: str
    population: str
    source: str
    dimensions: tuple[str, ...] = ()
    mature_days: int = 0
    method: str = ""
    step: str = ""
    levels: tuple[str, ...] = COUNTED_LEVELS

    @property
    def counted(self) -> str:
        """Class of the persons counted."""
        return self.step or self.indicator


@dataclass(frozen=True)
class Headcount:
    """`source`: a query with commune, period and the columns of `dimensions`; one row a person (or an event)."""

    indicator: str
    population: str
    source: str
    dimensions: tuple[str, ...] = ()
    levels: tuple[str, ...] = COUNTED_LEVELS


def count_rate(rate: Rate, microdata: Microdata) -> list[Family]:
    """The figures of a rate with their Wilson intervals by period and place; by attribute too, where they are shown."""
    families = [_rate(rate, microdata, (), rate.levels)]
    if rate.dimensions:
        families.append(_rate(rate, microdata, rate.dimensions, ("departement",)))
    return families


def _rate(rate: Rate, microdata: Microdata, dimensions: tuple[str, ...], levels: tuple[str, ...]) -> Family:
    counted = count_persons(
        microdata,
        rate.source,
        "period, counted",
        f"if(counted, '{rate.counted}', '{NO}')",
        dimensions=dimensions,
        levels=levels,
    )
    places = counted.places[counted.places["breakdown"].ne(TOTAL)] if dimensions else counted.places
    figures = _shared_out(places).assign(indicator=rate.indicator, method=rate.method, needs=rate.counted)
    figures = without_recent(figures, rate.mature_days, microdata)
    return Family(rate.population, (rate.counted, NO), counted.atoms, figures[FIGURE_COLUMNS], dimensions)


def count_heads(headcount: Headcount, microdata: Microdata) -> list[Family]:
    """Numbers of persons by period and place; by attribute too, where they are shown."""
    families = [_heads(headcount, microdata, (), headcount.levels)]
    shown = tuple(level for level in ATTRIBUTE_LEVELS if level in headcount.levels)
    if headcount.dimensions:
        families.append(_heads(headcount, microdata, headcount.dimensions, shown))
    return families


def _heads(headcount: Headcount, microdata: Microdata, dimensions: tuple[str, ...], levels: tuple[str, ...]) -> Family:
    counted = count_persons(microdata, headcount.source, "period", f"'{EVERY}'", dimensions=dimensions, levels=levels)
    places = counted.places[counted.places["breakdown"].ne(TOTAL)] if dimensions else counted.places
    figures = places.rename(columns={"persons": "value"}).assign(
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
    figures["value"] = figures["value"].astype(float)
    figures = without_recent(figures, 0, microdata)[FIGURE_COLUMNS]
    return Family(headcount.population, (EVERY,), counted.atoms, figures, dimensions)


def _shared_out(places: pd.DataFrame) -> pd.DataFrame:
    wide = places.pivot_table(index=PLACE, columns="counted", values="persons", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=[False, True], fill_value=0)
    numerator, denominator = wide[True].astype(float), wide.sum(axis=1).astype(float)
    low, high = wilson(numerator.to_numpy(), denominator.to_numpy())
    return pd.DataFrame(
        {
            "value": 100 * numerator / denominator,
            "low": 100 * low,
            "high": 100 * high,
            "numerator": numerator,
            "denominator": denominator,
            "status": "published",
            "qualifier": "",
        }
    ).reset_index()


def every_rate(microdata: Microdata) -> list[Rate]:
    """Every rate of the catalogue that is a share of persons or of dates."""
    since, until, settings = microdata.since, microdata.extracted_on, microdata.settings
    attributes = "commune, sexe, age, famille, payeur"
    entrants = (
        f"SELECT {attributes}, year(entry)::VARCHAR AS period,"
        " coalesce(job_start <= entry + {days}, false) AS counted"
        f" FROM entrant WHERE opened AND entry BETWEEN DATE '{since}' AND DATE '{until}'"
    )
    year_end = f"SELECT {attributes}, period, {{}} AS counted FROM year_end WHERE {{}}"
    back_to_work = [
        Rate(indicator, "entrees_droit", entrants.format(days=days), ATTRIBUTES, days)
        for indicator, days in settings.return_days.items()
    ]
    return [
        *back_to_work,
        Rate("part_orientee_31_decembre", "droits_31_decembre", year_end.format("is_oriented", "true"), ATTRIBUTES),
        Rate("part_avec_referent", "droits_31_decembre", year_end.format("has_referent", "true")),
        Rate(
            "taux_contractualisation",
            "orientes_hors_ft",
            year_end.format(_IN_CONTRACT, "is_oriented AND organisme <> 'ft'"),
            levels=WHOLE,
        ),
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
            "orientes_31_decembre",
            "SELECT commune, period, type, organisme FROM year_end WHERE is_oriented",
            ("type", "organisme"),
            WHOLE,
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
        "orientation": "decided IS NOT NULL",
        "rendez_vous": "held_on IS NOT NULL",
        "contrat": "signed IS NOT NULL",
        "emploi": "job_start IS NOT NULL",
    }


def count_step(step: str, condition: str, microdata: Microdata) -> Family:
    """How many persons of each yearly cohort have reached a step by the extraction."""
    source = (
        f"SELECT commune, year(demande)::VARCHAR AS period, {condition} AS counted FROM entrant"
        f" WHERE demande BETWEEN DATE '{microdata.since}' AND DATE '{microdata.extracted_on}'"
        " AND (right_end IS NULL OR right_end >= demande)"
    )
    (family,) = count_rate(Rate("personnes_etape", "entrees", source, step=f"etape-{step}"), microdata)
    figures = family.figures
    reached = figures.assign(
        value=figures["numerator"],
        low=float("nan"),
        high=float("nan"),
        numerator=float("nan"),
        breakdown=f"etape:{step}",
    )
    if step != FIRST_STEP:
        return replace(family, figures=reached)
    asked = reached.assign(value=figures["denominator"], breakdown="etape:demande", needs=EVERYBODY)
    return replace(family, figures=pd.concat([reached, asked]))


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
    """Three rates that are never confused: who came, who was oriented among the invited, and among those who came."""
    came = "present = 'oui'"
    shapes = (
        ("taux_presence_kiosque", "invites_presence_connue", came, "present IN ('oui', 'non', 'excuse')"),
        ("part_orientes_invites_kiosque", "invites", "suite = 'oriente'", "true"),
        ("part_orientes_presents_kiosque", "presents", "suite = 'oriente'", came),
    )
    return [
        Rate(
            indicator,
            population,
            f"SELECT commune, year(date_seance)::VARCHAR AS period, coalesce({counted}, false) AS counted"
            f" FROM invitations JOIN person_place USING (id_personne)"
            f" WHERE ({where}) AND {_within('date_seance', microdata)}",
        )
        for indicator, population, counted, where in shapes
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
