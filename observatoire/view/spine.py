"""Where a figure stands between the extremes of its peers, its benchmark in the middle: one row of a spine chart.

The range holds only figures that are published exactly: a hidden one is not in it, one known by a bound ("≤ 5 %") has
no place in it. What cannot be placed says why in words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import quantiles

from observatoire import formats
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.portrait import PortraitRow
from observatoire.view.rangs import FEWEST_DEPARTEMENTS, FEWEST_PEERS

#: Two peers a quarter at least: with fewer, quartiles would name single territories.
FEWEST_FOR_QUARTILES = 8

LOW_END, HIGH_END = "valeurs basses", "valeurs élevées"
WORSE_END, BETTER_END = "moins favorable", "plus favorable"


@dataclass(frozen=True)
class Spine:
    """Places from 0 (left) to 1 (right); the benchmark, when there is one, is at 0.5.

    value, low, high: the figure and its interval. left, right: ends of the range of the peers. box: first and third
    quartiles, or None. left_text and right_text: values of the ends. reversed: the higher values are on the left, so
    that the favourable side is always the right one; judged: there is such a side.
    """

    value: float
    low: float | None
    high: float | None
    benchmark: float | None
    left: float
    right: float
    box: tuple[float, float] | None
    left_text: str
    right_text: str
    peers: int
    judged: bool
    reversed: bool
    words: str


def spine_of(row: PortraitRow) -> tuple[Spine | None, str]:
    """(place of the figure among its peers, "") or (None, why it has none, as a sentence or nothing to add)."""
    refusal = _refusal(row)
    if refusal:
        return None, french(refusal)
    observation, indicator = row.observation, row.indicator
    values = sorted(item.value for item in row.peers if item.is_comparable)
    fewest = FEWEST_DEPARTEMENTS if observation.level == "departement" else FEWEST_PEERS
    if len(values) < fewest or values[0] == values[-1]:
        return None, _too_few(len(values))
    other = row.benchmark.observation
    centre = other.value if other is not None and other.is_comparable else None
    interval = [observation.low, observation.high] if formats.interval(observation, indicator) else []
    backwards = indicator.polarity == "lower_is_better"
    place = _scale([observation.value, values[0], values[-1], *interval], centre, backwards)
    left, right = sorted(map(place, (values[0], values[-1])))
    low, high = sorted(map(place, interval)) if interval else (None, None)
    box = None
    if len(values) >= FEWEST_FOR_QUARTILES:
        first, _, third = quantiles(values, n=4, method="inclusive")
        box = tuple(sorted((place(first), place(third))))
    texts = [_end(end, row) for end in (values[0], values[-1])]
    left_text, right_text = reversed(texts) if backwards else texts
    return Spine(
        place(observation.value),
        low,
        high,
        None if centre is None else 0.5,
        left,
        right,
        box,
        left_text,
        right_text,
        len(values),
        indicator.polarity != "none",
        backwards,
        _words(row, texts, len(values), box is not None),
    ), ""


def _refusal(row: PortraitRow) -> str:
    observation = row.observation
    if observation is None or observation.value is None:
        return "Pas de chiffre : pas de place parmi les autres territoires."
    if row.indicator.kind == "count":
        return "Un effectif dépend de la taille du territoire : il n’est pas situé parmi les autres."
    if observation.is_bounded:
        return f"Connu seulement par sa borne ({row.text}) : ni rang, ni place parmi les autres."
    if observation.qualifier == "fragile":
        return "Compté sur peu de personnes : trop fragile pour être situé parmi les autres."
    return ""


def _too_few(known: int) -> str:
    if not known:
        return "Aucun territoire de même niveau à qui le comparer."
    return "Trop peu de territoires ont un chiffre exact, ou tous ont le même : il n’est pas situé parmi eux."


def _scale(marks: list[float], centre: float | None, backwards: bool) -> Callable[[float], float]:
    """Place of a value: the benchmark at the middle, and the farthest mark at an end."""
    middle = (min(marks) + max(marks)) / 2 if centre is None else centre
    reach = 2 * max(abs(mark - middle) for mark in marks)
    return lambda value: 0.5 + (-1 if backwards else 1) * (value - middle) / reach


def _end(value: float, row: PortraitRow) -> str:
    """An end of the range: a unit in words is read beside the figure."""
    indicator, level = row.indicator, row.observation.level
    short = indicator.unit in ("%", "€ par an")
    return formats.value(value, indicator, level) if short else formats.number(value, indicator, level)


def _words(row: PortraitRow, ends: list[str], count: int, boxed: bool) -> str:
    """What a person who does not see the drawing must know."""
    said = f"{row.indicator.title} : {row.text}"
    if row.benchmark.observation is not None and row.benchmark.observation.is_comparable:
        said += f", {row.benchmark.name} {row.benchmark.text}"
    said += f". {formats.decimal(count)} {level_name(row.observation.level, count)} au chiffre connu"
    said += f", de {ends[0]} à {ends[1]}"
    if row.rank_text:
        said += f" ; {row.rank_text}"
    return french(said + (" ; la moitié est dans le rectangle foncé." if boxed else "."))
