"""Delays: Kaplan–Meier over everybody who waits, the mean of the waits that are over beside it, and curves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from etl.parcours.counting import count_by_atom, count_by_place
from etl.parcours.curves import draw_curves, widened
from etl.parcours.delay_waits import days_told, mature, wait_by_attribute, wait_by_quarter, wait_of
from etl.parcours.family import (
    ALL,
    CURVE_COLUMNS,
    EVERYBODY,
    FIGURE_COLUMNS,
    PLACE,
    SHELTER,
    Family,
    with_fragile,
    without_recent,
)
from etl.parcours.persons import Microdata
from etl.parcours.settings import ATTRIBUTE_LEVELS, COUNTED_LEVELS, TOTAL, Settings
from etl.parcours.told_days import Wait, days_of_curves, days_of_medians
from etl.parcours.waits import (
    BEYOND,
    OUTCOMES,
    OUTSIDE,
    SPELL,
    Delay,
    class_of,
    classes_of_waits,
    dated_from_the_start,
    spells_of,
)
from etl.secrecy.rule import Rule
from observatoire.formats import decimal
from observatoire.statistics.competing import cumulative_incidence, incidences_by
from observatoire.statistics.intervals import wilson
from observatoire.statistics.survival import completed, kaplan_meier, medians, shares_by

WAITING_COUNTED = "Kaplan-Meier : les personnes qui attendent encore sont comptées"
WHOLE_PERCENT = f"{WAITING_COUNTED} ; part arrondie à l’unité, parce que l’effectif n’est pas dit"
NOT_REACHED = "médiane non atteinte"
HIGH_NOT_REACHED = f"{WAITING_COUNTED} ; pas d’intervalle : sa borne haute n’est pas encore connue"
COMPETING_COUNTED = "Aalen-Johansen : une fin de droit avant l’orientation compte comme une autre issue"
#: What a mean of completed waits says of itself, by the date that ends them.
ONLY_COMPLETED = {
    "decided": "moyenne des personnes orientées dans l’année de leur demande (définition de la Drees) : celles qui "
    "attendent encore ne sont pas comptées",
    "signed": "moyenne des personnes qui ont signé dans l’année de leur orientation (façon de compter de la Drees) : "
    "celles qui attendent encore ne sont pas comptées",
}
DAYS_OF_A_MONTH = 30
#: Groups of levels, the finest first, and the bounds that all but the département show.
DETAILS = (COUNTED_LEVELS, tuple(level for level in COUNTED_LEVELS if level != "epci"), ("departement",))
#: A mean of fewer persons would tell the wait of one of them. That there is one tells that they are so many: it is told
#: of larger groups only, of which it leaves unknown how many others there are.
FEWEST_AVERAGED = 10


def count_delay(delay: Delay, microdata: Microdata) -> list[Family]:
    """The figures of a delay by cohort and place; some of them by attribute too, where attributes are shown."""
    if delay.at_once and dated_from_the_start(delay.start, delay.end, microdata):
        return []
    every, drawn, waits = _timed(delay, microdata)
    if delay.beside is not None:
        others, curves, beside = _timed(delay.beside, microdata)
        every, drawn = pd.concat([every, others], ignore_index=True), pd.concat([drawn, curves], ignore_index=True)
        waits += beside
    if delay.quarters:
        return [replace(_large_only(delay, every, microdata.settings), waits=waits)]
    if delay.kin:  # their number of persons will not be told
        every = with_fragile(every, microdata.settings.fragile_below)
    if not delay.dimensions:
        return _by_detail(delay, every, drawn, waits, microdata)
    families = _by_detail(delay, every, drawn, waits[1:], microdata)  # the days of everybody are read by attribute
    return [*families, *_by_attribute(delay, waits[0], microdata)]


def _timed(delay: Delay, microdata: Microdata) -> tuple[pd.DataFrame, pd.DataFrame, tuple[Wait, ...]]:
    """The figures of a delay, its curves, and the days that they tell."""
    spells, groups = _grouped(_by_day(delay, microdata, levels=delay.levels).assign(breakdown=delay.called))
    curves = kaplan_meier(spells)
    figures = [_medians(delay, groups, curves, microdata), _shares(delay, groups, spells, curves, microdata)]
    if delay.really:
        figures.append(_really(delay, groups, spells, microdata))
    if delay.mean:
        figures.append(_means(delay, spells, groups, microdata))
    every = pd.concat([part for part in figures if part is not None], ignore_index=True)
    every = every.reindex(columns=[*FIGURE_COLUMNS, SHELTER])
    every = every[_is_shown(delay, every)]
    drawn = pd.DataFrame(columns=CURVE_COLUMNS)
    if not delay.median:
        return every, drawn, ()
    told = [mature(days_of_medians(delay.median, groups, curves, microdata.rule), microdata)]
    if delay.quarters:
        if days_told(delay.year) not in microdata.remembered:
            _timed(delay.year, microdata)
        year = microdata.remembered[days_told(delay.year)]
        return every, drawn, (wait_by_quarter(delay, told[0], year, microdata),)
    longest = spells.groupby("group")["day"].max()
    drawn = draw_curves(delay, groups, curves, longest, microdata.settings)
    told.append(days_of_curves(delay.median, groups, drawn))
    microdata.remembered[days_told(delay)] = pd.concat(told)
    return every, drawn, (wait_of(delay, pd.concat(told), {TOTAL: delay.levels}, microdata),)


def _is_shown(delay: Delay, figures: pd.DataFrame) -> pd.Series:
    """False for a share whose bound is not among those of its level."""
    days = figures["indicator"].map({**delay.shares, **delay.really})
    finest = {level: levels for levels in DETAILS for level in levels}
    bounds = figures["level"].map({level: set(delay.bounds_at(levels)) for level, levels in finest.items()})
    return days.isna() | pd.Series([day in among for day, among in zip(days, bounds, strict=True)], index=figures.index)


def _by_detail(
    delay: Delay, every: pd.DataFrame, drawn: pd.DataFrame, days: tuple[Wait, ...], microdata: Microdata
) -> list[Family]:
    """One family for each detail of the bounds: each figure is in the first whose bounds hold it."""
    families, told = [], {EVERYBODY}
    waits = [wait for wait in (delay, delay.beside) if wait is not None]
    for levels in DETAILS:
        bounds = delay.bounds_at(levels)
        needs = {wait.within(days) for wait in waits for days in bounds}
        shown = every["needs"].isin(needs | {EVERYBODY} if not families else needs - told) & every["level"].isin(levels)
        if families and not shown.any():
            continue
        tally = count_by_atom(microdata, spells_of(delay, microdata), SPELL, class_of(delay, bounds))
        for among, figures in _by_concern(delay, tally, every[shown]):
            classes = classes_of_waits(delay, bounds, tally, among)
            family = Family(delay.population, classes, tally, figures, among=among, kin=delay.kin)
            families.append(family if families else replace(family, curves=drawn, waits=days))
        told |= needs
    return families


def _by_concern(delay: Delay, tally: pd.DataFrame, figures: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """(class of the persons concerned, figures) of the periods whose every person is, then of the others.

    Where the wait concerns everybody, nobody is told apart: a class besides would hide what everybody could read.
    """
    apart = figures["period"].isin(tally.loc[tally["cls"] == OUTSIDE, "period"])
    found = [(among, part) for among, part in ((ALL, figures[~apart]), (delay.among, figures[apart])) if not part.empty]
    return found or [(ALL, figures)]


def _large_only(delay: Delay, every: pd.DataFrame, settings: Settings) -> Family:
    """Only groups whose size protects them, and without that size: quarters would add up to the year."""
    large = every["denominator"].ge(settings.fragile_below) | every["status"].eq("immature")
    return Family(delay.population, {}, pd.DataFrame(), every[large].assign(denominator=float("nan")))


def _by_attribute(delay: Delay, whole: Wait, microdata: Microdata) -> list[Family]:
    """The median by attribute; for the whole département, shares by attribute and the median by other dimensions."""
    spells, groups = _grouped(_by_day(delay, microdata, dimensions=delay.dimensions, levels=ATTRIBUTE_LEVELS))
    curves = kaplan_meier(spells)
    levels = dict.fromkeys(delay.dimensions, ATTRIBUTE_LEVELS)
    families = _of_kinds(delay, [], _medians(delay, groups, curves, microdata), delay.dimensions, microdata)
    families[0] = replace(families[0], waits=wait_by_attribute(delay, whole, groups, curves, levels, microdata))
    if delay.apart:
        read = replace(delay, shares={indicator: delay.shares[indicator] for indicator in delay.apart}, really={})
        shares = _shares(read, groups, spells, curves, microdata)
        families += _of_kinds(read, read.bounds, shares[shares["level"] == "departement"], delay.dimensions, microdata)
    if delay.above:
        spells, groups = _grouped(_by_day(delay, microdata, dimensions=delay.above, levels=("departement",)))
        curves, levels = kaplan_meier(spells), dict.fromkeys(delay.above, ("departement",))
        above = _of_kinds(delay, [], _medians(delay, groups, curves, microdata), delay.above, microdata)
        above[0] = replace(above[0], waits=wait_by_attribute(delay, whole, groups, curves, levels, microdata))
        families += above
    return families


def _of_kinds(
    delay: Delay, bounds: list[int], figures: pd.DataFrame, dimensions: tuple[str, ...], microdata: Microdata
) -> list[Family]:
    """Families of figures by attribute; bounds: those of the shares among them, read from one start only."""
    alone = replace(delay, beside=None, step="")
    tally = count_by_atom(microdata, spells_of(delay, microdata), SPELL, class_of(alone, bounds), dimensions)
    families = []
    for among, part in _by_concern(delay, tally, figures.reindex(columns=[*FIGURE_COLUMNS, SHELTER])):
        classes = classes_of_waits(alone, bounds, tally, among) if bounds else {among: (BEYOND,)}
        families.append(Family(delay.population, classes, tally, part, dimensions, among))
    return families


def _by_day(delay: Delay, microdata: Microdata, **shown) -> pd.DataFrame:
    """Counts as observatoire.statistics.survival wants them, by place and day; those of the year of the start too.

    Only of the persons whom the wait concerns; a day of none of them is left out.
    """
    told = {outcome: f"concerned AND outcome = '{outcome}'" for outcome in OUTCOMES}
    told["same_year"] = "concerned AND same_year"
    days = count_by_place(microdata, spells_of(delay, microdata), SPELL, told, each=("period", "day"), **shown)
    return days[days[list(OUTCOMES)].any(axis=1)].reset_index(drop=True)


def _grouped(spells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The counts with their groups, and the place of each group with its number of persons."""
    places = spells.groupby(PLACE, sort=False)
    spells = spells.assign(group=places.ngroup())
    persons = places[list(OUTCOMES)].sum().sum(axis=1)
    groups = persons.rename("denominator").reset_index().rename_axis("group")
    return spells, groups


def _figures(groups: pd.DataFrame, indicator: str, **columns) -> pd.DataFrame:
    base = groups.reset_index(drop=True).assign(
        indicator=indicator,
        low=float("nan"),
        high=float("nan"),
        numerator=float("nan"),
        status="published",
        qualifier="",
        method=WAITING_COUNTED,
        needs=EVERYBODY,
    )
    return base.assign(**columns)


def _medians(delay: Delay, groups: pd.DataFrame, curves: pd.DataFrame, microdata: Microdata) -> pd.DataFrame | None:
    if not delay.median:
        return None
    found = medians(curves).set_index("group").reindex(groups.index)
    reached = found["median"].notna()
    told = reached & found["high"].notna()  # an end that the curve did not reach is not known: no interval then
    found["low"] = found["low"].fillna(0)
    month = (found["longest"] // DAYS_OF_A_MONTH * DAYS_OF_A_MONTH).astype("int64")  # the day is that of one person
    never = [f"médiane non atteinte : plus de {decimal(days)} jours" if days else NOT_REACHED for days in month]
    figures = _figures(
        groups,
        delay.median,
        value=found["median"].to_numpy(),
        low=found["low"].where(told).to_numpy(),
        high=found["high"].where(told).to_numpy(),
        status=reached.map({True: "published", False: "missing"}).to_numpy(),
        qualifier=reached.map({True: "", False: "not_reached"}).to_numpy(),
        method=np.select([told, reached], [WAITING_COUNTED, HIGH_NOT_REACHED], never),
    )
    return without_recent(figures, microdata.settings.median_follow_up_days, microdata)


def _shares(
    delay: Delay, groups: pd.DataFrame, spells: pd.DataFrame, curves: pd.DataFrame, microdata: Microdata
) -> pd.DataFrame | None:
    if not delay.shares:
        return None
    found = shares_by(curves, sorted(set(delay.shares.values())))
    figures = _shares_of(delay, delay.shares, groups, found, "share", WAITING_COUNTED, microdata)
    sheltered = [_shelter(spells, groups, days, delay.bounds, microdata.rule) for days in delay.shares.values()]
    figures = figures.assign(**{SHELTER: np.concatenate(sheltered)})
    return _blurred(figures) if delay.kin else figures


def _blurred(figures: pd.DataFrame) -> pd.DataFrame:
    """Shares to a whole percent: with decimals, two or three of them tell of how many persons they are shares."""
    low, high = widened(figures["low"] / 100, figures["high"] / 100)
    method = figures["method"].where(figures["value"].isna(), WHOLE_PERCENT)
    return figures.assign(value=figures["value"].round(), low=low, high=high, method=method)


def _shelter(spells: pd.DataFrame, groups: pd.DataFrame, days: int, bounds: list[int], rule: Rule) -> np.ndarray:
    """For each group, how many persons may be taken for those whose right was closed within so many days, or for those
    who still wait then, when one of the two is few; NaN where neither is.

    The share of Kaplan and Meier leaves out a right that is closed: beside the number of persons served, it tells how
    many were closed at least. At most, all those not known to be served later were: by a longer bound, or in the end.
    """

    def until(outcome: str, day: float) -> np.ndarray:
        return np.bincount(group, weights=spells[outcome].to_numpy() * (reached <= day), minlength=len(groups))

    persons, group, reached = (column.to_numpy() for column in (groups["denominator"], spells["group"], spells["day"]))
    served, closed = until("events", days), until("competing", days)
    unserved = np.array([persons - until("events", bound) for bound in (*bounds, np.inf) if bound >= days])
    most = np.where(rule.small(unserved), persons - served, unserved).min(axis=0)  # what is small is not told
    few = (closed > 0) & (rule.small(closed) | rule.small(persons - served - closed))
    return np.where(few, most - closed, np.nan)


def _really(delay: Delay, groups: pd.DataFrame, spells: pd.DataFrame, microdata: Microdata) -> pd.DataFrame:
    found = incidences_by(cumulative_incidence(spells), sorted(set(delay.really.values())))
    return _shares_of(delay, delay.really, groups, found, "incidence", COMPETING_COUNTED, microdata)


def _shares_of(
    delay: Delay,
    wanted: Mapping[str, int],
    groups: pd.DataFrame,
    found: pd.DataFrame,
    column: str,
    method: str,
    microdata: Microdata,
) -> pd.DataFrame:
    parts = []
    for indicator, days in wanted.items():
        here = found[found["day"] == days].set_index("group").reindex(groups.index)
        known = here[column].notna()
        persons = groups["denominator"].to_numpy()
        surely = wilson(here[column].fillna(0).to_numpy() * persons, persons)  # where nobody, or everybody, was served
        figures = _figures(
            groups,
            indicator,
            value=(100 * here[column]).to_numpy(),
            low=(100 * here["low"].fillna(pd.Series(surely[0], index=here.index)).where(known)).to_numpy(),
            high=(100 * here["high"].fillna(pd.Series(surely[1], index=here.index)).where(known)).to_numpy(),
            method=method,
            needs=delay.within(days),
            status=known.map({True: "published", False: "missing"}).to_numpy(),
            qualifier=known.map({True: "", False: "not_followed"}).to_numpy(),
        )
        parts.append(without_recent(figures, days, microdata))
    return pd.concat(parts, ignore_index=True)


def _means(delay: Delay, spells: pd.DataFrame, groups: pd.DataFrame, microdata: Microdata) -> pd.DataFrame:
    """As the OARSA survey counts: waits that started and ended in the same year."""
    ended = spells[spells["same_year"] > 0].assign(events=lambda kept: kept["same_year"], censored=0, competing=0)
    found = completed(ended).set_index("group")
    enough = FEWEST_AVERAGED + microdata.rule.counts.width
    large = groups.loc[found.index, "denominator"].ge(enough)
    found = found[found["persons"].ge(FEWEST_AVERAGED) & large]
    figures = _figures(groups.loc[found.index], delay.mean, value=found["mean"].to_numpy(), denominator=float("nan"))
    return without_recent(figures.assign(method=ONLY_COMPLETED[delay.end]), 0, microdata)
