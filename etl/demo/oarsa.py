"""OARSA workbook: orientation, CER and delays from 2015 to 2018, with its markers and its territories of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from etl.demo.calibration import published
from etl.demo.draws import stream
from etl.demo.workbooks import FICTITIOUS, Cell, write_workbook
from etl.demo.world import World
from observatoire.territories import FRANCE

YEARS = ("2015", "2016", "2017", "2018")
FIELD = "personnes soumises aux droits et devoirs"
ELSEWHERE = "un organisme autre que Pôle emploi"
ENTERED = "personnes entrées dans le RSA au cours de l'année et soumises aux droits et devoirs"
#: Sheet: (indicator, title after "Part" or "Délai", spread between départements, least, most, part not available).
SHEETS = {
    "B1": ("part_bsdd_orientes", f"des personnes orientées parmi les {FIELD}", 9.0, 40, 99, 0.12),
    "B9": (
        "taux_contractualisation_oarsa",
        f"des personnes ayant un CER parmi les {FIELD} et orientées vers {ELSEWHERE}",
        13.0,
        17,
        97,
        0.25,
    ),
    "B13": (
        "delai_orientation_oarsa",
        f"la date d'entrée dans le RSA et la date de primo-orientation, pour les {ENTERED} et primo-orientées au "
        "31/12 de l'année",
        26.0,
        25,
        190,
        0.30,
    ),
    "B14": (
        "delai_cer_oarsa",
        f"la date de primo-orientation et la date de signature du primo-CER, pour les {ENTERED}, primo-orientées "
        f"vers {ELSEWHERE} et ayant un primo-CER au 31/12 de l'année",
        19.0,
        12,
        150,
        0.40,
    ),
}
#: This conseil départemental answers the survey without delivering these indicators, in every wave (Drees).
NEVER_DELIVERED = ("64",)
NO_ANSWER = {"2015": 0.04, "2016": 0.03, "2017": 0.01, "2018": 0.0}
#: The survey counts Corsica as one, the Rhône as two, and three collectivités beside the départements.
RHONE = (("69D", "Nouveau-Rhône"), ("69M", "Métropole-de-Lyon"))
COLLECTIVITES = (("975", "Saint-Pierre-et-Miquelon\u00a0"), ("977", "Saint-Barthélemy"), ("978", "Saint-Martin"))


def write_oarsa(world: World, folder: Path) -> list[Path]:
    sheets = {"Présentation et méthode": [["", FICTITIOUS]], "Tableau A1": _national_sheet()}
    for name in SHEETS:
        sheets[f"Tableau {name}"] = _sheet(world, name)
    return [write_workbook(folder / "OARSA – Principaux indicateurs de 2015 à 2018.xlsx", sheets)]


def _territories(world: World) -> pd.DataFrame:
    """code, label and weight of the survey's territories, in its order; collectivités weigh nothing."""
    rows = [("20", "Corse", float(world.departements.loc[["2A", "2B"], "rsa_2019"].sum()))]
    for code, row in world.departements.drop(index=["2A", "2B", "69"]).iterrows():
        rows.append((code, row["name"].replace(" ", "-"), row["rsa_2019"]))
    rows += [(code, label, world.departements.at["69", "rsa_2019"] / 2) for code, label in RHONE]
    rows += [(code, label, 0.0) for code, label in COLLECTIVITES]
    return pd.DataFrame(sorted(rows), columns=["code", "label", "weight"])


def _sheet(world: World, name: str) -> list[list[Cell]]:
    indicator, wording, spread, least, most, not_available = SHEETS[name]
    territories = _territories(world)
    draws = stream(f"OARSA {name}", FRANCE)
    lasting = np.clip(draws.normal(0, spread, len(territories)), -2.2 * spread, 2.2 * spread)
    columns = []
    for year in YEARS:
        passing = draws.normal(0, spread / 6, len(territories))
        delivered, answered = draws.random((2, len(territories)))
        national = published(indicator, year).get(FRANCE)
        # Up to 2017 cells end with a space, as published.
        space = " " if year != "2018" else ""
        if national is None:
            columns.append(["/ "] * len(territories))
            continue
        missing = (delivered < not_available) | territories["code"].isin(NEVER_DELIVERED) | (territories["weight"] == 0)
        silent = (answered < NO_ANSWER[year]) & ~territories["code"].isin(NEVER_DELIVERED)
        given = ~missing & ~silent
        values = np.clip(national + lasting + passing, least, most)
        weights = territories["weight"][given]
        values = np.clip(values + national - np.average(values[given], weights=weights), least, most).round()
        columns.append(
            [
                "NR" + space if no_answer else "ND" + space if absent else float(value)
                for value, absent, no_answer in zip(values, missing, silent, strict=True)
            ]
        )
    title = f"Part au 31/12 de l'année {wording}" if spread < 15 else f"Délai moyen au cours de l'année entre {wording}"
    rows: list[list[Cell]] = [
        [],
        ["", f"Tableau {name} - {title} "],
        ["", f"Champ : France entière.\n{FICTITIOUS}"],
        ["", "En %" if spread < 15 else "En jours"],
        ["", "Département/territoire", *(float(year) for year in YEARS)],
    ]
    for index, row in territories.iterrows():
        rows.append(["", f"{row['code']}-{row['label']} ", *(column[index] for column in columns)])
    return rows


def _national_sheet() -> list[list[Cell]]:
    """Sheet A1: the published national figures, and lines of detail (generated) that repeat their wording."""

    def line(name: str, label: str) -> list[Cell]:
        found = [published(SHEETS[name][0], year).get(FRANCE, "/ ") for year in YEARS]
        return ["", label, "", *found]

    share, delay = "Part (en %) au 31/12 de l'année", "Délai moyen au cours de l'année (en jours) entre"
    return [
        [],
        ["", "Tableau A1 - Principaux indicateurs nationaux"],
        ["", FICTITIOUS],
        [],
        ["", "", "", *(float(year) for year in YEARS)],
        line("B1", f"{share} {SHEETS['B1'][1]} "),
        [
            "",
            f"{share} des personnes orientées \nparmi les {FIELD} \ndont l'ancienneté dans le RSA est … ",
            "… de moins 6 mois",
            51.0,
            55.0,
            51.0,
            47.0,
        ],
        ["", "", "… comprise entre 6 mois et moins de 1 an", 75.0, 76.0, 76.0, 75.0],
        ["", "", "… de 1 an et plus", 86.0, 88.0, 88.0, 88.0],
        line("B9", f"{share} {SHEETS['B9'][1]}"),
        [
            "",
            f"{share} des personnes ayant un CER \nparmi les {FIELD} et orientées ...",
            "… vers le conseil départemental ou territorial",
            "/ ",
            "/ ",
            47.0,
            48.0,
        ],
        line("B13", f"{delay} {SHEETS['B13'][1]}".replace(", pour", ", \npour")),
        line("B14", f"{delay} {SHEETS['B14'][1]}"),
    ]
