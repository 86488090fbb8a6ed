"""Where the fictitious persons live and who receives them: communes, territories with their own pace, structures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.demo.draws import Floats, stream
from etl.demo.parcours.calendar import NEVER, as_days, day
from etl.demo.parcours.draws import Ints, pseudonyms
from etl.demo.world import World
from etl.geography import read_territories
from observatoire.catalogue import DATA

ORGANISMES = ("ft", "cd", "delegataire", "mission_locale", "cap_emploi", "ccas", "autre")
#: Structures of each organism for a territory that would hold the whole département; every territory has one at least.
STRUCTURES_PER_DEPARTEMENT = (8, 10, 6, 3, 1, 6, 1)
#: Part of the persons accompanied by each organism, and persons in one referent's portfolio.
ACCOMPANIED_SHARES = (0.42, 0.30, 0.11, 0.03, 0.02, 0.09, 0.03)
PORTFOLIO = 75
#: Part of the persons ever entered who are accompanied at the extraction.
STILL_ACCOMPANIED = 0.45
PLATFORM_DAY = day("2023-03-01")
LABELS = {
    "ft": "Agence France Travail",
    "cd": "Maison des solidarités",
    "delegataire": "Association d’accompagnement",
    "mission_locale": "Mission locale",
    "cap_emploi": "Cap emploi",
    "ccas": "CCAS",
    "autre": "Structure d’accueil",
}


@dataclass(frozen=True)
class Places:
    """communes: columns code, weight (part of the persons), territory (rank), population, epci.

    territories: one row a territory, most persons first; code, name, level, weight, seat (its largest commune), and
    its pace: queue_days (scale of the wait once received), quick_share (part oriented at once), platform_day (NEVER
    without one), backlog (True where the wait grows year after year). structures: id (pseudonym), libelle, organisme,
    territory, code_commune, referents (number); sorted by territory then organism. referents: id_referent (pseudonym),
    structure (rank).
    """

    departement: str
    communes: pd.DataFrame
    territories: pd.DataFrame
    structures: pd.DataFrame
    referents: pd.DataFrame

    def structure_bounds(self) -> tuple[Ints, Ints]:
        """(first rank, number) of the structures of each territory (rows) and organism (columns)."""
        return _bounds(
            self.structures["territory"].to_numpy() * len(ORGANISMES)
            + self.structures["organisme"].map(ORGANISMES.index).to_numpy(),
            len(self.territories) * len(ORGANISMES),
        )

    def referent_bounds(self) -> tuple[Ints, Ints]:
        """(first rank, number) of the referents of each structure."""
        return _bounds(self.referents["structure"].to_numpy(), len(self.structures))


def build_places(world: World, persons: int) -> Places:
    """Places of a world for so many persons: their number sets that of the referents only."""
    communes, territories = _communes(world)
    territories = territories.assign(**_paces(world.departement, territories))
    structures, referents = _structures(world.departement, territories, persons)
    return Places(world.departement, communes, territories, structures, referents)


def own_territories(world: World) -> dict[str, tuple[pd.Series, dict[str, str]]]:
    """{level: (Series commune -> code, {code: name})} of the département's territories.csv; empty without one."""
    path = DATA / "departements" / world.departement / "territories.csv"
    if not path.exists():
        return {}
    own = world.communes.index[world.own]
    return {level: (members, names) for level, (members, names, _) in read_territories(path, own).items()}


def _communes(world: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    own = world.communes[world.own]
    declared = own_territories(world)
    if declared:
        level = "sdsei" if "sdsei" in declared else next(iter(declared))
        members, names = declared[level]
        members = members.reindex(own.index)
    else:
        level, members = "epci", own["epci"].where(own["epci"] != "", "hors-epci")
        names = {**world.epci_names, "hors-epci": "Hors EPCI"}
    weight = own["population"] * world.odds_beside_departement(1.5)[world.own]
    weight = weight / weight.sum()
    by_weight = weight.groupby(members).sum().sort_values(ascending=False, kind="stable")
    rank = pd.Series(range(len(by_weight)), index=by_weight.index)
    communes = pd.DataFrame(
        {
            "code": own.index,
            "weight": weight.to_numpy(),
            "territory": members.map(rank).to_numpy(),
            "population": own["population"].to_numpy(),
            "epci": own["epci"].to_numpy(),
        }
    )
    seats = communes.loc[communes.groupby("territory")["weight"].idxmax(), "code"].to_numpy()
    territories = pd.DataFrame(
        {
            "code": by_weight.index,
            "name": by_weight.index.map(names),
            "level": level,
            "weight": by_weight.to_numpy(),
            "seat": seats,
        }
    )
    return communes, territories


def _paces(departement: str, territories: pd.DataFrame) -> dict[str, object]:
    """One slow territory, one where the wait grows, one fast, chosen by their size; the others in between."""
    count = len(territories)
    draws = stream("rythmes d'orientation", departement)
    queue_days = draws.uniform(45, 105, count)
    quick_share = draws.uniform(0.20, 0.32, count)
    platform = np.arange(count) % 2 == 0
    backlog = np.zeros(count, dtype=bool)
    if count > 1:
        queue_days[1], quick_share[1], platform[1] = 128, 0.14, False
    if count > 2:
        queue_days[2], quick_share[2], platform[2], backlog[2] = 75, 0.38, False, True
    if count > 3:
        queue_days[3], quick_share[3], platform[3] = 16, 0.50, True
    return {
        "queue_days": queue_days,
        "quick_share": quick_share,
        "platform_day": as_days(np.where(platform, PLATFORM_DAY, NEVER)),
        "backlog": backlog,
    }


def _structures(departement: str, territories: pd.DataFrame, persons: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    weight = territories["weight"].to_numpy()
    per_cell = 1 + np.floor(np.outer(weight, STRUCTURES_PER_DEPARTEMENT)).astype(np.int64)
    cells = np.repeat(np.arange(per_cell.size), per_cell.ravel())
    territory, organisme = np.divmod(cells, len(ORGANISMES))
    open_files = persons * STILL_ACCOMPANIED * weight[territory] * np.array(ACCOMPANIED_SHARES)[organisme]
    referents = np.ceil(open_files / per_cell.ravel()[cells] / PORTFOLIO).astype(np.int64)
    rank_in_cell = np.arange(len(cells)) - _bounds(cells, per_cell.size)[0][cells]
    codes = np.array(ORGANISMES)[organisme]
    structures = pd.DataFrame(
        {
            "id": pseudonyms("structure", departement, np.arange(len(cells))),
            "libelle": [
                f"{LABELS[code]} {territories.at[place, 'name']} {rank + 1} (fictive)"
                for code, place, rank in zip(codes, territory, rank_in_cell, strict=True)
            ],
            "organisme": codes,
            "territory": territory,
            "code_commune": territories["seat"].to_numpy()[territory],
            "referents": referents,
        }
    )
    holders = np.repeat(np.arange(len(structures)), referents)
    ids = pseudonyms("referent", departement, np.arange(len(holders)))
    return structures, pd.DataFrame({"id_referent": ids, "structure": holders})


def _bounds(sorted_cells: Ints, count: int) -> tuple[Ints, Ints]:
    numbers = np.bincount(sorted_cells, minlength=count)
    return np.cumsum(numbers) - numbers, numbers


def chosen_within(draws: np.random.Generator, first: Ints, numbers: Ints) -> Ints:
    """A rank drawn between `first` and `first + numbers`, for each entry."""
    return first + np.floor(draws.random(len(first)) * numbers).astype(np.int64)


def commune_draw(places: Places, draws: np.random.Generator, count: int) -> Ints:
    """Ranks of communes, drawn by their part of the persons."""
    weights: Floats = np.cumsum(places.communes["weight"].to_numpy())
    return np.searchsorted(weights / weights[-1], draws.random(count), side="right")
