"""The hand-made warehouse of the parcours with jobs, exits, structures of insertion and hours: what /emploi shows.

Cohorts 2023 and 2024 are followed a year, 2025 six months, 2026 not enough. Haut-Béarn has one structure, so its posts
are hidden; Nive-Nivelle has none. The map files are two squares a level, that of the SDSeI moved by (3, 5) from that of
the communes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import brotli
import duckdb

from observatoire.warehouse import Snapshot, Warehouse
from tests.samples.parcours_warehouse import SDSEI, TOO_RECENT, Row, publish_parcours, row

EST_BEARN = {"level": "sdsei", "territory": "est-bearn"}
HAUT_BEARN = {"level": "sdsei", "territory": "haut-bearn"}
NIVE_NIVELLE = {"level": "sdsei", "territory": "nive-nivelle"}
HIDDEN = {"status": "secret", "qualifier": "ours"}
JOBSEEKERS = {"source": "dares_defm_communes", "vintage": "2025"}
YOUNG = {"status": "immature", "method": TOO_RECENT}
#: {sortie: persons} of the département in 2025.
EXITS = {"durable": 500, "transition": 300, "positive": 120, "autre": 80}
#: Communes of the map file, and what stands there: {type: structures}.
COMMUNES = {"64445": "Pau", "64422": "Oloron-Sainte-Marie"}
STANDING = {
    "64445": {"ACI": 2, "AI": 1, "EI": 1, "EA": 1},
    "64422": {"ACI": 1},
}
ZONES = {"7517": "Pau", "7513": "Oloron"}
#: Where the map file of the SDSeI stands from that of the communes.
SHIFT = (3, 5)
CONTOUR = "M{x} {y}l200 0 0 100-200 0z"


def publish_emploi(
    folder: Path, more: Iterable[Row] = (), *, demo: bool = True, extracts: bool = True, offer: bool = True
) -> Path:
    """Publish it in `folder`; its address. `offer`: the extracts describe structures and hours too."""
    rows = [*_work(), *_exits(), *(_offer() if offer else ()), *more] if extracts else list(more)
    link = publish_parcours(folder, rows, demo=demo, extracts=extracts)
    with duckdb.connect(str(link.resolve())) as connection:
        for code, name in COMMUNES.items():
            connection.execute(
                "INSERT OR IGNORE INTO territory VALUES ('commune', ?, ?, '64', 10000, false, 2026)", [code, name]
            )
        for code, name in ZONES.items():
            connection.execute(
                "INSERT INTO territory VALUES ('zone_emploi', ?, ?, NULL, 100000, false, 2026)", [code, name]
            )
        for level, names, (x, y) in (
            ("commune", COMMUNES, (0, 0)),
            ("sdsei", {code: SDSEI[code] for code in ("est-bearn", "haut-bearn")}, SHIFT),
        ):
            content = json.dumps(map_file(level, names, x, y)).encode()
            connection.execute(
                "INSERT OR REPLACE INTO map_layer VALUES (?, ?, ?, ?, ?)",
                [level, f"essai-{level}.json", sorted(names), content, brotli.compress(content)],
            )
        connection.execute(
            "INSERT INTO class_breaks VALUES ('etp_iae_pour_1000_de', 'sdsei', 'jenks', [0.0, 5.0, 20.0]),"
            " ('siae_pour_10000_hab', 'sdsei', 'jenks', [0.0, 1.0, 4.0])"
        )
    return link


def emploi_warehouse(folder: Path, more: Iterable[Row] = (), **given) -> Snapshot:
    """The same, opened."""
    return Warehouse(publish_emploi(folder, more, **given)).snapshot()


def map_file(level: str, names: dict[str, str], x: int, y: int, unit: float = 100.0) -> dict:
    """Squares of 100 units side by side, their contour moved by (x, y)."""
    ids = sorted(names)
    return {
        "level": level, "w": 220 + x, "h": 120 + y, "unit": unit, "ids": ids, "names": [names[code] for code in ids],
        "d": [f"M{10 + x + 100 * rank} {10 + y}l100 0 0 100-100 0z" for rank in range(len(ids))],
        "c": [[60 + x + 100 * rank, 60 + y] for rank in range(len(ids))],
        "near": [[-1, 1, -1, -1], [-1, -1, -1, 0]][: len(ids)],
        "outlines": {"departement": CONTOUR.format(x=10 + x, y=10 + y)}, "credit": "Contours\u202f: essai",
    }  # fmt: skip


def _work() -> list[Row]:
    """Return to work by cohort, then by kind of person for the cohort of 2024; first jobs that are durable."""
    six, twelve = "taux_retour_emploi_6_mois", "taux_retour_emploi_12_mois"
    rows = []
    for place, shift, persons in (({}, 0.0, 1000), (EST_BEARN, 4.0, 200)):
        given = {"margin": 2.5, "denominator": persons, **place}
        for period, early, late in (("2023", 16.0, 30.0), ("2024", 17.0, 32.0)):
            rows.append(row(six, early + shift, period=period, **given))
            rows.append(row(twelve, late + shift, period=period, **given))
        rows.append(row(six, 18.0 + shift, period="2025", **given))
        rows.append(row(twelve, None, period="2025", denominator=persons, **YOUNG, **place))
        rows += [row(name, None, period="2026", denominator=persons, **YOUNG, **place) for name in (six, twelve)]
        rows.append(row("part_emploi_durable", 47.8 + shift, margin=3.0, denominator=persons, **place))
    for breakdown, early, late in (
        ("sexe:F", 15.0, 30.0),
        ("sexe:M", 19.0, 34.0),
        ("age:<25", None, None),
        ("age:25-29", 20.0, 36.0),
        ("famille:monoparent", 12.0, 26.0),
    ):
        for name, value in ((six, early), (twelve, late)):
            hidden = HIDDEN if value is None else {"margin": 4.0, "denominator": 90}
            rows.append(row(name, value, period="2024", breakdown=breakdown, **hidden))
    return rows


def _exits() -> list[Row]:
    rows = [row("sorties_emploi", float(count), breakdown=f"sortie:{name}") for name, count in EXITS.items()]
    rows.append(row("sorties_emploi", float(sum(EXITS.values()))))
    for name, count in {"durable": 60, "transition": 30, "positive": None, "autre": None}.items():
        hidden = HIDDEN if count is None else {}
        value = None if count is None else float(count)
        rows.append(row("sorties_emploi", value, breakdown=f"sortie:{name}", **EST_BEARN, **hidden))
    rows.append(row("sorties_emploi", 100.0, **EST_BEARN))
    for breakdown, value, persons in (
        ("ensemble", 30.0, 300),
        ("dispositif:Parrainage", 28.0, 150),
        ("dispositif:accompagnement global", 33.0, 120),
        ("dispositif:PLIE", None, None),
    ):
        given = HIDDEN if value is None else {"margin": 6.0, "denominator": persons}
        rows.append(row("taux_sortie_dispositif", value, breakdown=breakdown, **given))
    for period, value in (("2026-03", 4.1), ("2026-04", None), ("2026-05", 4.3)):
        given = HIDDEN if value is None else {"margin": 0.5, "denominator": 6440}
        rows.append(row("taux_sortie_rsa_mensuel", value, period=period, **given))
    return rows


def _offer() -> list[Row]:
    """Structures and posts by SDSeI, long unemployment by zone d’emploi, hours of the département."""
    rows = []
    for place, types, posts, seekers in (
        ({}, {"ACI": 3, "AI": 1, "EI": 1, "EA": 1}, 100.0, 8000),
        (EST_BEARN, {"ACI": 2, "AI": 1, "EI": 1, "EA": 1}, 92.0, 6000),
        (HAUT_BEARN, {"ACI": 1}, None, 1500),
        (NIVE_NIVELLE, {}, 0.0, 500),
    ):
        structures = float(sum(count for kind, count in types.items() if kind != "EA"))
        hidden = HIDDEN if posts is None else {}
        density = None if posts is None else 1000 * posts / seekers
        rows += [row("siae", float(count), breakdown=f"siae:{kind}", **place) for kind, count in types.items()]
        rows += [
            row("siae", structures, **place),
            row("demandeurs_emploi", float(seekers), period="2025-T4", qualifier="rounded_5", **JOBSEEKERS | place),
            row("etp_iae", posts, **place, **hidden),
            row("etp_iae_pour_1000_de", density, **place, **hidden),
            row("siae_pour_10000_hab", structures / 2, denominator=20000, **place),
        ]
    for commune, types in STANDING.items():
        place = {"level": "commune", "territory": commune}
        rows += [row("siae", float(count), breakdown=f"siae:{kind}", **place) for kind, count in types.items()]
        rows.append(row("siae", float(sum(count for kind, count in types.items() if kind != "EA")), **place))
    rows += _siae_exits()
    rows.append(row("deld_par_etp_iae", 12.4))
    rows.append(row("deld_par_etp_iae", 9.1, level="zone_emploi", territory="7517"))
    none = {"status": "not_applicable", "method": "aucun ETP"}
    rows.append(row("deld_par_etp_iae", None, level="zone_emploi", territory="7513", **none))
    for period, promised, worked in (("2024", 70000.0, 52000.0), ("2025", 73500.0, None)):
        rows.append(row("heures_insertion_engagees", promised, period=period))
        rows.append(row("heures_insertion_realisees", worked, period=period, **(HIDDEN if worked is None else {})))
    return rows


def _siae_exits() -> list[Row]:
    """How people leave the structures, of the département, of Est Béarn, where a kind is hidden, and of Haut-Béarn."""
    rows = []
    for place, persons, shares in (
        ({}, 600, (64.0, 26.0, 20.0, 18.0)),
        (EST_BEARN, 200, (70.0, 30.0, None, 18.5)),
        (HAUT_BEARN, None, (None, None, None, None)),
    ):
        kinds = ("ensemble", "sortie_iae:durable", "sortie_iae:transition", "sortie_iae:positive")
        for breakdown, value in zip(kinds, shares, strict=True):
            hidden = HIDDEN if value is None else {"margin": 4.0, "denominator": persons}
            rows.append(row("taux_sortie_dynamique_iae", value, breakdown=breakdown, **place, **hidden))
    return rows
