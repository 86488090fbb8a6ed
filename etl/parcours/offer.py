"""The offer of insertion: structures and full-time equivalents of the IAE, hours of insertion clauses.

Numbers of structures are public: these are legal persons. Their full-time equivalents and the hours of the markets are
amounts of firms: a territory where fewer than three contribute, or where one weighs too much, shows none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from etl.geography import Geography
from etl.parcours.persons import UNKNOWN_COMMUNE, Microdata
from etl.parcours.settings import COUNTED_LEVELS, TOTAL

SIAE_LEVELS = ("commune", *COUNTED_LEVELS)
#: Entreprises adaptées (EA) are told apart: they are not part of the IAE. A structure of no known type is no EA: the
#: file is that of the SIAE.
IS_SIAE = "type IS DISTINCT FROM 'EA'"
#: A structure that gives no commune, or one that does not exist, is of the département and of no territory in it.
COMMUNE = f"coalesce(code_commune, '{UNKNOWN_COMMUNE}')"
#: What is not attached to a territory of the département.
ELSEWHERE = ""


@dataclass(frozen=True)
class Magnitude:
    """An amount by piece and contributor. rows: atom, period, contributor, amount (0 where one stands without any).

    atoms: {level: Series atom -> territory}. nowhere: atoms that are no place. `method` says what is added. running:
    the period that was not over on the day of the extraction, "" for none.
    """

    indicator: str
    rows: pd.DataFrame
    atoms: dict[str, pd.Series]
    method: str
    nowhere: tuple[str, ...] = (ELSEWHERE,)
    running: str = ""


def structures(microdata: Microdata) -> pd.DataFrame:
    """Number of SIAE by year, place and type: columns level, territory, period, breakdown, value.

    One of no known type is in the total only.
    """
    return microdata.rows(f"""
        WITH one AS (SELECT DISTINCT id_siae, {COMMUNE} AS commune, type, annee::VARCHAR AS period FROM siae),
        placed AS (SELECT * FROM one JOIN belongs USING (commune) WHERE level IN {SIAE_LEVELS})
        SELECT level, territory, period, '{TOTAL}' AS breakdown, count(*)::DOUBLE AS value
        FROM placed WHERE {IS_SIAE} GROUP BY ALL
        UNION ALL SELECT level, territory, period, 'siae:' || type, count(*)::DOUBLE FROM placed
        WHERE type IS NOT NULL GROUP BY ALL""")


def with_zeros(rows: pd.DataFrame, geography: Geography, column: str) -> pd.DataFrame:
    """The rows, and 0 for each territory that has none in a year and at a level with figures."""
    levels = rows["level"].unique()
    own = {
        level: set(geography.own_communes)
        if level == "commune"
        else set(geography.memberships[level].reindex(geography.own_communes).dropna())
        for level in levels
    }
    every = pd.DataFrame(
        [
            (level, code, period, TOTAL)
            for level, period in sorted(set(zip(rows["level"], rows["period"], strict=True)))
            for code in sorted(own[level])
        ],
        columns=["level", "territory", "period", "breakdown"],
    )
    return rows.merge(every, on=list(every.columns), how="outer").fillna({column: 0.0})


def etp(microdata: Microdata, geography: Geography) -> Magnitude:
    """Full-time equivalents agreed with the State, by structure; also by zone d'emploi wholly in the département.

    A structure without them stands where it is all the same, as everybody knows; one of an unknown commune is counted
    in the département only, and those of the communes of another département are not. Where no structure gives its
    commune, nothing is told of the territories.
    """
    rows = microdata.rows(f"""
        WITH placed AS (
            SELECT territory AS atom, siae.* FROM siae JOIN belongs ON commune = code_commune AND level = 'commune'
            UNION ALL SELECT '{UNKNOWN_COMMUNE}', * FROM siae WHERE {COMMUNE} = '{UNKNOWN_COMMUNE}')
        SELECT atom, annee::VARCHAR AS period, id_siae AS contributor,
            coalesce(sum(etp_conventionnes_etat), 0)::DOUBLE AS amount
        FROM placed WHERE {IS_SIAE}
            AND annee IN (SELECT annee FROM placed WHERE {IS_SIAE} AND etp_conventionnes_etat IS NOT NULL)
        GROUP BY ALL""")
    own = geography.own_communes
    atoms = {}
    placed = rows["atom"].ne(UNKNOWN_COMMUNE).any()
    for level in (*COUNTED_LEVELS, "zone_emploi") if placed else ("departement",):
        if (series := geography.memberships.get(level)) is not None:
            beyond = set(series[~series.index.isin(own)]) if level == "zone_emploi" else set()
            here = series[series.index.isin(own)]
            atoms[level] = here[~here.isin(beyond)]
    atoms["departement"] = pd.concat([atoms["departement"], pd.Series(geography.departement, index=[UNKNOWN_COMMUNE])])
    method = "somme des ETP conventionnés par l’État des structures du territoire"
    return Magnitude("etp_iae", rows, atoms, method, nowhere=(UNKNOWN_COMMUNE,))


def hours(microdata: Microdata, geography: Geography) -> list[Magnitude]:
    """Hours promised and hours worked, by contracting authority. Never summed together.

    A market is counted in the territory that it names, and in the département; one without these hours is known to be
    there. Those whose contracting authority is not known count as one authority: nothing says that they are several.
    """
    found = []
    for indicator, column, method in (
        ("heures_insertion_engagees", "heures_engagees", "heures inscrites aux marchés, pas encore toutes réalisées"),
        ("heures_insertion_realisees", "heures_realisees", "heures réellement travaillées dans l’année"),
    ):
        rows = microdata.rows(f"""
            SELECT coalesce(territoire, '{ELSEWHERE}') AS atom, annee::VARCHAR AS period,
                coalesce(maitre_ouvrage, '') AS contributor, coalesce(sum({column}), 0)::DOUBLE AS amount
            FROM clauses WHERE annee IN (SELECT annee FROM clauses WHERE {column} IS NOT NULL) GROUP BY ALL""")
        named = pd.Index(rows["atom"].unique())
        atoms = {
            level: pd.Series(codes, index=codes)
            for level in COUNTED_LEVELS
            if level in geography.names and len(codes := named.intersection(list(geography.names[level])))
        }
        atoms["departement"] = pd.Series(geography.departement, index=named)
        found.append(Magnitude(indicator, rows, atoms, method, running=_year_not_over(microdata.extracted_on)))
    return found


def _year_not_over(extracted_on: date) -> str:
    """The year of the extraction, unless it is its last day; ""."""
    return "" if (extracted_on.month, extracted_on.day) == (12, 31) else str(extracted_on.year)


def territories_named(geography: Geography) -> frozenset[str]:
    """Codes of the territories of the département that a market may name."""
    own = geography.own_communes
    levels = (geography.memberships[level] for level in COUNTED_LEVELS if level in geography.memberships)
    return frozenset(code for territory_of in levels for code in territory_of.reindex(own).dropna())


def places(microdata: Microdata) -> pd.DataFrame:
    """Structures of the latest year and points d'accueil, for the maps: columns kind, code, name, type, commune.

    A place without a name bears its code, and one of no known type an empty type: the extract may give neither.
    """
    return microdata.rows("""
        SELECT 'siae' AS kind, id_siae AS code, id_siae AS name, coalesce(any_value(type), '') AS type,
            any_value(code_commune) AS commune
        FROM siae WHERE annee = (SELECT max(annee) FROM siae) AND code_commune IS NOT NULL GROUP BY id_siae
        UNION ALL SELECT 'point_accueil', id_point, coalesce(any_value(libelle), id_point),
            coalesce(any_value(type), ''), any_value(code_commune)
        FROM points_accueil WHERE code_commune IS NOT NULL GROUP BY id_point""")
