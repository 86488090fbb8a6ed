"""Statistical secrecy of everything counted on persons: what is hidden, why, at what price, and the proof.

All the figures of one population and period are one system, protected and attacked together: what two of them tell of
the same persons is read together, as a reader would.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from etl.parcours.family import ALL, CURVE_COLUMNS, EVERYBODY, FIGURE_COLUMNS, SHELTER, Family, hidden_by_us
from etl.parcours.persons import NOWHERE
from etl.parcours.settings import TOTAL
from etl.parcours.settling import Counts, Key, Settled, Together, settle, whole_cube
from etl.parcours.told_days import CURVE, ITEM, MEDIAN, Wait, rows_of
from etl.parcours.tying import TIED, Inclusions, settle_tied
from etl.secrecy.areas import Pieces, pieces
from etl.secrecy.cube import Cube, Layout
from etl.secrecy.rule import Rule
from etl.workers import Each, one_by_one

#: How many of what comes before TIED are protected at once: as many as last until the first of TIED are counted.
AHEAD = 3


@dataclass(frozen=True)
class Protected:
    """figures: as given, what is secret without its value. attacked: figures withheld that the audit attacked; broken:
    those that it could bound too narrowly (none, or nothing may be published). told: columns indicator, level, value
    (persons behind each figure, before secrecy; missing for an amount) and hidden, to count what secrecy costs."""

    figures: pd.DataFrame
    curves: pd.DataFrame
    attacked: int
    broken: int
    told: pd.DataFrame


def protect_families(
    batches: Iterable[list[Family]],
    atoms: dict[str, pd.Series],
    rule: Rule,
    each: Each = one_by_one,
    inclusions: Inclusions | None = None,
) -> Protected:
    """Judge every figure. Each batch holds all the families of its populations; it is protected while the next one is
    counted, if others than this process do `each`. inclusions: between populations of TIED, which follow one another;
    they are attacked together, while those after them are protected."""
    families: list[Family] = []
    asked: dict[Key, Together] = {}
    arriving = each(settle, _systems(batches, families, asked, atoms, rule, inclusions is not None))
    settled: dict[Key, Settled] = {}
    for one in arriving:
        settled[one.key] = one
        if _tied_have_come(asked, settled):
            break
    attacked = broken = 0
    if inclusions is not None:
        alike = partial(_hide_alike, settled, families)
        attacked, broken = settle_tied(settled, asked, inclusions, rule, each, alike)
    settled |= {one.key: one for one in arriving}
    _hide_alike(settled, families)
    attacked += sum(one.attacked for one in settled.values() if one.sealed is None)
    broken += sum(one.broken for one in settled.values())
    hidden: dict[str, set[tuple]] = {}
    for (population, period), one in settled.items():
        hidden.setdefault(population, set()).update((period, *cell) for cell in one.cells)
    withdrawn = set().union(*(one.withdrawn for one in settled.values()))
    judged = [_judged(family, hidden.get(family.population, set()), withdrawn, rule) for family in families]
    counted = pd.concat([family.figures.reindex(columns=FIGURE_COLUMNS) for family in families], ignore_index=True)
    secret, untold = (np.concatenate(masks) for masks in zip(*judged, strict=True))
    why = np.concatenate([np.full(len(family.figures), family.why_hidden, dtype=object) for family in families])
    figures = hidden_by_us(counted, secret, why).assign(denominator=counted["denominator"].mask(untold))
    curves = [family.curves for family in families if not family.curves.empty]
    drawn = pd.concat(curves or [pd.DataFrame(columns=CURVE_COLUMNS)], ignore_index=True)
    return Protected(figures, _kept(drawn, figures, withdrawn), attacked, broken, behind(counted, figures))


def _tied_have_come(asked: Iterable[Key], settled: Mapping[Key, Settled]) -> bool:
    """Whether all that is tied is settled, and what is asked goes on with the rest."""
    *_, last = asked
    return (
        last[0] not in TIED
        and any(key[0] in TIED for key in asked)
        and not any(key[0] in TIED and key not in settled for key in asked)
    )


def _systems(
    batches: Iterable[list[Family]],
    families: list[Family],
    asked: dict[Key, Together],
    atoms: dict[str, pd.Series],
    rule: Rule,
    sealed: bool,
) -> Iterator[Together]:
    """Everything told of each population and period, to be settled; families and asked grow as batches are counted.

    Of what comes before TIED, what exceeds AHEAD waits until the rest is counted.
    """
    waiting: list[Together] = []
    grounds: dict[tuple[str, ...], Pieces] = {}
    tables: dict[int, dict[str, pd.DataFrame]] = {}
    for batch in batches:
        families.extend(batch)
        together: dict[Key, list[tuple[Family, bool]]] = {}
        for family in batch:
            counted = _counted(family)
            for period in dict.fromkeys((*counted, *_waited(family))):
                together.setdefault((family.population, period), []).append((family, period in counted))
        for (population, period), same in together.items():
            counts = _counts([one for one, counted in same if counted], period, atoms, grounds, tables)
            waits = _waits([one for one, _ in same], period, atoms, grounds)
            key = population, period
            made = Together(key, counts, waits, rule, sealed and population in TIED)
            if len(asked) == AHEAD and not any(name in TIED for name, _ in asked) and population not in TIED:
                waiting.append(made)
                continue
            asked[key] = made
            yield made
    for made in waiting:
        asked[made.key] = made
        yield made


def _hide_alike(settled: Mapping[Key, Settled], families: list[Family]) -> None:
    """Hide everybody of a population wherever everybody of its kin is hidden, and the other way round (in place).

    What hides more than a safe pattern is safe.
    """
    for one, other in {(family.population, family.kin) for family in families if family.kin}:
        for period in {period for population, period in settled if population == one}:
            both = [settled[key].cells for key in ((one, period), (other, period)) if key in settled]
            everybody = {cell for cells in both for cell in cells if cell[-1] == ALL}
            for cells in both:
                cells |= everybody


def behind(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Persons or amount behind each figure that could be told, and whether secrecy hid it: see Protected.told."""
    asked = before["value"].notna() | after["status"].eq("secret")
    return pd.DataFrame(
        {
            "indicator": before["indicator"],
            "level": before["level"],
            "value": before["denominator"].fillna(before["value"]).fillna(0.0),
            "hidden": after["status"].eq("secret"),
        }
    )[asked]


def nothing_told(untold: pd.DataFrame | None = None) -> Protected:
    """Of what counts nobody; untold: figures that have no number, for what they stand on was not given."""
    nothing = pd.DataFrame(columns=FIGURE_COLUMNS) if untold is None else untold
    return Protected(nothing, pd.DataFrame(), 0, 0, behind(nothing, nothing))


def _waited(family: Family) -> list[str]:
    """Periods of which a median or a curve would be published."""
    return [year for wait in family.waits for year in wait.told["year"].unique().tolist()]


def _counted(family: Family) -> list[str]:
    """Periods of which a figure of few persons would be published."""
    if not family.classes:
        return []
    return family.figures.loc[family.figures["status"] != "immature", "period"].unique().tolist()


def _counts(
    families: list[Family],
    period: str,
    atoms: dict[str, pd.Series],
    grounds: dict[tuple[str, ...], Pieces],
    tables: dict[int, dict[str, pd.DataFrame]],
) -> list[Counts]:
    """What each family counts, once when several are told of the same counts in the same way.

    grounds: pieces of the levels met so far, those shown at the same levels stand on the same ones. tables: rows of
    each period of the tables met so far.
    """
    layouts = [_layout(family, period, atoms) for family in families]
    distinct = {_likeness(family, layout): (family, layout) for family, layout in zip(families, layouts, strict=True)}
    found = []
    for family, layout in distinct.values():
        tally, tied, persons = (_of_period(one, period, tables) for one in (family.tally, family.tied, family.persons))
        found.append(Counts(tally, layout, _ground(tuple(layout.levels), atoms, grounds), tied, persons))
    return found


def _waits(
    families: list[Family], period: str, atoms: dict[str, pd.Series], grounds: dict[tuple[str, ...], Pieces]
) -> list[tuple[Wait, Pieces]]:
    """The waits of a period with the pieces of their levels, which no level cuts."""
    waits = [wait.of_year(period) for family in families for wait in family.waits]
    return [(wait, _ground(wait.levels[TOTAL], atoms, grounds)) for wait in waits]


def _ground(levels: tuple[str, ...], atoms: dict[str, pd.Series], grounds: dict[tuple[str, ...], Pieces]) -> Pieces:
    if levels not in grounds:
        every = {NOWHERE}.union(*(of.index for of in atoms.values()))
        grounds[levels] = pieces({level: atoms[level] for level in levels}, pd.Index(sorted(every)), [NOWHERE])
    return grounds[levels]


def _of_period(
    table: pd.DataFrame | None, period: str, tables: dict[int, dict[str, pd.DataFrame]]
) -> pd.DataFrame | None:
    """Rows of one period of a table, which is cut once; nothing of no table."""
    if table is None:
        return None
    if id(table) not in tables:
        tables[id(table)] = dict(iter(table.groupby("period", sort=False)))
    return tables[id(table)].get(period, table.iloc[:0])


def _likeness(family: Family, layout: Layout) -> tuple:
    """What the system of a family depends on: the same table of counts, told in the same way."""
    return (
        id(family.tally),
        id(family.tied),
        id(family.persons),
        tuple(layout.levels),
        family.dimensions,
        tuple(family.classes.items()),
        layout.denominator,
        tuple(family.same.items()),
        family.kept,
        family.unknown,
    )


def _layout(family: Family, period: str, atoms: dict[str, pd.Series]) -> Layout:
    shown = tuple(family.figures["level"].unique())
    return Layout(
        levels={level: series for level, series in atoms.items() if level in shown},
        breakdowns=dict.fromkeys(shown, family.dimensions),
        classes=family.classes,
        denominator=family.among if len(family.classes) > 1 else None,
        nowhere=(NOWHERE,),
        kept=family.kept,
        unknown=family.unknown,
        same=family.same,
    )


def cube_of(families: list[Family], period: str, atoms: dict[str, pd.Series], rule: Rule) -> Cube:
    """Everything that families of one population tell of a period, as one system."""
    return whole_cube(_counts(families, period, atoms, {}, {}), rule)


def _judged(family: Family, hidden: set[tuple], withdrawn: set[tuple], rule: Rule) -> tuple[np.ndarray, np.ndarray]:
    """Which figures may not be told, and behind which ones the number of persons may not: two masks of the figures."""
    figures = family.figures
    days = np.array([(MEDIAN, *row) in withdrawn for row in rows_of(figures, ITEM[1:])], dtype=bool)
    if not family.classes:
        return days, np.zeros(len(figures), dtype=bool)
    dimension = figures["breakdown"].str.split(":").str[0]
    breakdown = figures["breakdown"].where(dimension.isin(family.dimensions), TOTAL)
    place = [figures["period"], figures["level"], figures["territory"], breakdown]
    own = _among(hidden, *place, figures["needs"].replace(EVERYBODY, family.among))
    everybody = _among(hidden, *place, pd.Series(family.among, index=figures.index))
    thin = figures["denominator"].lt(rule.rates.minimum_denominator).to_numpy()
    told = figures["status"].ne("immature").to_numpy()
    betrayed = figures[SHELTER].lt(rule.counts.width).to_numpy() if SHELTER in figures else False
    return (own | everybody | thin | betrayed | days) & told, everybody | bool(family.kin)


def _among(hidden: set[tuple], *columns: pd.Series) -> np.ndarray:
    """Which rows are hidden cells."""
    return np.array([cell in hidden for cell in zip(*(c.tolist() for c in columns), strict=True)], dtype=bool)


def _kept(curves: pd.DataFrame, figures: pd.DataFrame, withdrawn: set[tuple]) -> pd.DataFrame:
    """Curves of the figures that are not secret, and that tell nothing of a few persons."""
    if curves.empty:
        return curves
    away = set(rows_of(figures[figures["status"] == "secret"], ITEM[1:]))
    away |= {item[1:] for item in withdrawn if item[0] == CURVE}
    return curves[[row not in away for row in rows_of(curves, ITEM[1:])]]
