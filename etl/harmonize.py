"""Figures of any year on the communes of today, then on the territories that hold them. Sums first, ratios after.

Counts of merged communes are added, so totals are preserved. A rate, a median or any other figure that cannot be added
is set to "missing" when its commune has changed perimeter since: the old figure describes another place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from etl.geography import Geography, commune_links
from etl.reading import Aside
from observatoire.catalogue import Catalogue
from observatoire.errors import CheckFailed
from observatoire.formats import count, decimal

#: A sum over the members of a territory is published when they hold at least this share of its population.
MINIMUM_COVERAGE = 0.98
#: A figure that cannot be added survives a split when the commune kept at least this share of its people.
SAME_PLACE = 0.95
OUTSIDE_DEPARTEMENTS = ("975", "977", "978", "98")

KEYS = ["measure", "territory", "period", "breakdown"]
BLURRED = ("rounded_5", "below_5")


@dataclass(frozen=True)
class Harmonized:
    """observations: the reading's columns plus `method`, communes of today; aside: rows that reached no commune."""

    observations: pd.DataFrame
    aside: tuple[Aside, ...]


def to_current_communes(observed: pd.DataFrame, geography: Geography, catalogue: Catalogue, file: str) -> Harmonized:
    """Bring the commune rows of one file to the commune list of the day; other levels pass untouched.

    Communes far from the département are kept only for the counts of indicators, which add up to régions and France.
    Raises CheckFailed when communes of the département reach nothing.
    """
    observed = observed.assign(method="")
    is_commune = observed["level"] == "commune"
    if not is_commune.any():
        return Harmonized(observed, ())
    communes = observed[is_commune]
    codes = pd.Index(communes["territory"].unique())
    links, lost = commune_links(codes, geography)
    aside = _lost(lost, communes, geography, file)
    today = geography.communes.index
    communes = _useful(communes, links, geography, catalogue)
    split_off = links[links["old"].isin(today)].groupby("old")["ratio"].sum()
    touched = set(links["new"]) | set(split_off.index)
    direct = communes[communes["territory"].isin(today) & ~communes["territory"].isin(touched)]
    kept = [observed[~is_commune], direct]
    if touched:
        kept.append(_recomposed(communes, links, split_off, touched, catalogue))
    return Harmonized(pd.concat(kept, ignore_index=True), aside)


def _useful(communes: pd.DataFrame, links: pd.DataFrame, geography: Geography, catalogue: Catalogue) -> pd.DataFrame:
    near = geography.near_communes
    near_before = set(near) | set(links.loc[links["new"].isin(near), "old"])
    counted = {indicator.id for indicator in catalogue.indicators.values() if indicator.aggregation == "sum"}
    return communes[communes["measure"].isin(counted) | communes["territory"].isin(near_before)]


def _lost(lost: list[str], communes: pd.DataFrame, geography: Geography, file: str) -> tuple[Aside, ...]:
    own = [code for code in lost if code.startswith(geography.departement)]
    if own:
        raise CheckFailed(
            f"{file} : {len(own)} commune(s) du département sont absentes de la liste {geography.year}, par exemple "
            f"{own[0]} ; ont-elles fusionné ? ajoutez-les à data/catalogue/corrections/communes.yml."
        )
    outside = [code for code in lost if code.startswith(OUTSIDE_DEPARTEMENTS)]
    unknown = [code for code in lost if not code.startswith(OUTSIDE_DEPARTEMENTS)]
    reasons = (
        ("collectivité d’outre-mer, hors des 101 départements", outside),
        (f"commune d’un autre département, absente de la liste {geography.year}", unknown),
    )
    lines = {
        codes[0]: communes.loc[communes["territory"].isin(codes), "line"].nunique() for _, codes in reasons if codes
    }
    return tuple(Aside(reason, lines[codes[0]], codes[0]) for reason, codes in reasons if codes)


def _recomposed(
    communes: pd.DataFrame, links: pd.DataFrame, split_off: pd.Series, touched: set[str], catalogue: Catalogue
) -> pd.DataFrame:
    """Rows of the communes of today that are made of other codes of the file."""
    identity = pd.DataFrame({"old": sorted(touched), "new": sorted(touched)})
    identity["ratio"] = 1 - identity["old"].map(split_off).fillna(0)
    every_link = pd.concat([links, identity[identity["old"].isin(communes["territory"])]])
    made = communes.merge(every_link, left_on="territory", right_on="old").assign(territory=lambda rows: rows["new"])
    additive = made["measure"].isin([m for m in made["measure"].unique() if catalogue.measure(m).aggregation == "sum"])
    added = [_add_up(rows) for _, rows in made[additive].groupby(KEYS, sort=False)]
    others = [_same_place_or_missing(rows) for _, rows in made[~additive].groupby(KEYS, sort=False)]
    return pd.DataFrame(added + others, columns=communes.columns)


def _add_up(rows: pd.DataFrame) -> dict:
    first = rows.iloc[0].to_dict()
    if len(rows) == 1 and first["ratio"] == 1:
        return first
    if rows["value"].isna().any():
        worst = "secret" if (rows["status"] == "secret").any() else "missing"
        return first | {"value": math.nan, "low": math.nan, "high": math.nan, "status": worst, "qualifier": ""}
    shared = (rows["ratio"] < 1).any()
    blurred = rows["qualifier"].isin(BLURRED).any()
    result = first | {
        "value": float((rows["value"] * rows["ratio"]).sum()),
        "low": math.nan,
        "high": math.nan,
        "status": "estimated" if shared else "published",
        "qualifier": "rounded_5" if blurred else first["qualifier"],
        "method": "part de l’ancienne commune, au prorata de la population"
        if shared
        else f"somme des {len(rows)} communes fusionnées depuis",
    }
    if rows["low"].notna().all():
        result["low"] = float((rows["low"] * rows["ratio"]).sum())
        result["high"] = float((rows["high"] * rows["ratio"]).sum())
    return result


def _same_place_or_missing(rows: pd.DataFrame) -> dict:
    first = rows.iloc[0].to_dict()
    # Some files list only the communes that have a figure: the code of another commune alone is not this one's figure.
    if len(rows) == 1 and first["ratio"] >= SAME_PLACE and first["old"] == first["new"]:
        return first
    return first | {
        "value": math.nan,
        "low": math.nan,
        "high": math.nan,
        "status": "missing",
        "qualifier": "old_perimeter",
        "method": "la commune a changé de périmètre depuis : l’ancien chiffre décrit un autre territoire",
    }


#: Levels made of whole départements: added from them rather than from the communes.
MADE_OF_DEPARTEMENTS = ("region", "france", "france_metro")
FIGURE = ["measure", "period", "breakdown"]
TALLIES = {
    "value": "sum",
    "known_people": "sum",
    "known": "sum",
    "blurred": "sum",
    "estimated": "max",
    "source": "first",
    "vintage": "max",
}


def sum_to_levels(communes: pd.DataFrame, geography: Geography, levels: dict[str, set[str]]) -> pd.DataFrame:
    """Add commune counts (one measure a row, communes of today) over `levels` ({level: territories wanted}).

    A territory whose members with a figure hold less than MINIMUM_COVERAGE of its population gets "missing"; between
    that and all of them, "estimated". Blurred counts stay blurred, with the 95 % interval of the rounding errors.
    """
    known = communes["value"].notna()
    counted = communes.assign(
        known=known.astype(int),
        blurred=communes["qualifier"].isin(BLURRED).astype(int),
        estimated=communes["status"] == "estimated",
        known_people=communes["territory"].map(geography.communes["population"]).fillna(0).where(known, 0.0),
        figure=communes.groupby(FIGURE, sort=False).ngroup(),
    )
    figures = counted.drop_duplicates("figure").set_index("figure")[FIGURE]
    # Texts are added up as numbers, which is much faster.
    texts = {}
    for name in ("source", "vintage"):
        counted[name], texts[name] = pd.factorize(counted[name], sort=True)
    departements = _tally(counted, "territory", geography.memberships["departement"])
    parts = []
    for level, wanted in levels.items():
        if level == "commune" or level not in geography.memberships:
            continue
        membership = geography.memberships[level]
        if level in MADE_OF_DEPARTEMENTS:
            above = membership.groupby(geography.communes["departement"]).first()
            tally = _tally(departements, "group", above)
        else:
            tally = (
                departements
                if level == "departement"
                else _tally(counted, "territory", membership[membership.isin(wanted)])
            )
        size = _size(membership, geography)
        told = tally.assign(**{name: known_as.take(tally[name]) for name, known_as in texts.items()})
        parts.append(_judged(told.join(figures, on="figure").join(size, on="group"), level))
    return pd.concat(parts, ignore_index=True)


def _tally(rows: pd.DataFrame, column: str, group_of: pd.Series) -> pd.DataFrame:
    """Add rows by figure and group: value, people and number of those that have a figure, blurred ones."""
    grouped = rows.assign(group=rows[column].map(group_of)).dropna(subset="group")
    return grouped.groupby(["figure", "group"], sort=False).agg(TALLIES).reset_index()


def _size(membership: pd.Series, geography: Geography) -> pd.DataFrame:
    """People and number of communes of each territory, with a figure or not."""
    population = geography.communes["population"].reindex(membership.index).fillna(0)
    return population.groupby(membership).agg(people="sum", communes="size")


def _judged(summed: pd.DataFrame, level: str) -> pd.DataFrame:
    coverage = (summed["known_people"] / summed["people"].where(summed["people"] > 0)).fillna(0)
    whole = summed["known"] == summed["communes"]
    enough = whole | (coverage >= MINIMUM_COVERAGE)
    blurred = summed["blurred"] > 0
    rounding = 1.96 * (2.0 * summed["blurred"]) ** 0.5
    share = (100 * coverage).map(lambda percent: decimal(percent, 1))
    counted = [
        f"{count(int(known), 'commune')} sur {decimal(total)}"
        for known, total in zip(summed["known"], summed["communes"], strict=True)
    ]
    method = pd.Series(
        [
            f"somme de {told}" + ("" if full else f", {part} % de la population")
            for told, part, full in zip(counted, share, whole, strict=True)
        ],
        index=summed.index,
    )
    refused = pd.Series(
        [
            f"seulement {told} ({part} % de la population) {'ont' if known > 1 else 'a'} un chiffre"
            for told, part, known in zip(counted, share, summed["known"], strict=True)
        ],
        index=summed.index,
    )
    return pd.DataFrame(
        {
            "measure": summed["measure"],
            "level": level,
            "territory": summed["group"],
            "period": summed["period"],
            "breakdown": summed["breakdown"],
            "value": summed["value"].where(enough),
            "low": (summed["value"] - rounding).clip(lower=0).where(enough & blurred),
            "high": (summed["value"] + rounding).where(enough & blurred),
            "status": (whole & ~summed["estimated"])
            .map({True: "published", False: "estimated"})
            .where(enough, "missing"),
            "qualifier": blurred.map({True: "rounded_5", False: "calculated"}).where(enough, "coverage"),
            "method": method.where(enough, refused),
            "source": summed["source"],
            "vintage": summed["vintage"],
            "line": 0,
        }
    )
