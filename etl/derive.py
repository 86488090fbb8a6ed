"""Indicators from measures: ratios of sums, same perimeters, unions of EPCI, and refusals."""

from __future__ import annotations

import math

import pandas as pd

from etl.geography import Geography
from etl.unions import PERIMETER_TOLERANCE, Rate, rounding_half_width, union_rate
from observatoire.catalogue import Catalogue, Indicator
from observatoire.formats import decimal
from observatoire.territories import OWN_LEVELS

#: EPCI perimeters are stable enough to be read by their code alone since the recomposition of 1 January 2017.
EPCI_STABLE_SINCE = 2017
#: A denominator (population) may be this many years away from its numerator.
DENOMINATOR_YEARS_AWAY = 2
UNION_OUTSIDE_TOLERANCE = 0.98

NOT_ADDED = {
    "amount": "une médiane ne se calcule pas à partir de celles des communes ou des EPCI",
    "ratio": "un rapport entre déciles ne se calcule pas à partir de ceux des communes ou des EPCI",
    "rate": "ce taux n’est pas publié à cette maille et ne se déduit pas de ceux des communes ou des EPCI",
    "duration": "un délai moyen ne se calcule pas à partir d’autres moyennes",
    "count": "ce nombre n’est pas publié à cette maille",
}


def ratios(facts: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """A rate computed as `per` × numerator / denominator, both of the same territory; blurred numerators give bounds.

    The denominator is that of 1 January nearest to the December of the numerator, at most DENOMINATOR_YEARS_AWAY away.
    A numerator known only as "fewer than 5" gives no rate: the rate is secret.
    """
    rule = indicator.ratio
    numerators = facts[(facts["measure"] == rule.numerator) & facts["level"].isin(indicator.levels)]
    numerators = numerators[numerators["period"].str.fullmatch(r"\d{4}-12")]
    people = facts[(facts["measure"] == rule.denominator) & facts["value"].notna()]
    people = people.assign(year=people["period"].str[:4].astype(int))[["level", "territory", "year", "value"]]
    people = people.rename(columns={"value": "denominator"})
    wanted = numerators.assign(january=numerators["period"].str[:4].astype(int) + 1)
    pairs = wanted.merge(people, on=["level", "territory"], how="left")
    pairs["away"] = (pairs["january"] - pairs["year"]).abs()
    pairs = pairs.sort_values("away", kind="stable").drop_duplicates(["level", "territory", "period"])
    usable = (pairs["away"] <= DENOMINATOR_YEARS_AWAY) & (pairs["denominator"] > 0) & pairs["value"].notna()
    hidden = usable & (pairs["qualifier"] == "below_5")
    shown = usable & ~hidden
    factor = rule.per / pairs["denominator"].where(pairs["denominator"] > 0)
    status = pairs["status"].where(pairs["value"].isna(), "missing").mask(hidden, "secret").mask(shown, pairs["status"])
    qualifier = pairs["qualifier"].mask(usable & ~hidden, pairs["qualifier"].replace("", "calculated"))
    year = pairs["year"].map(lambda value: "" if pd.isna(value) else str(int(value))).astype("str")
    return pairs.assign(
        measure=indicator.id,
        numerator=pairs["value"].where(shown),
        value=(pairs["value"] * factor).where(shown),
        low=(pairs["low"] * factor).where(shown),
        high=(pairs["high"] * factor).where(shown),
        denominator=pairs["denominator"].where(usable),
        status=status,
        qualifier=qualifier.mask(hidden, "below_5").mask(~usable & pairs["value"].notna(), "denominator"),
        method=("population au 1er janvier " + year)
        .where(shown, pairs["method"])
        .mask(hidden, "moins de 5 foyers, nombre caché par le producteur : le taux ne se calcule pas")
        .mask(~usable & pairs["value"].notna(), "pas de population connue à moins de deux ans de ce mois"),
    ).drop(columns=["january", "year", "away"])


def same_perimeter(facts: pd.DataFrame, indicator: Indicator, geography: Geography) -> pd.DataFrame:
    """Own territories made of exactly the communes of one EPCI carry its figures."""
    parts = []
    for level in _own_levels(indicator, geography):
        for code, communes in _communes_of(geography, level).items():
            if (twin := geography.epci_of_communes.get(communes)) is None:
                continue
            rows = facts[(facts["measure"] == indicator.id) & (facts["level"] == "epci") & (facts["territory"] == twin)]
            rows = rows[rows["period"].str[:4].astype(int) >= EPCI_STABLE_SINCE]
            name = geography.names["epci"][twin]
            parts.append(rows.assign(level=level, territory=code, method=f"mêmes communes que l’EPCI {name}"))
    return pd.concat(parts, ignore_index=True) if parts else facts.iloc[:0]


def unions(facts: pd.DataFrame, indicator: Indicator, geography: Geography, catalogue: Catalogue) -> pd.DataFrame:
    """Rates of the own territories made of published pieces (see etl.unions); one row a territory and period.

    Territories of same_perimeter are computed too; the caller keeps the first.
    """
    rates = facts[(facts["measure"] == indicator.id) & facts["level"].isin(["commune", "epci"])]
    people = facts[(facts["measure"] == indicator.weighting.measure) & facts["level"].isin(["commune", "epci"])]
    rows = []
    for period in sorted(set(rates["period"])):
        published = rates[(rates["period"] == period) & rates["value"].notna()]
        commune_rates, epci_rates = _rates(published, "commune"), _rates(published, "epci")
        persons, doubtful = _persons(people[people["period"] == period], geography)
        for level in _own_levels(indicator, geography):
            for code, communes in _communes_of(geography, level).items():
                rows.append(
                    _union_row(
                        indicator,
                        period,
                        level,
                        code,
                        communes,
                        geography,
                        persons,
                        doubtful,
                        commune_rates,
                        epci_rates,
                        published,
                    )
                )
    return pd.DataFrame([row for row in rows if row])


def refusals(done: pd.DataFrame, indicator: Indicator, geography: Geography) -> pd.DataFrame:
    """For the own territories still without a row: "missing" and the sentence that says why, for each known period."""
    periods = sorted(set(done.loc[done["level"].isin(["commune", "epci"]), "period"]))
    levels = _own_levels(indicator, geography)
    told = done[done["level"].isin(levels)]
    have = set(zip(told["level"], told["territory"], told["period"], strict=True))
    rows = [
        _row(
            indicator,
            level,
            code,
            period,
            status="missing",
            qualifier="not_aggregable",
            method=NOT_ADDED[indicator.kind],
        )
        for level in levels
        for code in geography.names[level]
        for period in periods
        if (level, code, period) not in have
    ]
    return pd.DataFrame(rows)


def _own_levels(indicator: Indicator, geography: Geography) -> list[str]:
    return [level for level in OWN_LEVELS if level in geography.memberships and level in indicator.levels]


def _communes_of(geography: Geography, level: str) -> dict[str, frozenset[str]]:
    return {
        code: frozenset(group.index)
        for code, group in geography.memberships[level].groupby(geography.memberships[level])
    }


def _rates(published: pd.DataFrame, level: str) -> dict[str, Rate]:
    rows = published[published["level"] == level]
    half = rounding_half_width(rows["value"])
    floored = rows["qualifier"] == "floor"
    low = (rows["value"] - half).where(~floored, 0.0)
    high = (rows["value"] + half).where(~floored, rows["value"])
    middle = rows["value"].where(~floored, rows["value"] / 2)
    return {
        code: Rate(value, lower, upper, 0.0)
        for code, value, lower, upper in zip(rows["territory"], middle, low, high, strict=True)
    }


def _persons(people: pd.DataFrame, geography: Geography) -> tuple[dict[str, float], set[str]]:
    """Persons of fiscal households by commune, and the EPCI whose members do not add up to their published total.

    Communes whose count is hidden share what is left of the total of their EPCI, in proportion to their population.
    """
    known = people[people["value"].notna()]
    persons = known[known["level"] == "commune"].set_index("territory")["value"].to_dict()
    totals = known[known["level"] == "epci"].set_index("territory")["value"].to_dict()
    epci, population = geography.memberships["epci"], geography.communes["population"].fillna(0)
    near = epci[epci.index.isin(geography.near_communes)]
    doubtful = set()
    for code, members in near.groupby(near).groups.items():
        if (total := totals.get(code)) is None:
            continue
        hidden = [commune for commune in members if commune not in persons]
        left = total - sum(persons[commune] for commune in members if commune in persons)
        expected = float(population.reindex(hidden).sum())
        if abs(left - expected) > PERIMETER_TOLERANCE * total:
            doubtful.add(code)
        elif hidden:
            persons |= {
                commune: max(left, 0.0) * population[commune] / expected if expected else 0.0 for commune in hidden
            }
    return persons, doubtful


def _union_row(
    indicator: Indicator,
    period: str,
    level: str,
    code: str,
    communes: frozenset[str],
    geography: Geography,
    persons: dict[str, float],
    doubtful: set[str],
    commune_rates: dict[str, Rate],
    epci_rates: dict[str, Rate],
    published: pd.DataFrame,
) -> dict | None:
    epci = geography.memberships["epci"]
    touched = sorted(set(epci[epci.index.isin(communes)]))
    members_of = {one: set(epci.index[epci == one]) for one in touched}
    trusted = {one: rate for one, rate in epci_rates.items() if one not in doubtful}
    found = union_rate(communes, members_of, persons, commune_rates, trusted)
    if found is None or found.published_share == 0:
        return None
    bounds = f"entre {decimal(max(found.low, 0.0), 1)} et {decimal(found.high, 1)} %"
    if found.value is None:
        part = decimal(100 * found.published_share, 1)
        return _row(
            indicator,
            level,
            code,
            period,
            status="missing",
            qualifier="uncertain",
            method=(
                f"{part} % seulement des personnes vivent dans un territoire dont le taux est publié : le taux est "
                f"à coup sûr {bounds}, ce qui est trop large pour donner un chiffre"
            ),
        )
    whole = all(members <= communes for members in members_of.values())
    nearly = not whole and found.inside_share >= UNION_OUTSIDE_TOLERANCE and all(one in trusted for one in touched)
    inside = decimal(100 * found.inside_share, 1)
    share = decimal(100 * found.published_share, 1)
    if whole and all(one in trusted for one in touched):
        method = f"union de {len(touched)} EPCI, taux publiés pondérés par les personnes des ménages fiscaux"
    elif nearly:
        method = f"{len(touched)} EPCI pondérés par les personnes ; le territoire réunit {inside} % de leurs personnes"
    elif found.exact:
        method = f"communes au taux publié, pondérées par les personnes des ménages fiscaux ; à coup sûr {bounds}"
    else:
        method = f"communes et EPCI au taux publié ({share} % des personnes) et reste de l’EPCI ; à coup sûr {bounds}"
    contributing = published[published["territory"].isin(set(touched) | communes)]
    return _row(
        indicator,
        level,
        code,
        period,
        value=found.value,
        low=max(found.low, 0.0),
        high=found.high,
        numerator=found.value * found.persons / 100,
        denominator=found.persons,
        status="published" if found.exact else "estimated",
        qualifier="calculated",
        method=method,
        source=contributing["source"].iloc[0],
        vintage=contributing["vintage"].iloc[0],
    )


def _row(indicator: Indicator, level: str, code: str, period: str, **given) -> dict:
    empty = {
        "value": math.nan,
        "low": math.nan,
        "high": math.nan,
        "numerator": math.nan,
        "denominator": math.nan,
        "source": indicator.sources[0],
        "vintage": "",
        "breakdown": "ensemble",
        "line": 0,
    }
    return empty | {"measure": indicator.id, "level": level, "territory": code, "period": period} | given
