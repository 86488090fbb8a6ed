"""A hand-made published warehouse with figures counted from extracts: every status that the screens meet.

An invented département "64" with five SDSeI, two EPCI and a cohort a year from 2023 to 2026, extracted on 30 June 2026.
Est Béarn is followed whole; Haut-Béarn is fragile, Ouest Béarn hidden, BAB has not reached its median.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import brotli

from observatoire.publication import publish
from observatoire.schema import FORMAT_VERSION
from observatoire.warehouse import Snapshot, Warehouse
from tests.samples.inserting import insert

EXTRACTED_ON = "2026-06-30"
SDSEI = {
    "bab": "BAB",
    "est-bearn": "Est Béarn",
    "haut-bearn": "Haut-Béarn",
    "nive-nivelle": "Nive-Nivelle",
    "ouest-bearn": "Ouest Béarn",
}
EPCI = {"200000001": "CC de l’Amont", "200000002": "CC de l’Aval"}
#: The five SDSeI as squares of 100 units in a row; there is no contour of the EPCI.
MAP_FILE = {
    "level": "sdsei", "w": 520, "h": 120, "unit": 100.0, "ids": sorted(SDSEI),
    "names": [SDSEI[code] for code in sorted(SDSEI)],
    "d": [f"M{10 + 100 * rank} 10l100 0 0 100-100 0z" for rank in range(len(SDSEI))],
    "c": [[60 + 100 * rank, 60] for rank in range(len(SDSEI))],
    "near": [[-1, -1, -1, -1] for _ in SDSEI],
    "outlines": {"departement": "M10 10l500 0 0 100-500 0z"}, "credit": "Contours\u202f: essai",
}  # fmt: skip
KAPLAN_MEIER = "Kaplan-Meier : les personnes qui attendent encore sont comptées"
DREES = "moyenne des personnes orientées dans l’année de leur demande (définition de la Drees)"
TOO_RECENT = "la période est trop récente pour être jugée"
#: Persons of each step, of the 1,000 who asked in 2025.
STEPS = {"demande": 1000, "ouverture": 950, "orientation": 800, "rendez_vous": 700, "contrat": 620, "emploi": 240}
#: {days: share oriented, in %} from the request, in 2025.
SHARES = {15: 0.0, 30: 12.0, 42: 25.0, 45: 28.0, 91: 57.0}
FROM_RECEPTION = {15: 8.0, 30: 31.0, 42: 46.0, 45: 49.0, 91: 72.0}
ATTRIBUTES = {
    "sexe:F": 82.0,
    "sexe:M": 79.0,
    "age:<25": None,
    "age:25-29": 70.0,
    "age:30-39": 75.0,
    "age:40-49": 84.0,
    "age:50-59": 90.0,
    "age:60+": 96.0,
    "famille:homme_seul": 78.0,
    "famille:monoparent": 60.0,
    "payeur:CAF": 80.0,
    "payeur:MSA": 85.0,
}
#: {waiting: persons of the département at the end of each quarter}, rounded to 5.
WAITING = {"moins_1_mois": 40, "1_a_3_mois": 300, "3_a_6_mois": 220, "6_mois_et_plus": 90}
QUARTERS = [f"{year}-T{quarter}" for year in (2022, 2023, 2024, 2025, 2026) for quarter in (1, 2, 3, 4)][:18]
RATES = {
    "taux_contractualisation": (49.3, 1703, 3453),
    "taux_presence_rdv": (76.3, 18070, 23698),
    "taux_presence_kiosque": (52.3, 501, 958),
    "part_orientes_invites_kiosque": (30.6, 338, 1104),
    "part_orientes_presents_kiosque": (67.5, 338, 501),
    "part_avec_referent": (72.7, 4526, 6224),
    "part_orientee_31_decembre": (88.1, 5483, 6224),
    "part_contrats_expires_non_renouveles": (54.6, 2539, 4650),
}

#: indicator, level, territory, period, breakdown, value, numerator, denominator, low, high, status, qualifier, method,
#: source, vintage: the columns of the table.
Row = tuple


def row(
    indicator: str,
    value: float | None,
    *,
    level: str = "departement",
    territory: str = "64",
    period: str = "2025",
    breakdown: str = "ensemble",
    margin: float | None = None,
    numerator: float | None = None,
    denominator: float | None = None,
    status: str = "published",
    qualifier: str = "",
    method: str = "",
    source: str = "extraits_departement",
    vintage: str = EXTRACTED_ON,
) -> Row:
    """A row of `observation`; `margin`: half the width of its interval."""
    low, high = (value - margin, value + margin) if value is not None and margin is not None else (None, None)
    return (
        indicator,
        level,
        territory,
        period,
        breakdown,
        value,
        numerator,
        denominator,
        low,
        high,
        status,
        qualifier,
        method,
        source,
        vintage,
    )


def publish_parcours(folder: Path, more: Iterable[Row] = (), *, demo: bool = True, extracts: bool = True) -> Path:
    """Publish the invented département in `folder`, with `more` rows; its address. `extracts`: it has given some."""
    link = folder / "parcours.duckdb"
    rows = [*(parcours_rows() if extracts else ()), *more]
    known = {(*found[:5],): found for found in rows}  # a row given again replaces the first one

    def fill(connection) -> None:
        connection.execute(
            "INSERT INTO publication VALUES ('64', 'Pyrénées-Atlantiques', ?, ?, 2026, ?)",
            [datetime(2026, 11, 22, 8, 0), demo, FORMAT_VERSION],
        )
        places = [("departement", "64", "Pyrénées-Atlantiques", False), ("france", "F", "France", False)]
        places += [("sdsei", code, name, True) for code, name in SDSEI.items()]
        places += [("epci", code, name, False) for code, name in EPCI.items()]
        places += [("commune", "64445", "Pau", False)]
        connection.executemany(
            "INSERT INTO territory VALUES (?, ?, ?, '64', 10000, ?, 2026)", [tuple(place) for place in places]
        )
        connection.executemany(
            "INSERT INTO membership VALUES ('64445', ?, ?)",
            [("sdsei", "est-bearn"), ("epci", "200000001"), ("departement", "64")],
        )
        content = json.dumps(MAP_FILE).encode()
        connection.execute(
            "INSERT INTO map_layer VALUES ('sdsei', 'essai-sdsei.json', ?, ?, ?)",
            [MAP_FILE["ids"], content, brotli.compress(content)],
        )
        connection.execute(
            "INSERT INTO class_breaks VALUES ('delai_median_orientation', 'sdsei', 'jenks', [50.0, 60.0, 80.0, 118.0])"
        )
        if known:
            insert(connection, "observation", known.values())
        if extracts:
            insert(connection, "survival_curve", curves())

    publish(link, fill)
    return link


def parcours_warehouse(folder: Path, more: Iterable[Row] = (), *, demo: bool = True, extracts: bool = True) -> Snapshot:
    """The same, opened."""
    return Warehouse(publish_parcours(folder, more, demo=demo, extracts=extracts)).snapshot()


def parcours_rows() -> list[Row]:
    """The figures of the delays, the steps, the stock and the practices."""
    return [*_medians(), *_breakdowns(), *_shares(), *_steps(), *_stock(), *_quarters(), *_practices()]


def curves() -> list[tuple]:
    """Days of each tenth oriented, of the département (slow) and of Est Béarn (fast), from the request and from the
    reception; the slow one is followed without reaching nine tenths. The year that runs has passed one half."""
    young = ("delai_median_orientation", "departement", "64", "2026", "ensemble")
    found = [(*young, day, share, share - 5, share + 5, 400) for day, share in ((31, 10.0), (58, 30.0), (77, 60.0))]
    for level, territory, breakdown, pace in (
        ("departement", "64", "ensemble", 0.010),
        ("departement", "64", "origine:reception", 0.014),
        ("sdsei", "est-bearn", "ensemble", 0.016),
        ("sdsei", "est-bearn", "origine:reception", 0.020),
    ):
        persons = 1000 if level == "departement" else 200
        slow = pace == 0.010
        key = ("delai_median_orientation", level, territory, "2025", breakdown)
        found.append((*key, 0, 0.0, None, None, persons))
        for tenths in range(1, 9 if slow else 10):
            day = 14 + math.ceil(math.log(1 - tenths / 10) / math.log(1 - pace))
            share = 10.0 * tenths
            found.append((*key, day, share, share - 5, share + 5, 5 * round(persons * (1 - tenths / 10) / 5)))
        if slow:
            found.append((*key, 364, 80.0, 75.0, 85.0, None))
    return found


def _median(
    value: float | None,
    margin: float | None = None,
    persons: int = 1000,
    indicator: str = "delai_median_orientation",
    **place,
) -> Row:
    return row(indicator, value, **{"method": KAPLAN_MEIER, "denominator": persons, "margin": margin} | place)


def _medians() -> list[Row]:
    rows = [_median(value, 3, period=period) for period, value in (("2023", 92.0), ("2024", 86.0), ("2025", 80.0))]
    rows += [
        _median(None, period="2026", status="immature", method=TOO_RECENT),
        _median(50.0, 6, 200, level="sdsei", territory="est-bearn"),
        _median(70.0, 20, 24, level="sdsei", territory="haut-bearn", qualifier="fragile"),
        _median(118.0, 8, 300, level="sdsei", territory="nive-nivelle"),
        _median(None, level="sdsei", territory="ouest-bearn", status="secret", qualifier="ours"),
        _median(
            None,
            level="sdsei",
            territory="bab",
            status="missing",
            qualifier="not_reached",
            method="médiane non atteinte : plus de 180 jours",
        ),
        _median(81.0, 9, 250, level="epci", territory="200000001"),
        _median(64.0, 9, 250, level="epci", territory="200000002"),
    ]
    for level, territory, opening, held, signed, oriented in (
        ("departement", "64", 30, 21, 34, 650),
        ("sdsei", "est-bearn", 28, 20, 25, 130),
    ):
        place = {"level": level, "territory": territory}
        rows += [
            _median(float(opening), 1, indicator="delai_median_ouverture", **place),
            _median(float(held), 1, indicator="delai_median_rdv_honore", **place),
            _median(7.0, 1, indicator="delai_median_rdv_fixe", **place),
            _median(float(signed), 2, indicator="delai_median_contrat", **place),
            row("delai_moyen_contrat_realises", signed - 4.0, method=DREES, **place),
            row("delai_moyen_orientation_realises", opening + 42.0, denominator=oriented, method=DREES, **place),
        ]
    return rows


def _breakdowns() -> list[Row]:
    rows = [
        _median(value, 4, breakdown=f"origine:{origin}")
        for origin, value in (("premier_jour_mois", 95.0), ("ouverture", 50.0), ("reception", 46.0))
    ]
    rows += [_median(30.0, 5, 200, level="sdsei", territory="est-bearn", breakdown="origine:reception")]
    for breakdown, value in ATTRIBUTES.items():
        hidden = {"status": "secret", "qualifier": "ours"} if value is None else {}
        fragile = {"qualifier": "fragile"} if breakdown == "age:60+" else {}
        rows.append(_median(value, 6, 100, breakdown=breakdown, **hidden, **fragile))
    return rows


def _shares() -> list[Row]:
    rows = []
    for origin, found in (("", SHARES), ("origine:reception", FROM_RECEPTION)):
        for days, value in found.items():
            breakdown = origin or "ensemble"
            indicator = f"part_orientee_{days}_jours"
            given = {"margin": 1.5 if value else None, "denominator": 1000, "method": KAPLAN_MEIER}
            rows.append(row(indicator, value, breakdown=breakdown, **given))
            near = {"level": "sdsei", "territory": "est-bearn", "breakdown": breakdown}
            rows.append(row(indicator, value + 20, **near, **given))
            rows.append(row(indicator, None, period="2026", breakdown=breakdown, status="immature", method=TOO_RECENT))
    return rows


def _steps() -> list[Row]:
    rows = []
    for step, persons in STEPS.items():
        breakdown = f"etape:{step}"
        rows.append(row("personnes_etape", float(persons), breakdown=breakdown, denominator=1000))
        hidden = {"status": "secret", "qualifier": "ours"} if step == "emploi" else {}
        near = None if hidden else persons / 5
        place = {"level": "sdsei", "territory": "est-bearn", "denominator": 200}
        rows.append(row("personnes_etape", near, breakdown=breakdown, **place, **hidden))
    return rows


def _stock() -> list[Row]:
    months = [f"{year}-{month:02}" for year in (2025, 2026) for month in (3, 6, 9, 12)][:6]
    rows = []
    for month in months:
        for level, territory, share in (("departement", "64", 1.0), ("sdsei", "est-bearn", 0.2)):
            place = {"level": level, "territory": territory, "period": month, "qualifier": "rounded_5"}
            for waiting, persons in WAITING.items():
                rows.append(row("stock_attente_orientation", persons * share, breakdown=f"attente:{waiting}", **place))
            rows.append(row("stock_attente_orientation", sum(WAITING.values()) * share, **place))
    return rows


def _quarters() -> list[Row]:
    """Slow until the first quarter of 2023, faster after in Est Béarn; the last quarter is not followed long enough."""
    rows = []
    for quarter in QUARTERS:
        after = quarter > "2023-T1"
        for level, territory, value in (
            ("departement", "64", 85.0 if after else 95.0),
            ("sdsei", "est-bearn", 55.0 if after else 90.0),
        ):
            place = {"level": level, "territory": territory, "period": quarter}
            name = "delai_median_orientation_trimestre"
            if quarter == QUARTERS[-1]:
                missing = {
                    "status": "missing",
                    "qualifier": "not_reached",
                    "method": "médiane non atteinte : plus de 60 jours",
                }
                rows.append(_median(None, indicator=name, **place, **missing))
            else:
                rows.append(_median(value, 5, indicator=name, **place))
    return rows


def _practices() -> list[Row]:
    rows = [
        row("part_droits_devoirs", 98.1, margin=0.3, numerator=6224, denominator=6344),
        row("part_reorientee_12_mois", None, status="immature", method=TOO_RECENT),
        *(
            row("part_orientee_31_decembre", value, breakdown=f"anciennete:{cut}", margin=2.0, denominator=persons)
            for cut, value, persons in (("moins_6_mois", 61.0, 1660), ("1_an_et_plus", 99.3, 3415))
        ),
    ]
    for indicator, (value, numerator, denominator) in RATES.items():
        counted = {"numerator": numerator, "denominator": denominator, "margin": 1.5}
        rows.append(row(indicator, value, **counted))
        rows.append(
            row(
                indicator,
                value + (10 if "kiosque" in indicator else 0.5),
                level="sdsei",
                territory="est-bearn",
                **counted,
            )
        )
    for indicator, value in (
        ("part_rdv_fixe_15_jours", 85.5),
        ("part_contrat_30_jours", 44.3),
        ("part_contrat_60_jours", 73.1),
    ):
        rows.append(row(indicator, value, margin=1.5, denominator=800, method=KAPLAN_MEIER))
    rows.append(row("portefeuille_moyen_referent", 62.4, numerator=4526, denominator=72))
    return rows
