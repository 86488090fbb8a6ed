"""The persons counted: one row an entrant, with every date that a delay may start or end at.

Everything is done set-wise in the private database, opened read-only; only counts leave it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from etl.extracts.contract import OPEN_STATES
from etl.extracts.private import connect, workspace
from etl.geography import Geography
from etl.parcours.settings import COUNTED_LEVELS, Settings
from etl.secrecy.rule import Rule

UNKNOWN_COMMUNE = "inconnue"
#: Level of the pieces that territories of every counted level are made of.
ATOM = "atom"
#: Piece of the persons of an unknown commune, whom everybody is supposed to have counted; and of everybody, where the
#: extracts give no commune at all.
NOWHERE, ANYWHERE = f"a_{UNKNOWN_COMMUNE}", "a_partout"
#: Statuses of an appointment that somebody was expected at, and of those who came.
HELD, MISSED = "honore", ("absent_excuse", "absent_non_excuse")
#: Appointments of somebody who is followed, and the first of them.
FIRST_ACCOMPANIED = "premier_accompagnement"
ACCOMPANIED = (FIRST_ACCOMPANIED, "suivi", "signature_cer")
#: Contracts that were signed, whatever became of them.
SIGNED = ("valide", "echu", "resilie")
#: Contracts by which a person engages herself towards who follows her; the PPAE of France Travail is another document.
#: A contract without a nature is a CER: the table of WebRSA that they come from holds no other.
ENGAGEMENTS = ("CER", "contrat_engagement")


@dataclass(frozen=True)
class Microdata:
    """The private database while figures are counted. atoms: {counted level: Series atom -> territory}. remembered:
    what counting.py has counted already. rule: how few persons are too few to be told of."""

    connection: duckdb.DuckDBPyConnection
    extracted_on: date
    since: date
    atoms: dict[str, pd.Series]
    settings: Settings
    rule: Rule
    remembered: dict[str, pd.DataFrame | str] = field(default_factory=dict)

    def rows(self, sql: str) -> pd.DataFrame:
        """The result of a query, always in the same order: what is rounded or hidden must not depend on it."""
        return self.connection.execute(f"SELECT * FROM ({sql}) ORDER BY ALL").df()


@contextmanager
def open_microdata(database: Path, geography: Geography, settings: Settings, rule: Rule) -> Iterator[Microdata]:
    """Open the private database and prepare the temporary tables `belongs`, `place` and `entrant`."""
    with (
        workspace(database.parent, f"{database.stem}-comptage") as work,
        contextlib.closing(connect(database, work, database.stat().st_size, read_only=True)) as connection,
    ):
        extracted_on, since = connection.execute(_PERIOD).fetchall()[0]
        atoms, belongs = _atoms(geography, set(connection.execute(_COMMUNES).df()["code_commune"]))
        connection.register("belongs_frame", belongs)
        connection.execute("CREATE TEMP TABLE belongs AS SELECT * FROM belongs_frame")
        connection.unregister("belongs_frame")
        connection.execute(
            _ENTRANTS.format(
                extracted_on=extracted_on,
                jobs=settings.jobs,
                accompanied=ACCOMPANIED,
                first_accompanied=FIRST_ACCOMPANIED,
                held=HELD,
                signed=SIGNED,
                engagements=ENGAGEMENTS,
                open_states=OPEN_STATES,
                kept_months=settings.orientation_kept_months,
            )
        )
        connection.execute(_YEAR_ENDS.format(first=since.year, last=extracted_on.year - 1))
        yield Microdata(connection, extracted_on, since, atoms, settings, rule)


def _atoms(geography: Geography, met: set[str]) -> tuple[dict[str, pd.Series], pd.DataFrame]:
    """Communes that no counted level separates make one atom; persons of an unknown commune make another.

    met: communes of the extracts. -> ({level: Series atom -> territory}, columns commune, level, territory with the
    level ATOM too). A commune that was absorbed belongs where its successor is.
    """
    own = geography.own_communes
    absorbed = geography.changes[geography.changes["ratio"].eq(1) & geography.changes["new"].isin(own)]
    absorbed = absorbed[~absorbed["old"].isin(own)].drop_duplicates("old").set_index("old")["new"]
    unplaced = ANYWHERE if met.isdisjoint([*own, *absorbed.index]) else NOWHERE
    levels = {
        level: geography.memberships[level].reindex(own) for level in COUNTED_LEVELS if level in geography.memberships
    }
    table = pd.DataFrame(levels).fillna("")
    table["atom"] = "a" + table.groupby(list(levels), sort=True).ngroup().astype(str).str.zfill(4)
    unknown = dict.fromkeys(levels, "") | {"departement": geography.departement, "atom": unplaced}
    table.loc[UNKNOWN_COMMUNE] = unknown
    pieces = table.drop_duplicates("atom").set_index("atom")
    atoms = {level: pieces[level][pieces[level] != ""] for level in levels}
    table["commune"] = table.index.where(table.index != UNKNOWN_COMMUNE, "")
    table = pd.concat([table, table.reindex(absorbed).set_axis(absorbed.index)])
    belongs = table.reset_index(names="code").melt("code", var_name="level", value_name="territory")
    return atoms, belongs[belongs["territory"] != ""].rename(columns={"code": "commune"})


#: Day of the extraction, and the first day whose entrants are all there: a person who left before is in no extract.
_PERIOD = """
SELECT max(extraction_date), coalesce(min(period_start), (SELECT min(date_demande) FROM beneficiaires),
    max(extraction_date)) FROM extract_load
"""
_COMMUNES = "SELECT DISTINCT code_commune FROM beneficiaires"
#: `adult`: one row a person who asked for the RSA, or her partner. `entrant`: those who are not known to be outside
#: droits et devoirs, with the dates of the present entry: that of the last request. A right that ended before the
#: request is of an older entry, and so is the opening that somebody who asks again still bears. `right_end` is the end
#: of the last open right of the entry, a day on which it is still open, or the refusal; empty while such a right is
#: open or awaited.
#: `again`: the request, of who had a right open before its month. The orientations decided before it are of an older
#: entry: `decided` is the first one since. But when the last of them still ran on the day of the request (its end says
#: so, or the right had not been closed for long, or never), it is kept, and none is awaited: `kept_on` is the day of
#: the first of them. `oriented_on`: since when she is oriented, either way (OARSA of the Drees, notes 5, 18 and 21).
#: `engagement`: one row a signed contract of ENGAGEMENTS.
_ENTRANTS = """
CREATE TEMP TABLE person AS
SELECT DISTINCT ON (id_personne) id_personne, sexe, tranche_age AS age,
    situation_familiale AS famille, organisme AS payeur, date_demande AS demande,
    date_trunc('month', date_demande)::DATE AS premier_jour_mois, date_ouverture_droit AS ouverture,
    date_reception_information AS reception
FROM beneficiaires WHERE coalesce(role, 'DEM') IN ('DEM', 'CJT') ORDER BY id_personne, date_demande DESC NULLS LAST;

CREATE TEMP TABLE right_of AS
WITH state AS (
    SELECT id_personne, etat, sdd, date_debut, date_fin, coalesce(demande, ouverture) AS since,
        date_debut < premier_jour_mois AS before,
        etat IN {open_states} AS open,
        coalesce(date_fin <= DATE '{extracted_on}', false) AS ended,
        coalesce(date_debut >= since, true)
            OR (etat NOT IN ('clos', 'refuse') AND coalesce(date_fin > since, true)) AS present
    FROM droits JOIN person USING (id_personne)
), entry AS (
    SELECT id_personne, bool_or(open) FILTER (present) AS opened,
        coalesce(bool_or(sdd) FILTER (present AND open), true) AS sdd,
        coalesce(bool_or(NOT ended) FILTER (present AND open), false) AS is_open,
        max(date_fin) FILTER (present AND open) AS last_day,
        max(date_fin) FILTER (NOT present AND open) AS older_end,
        any_value(since) FILTER (open AND before) AS again,
        coalesce(bool_or(present) FILTER (open AND before), false) AS unbroken,
        min(date_debut) FILTER (present AND etat = 'refuse') AS refused,
        min(date_debut) FILTER (present AND etat = 'clos') AS closed,
        max(date_debut) FILTER (present AND etat = 'en_instance' AND NOT ended) AS asked,
        max(date_debut) FILTER (present AND (open OR etat = 'refuse')) AS answered,
        max(date_debut) FILTER (present AND etat = 'clos') AS last_closed
    FROM state GROUP BY id_personne
)
SELECT id_personne, opened, sdd, older_end, again, unbroken,
    CASE WHEN is_open OR coalesce(asked >= greatest(answered + 1, last_closed), asked IS NOT NULL) THEN NULL
        ELSE coalesce(last_day, refused, closed) END AS right_end
FROM entry;

CREATE TEMP TABLE person_place AS
SELECT id_personne, coalesce(any_value(code_commune) FILTER (code_commune IN (SELECT commune FROM belongs)),
    'inconnue') AS commune
FROM beneficiaires GROUP BY id_personne;

CREATE TEMP TABLE kept AS
SELECT id_personne, min(date_decision) AS kept_on
FROM orientations JOIN right_of USING (id_personne) WHERE statut = 'orientee' AND date_decision < again
GROUP BY id_personne, again, unbroken, older_end
HAVING unbroken OR coalesce(
    arg_max_null(date_fin, (date_decision, coalesce(rang, 0), id_orientation)) > again,
    greatest(older_end, max(date_decision)) + INTERVAL {kept_months} MONTH >= again);

CREATE TEMP TABLE oriented AS
SELECT DISTINCT ON (id_personne) id_personne, date_decision AS first_decision,
    organisme AS first_organisme, type AS first_type
FROM orientations LEFT JOIN right_of USING (id_personne) ANTI JOIN kept USING (id_personne)
WHERE statut = 'orientee' AND date_decision <= DATE '{extracted_on}' AND coalesce(date_decision >= again, true)
ORDER BY id_personne, date_decision, rang NULLS LAST, id_orientation;

CREATE TEMP TABLE adult AS
WITH entry AS (
    SELECT person.* EXCLUDE (ouverture, reception), right_of.* EXCLUDE id_personne,
        CASE WHEN ouverture < older_end AND ouverture < premier_jour_mois THEN NULL ELSE ouverture END AS ouverture,
        CASE WHEN reception < older_end AND reception < premier_jour_mois THEN NULL ELSE reception END AS reception
    FROM person LEFT JOIN right_of USING (id_personne)
)
SELECT entry.* EXCLUDE (opened, sdd, older_end, again, unbroken), commune,
    coalesce(opened, ouverture IS NOT NULL) AS opened, coalesce(ouverture, demande) AS entry,
    coalesce(sdd, true) AS sdd
FROM entry JOIN person_place USING (id_personne);

CREATE TEMP TABLE engagement AS
SELECT id_personne, date_signature, date_debut, date_fin
FROM contrats WHERE statut IN {signed} AND coalesce(nature, 'CER') IN {engagements};

CREATE TEMP TABLE entrant AS
WITH chosen AS (
    SELECT adult.* EXCLUDE sdd, first_organisme, first_type, kept_on,
        CASE WHEN right_end IS NULL OR first_decision <= right_end THEN first_decision END AS decided,
        coalesce(kept_on, decided) AS oriented_on
    FROM adult LEFT JOIN oriented USING (id_personne) LEFT JOIN kept USING (id_personne) WHERE sdd
), appointment AS (
    SELECT id_personne,
        min(r.date_creation) FILTER (r.type = '{first_accompanied}' AND r.date_creation >= c.decided) AS set_on,
        min(r.date_rdv) FILTER (r.statut = '{held}' AND r.date_rdv >= c.decided) AS held_on
    FROM rendez_vous r JOIN chosen c USING (id_personne)
    WHERE r.type IN {accompanied} GROUP BY id_personne
), signature AS (
    SELECT id_personne, min(k.date_signature) FILTER (k.date_signature >= c.decided) AS signed
    FROM engagement k JOIN chosen c USING (id_personne) GROUP BY id_personne
), job AS (
    SELECT id_personne, min(s.date) FILTER (s.date >= c.entry) AS job_start
    FROM sorties s JOIN chosen c USING (id_personne) WHERE s.type_sortie IN {jobs} GROUP BY id_personne
)
SELECT chosen.*, set_on, held_on, signed, job_start
FROM chosen LEFT JOIN appointment USING (id_personne) LEFT JOIN signature USING (id_personne)
LEFT JOIN job USING (id_personne);
"""


#: `holder`: one row an adult and 31 December on which her right is open, its last day included; `year_end`: those who
#: are not known to be outside droits et devoirs, with their orientation of that day, its last day included as that of a
#: right. `decided_on`: orientations of
#: anybody, the last one of each day; `decision`: those of the present entry of the entrants. Tables and not subqueries:
#: DuckDB joins by date ten times faster when it knows how many rows there are.
_YEAR_ENDS = """
CREATE TEMP TABLE holder AS
SELECT id_personne, commune, sdd, make_date(year, 12, 31) AS d, year::VARCHAR AS period
FROM adult, range({first}, {last} + 1) AS years(year)
WHERE opened AND entry <= d AND (right_end IS NULL OR right_end >= d);

CREATE TEMP TABLE present AS
SELECT entrant.*, d, period, CASE WHEN entry > d - INTERVAL 6 MONTH THEN 'moins_6_mois'
    WHEN entry > d - INTERVAL 12 MONTH THEN '6_a_12_mois' ELSE '1_an_et_plus' END AS anciennete
FROM entrant JOIN holder USING (id_personne);

CREATE TEMP TABLE decided_on AS
SELECT DISTINCT ON (id_personne, date_decision) id_personne, date_decision, type, organisme, id_referent, date_fin
FROM orientations WHERE statut = 'orientee'
ORDER BY id_personne, date_decision, coalesce(rang, 0) DESC, id_orientation DESC;

CREATE TEMP TABLE decision AS
SELECT decided_on.* FROM decided_on JOIN entrant USING (id_personne) WHERE date_decision >= oriented_on;

CREATE TEMP TABLE year_end AS
SELECT present.*, coalesce(oriented_on <= d, false) AS is_oriented,
    decision.type, decision.organisme, decision.id_referent,
    decision.id_referent IS NOT NULL AND (decision.date_fin IS NULL OR decision.date_fin >= d) AS has_referent
FROM present ASOF LEFT JOIN decision
    ON present.id_personne = decision.id_personne AND present.d >= decision.date_decision;
"""
