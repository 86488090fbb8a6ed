"""Drees workbooks of the recipients: every 31 December since 1997, every month from January 2017 to October 2020."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from etl.demo.draws import Floats, stream
from etl.demo.workbooks import FICTITIOUS, Cell, Formula, write_workbook
from etl.demo.world import World
from etl.geography import OVERSEAS_REGIONS
from observatoire.territories import FRANCE

#: Prime d'activité households for one inhabitant in December 2019, and all minima beside the RSA: generated levels.
PRIME_2019 = 0.068
OTHER_MINIMA = 0.035
#: RSA of each year over 2019, in an ordinary département. The two 2016 are those of the two methods of the Cnaf.
RSA_PACE = {
    "2009": 0.77,
    "2010 (1)": 0.80,
    "2011": 0.82,
    "2012": 0.87,
    "2013": 0.94,
    "2014": 0.985,
    "2015": 1.01,
    "2016": 0.972,
    "2016 (2)": 0.986,
    "2017": 0.982,
    "2018": 0.993,
    "2019": 1.0,
}
MINIMA_YEARS = (
    *(str(year) for year in range(1997, 2007)),
    "2007 (1)",
    *(str(year) for year in range(2008, 2017)),
    "2016 (2)",
    "2017",
    "2018",
    "2019",
)
#: First December in the RSA sheet: overseas, then Mayotte.
OVERSEAS_FROM, MAYOTTE_FROM, MAYOTTE_MINIMA_FROM = 2011, 2012, 2014
MONTHS = [date(2017 + index // 12, index % 12 + 1, 1) for index in range(46)]
PROVISIONAL_MONTHS = ("juin-20*", "juil-20*", "août-20*", "sept-20*", "oct-20*")
#: RSA of January to October 2020 over December 2019: the health crisis.
RSA_2020 = (1.002, 1.004, 1.015, 1.027, 1.036, 1.054, 1.068, 1.073, 1.075, 1.078)
#: Prime d'activité over December 2019, by month since January 2017: the reform of January 2019 is a step.
PRIME_STEPS = ((0, 22, 23, 24, 26, 35, 41, 45), (0.585, 0.66, 0.70, 0.865, 0.94, 1.0, 1.02, 0.995))
CORSICA = {"2A": "20A", "2B": "20B"}
STARRED = {"971": "*"}


def prime_index(year: int, month: int) -> float:
    return float(np.interp(12 * (year - 2017) + month - 1, *PRIME_STEPS))


def write_drees(world: World, folder: Path) -> list[Path]:
    names = world.departements["name"].to_dict()
    minima = {
        "Sommaire": [["Minima sociaux : Données départementales par dispositif"], [], [FICTITIOUS]],
        "Tableau 11": _table_11(world, names),
        "Tableau 13": _table_13(world, names),
    }
    rsa, prime = rsa_by_month(world), _prime_by_month(world)
    monthly = {
        "Sommaire": [[], [" Suivi mensuel des prestations de solidarité pendant la crise sanitaire"], [], [FICTITIOUS]],
        "Tableau 1": _national_sheet(rsa, prime),
        "Tableau 2": _monthly_sheet(
            "Tableau 2 : Nombre d'allocataires du RSA par département et par mois ", rsa, names
        ),
        "Tableau 5": _monthly_sheet(
            "Tableau 5 : Nombre d'allocataires de la prime d'activité par département et par mois ", prime, names
        ),
    }
    return [
        write_workbook(folder / "Minima sociaux - donnees departementales par dispositif.xlsx", minima),
        write_workbook(folder / "Données mensuelles des prestations de solidarité.xlsx", monthly),
    ]


def rsa_by_december(world: World) -> dict[str, dict[str, float]]:
    """{year caption: {département: households}}; 2019 is the calibration itself."""
    slopes = stream("rythme du RSA", FRANCE).normal(0, 0.007, len(world.departements))
    counts = world.departements["rsa_2019"]
    return {
        caption: (counts * pace * (1 + slopes * (int(caption[:4]) - 2019))).round().to_dict()
        for caption, pace in RSA_PACE.items()
    }


def rsa_by_month(world: World) -> dict[str, Floats]:
    """{département: households of each of MONTHS, unrounded}, through the December counts of the yearly workbook."""
    decembers = rsa_by_december(world)
    drift = stream("crise de 2020", FRANCE).normal(1, 0.25, len(world.departements))
    series = {}
    for (code, count), strength in zip(world.departements["rsa_2019"].items(), drift, strict=True):
        anchors = [decembers[caption][code] for caption in ("2016 (2)", "2017", "2018", "2019")]
        before = np.interp(np.arange(36), [-1, 11, 23, 35], anchors)
        season = 1 + 0.004 * np.sin(2 * np.pi * (np.arange(36) + 1) / 12).round(9)
        crisis = count * (1 + max(strength, 0.2) * (np.array(RSA_2020) - 1))
        series[code] = np.concatenate([before * season, crisis])
    return series


def _prime_by_month(world: World) -> dict[str, Floats]:
    chance = stream("prime d'activité", FRANCE).normal(0, 0.06, len(world.departements))
    levels = world.departements["population"] * PRIME_2019 * np.exp(chance)
    pace = np.array([prime_index(month.year, month.month) for month in MONTHS])
    return {code: level * pace for code, level in levels.items()}


def _table_11(world: World, names: dict[str, str]) -> list[list[Cell]]:
    series = rsa_by_december(world)
    adults = 0.665 * world.departements["population"]
    rows = [
        ["Tableau 11 Répartition des allocataires du RSA par département au 31 décembre de chaque année depuis 2009"],
        [],
        [],
        ["", FICTITIOUS],
        [],
        ["", "N° Dep", "Libelle Dep", "Total RSA socle", *[""] * 6, "Total RSA"],
        [
            "",
            "",
            "",
            *map(_caption, RSA_PACE),
            "Proportion d'allocataires du RSA parmi la population âgée de 15 à 69 ans (3)",
        ],
    ]
    extra = {code: 100 * series["2019"][code] / adults[code] for code in adults.index}
    extra_totals = [100 * sum(series["2019"][code] for code in part) / adults[part].sum() for part in _parts(world)]
    return rows + _body(world, names, len(rows), series, OVERSEAS_FROM, MAYOTTE_FROM, extra, extra_totals)


def _table_13(world: World, names: dict[str, str]) -> list[list[Cell]]:
    counts = world.departements
    level = counts["rsa_2019"] + OTHER_MINIMA * counts["population"] * np.exp(0.08 * counts["difficulty"])
    series = {}
    for caption in MINIMA_YEARS:
        pace = np.interp(int(caption[:4]), [1997, 2002, 2008, 2013, 2015, 2019], [0.80, 0.70, 0.77, 0.94, 0.98, 1.0])
        pace -= 0.02 * (caption == "2016")
        series[caption] = (100 * (level * pace / 100).round()).to_dict()
    rows = [
        [
            "Tableau 13 Répartition des allocataires des minima sociaux par département au 31 décembre de chaque année "
            "depuis 1996"
        ],
        [],
        ["", FICTITIOUS],
        ["", "N° Dep", "Libelle Dep", *map(_caption, MINIMA_YEARS)],
    ]
    return rows + _body(world, names, len(rows), series, 0, MAYOTTE_MINIMA_FROM, {}, [])


def _body(
    world: World,
    names: dict[str, str],
    first_row: int,
    series: dict[str, dict[str, float]],
    overseas_from: int,
    mayotte_from: int,
    extra: dict[str, float],
    extra_totals: list[float],
) -> list[list[Cell]]:
    """Rows of the départements, the three totals and the notes, the first one being the row `first_row` of the sheet.

    A December that was not counted is "-" (a formula, as published) in the RSA sheet and an empty cell in the other.
    """
    mainland, overseas, every = _parts(world)
    uncounted = Formula('="-"', "-") if overseas_from else ""
    mainland_row = first_row + len(mainland)
    overseas_row = mainland_row + len(overseas) + 1
    hundreds = {
        caption: [100.0 * round(sum(counts[code] for code in part) / 100) for part in (mainland, every)]
        for caption, counts in series.items()
    }

    def of_departement(code: str) -> list[Cell]:
        since = mayotte_from if code == "976" else overseas_from if code in overseas else 0
        cells = [counts[code] if int(caption[:4]) >= since else uncounted for caption, counts in series.items()]
        label = {"974": "Réunion"}.get(code, names[code]) + STARRED.get(code, "")
        number = float(code) if code in overseas else CORSICA.get(code, code)
        return ["", number, label, *cells, *([extra[code]] if extra else [])]

    def total(label: str, cells: list[Cell], rank: int) -> list[Cell]:
        return ["", "", label, *cells, *extra_totals[rank : rank + 1]]

    overseas_total, country_total = [], []
    for column, (caption, (part, whole)) in enumerate(hundreds.items(), start=3):
        counted = int(caption[:4]) >= overseas_from
        added = f"={xl_rowcol_to_cell(overseas_row, column)}+{xl_rowcol_to_cell(mainland_row, column)}"
        overseas_total.append(whole - part if counted else uncounted)
        country_total.append(Formula(added, whole) if counted else uncounted)
    notes = [
        "Sources : CNAF, MSA",
        "*: y compris Saint-Barthélemy et Saint-Martin",
        "(2) : Attention rupture de série. Il y a deux séries pour l'année 2016.",
    ]
    return [
        *map(of_departement, mainland),
        total("France métropolitaine", [part for part, _ in hundreds.values()], 0),
        *map(of_departement, overseas),
        total("DOM", overseas_total, 1),
        total("France ", country_total, 2),
        [],
        *(["", note] for note in notes),
    ]


def _parts(world: World) -> list[list[str]]:
    """Codes of the mainland départements, of the overseas ones, of all."""
    overseas = world.departements["region"].isin(OVERSEAS_REGIONS)
    index = world.departements.index
    return [list(index[~overseas]), list(index[overseas]), list(index)]


def _caption(caption: str) -> Cell:
    return float(caption) if caption.isdigit() else caption


def _yearly_change(series: Floats, index: int) -> Cell:
    return "nd" if index < 12 else float(100 * (series[index] / series[index - 12] - 1))


def _national_sheet(rsa: dict[str, Floats], prime: dict[str, Floats]) -> list[list[Cell]]:
    """Counts rounded to the hundred; the last five are texts such as "2 023 700*"."""
    totals = [sum(series.values()) for series in (rsa, prime)]
    rows = [
        ["Tableau 1 : Effectifs des prestations sociales par mois "],
        [],
        ["Sommaire"],
        [],
        ["", "RSA", "", "Prime d'activité"],
        ["", *["Effectif", "Evolution en glissement annuel (en %)"] * 2],
    ]
    for index, month in enumerate(MONTHS):
        cells: list[Cell] = [month]
        for series in totals:
            count = 100 * round(series[index] / 100)
            provisional = index >= len(MONTHS) - len(PROVISIONAL_MONTHS)
            cells += [f"{count:,}*".replace(",", " ") if provisional else float(count), _yearly_change(series, index)]
        rows.append(cells)
    return rows + [["nd : non disponible."], ["* Données provisoires."], [FICTITIOUS], ["Champ : France."]]


def _monthly_sheet(title: str, series: dict[str, Floats], names: dict[str, str]) -> list[list[Cell]]:
    codes = list(series)
    numbers = [float(code) if code.isdigit() else code for code in codes]
    labels = [names[code] + ("**" if code == "971" else "") for code in codes]
    rows = [
        [title],
        [],
        ["Sommaire"],
        [],
        ["Numero", *(cell for number in numbers for cell in (number, ""))],
        ["Département", *(cell for label in labels for cell in (label, ""))],
        ["", *["Effectif", "Evolution en glissement annuel (en %)"] * len(codes)],
    ]
    first_provisional = len(MONTHS) - len(PROVISIONAL_MONTHS)
    for index, month in enumerate(MONTHS):
        when = PROVISIONAL_MONTHS[index - first_provisional] if index >= first_provisional else month
        cells: list[Cell] = [when]
        for code in codes:
            cells += [float(10 * round(series[code][index] / 10)), _yearly_change(series[code], index)]
        rows.append(cells)
    return rows + [["nd : non disponible."], ["* Données provisoires (traitements DREES)."], [FICTITIOUS]]
