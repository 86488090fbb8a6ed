"""From the private database of persons to protected figures: the only way out of the microdata."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from etl.checks import CheckResult, check_bounds
from etl.geography import Geography
from etl.parcours import offer
from etl.parcours.delays import count_delay
from etl.parcours.family import FIGURE_COLUMNS, Family, with_fragile
from etl.parcours.given import absence, as_given, untold
from etl.parcours.jobs import check_cards
from etl.parcours.magnitudes import protect_magnitude
from etl.parcours.methods import check_methods, is_rounded
from etl.parcours.monthly_exits import protected_exits, withheld
from etl.parcours.offer_rates import densities
from etl.parcours.persons import Microdata, open_microdata
from etl.parcours.protection import Protected, nothing_told, protect_families
from etl.parcours.rate_list import every_headcount, every_rate
from etl.parcours.rates import Headcount, Rate, count_heads, count_rate
from etl.parcours.referents import portfolios
from etl.parcours.rounded import rounded_heads
from etl.parcours.settings import ENTRIES, SOURCE, load_settings
from etl.parcours.siae_exits import POPULATION as SIAE_EXITS
from etl.parcours.siae_exits import count_siae_exits
from etl.parcours.steps import STANDS_ON, count_step, every_step
from etl.parcours.stocks import rounded_stock
from etl.parcours.tying import TIED, inclusions_of
from etl.parcours.waits import DELAYS, Delay, negative_delays
from etl.secrecy.price import price
from etl.secrecy.rule import Rule, load_rule
from etl.workers import Each, one_by_one
from observatoire.catalogue import Catalogue
from observatoire.formats import count, decimal

#: Populations counted first: soon counted, and long to protect.
FIRST = (SIAE_EXITS,)


@dataclass(frozen=True)
class Parcours:
    """What may be published. observations: rows of the published table; curves, places, price: rows of theirs."""

    observations: pd.DataFrame
    curves: pd.DataFrame
    places: pd.DataFrame
    price: pd.DataFrame
    checks: tuple[CheckResult, ...]


def count_parcours(
    database: Path,
    geography: Geography,
    catalogue: Catalogue,
    published: Callable[[], pd.DataFrame],
    each: Each = one_by_one,
) -> Parcours:
    """Count, protect and audit. published: gives the figures of the other sources, denominators of the densities; each:
    who protects, and attacks.

    The check of the audit blocks the publication when a hidden figure can be recovered.
    """
    rule = load_rule(SOURCE)
    check_cards(load_settings(), catalogue)
    with open_microdata(database, geography, load_settings(), rule) as microdata:
        counted, beside = _counted(microdata, geography, rule, catalogue, published, each)
        vintage = f"{microdata.extracted_on:%Y-%m-%d}"
    figures = pd.concat([counted.figures, *beside.figures], ignore_index=True)
    figures = _at_told_levels(with_fragile(figures, load_settings().fragile_below), catalogue)
    check_bounds(SOURCE, figures.rename(columns={"indicator": "measure"}).assign(line=0), catalogue)
    figures = _as_shown(figures, catalogue)
    observations = figures.drop(columns="needs").assign(source=SOURCE, vintage=vintage)
    return Parcours(
        observations,
        counted.curves,
        beside.places,
        _price(counted.told, catalogue, rule),
        (_audit_check(counted), _negative_check(beside.negative, rule)),
    )


@dataclass(frozen=True)
class _Beside:
    """What is not a family: amounts and rounded headcounts, protected on their own; figures that are public or made of
    those; places shown; delays that are negative."""

    protected: list[Protected]
    figures: list[pd.DataFrame]
    places: pd.DataFrame
    negative: pd.DataFrame


def _counted(
    microdata: Microdata,
    geography: Geography,
    rule: Rule,
    catalogue: Catalogue,
    published: Callable[[], pd.DataFrame],
    each: Each,
) -> tuple[Protected, _Beside]:
    beside: list[_Beside] = []
    rates, headcounts = every_rate(microdata), every_headcount(microdata)
    check_methods(catalogue, rates, headcounts)
    to_round = [heads for heads in headcounts if is_rounded(heads, catalogue)]
    to_hide = [heads for heads in headcounts if heads not in to_round]

    def batches() -> Iterator[list[Family]]:
        """The families, then what this process can do while the last of them are protected by others."""
        yield from _batches(microdata, rates, to_hide)
        beside.append(_counted_beside(microdata, geography, rule, to_round, published))

    families = protect_families(batches(), microdata.atoms, rule, each, inclusions_of(microdata))
    exits = protected_exits(microdata, geography, rule, withheld(families.figures, rates))
    if why := absence(("right_end",), microdata):
        exits = nothing_told(untold(exits.figures, why))
    parts = [families, *beside[0].protected, exits]
    followed = _portfolios(microdata, rule, families.figures)
    every = Protected(
        pd.concat([*(part.figures for part in parts), followed], ignore_index=True),
        families.curves,
        sum(part.attacked for part in parts),
        sum(part.broken for part in parts),
        pd.concat([part.told for part in parts], ignore_index=True),
    )
    return every, beside[0]


def _counted_beside(
    microdata: Microdata,
    geography: Geography,
    rule: Rule,
    to_round: Sequence[Headcount],
    published: Callable[[], pd.DataFrame],
) -> _Beside:
    magnitudes = (offer.etp(microdata, geography), *offer.hours(microdata, geography))
    protected = [protect_magnitude(magnitude, rule) for magnitude in magnitudes]
    structures = _structures(microdata, geography)
    offered = pd.concat([structures, *(part.figures for part in protected)], ignore_index=True)
    protected.append(rounded_stock(microdata, geography, rule))
    protected += [rounded_heads(heads, microdata, geography, rule) for heads in to_round]
    return _Beside(
        protected,
        [structures, densities(offered, published(), geography)],
        offer.places(microdata),
        negative_delays(microdata),
    )


def _batches(microdata: Microdata, rates: Sequence[Rate], headcounts: Sequence[Headcount]) -> Iterator[list[Family]]:
    """The families of each population: FIRST, so that whoever protects them never waits, TIED, then the others."""
    counts: dict[str, list[Callable[[], list[Family]]]] = {population: [] for population in (*FIRST, *TIED)}
    for delay in DELAYS:
        counts.setdefault(delay.population, []).append(partial(_delay, delay, microdata))
    for step, condition in every_step(microdata).items():
        counts[ENTRIES].append(partial(_step, step, condition, microdata))
    for rate in rates:
        counts.setdefault(rate.population, []).append(partial(_rate, rate, microdata))
    for heads in headcounts:
        counts.setdefault(heads.population, []).append(partial(_heads, heads, microdata))
    counts[SIAE_EXITS] = [partial(count_siae_exits, microdata)]
    for asked in counts.values():
        yield [family for count_one in asked for family in count_one()]


def _delay(delay: Delay, microdata: Microdata) -> list[Family]:
    return as_given(count_delay(delay, microdata), delay.stands_on, microdata)


def _step(step: str, condition: str, microdata: Microdata) -> list[Family]:
    """The persons who asked, told beside the first step, stand on nothing more."""
    stands_on = {f"etape:{step}": STANDS_ON[step]}
    return as_given(count_step(step, condition, microdata), stands_on, microdata, by="breakdown")


def _rate(rate: Rate, microdata: Microdata) -> list[Family]:
    return as_given(count_rate(rate, microdata), {rate.indicator: rate.stands_on}, microdata)


def _heads(heads: Headcount, microdata: Microdata) -> list[Family]:
    return as_given(count_heads(heads, microdata), {heads.indicator: heads.stands_on}, microdata)


def _portfolios(microdata: Microdata, rule: Rule, judged: pd.DataFrame) -> pd.DataFrame:
    found = portfolios(microdata, rule, judged)
    return untold(found, why) if (why := absence(("right_end",), microdata)) else found


def _structures(microdata: Microdata, geography: Geography) -> pd.DataFrame:
    """Numbers of SIAE: public, as they are; 0 where there is none."""
    rows = offer.with_zeros(offer.structures(microdata), geography, "value")
    return rows.assign(
        indicator="siae",
        **dict.fromkeys(("low", "high", "numerator", "denominator"), float("nan")),
        status="published",
        qualifier="",
        method="",
        needs="",
    )[FIGURE_COLUMNS]


def _at_told_levels(figures: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Only the levels that the catalogue says of each indicator."""
    told = [(i.id, level) for i in catalogue.indicators.values() for level in i.levels]
    return figures[pd.MultiIndex.from_frame(figures[["indicator", "level"]]).isin(told)]


def _as_shown(figures: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Rates, ratios and delays with the decimals that screens show: the others would tell of persons one by one."""
    shown = {i.id: i.decimals for i in catalogue.indicators.values() if i.kind != "count"}
    decimals = figures["indicator"].map(shown)
    rounded = figures.copy()
    for number, rows in figures.groupby(decimals):  # headcounts have none: they are whole, or amounts
        for name in ("value", "low", "high"):
            rounded.loc[rows.index, name] = rows[name].round(int(number))
    return rounded


def _price(told: pd.DataFrame, catalogue: Catalogue, rule: Rule) -> pd.DataFrame:
    """Columns of the table secrecy_price, one row an indicator and level that is told."""
    cost = price(_at_told_levels(told, catalogue), ["indicator", "level"], rule.counts.threshold)
    return pd.DataFrame(
        {
            "indicator": cost["indicator"],
            "level": cost["level"],
            "cells": cost["cells"],
            "hidden": cost["hidden"],
            "share_hidden": cost["share_at_most"],
            "method": cost["indicator"].map({i.id: i.secrecy for i in catalogue.indicators.values()}),
        }
    )


def _audit_check(counted: Protected) -> CheckResult:
    detail = (
        f"{count(counted.attacked, 'chiffre caché', 'chiffres cachés')} attaqués à partir des effectifs, "
        "parts, montants, médianes et courbes publiés, ensemble pour toutes les populations qui comptent les mêmes "
        f"personnes, règle connue ; {decimal(counted.broken)} se laissent encadrer de trop près"
    )
    return CheckResult(
        "Secret statistique : aucun effectif, part ou montant caché ne se déduit des autres",
        not counted.broken,
        True,
        detail,
    )


def _negative_check(negative: pd.DataFrame, rule: Rule) -> CheckResult:
    """How many are few is not written in what is published: the report of the extracts gives their lines."""
    persons = int(negative["persons"].sum())
    told = f"moins de {decimal(rule.counts.threshold)} délais négatifs"
    if not rule.small(np.array(persons)):
        told = count(persons, "délai négatif", "délais négatifs")
    detail = f"{told}, jamais comptés dans une durée"
    return CheckResult("Extraits : aucun événement avant son point de départ", persons == 0, False, detail)
