"""A hand-made published warehouse: six EPCI of an invented département, every status a reader can meet."""

from __future__ import annotations

from pathlib import Path

from observatoire.publication import publish
from observatoire.schema import FORMAT_VERSION
from observatoire.statistics.classification import METHODS
from observatoire.warehouse import Snapshot, Warehouse

EPCI = {
    "100000001": "Aval",
    "100000002": "Boréal",
    "100000003": "Combe",
    "100000004": "Dune",
    "100000005": "Étang",
    "100000006": "Forêt",
}
#: (territory, period, value, low, high, status, qualifier, method)
POVERTY = [
    ("100000001", "2021", 9.0, None, None, "published", "", ""),
    ("100000002", "2021", 12.6, None, None, "published", "", ""),
    ("100000003", "2021", 12.9, None, None, "published", "", ""),
    ("100000004", "2021", 21.0, 19.0, 23.0, "estimated", "calculated", "méthode d’essai"),
    ("100000005", "2021", 5.0, 0.0, 5.0, "published", "floor", ""),
    ("100000006", "2021", None, None, None, "secret", "", ""),
    ("100000001", "2012", 8.0, None, None, "published", "", ""),
    ("100000001", "2019", 8.2, None, None, "published", "", ""),
]


def small_warehouse(folder: Path) -> Snapshot:
    """Publish the invented département in `folder` and open it."""
    link = folder / "essai.duckdb"
    publish(link, _fill)
    return Warehouse(link).snapshot()


def _fill(connection) -> None:
    connection.execute(
        "INSERT INTO publication VALUES ('64', 'Essai', TIMESTAMP '2026-11-22 08:00:00', false, 2026, ?)",
        [FORMAT_VERSION],
    )
    places = [("epci", code, name, "64") for code, name in EPCI.items()]
    places += [
        ("departement", "64", "Essai", "64"),
        ("france", "F", "France", None),
        ("commune", "64001", "Amont", "64"),
    ]
    for level, code, name, parent in places:
        connection.execute("INSERT INTO territory VALUES (?, ?, ?, ?, 1000, false, 2026)", [level, code, name, parent])
    connection.execute("INSERT INTO membership VALUES ('64001', 'epci', '100000001'), ('64001', 'departement', '64')")
    for territory, *rest in POVERTY:
        _insert(connection, "taux_pauvrete", "epci", territory, *rest)
    for level, code, value in (("departement", "64", 12.6), ("france", "F", 14.9)):
        _insert(connection, "taux_pauvrete", level, code, "2021", value, None, None, "published", "", "")
    for code, value, qualifier in (("100000001", 120.0, "rounded_5"), ("100000002", 0.0, "below_5")):
        _insert(connection, "foyers_rsa", "epci", code, "2024-12", value, None, value + 4, "published", qualifier, "")
    for period, value in (("2019-12", 100.0), ("2020-12", 110.0), ("2023-12", 115.0), ("2024-12", 120.0)):
        _insert(connection, "foyers_rsa", "departement", "64", period, value, None, None, "published", "", "")
    for method in METHODS:
        connection.execute(
            "INSERT INTO class_breaks VALUES ('taux_pauvrete', 'epci', ?, [8.0, 9.0, 12.9, 21.0])", [method]
        )
    connection.execute("INSERT INTO class_breaks VALUES ('taux_pauvrete', 'epci', 'repere', [4.0])")
    connection.execute("INSERT INTO map_layer VALUES ('epci', 'essai-epci.json', ?, '{}', '{}')", [list(EPCI)])


def _insert(connection, indicator, level, territory, period, value, low, high, status, qualifier, method) -> None:
    connection.execute(
        "INSERT INTO observation VALUES"
        " (?, ?, ?, ?, 'ensemble', ?, NULL, NULL, ?, ?, ?, ?, ?, 'filosofi_long', '2021')",
        [indicator, level, territory, period, value, low, high, status, qualifier, method],
    )
