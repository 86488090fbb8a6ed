"""Rules over several rows or several files, set-wise: duplicates, orphans, delays, ranks, households, periods."""

from __future__ import annotations

from collections.abc import Callable, Collection

import duckdb

from etl.extracts.columns import NO_CELL
from etl.extracts.contract import COMMUNE_MARKS, OPEN_STATES, PEOPLE, UNKNOWN_COMMUNE, Contract, Entity, Reference
from etl.extracts.csv_source import literal, quoted
from etl.extracts.rows import good_rows

DUPLICATE = "identifiant déjà vu dans le fichier"
TWO_HOUSEHOLDS = "personne déjà vue dans un autre foyer"
ORPHAN = "personne absente de beneficiaires"
DANGLING = "référence absente du fichier"
BEFORE_REQUEST = "date_decision avant date_demande"
LONG_DELAY = "plus de 730 jours entre date_demande et date_decision"
SECOND_FIRST = "deuxième orientation de rang 1"
PERIODS_OF_TWO_HOUSEHOLDS = "périodes qui se chevauchent dans deux foyers"
NOT_IN_COG = "commune absente du code officiel géographique"
UNLOCATED = "commune non localisée (99999 ou XXXXX)"
NO_TERRITORY = "territoire qui n’est pas l’un de ceux du département"
TWO_TERRITORIES = "commune déjà dans un territoire de ce type à cette date"
LONGEST_DELAY_DAYS = 730

FIXES = {
    NO_CELL: "exportez de nouveau la ligne ; un texte qui contient le séparateur se met entre guillemets",
    DUPLICATE: "gardez une seule ligne par identifiant ; la première du fichier est gardée",
    TWO_HOUSEHOLDS: "gardez le foyer actuel ; la première ligne du fichier est gardée",
    ORPHAN: "ajoutez la personne à beneficiaires, ou corrigez sa ligne si elle est en quarantaine",
    DANGLING: "complétez l’autre fichier, ou videz la cellule",
    BEFORE_REQUEST: "corrigez la date ; si la personne revient au RSA, exportez aussi son droit d’avant (droits.csv)",
    LONG_DELAY: "vérifiez que la décision est bien celle de cette demande",
    SECOND_FIRST: "corrigez le rang ; la première par la date garde le rang 1, l’autre n’a plus de rang",
    PERIODS_OF_TWO_HOUSEHOLDS: "fermez la période du foyer quitté",
    NOT_IN_COG: "vérifiez le code (cinq caractères, zéro de tête compris) ; il devient « inconnue »",
    UNLOCATED: "rien si la commune est inconnue du logiciel ; elle devient « inconnue »",
    NO_TERRITORY: "donnez le code d’un SDSeI, d’une MDS ou d’un EPCI du département, jamais son nom (docs/extraits.md "
    "dit où le trouver) ; le marché n’est compté que dans le département",
    TWO_TERRITORIES: "gardez un territoire par commune, type et date",
}


def check_together(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    loaded: list[str],
    communes: list[str],
    territories: Callable[[], Collection[str]] | None,
) -> None:
    """Fill `bad`, then `odd`, with what the rules of several rows find among the good rows of the loaded entities.

    communes: codes that exist. territories: gives those of the territories that a market may name, asked if one does,
    None when they are not known.
    """
    connection.execute("CREATE TEMP TABLE commune_list AS SELECT DISTINCT unnest(?::VARCHAR[]) AS code", [communes])
    for entity in loaded:
        _communes(connection, contract[entity])
        _duplicates(connection, contract[entity])
        if entity == "orientations" and PEOPLE in loaded:
            _decided_before_request(connection, came_back="droits" in loaded)
        if entity == "clauses" and territories is not None:
            _no_territory(connection, territories)
        if entity == "territoires":
            _two_territories(connection)
        for reference in contract[entity].references:
            if reference.otherwise == "quarantine" and reference.entity in loaded:
                _dangling(connection, entity, reference, "bad", ORPHAN)
    for entity in loaded:
        for reference in contract[entity].references:
            if reference.otherwise == "flag" and reference.entity in loaded:
                _dangling(connection, entity, reference, "odd", DANGLING)
    if "orientations" in loaded:
        _second_first_ranks(connection)
        if PEOPLE in loaded:
            _long_delays(connection)
    if "droits" in loaded:
        _periods_of_two_households(connection)
    connection.executemany("INSERT INTO fix VALUES (NULL, NULL, ?, ?)", list(FIXES.items()))


def merge_periods(connection: duckdb.DuckDBPyConnection) -> int:
    """Join the periods of right of a person that overlap or touch, same state and duties; how many rows went."""
    connection.execute("""
CREATE TEMP TABLE several AS
SELECT droits.rowid AS row, droits.*, coalesce(date_fin, DATE '9999-12-31') AS ends FROM droits
SEMI JOIN (SELECT id_personne FROM droits GROUP BY id_personne, etat, sdd HAVING count(*) > 1) USING (id_personne)""")
    connection.execute("""
CREATE TEMP TABLE island AS
WITH marked AS (
  SELECT *, date_debut > 1 + max(ends) OVER (before ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS apart
  FROM several WINDOW before AS (PARTITION BY id_personne, etat, sdd ORDER BY date_debut, ends, row)
),
numbered AS (
  SELECT *, count(*) FILTER (apart) OVER (
    PARTITION BY id_personne, etat, sdd ORDER BY date_debut, ends, row ROWS UNBOUNDED PRECEDING
  ) AS number FROM marked
)
SELECT * FROM numbered QUALIFY count(*) OVER (PARTITION BY id_personne, etat, sdd, number) > 1""")
    connection.execute("DELETE FROM droits WHERE rowid IN (SELECT row FROM island)")
    connection.execute("""
INSERT INTO droits BY NAME
SELECT id_personne, etat, sdd, min(date_debut) AS date_debut, nullif(max(ends), DATE '9999-12-31') AS date_fin,
  arg_min(id_foyer, date_debut) AS id_foyer, arg_max_null(type_rsa, ends) AS type_rsa,
  arg_max_null(motif_fin, ends) AS motif_fin, arg_max_null(motif_local, ends) AS motif_local
FROM island GROUP BY id_personne, etat, sdd, number""")
    joined, into = connection.execute(
        "SELECT count(*), count(DISTINCT (id_personne, etat, sdd, number)) FROM island"
    ).fetchone()
    connection.execute("DROP TABLE several; DROP TABLE island")
    return joined - into


def give_up_second_ranks(connection: duckdb.DuckDBPyConnection) -> None:
    """An orientation flagged as a second rank 1 has no rank any more."""
    connection.execute(
        f"UPDATE orientations SET rang = NULL WHERE rowid IN"
        f" (SELECT row FROM odd WHERE entity = 'orientations' AND rule = {literal(SECOND_FIRST)})"
    )


def _note(connection: duckdb.DuckDBPyConnection, table: str, entity: str, column: str, rule: str, rows: str) -> None:
    """Insert in `bad` or `odd` what a query of (row, value) finds."""
    connection.execute(
        f"INSERT INTO {table} SELECT {literal(entity)}, row, {literal(column)}, {literal(rule)},"
        f" shape(CAST(value AS VARCHAR)) FROM ({rows})"
    )


def _duplicates(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Rows after the first with the same primary key. Keys are hashed first: twenty million of them stay small."""
    if not entity.primary_key:
        return
    keys = ", ".join(map(quoted, entity.primary_key))
    again = (
        f"SELECT row, {quoted(entity.primary_key[0])} AS value, %s FROM {good_rows(entity.id)} WHERE hash({keys}) IN"
        f" (SELECT hash({keys}) AS h FROM {good_rows(entity.id)} GROUP BY h HAVING count(*) > 1)"
        f" QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY row) > 1"
    )
    if entity.id != PEOPLE:
        _note(connection, "bad", entity.id, entity.primary_key[0], DUPLICATE, again % "1")
        return
    connection.execute(
        f"INSERT INTO bad SELECT '{PEOPLE}', row, if(moved, 'id_foyer', 'id_personne'),"
        f" if(moved, {literal(TWO_HOUSEHOLDS)}, {literal(DUPLICATE)}), shape(value) FROM"
        f" ({again % f'id_foyer <> first_value(id_foyer) OVER (PARTITION BY {keys} ORDER BY row) AS moved'})"
    )


def _communes(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Communes that do not exist: noted, then named UNKNOWN_COMMUNE; at fault where the commune is required."""
    marks = ", ".join(map(literal, COMMUNE_MARKS))
    for name, field in entity.fields.items():
        if field.type != "commune":
            continue
        absent = f"{quoted(name)} IS NOT NULL AND {quoted(name)} NOT IN (SELECT code FROM commune_list)"
        for rule, condition in (
            (NOT_IN_COG, f"{quoted(name)} NOT IN ({marks})"),
            (UNLOCATED, f"{quoted(name)} IN ({marks})"),
        ):
            rows = f"SELECT row, {quoted(name)} AS value FROM {good_rows(entity.id)} WHERE {absent} AND {condition}"
            _note(connection, "bad" if field.required else "odd", entity.id, name, rule, rows)
        connection.execute(f"UPDATE {entity.id} SET {quoted(name)} = {literal(UNKNOWN_COMMUNE)} WHERE {absent}")


def _dangling(connection: duckdb.DuckDBPyConnection, entity: str, reference: Reference, table: str, rule: str) -> None:
    field = quoted(reference.field)
    known = f"(SELECT {quoted(reference.target_field)} AS known FROM {good_rows(reference.entity)})"
    rows = (
        f"SELECT g.row, g.{field} AS value FROM {good_rows(entity)} g ANTI JOIN {known} k ON g.{field} = k.known"
        f" WHERE g.{field} IS NOT NULL"
    )
    _note(connection, table, entity, reference.field, rule, rows)


def _with_request(condition: str) -> str:
    return (
        f"SELECT o.row, o.date_decision AS value FROM {good_rows('orientations')} o"
        f" JOIN {good_rows(PEOPLE)} b USING (id_personne) WHERE {condition}"
    )


def _decided_before_request(connection: duckdb.DuckDBPyConnection, *, came_back: bool) -> None:
    """The orientations of who had a right open before the month of her request are of that right: no mistake.

    came_back: the rights are there to tell it.
    """
    rows = _with_request("o.date_decision < b.date_demande")
    if came_back:
        rows += (
            f" AND NOT EXISTS (SELECT 1 FROM {good_rows('droits')} d WHERE d.id_personne = b.id_personne"
            f" AND d.etat IN {OPEN_STATES} AND d.date_debut < date_trunc('month', b.date_demande))"
        )
    _note(connection, "bad", "orientations", "date_decision", BEFORE_REQUEST, rows)


def _long_delays(connection: duckdb.DuckDBPyConnection) -> None:
    rows = _with_request(f"coalesce(o.rang, 1) = 1 AND o.date_decision - b.date_demande > {LONGEST_DELAY_DAYS}")
    _note(connection, "odd", "orientations", "date_decision", LONG_DELAY, rows)


def _second_first_ranks(connection: duckdb.DuckDBPyConnection) -> None:
    """Cancelled orientations aside: one cancelled and one decided are not two firsts."""
    rows = (
        f"SELECT row, rang AS value FROM {good_rows('orientations')} WHERE rang = 1"
        " AND statut IS DISTINCT FROM 'annulee'"
        " QUALIFY row_number() OVER (PARTITION BY id_personne ORDER BY date_decision, row) > 1"
    )
    _note(connection, "odd", "orientations", "rang", SECOND_FIRST, rows)


def _periods_of_two_households(connection: duckdb.DuckDBPyConnection) -> None:
    good = good_rows("droits")
    movers = f"(SELECT id_personne FROM {good} GROUP BY id_personne HAVING min(id_foyer) < max(id_foyer))"
    rows = (
        f"SELECT DISTINCT later.row, later.id_foyer AS value FROM {good} later JOIN {good} first USING (id_personne)"
        f" WHERE id_personne IN {movers} AND first.id_foyer <> later.id_foyer"
        " AND (first.date_debut, first.row) < (later.date_debut, later.row)"
        " AND coalesce(first.date_fin, DATE '9999-12-31') >= later.date_debut"
    )
    _note(connection, "odd", "droits", "id_foyer", PERIODS_OF_TWO_HOUSEHOLDS, rows)


def _no_territory(connection: duckdb.DuckDBPyConnection, territories: Callable[[], Collection[str]]) -> None:
    named = f"SELECT row, territoire AS value FROM {good_rows('clauses')} WHERE territoire IS NOT NULL"
    if not connection.execute(f"SELECT count(*) FROM ({named})").fetchone()[0]:
        return
    known = sorted(territories())
    connection.execute("CREATE TEMP TABLE territory_list AS SELECT DISTINCT unnest(?::VARCHAR[]) AS code", [known])
    _note(
        connection,
        "odd",
        "clauses",
        "territoire",
        NO_TERRITORY,
        f"{named} AND territoire NOT IN (SELECT code FROM territory_list)",
    )


def _two_territories(connection: duckdb.DuckDBPyConnection) -> None:
    good, never = good_rows("territoires"), "DATE '9999-12-31'"
    rows = (
        f"SELECT DISTINCT later.row, later.code AS value FROM {good} later JOIN {good} first"
        " ON first.code_commune = later.code_commune AND first.type IS NOT DISTINCT FROM later.type"
        " AND first.millesime IS NOT DISTINCT FROM later.millesime AND first.row < later.row"
        f" WHERE coalesce(first.date_debut, DATE '1900-01-01') <= coalesce(later.date_fin, {never})"
        f" AND coalesce(later.date_debut, DATE '1900-01-01') <= coalesce(first.date_fin, {never})"
    )
    _note(connection, "bad", "territoires", "code", TWO_TERRITORIES, rows)
