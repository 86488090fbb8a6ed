"""What the extracts must hold for a figure to be told: what nobody gave is said to be absent, never counted as zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from etl.extracts.contract import OPEN_STATES
from etl.parcours.family import CURVE_COLUMNS, EVERYBODY, Family
from etl.parcours.persons import ACCOMPANIED, FIRST_ACCOMPANIED, HELD, Microdata


@dataclass(frozen=True)
class Given:
    """rows: what follows FROM; it has a row as soon as the extracts hold the thing. absent: what is said otherwise."""

    rows: str
    absent: str


#: A closure ends the right of who has no open right left. Where open rights bear no end (the software writes the first
#: day of each state and no more), those whom a closure follows would stay open for ever: nothing is known of the ends.
_ENDS_OF_RIGHTS = f"""(
    SELECT count(*) FILTER (dated) AS dated, count(*) FILTER (closed AND NOT endless) AS closed,
        count(*) FILTER (closed AND endless) AS never_ended
    FROM (SELECT bool_or(etat = 'clos') AS closed, bool_or(etat IN {OPEN_STATES} AND date_fin IS NOT NULL) AS dated,
        coalesce(bool_or(etat IN {OPEN_STATES} AND date_fin IS NULL), false) AS endless
        FROM droits GROUP BY id_personne))"""
#: The dates of `entrant` have their own names here; the others are what rates and headcounts stand on besides.
GIVEN = {
    "ouverture": Given(
        "person WHERE ouverture IS NOT NULL",
        "aucune date d’ouverture du droit dans les extraits ; il faut la colonne date_ouverture_droit de "
        "beneficiaires.csv",
    ),
    "right_end": Given(
        f"{_ENDS_OF_RIGHTS} WHERE dated > 0 OR closed > never_ended",
        "aucune fin de droit dans les extraits ; il faut droits.csv, avec les colonnes etat et date_fin",
    ),
    "decided": Given(
        "orientations WHERE statut = 'orientee'",
        "aucune orientation décidée dans les extraits ; il faut orientations.csv, avec la colonne statut",
    ),
    "orientation_type": Given(
        "orientations WHERE statut = 'orientee' AND type IS NOT NULL",
        "aucune orientation n’a de type dans les extraits ; il faut la colonne type de orientations.csv",
    ),
    "organism": Given(
        "orientations WHERE statut = 'orientee' AND organisme IS NOT NULL",
        "aucune orientation n’a d’organisme dans les extraits ; il faut la colonne organisme de orientations.csv",
    ),
    "referent": Given(
        "orientations WHERE statut = 'orientee' AND id_referent IS NOT NULL",
        "aucune orientation n’a de référent dans les extraits ; il faut la colonne id_referent de orientations.csv",
    ),
    "set_on": Given(
        f"rendez_vous WHERE type = '{FIRST_ACCOMPANIED}' AND date_creation IS NOT NULL",
        "aucun premier rendez-vous d’accompagnement n’a de date de fixation dans les extraits ; il faut "
        "rendez_vous.csv, avec les colonnes type et date_creation",
    ),
    "held_on": Given(
        f"rendez_vous WHERE type IN {ACCOMPANIED} AND statut = '{HELD}'",
        "aucun rendez-vous d’accompagnement honoré dans les extraits ; il faut rendez_vous.csv, avec les colonnes type "
        "et statut",
    ),
    "contract": Given(
        "engagement",
        "aucun contrat signé dans les extraits ; il faut contrats.csv, avec la colonne statut",
    ),
    "signed": Given(
        "engagement WHERE date_signature IS NOT NULL",
        "aucun contrat signé n’a de date de signature dans les extraits ; il faut contrats.csv, avec les colonnes "
        "statut et date_signature (le PPAE ne compte pas)",
    ),
    "job_start": Given(
        "sorties WHERE type_sortie IS NOT NULL",
        "aucune sortie de nature connue dans les extraits ; il faut sorties.csv, avec la colonne type_sortie",
    ),
    "presence": Given(
        "invitations WHERE present <> 'inconnu'",
        "aucune présence à une séance dans les extraits ; il faut la colonne present de invitations.csv",
    ),
    "outcome": Given(
        "invitations WHERE suite IS NOT NULL",
        "aucune suite donnée à une séance dans les extraits ; il faut la colonne suite de invitations.csv",
    ),
}


def absence(stands_on: Iterable[str], microdata: Microdata) -> str:
    """What is said of the first of these names of GIVEN that the extracts do not hold; empty when they hold all."""
    return next((said for name in stands_on if (said := _said_of(name, microdata))), "")


def _said_of(name: str, microdata: Microdata) -> str:
    """Empty when the extracts hold the thing; asked once of them."""
    asked = f"given {name}"
    if asked not in microdata.remembered:
        held = microdata.connection.execute(f"SELECT 1 FROM {GIVEN[name].rows} LIMIT 1").fetchone()
        microdata.remembered[asked] = "" if held else GIVEN[name].absent
    return microdata.remembered[asked]


#: Qualifiers: the extracts do not hold what a figure stands on; it is not told of territories so small.
NO_EXTRACT, TOO_FINE = "no_extract", "too_fine"


def untold(figures: pd.DataFrame, why: str, qualifier: str = NO_EXTRACT) -> pd.DataFrame:
    """The figures without any number, and the status that says why."""
    return figures.assign(
        **dict.fromkeys(("value", "low", "high", "numerator", "denominator"), float("nan")),
        status="missing",
        qualifier=qualifier,
        method=why,
        needs=EVERYBODY,
    )


def as_given(
    families: Sequence[Family], stands_on: Mapping[str, Sequence[str]], microdata: Microdata, by: str = "indicator"
) -> list[Family]:
    """The families, their figures without any number where the extracts do not hold what they stand on.

    stands_on: {value of the column `by` of the figures: names of GIVEN}.
    """
    found = {of: absence(names, microdata) for of, names in stands_on.items()}
    lacking = {of: why for of, why in found.items() if why}
    return [part for family in families for part in _parted(family, lacking, by)] if lacking else list(families)


def _parted(family: Family, lacking: Mapping[str, str], by: str) -> list[Family]:
    """The figures that are told, with their secrecy; the others, of which there is nothing to hide."""
    figures = family.figures.reset_index(drop=True)
    why = figures[by].map(lacking)
    told, others = figures[why.isna()], figures[why.notna()]
    if others.empty:
        return [family]
    nothing = replace(
        family,
        figures=untold(others, why[others.index]),
        classes={},
        kin="",
        curves=pd.DataFrame(columns=CURVE_COLUMNS),
        waits=(),
    )
    if told.empty:
        return [nothing]
    of_others = set(others["needs"]) - {*told["needs"], EVERYBODY, family.among}
    classes = {name: held for name, held in family.classes.items() if name not in of_others}
    return [replace(family, figures=told, classes=classes), nothing]
