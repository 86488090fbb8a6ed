"""Filosofi files: wide communes 2019 and 2021, long 2021, detail 2019, with Insee's filters, floor and markers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from etl.demo.incomes import places
from etl.demo.text import half_up, joined, number, write_lines
from etl.demo.world import World
from observatoire.territories import FRANCE_METRO

#: Insee's filters: medians, then everything else (households, persons).
MEDIAN_FROM, RATE_FROM = (50, 100), (1000, 2000)
FLOOR_PCT = 5
#: A rate above the filters stays hidden when fewer persons than this are poor: few communes, always low rates.
HIDDEN_POOR_PERSONS = 150
SHARES = ("PACT", "PTSA", "PCHO", "PBEN", "PPEN", "PPAT", "PPSOC", "PPFAM", "PPMINI", "PPLOGT", "PIMPOT")
#: Rates by age and tenure: times the rate, plus, published from that many households.
DETAILED_RATES = {
    "TP60AGE1": (1.55, 0, 12_000),
    "TP60AGE2": (1.25, 0, 5_000),
    "TP60AGE3": (1.2, 0, 4_000),
    "TP60AGE4": (1.05, 0, 4_000),
    "TP60AGE5": (0.8, 0, 6_000),
    "TP60AGE6": (0.65, 0, 7_000),
    "TP60TOL1": (0.45, 0, 2_300),
    "TP60TOL2": (1.35, 4, 1_900),
}
WIDE = ("NBMENFISC", "NBPERSMENFISC", "MED", "PIMP", "TP60", *DETAILED_RATES, *SHARES, "D1", "D9", "RD")
#: SDMX measure -> column of the world, unit, decimals.
LONG = {
    "MED_SL": ("MED", "EUR_YR", -1),
    "PR_MD60": ("rate", "PERCENT", 1),
    "IR_D9_D1_SL": ("RD", "RATIO", 1),
    "D1_SL": ("D1", "EUR_YR", -1),
    "D9_SL": ("D9", "EUR_YR", -1),
    "S_HH_TAX": ("IMP", "PERCENT", 1),
    "NUM_HH": ("households", "NUMBER", 0),
    "NUM_PER": ("persons", "NUMBER", 0),
    "NUM_CU": ("units", "NUMBER", 1),
    "S_SOC_BEN_DI": ("PPSOC", "PERCENT", 1),
    "S_SOC_BEN_DI_MIN_SOC": ("PPMINI", "PERCENT", 1),
    "S_DIR_TAX_DI": ("PIMPOT", "PERCENT", 1),
}
COUNTED = ("NUM_HH", "NUM_PER", "NUM_CU", "MED_SL")
LONG_COLUMNS = (
    "FILOSOFI_MEASURE",
    "GEO",
    "GEO_OBJECT",
    "UNIT_MEASURE",
    "CONF_STATUS",
    "OBS_STATUS",
    "UNIT_MULT",
    "TIME_PERIOD",
    "OBS_VALUE",
)
DISP_EUROS = ("Q1", "MED", "Q3", "Q3_Q1", "D1", "D2", "D3", "D4", "D6", "D7", "D8", "D9")
OBJECT_OF_LEVEL = {"commune": "COM", "epci": "EPCI", "departement": "DEP", "france": "FRANCE"}


def write_filosofi(world: World, folder: Path) -> list[Path]:
    """The Filosofi files; where Filosofi does not go (971, 973, 976), only départements, régions and France."""
    in_2019, in_2021 = places(world, 2019), places(world, 2021)
    written = [write_lines(folder / "DS_FILOSOFI_CC_data.csv", _long(in_2021))]
    for part, level in (("EPCI", "epci"), ("DEP", "departement"), ("REG", "region"), ("METROPOLE", "france_metro")):
        if len(in_2019[level]):
            names = _names(world, level)
            lines = _disp(in_2019[level], names, "19")
            written.append(write_lines(folder / f"FILO2019_DISP_{part}.csv", lines, end="\r\n", bom=True))
    if len(in_2019["commune"]):
        older = _wide(in_2019["commune"], "19", ".", "")
        written.append(write_lines(folder / "cc_filosofi_2019_COM.CSV", older, end="\r\n"))
        written.append(write_lines(folder / "cc_filosofi_2021_COM.csv", _wide(in_2021["commune"], "21", ",", "s")))
    return written


def _reaches(communes: pd.DataFrame, filters: tuple[int, int]) -> pd.Series:
    return (communes["households"] >= filters[0]) & (communes["persons"] >= filters[1])


def _rate_shown(communes: pd.DataFrame) -> pd.Series:
    return _reaches(communes, RATE_FROM) & (communes["rate"] / 100 * communes["persons"] >= HIDDEN_POOR_PERSONS)


def _wide(communes: pd.DataFrame, suffix: str, mark: str, hidden: str) -> list[str]:
    """Rows of the wide file. 2019 writes 70.1 or 4 and leaves hidden cells empty, 2021 writes 70,1 or 4,0 and `s`."""
    bare = mark == "."
    median, whole, rate_shown = _reaches(communes, MEDIAN_FROM), _reaches(communes, RATE_FROM), _rate_shown(communes)
    # The smallest commune has no fiscal household at all in 2021: "nd", not "s".
    nobody = communes["persons"].idxmin() if not bare else None
    rows = [["CODGEO", *(column + suffix for column in WIDE)]]
    for code, row in communes.iterrows():
        if code == nobody:
            rows.append([code, *["nd"] * len(WIDE)])
            continue
        cells = dict.fromkeys(WIDE, hidden)
        if median[code]:
            cells |= {
                "NBMENFISC": number(row["households"], 0),
                "NBPERSMENFISC": number(row["persons"], 0),
                "MED": _tens(row["MED"]),
            }
        if whole[code]:
            cells |= {share: number(row[share], 1, mark, bare=bare) for share in SHARES}
            cells |= {
                "PIMP": number(half_up(row["IMP"]), 1, mark, bare=bare),
                "D1": _tens(row["D1"]),
                "D9": _tens(row["D9"]),
                "RD": number(row["RD"], 1, mark, bare=bare),
            }
        if rate_shown[code]:
            cells["TP60"] = number(_floored(row["rate"]), 1, mark, bare=bare)
            cells |= {
                column: number(_floored(times * row["rate"] + plus), 1, mark, bare=bare)
                for column, (times, plus, households) in DETAILED_RATES.items()
                if row["households"] >= households
            }
        rows.append([code, *(cells[column] for column in WIDE)])
    return joined(rows)


def _long(of_level: dict[str, pd.DataFrame]) -> list[str]:
    rows = [LONG_COLUMNS]
    for level, object_code in OBJECT_OF_LEVEL.items():
        frame = of_level[level]
        median, whole, rate_shown = _reaches(frame, MEDIAN_FROM), _reaches(frame, RATE_FROM), _rate_shown(frame)
        for code, row in frame.iterrows():
            for measure, (column, unit, decimals) in LONG.items():
                shown = (median if measure in COUNTED else rate_shown if measure == "PR_MD60" else whole)[code]
                value = ""
                if shown and measure == "PR_MD60" and level == "commune":
                    value = str(_floored(row[column]))
                elif shown:
                    value = _tens(row[column]) if decimals < 0 else number(row[column], decimals, bare=True)
                freedom = ("F", "A") if shown else ("C", "O")
                rows.append((measure, code, object_code, unit, *freedom, "0", "2021", value))
    return [";".join(f'"{cell}"' for cell in row) for row in rows]


def _disp(frame: pd.DataFrame, names: dict[str, str], suffix: str) -> list[str]:
    captions = {"MED": f"Q2{suffix}", "Q3_Q1": "Q3_Q1", "Q1": f"Q1{suffix}", "Q3": f"Q3{suffix}"}
    euros = [captions.get(column, column + suffix) for column in DISP_EUROS]
    rows = [
        [
            "CODGEO",
            "LIBGEO",
            f"NBMEN{suffix}",
            f"NBPERS{suffix}",
            f"NBUC{suffix}",
            *euros,
            "RD",
            f"S80S20{suffix}",
            f"GI{suffix}",
            *(share + suffix for share in SHARES),
        ]
    ]
    for code, row in frame.iterrows():
        row["Q3_Q1"] = float(np.round(row["Q3"], -1) - np.round(row["Q1"], -1))
        rows.append(
            [
                "1" if code == FRANCE_METRO else code,
                names[code],
                number(row["households"], 0),
                number(row["persons"], 0),
                number(row["units"], 1, ","),
                *(_tens(row[column]) for column in DISP_EUROS),
                number(row["RD"], 1, ","),
                number(row["S80S20"], 3, ","),
                number(row["GI"], 3, ","),
                *(number(row[share], 1, ",") for share in SHARES),
            ]
        )
    return joined(rows)


def _names(world: World, level: str) -> dict[str, str]:
    if level == "departement":
        return world.departements["name"].to_dict()
    return {"epci": world.epci_names, "region": world.region_names}.get(level, {FRANCE_METRO: "France métropolitaine"})


def _tens(euros: float) -> str:
    return str(10 * half_up(euros / 10))


def _floored(rate_pct: float) -> int:
    return max(FLOOR_PCT, half_up(rate_pct))
