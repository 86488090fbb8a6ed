"""Shares of persons, and headcounts: everything that is counted, not timed. What they are is in rate_list.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from etl.parcours.counting import count_by_atom, count_by_place, persons_by_atom, persons_by_place
from etl.parcours.family import ALL, EVERYBODY, FIGURE_COLUMNS, Family, hidden_by_us, nested, without_recent
from etl.parcours.persons import Microdata
from etl.parcours.settings import ATTRIBUTE_LEVELS, COUNTED_LEVELS
from observatoire.statistics.intervals import effective_events, wilson

EVERY, NO = "tous", "non"


@dataclass(frozen=True)
class Ground:
    """Everybody of a population, shared out finely enough for all that is published of them.

    source: a query with commune, period, cls and the attributes of `dimensions`. classes: {published class: values of
    cls that it adds up}. tied: a query with commune, period and the attributes, of the persons whose number is read off
    that of everybody, other populations telling the difference. kept, unknown: as in Family.
    """

    source: str
    classes: Mapping[str, tuple[str, ...]]
    dimensions: tuple[str, ...] = ()
    tied: str = ""
    kept: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Apart:
    """Dimensions by which a rate tells of fewer classes of its ground, among those of the class `among`.

    same: as in Family.
    """

    dimensions: tuple[str, ...]
    classes: Mapping[str, tuple[str, ...]]
    among: str
    same: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rate:
    """`source`: a query with commune, the attributes, period and `counted` (boolean, missing for who is not of the
    rate); one row a person. The source of the ground may serve, it is then read once.

    events: one row an event, of which one person may bring several; the queries have her id_personne too. mature_days:
    a cohort is judged once its last person was followed that long. ground: how the whole population is shared out, when
    other figures tell something of the same persons; by default, counted or not. further: more dimensions, counted in a
    table of their own so that both stay small. apart: those of all these that tell of fewer classes of the ground.
    withheld: {dimension: periods that it is not told for}. stands_on: names of given.GIVEN.
    """

    indicator: str
    population: str
    source: str
    dimensions: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    mature_days: int = 0
    method: str = ""
    step: str = ""
    ground: Ground | None = None
    apart: tuple[Apart, ...] = ()
    among: str = ALL
    levels: tuple[str, ...] = COUNTED_LEVELS
    withheld: Mapping[str, frozenset[str]] = field(default_factory=dict)
    events: bool = False
    stands_on: tuple[str, ...] = ()

    @property
    def counted(self) -> str:
        """Class of the persons counted."""
        return self.step or self.indicator


@dataclass(frozen=True)
class Headcount:
    """`source`: a query with commune, period and the columns of `dimensions`; one row a person.

    counted: class of the population that these persons are. above: dimensions shown for the whole département only.
    same: as in Family. events, stands_on: as in Rate. around: a query with commune and period, of those among whom
    these persons are counted: zero is a figure where there are some, or its absence would tell what another one hides.
    """

    indicator: str
    population: str
    source: str
    dimensions: tuple[str, ...] = ()
    levels: tuple[str, ...] = COUNTED_LEVELS
    counted: str = ALL
    above: tuple[str, ...] = ()
    same: Mapping[tuple[str, str], str] = field(default_factory=dict)
    events: bool = False
    stands_on: tuple[str, ...] = ()
    around: str = ""


def count_rate(rate: Rate, microdata: Microdata) -> list[Family]:
    """The figures of a rate with their intervals by period and place; by attribute too, where they are shown."""
    families = [_rate(rate, microdata, (), rate.levels)]
    for dimensions in filter(None, (rate.dimensions, rate.further)):
        families += _parted(_rate(rate, microdata, dimensions, ("departement",)), rate.apart)
    return families


def _parted(family: Family, apart: tuple[Apart, ...]) -> list[Family]:
    """The family, or one of the dimensions of each of those told apart, which are then all of the family."""
    dimension = family.figures["breakdown"].str.split(":").str[0]
    parts = [
        replace(
            family,
            figures=family.figures[dimension.isin(one.dimensions)],
            dimensions=tuple(name for name in family.dimensions if name in one.dimensions),
            classes=one.classes,
            among=one.among,
            same=one.same,
        )
        for one in apart
        if set(one.dimensions) & set(family.dimensions)
    ]
    return parts or [family]


def _rate(rate: Rate, microdata: Microdata, dimensions: tuple[str, ...], levels: tuple[str, ...]) -> Family:
    every, ground = (*rate.dimensions, *rate.further), rate.ground
    keys = ("period", "counted", *(["cls"] if ground is not None and rate.source == ground.source else []))
    told = {"numerator": "counted", "denominator": "counted IS NOT NULL"}
    places = count_by_place(microdata, rate.source, keys, told, dimensions=dimensions, levels=levels)
    places = places[places["denominator"] > 0].reset_index(drop=True)
    if rate.events:
        behind = persons_by_place(microdata, rate.source, every)
        figures = _shared_out_among(places.merge(behind, how="left"), microdata.settings.fragile_below)
    else:
        figures = _shared_out(places, places["denominator"])
    figures = figures.assign(indicator=rate.indicator, method=rate.method, needs=rate.counted)
    figures = without_recent(figures, rate.mature_days, microdata)[FIGURE_COLUMNS]
    if rate.withheld:
        figures = _without(figures, rate.withheld)
    if ground is None or not set(dimensions) <= set(ground.dimensions):
        tally = count_by_atom(microdata, rate.source, keys, f"if(counted, '{rate.counted}', '{NO}')", dimensions)
        held = {rate.counted: "counted", NO: "counted IS NOT TRUE"}
        persons = persons_by_atom(microdata, rate.source, held, every) if rate.events else None
        return Family(rate.population, nested(rate.counted, NO), tally, figures, dimensions, persons=persons)
    keys = keys if "cls" in keys else ("period", "cls")
    everybody = count_by_atom(microdata, ground.source, keys, "cls", dimensions)
    tied = count_by_atom(microdata, ground.tied, ("period",), "''", dimensions) if ground.tied else None
    held = {name: f"cls = '{name}'" for names in ground.classes.values() for name in names}
    persons = persons_by_atom(microdata, ground.source, held, ground.dimensions) if rate.events else None
    return Family(
        rate.population,
        ground.classes,
        everybody,
        figures,
        dimensions,
        rate.among,
        kept=ground.kept,
        unknown=ground.unknown,
        tied=tied,
        persons=persons,
    )


def _without(figures: pd.DataFrame, withheld: Mapping[str, frozenset[str]]) -> pd.DataFrame:
    """Figures without any number where their dimension is withheld."""
    dimension = figures["breakdown"].str.split(":").str[0]
    secret = pd.Series(False, index=figures.index)
    for name, periods in withheld.items():
        secret |= dimension.eq(name) & figures["period"].isin(periods)
    return hidden_by_us(figures, secret)


def count_heads(headcount: Headcount, microdata: Microdata) -> list[Family]:
    """Numbers of persons by period and place; by attribute too, where they are shown."""
    shown = tuple(level for level in ATTRIBUTE_LEVELS if level in headcount.levels)
    wanted = [((), headcount.levels), (headcount.dimensions, shown), (headcount.above, ("departement",))]
    return [
        _heads(headcount, microdata, dimensions, levels)
        for number, (dimensions, levels) in enumerate(wanted)
        if dimensions or number == 0
    ]


def _heads(headcount: Headcount, microdata: Microdata, dimensions: tuple[str, ...], levels: tuple[str, ...]) -> Family:
    told = {"value": "true"}
    places = count_by_place(microdata, headcount.source, ("period",), told, dimensions=dimensions, levels=levels)
    if headcount.around and not dimensions:
        every = count_by_place(microdata, headcount.around, ("period",), told, levels=levels).assign(value=0.0)
        places = pd.concat([places, every]).drop_duplicates(["level", "territory", "breakdown", "period"])
    figures = places.reset_index(drop=True).assign(
        indicator=headcount.indicator,
        low=float("nan"),
        high=float("nan"),
        numerator=float("nan"),
        denominator=float("nan"),
        status="published",
        qualifier="",
        method="",
        needs=EVERYBODY,
    )
    figures = without_recent(figures, 0, microdata)[FIGURE_COLUMNS]
    everybody = (microdata, headcount.source, {EVERY: "true"}, headcount.dimensions)
    persons = persons_by_atom(*everybody) if headcount.events else None
    return Family(
        headcount.population,
        {headcount.counted: (EVERY,)},
        count_by_atom(microdata, headcount.source, ("period",), f"'{EVERY}'", dimensions),
        figures,
        dimensions,
        among=headcount.counted,
        same=headcount.same,
        persons=persons,
    )


def _shared_out_among(places: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """The places with the share of the events counted; the events of one person are alike, and few persons fragile.

    places: with the columns of counting.persons_by_place too. fewest: persons below which a figure is fragile, and has
    no interval: beside its number of events, the width would tell how many of them had several, and which ones.
    """
    sums = ("numerator", "denominator", "persons", "counted_squared", "crossed", "squared")
    counted, events, persons, *squares = (places[name].fillna(0.0).to_numpy() for name in sums)
    figures = _shared_out(places, pd.Series(effective_events(counted, events, persons, tuple(squares)), places.index))
    few = places["persons"] < fewest
    ends = {name: figures[name].mask(few) for name in ("low", "high")}
    return figures.assign(**ends, qualifier=figures["qualifier"].mask(few, "fragile"))


def _shared_out(places: pd.DataFrame, independent: pd.Series) -> pd.DataFrame:
    """The places with the share of the persons counted, and its interval as if told by so many of them."""
    numerator, denominator = places["numerator"], places["denominator"]
    share = numerator / denominator.where(denominator > 0)
    low, high = wilson((share * independent).fillna(0.0).to_numpy(), independent.fillna(0.0).to_numpy())
    return places.assign(
        value=100 * numerator / denominator, low=100 * low, high=100 * high, status="published", qualifier=""
    )
