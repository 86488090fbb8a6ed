"""Numbers inside sentences: values, intervals, gaps, counted nouns, with the digits of every other channel."""

from __future__ import annotations

from observatoire import formats
from observatoire.catalogue import Indicator
from observatoire.sentences.grammar import Grammar
from observatoire.warehouse import Observation

#: Units said after the number; the others belong to the noun ("le nombre de foyers pour 1 000 habitants est de 34,1").
SPOKEN_UNITS = ("%", "€", "jours")
#: An interval narrower than this part of the value teaches a reader nothing.
NARROW_PART = 0.02
ROUNDED_WORDS = {
    "rounded_5": "arrondi à 5 près",
    "rounded_10": "arrondi à la dizaine",
    "rounded_100": "arrondi à la centaine",
}


def said(value: float, indicator: Indicator, level: str = "") -> str:
    """ "8,7 %", "46 jours", "23 300 €", "34,1"."""
    if indicator.unit in SPOKEN_UNITS:
        return formats.value(value, indicator, level)
    return formats.number(value, indicator, level)


def counted(observation: Observation, indicator: Indicator, grammar: Grammar) -> str:
    """ "1 foyer allocataire du RSA", "25 foyers allocataires du RSA"; the singular below two."""
    printed = round(observation.value, indicator.decimals_at(observation.level))
    noun = grammar.noun if abs(printed) >= 2 else grammar.one
    return f"{formats.number(observation.value, indicator, observation.level)}{formats.NO_BREAK}{noun}"


def size_of(gap: str, indicator: Indicator) -> str:
    """A printed gap without its sign: "9,4 points", "1 jour", "13,0"; empty when it is printed zero."""
    size = gap.lstrip(f"+{formats.MINUS}")
    if indicator.unit not in SPOKEN_UNITS:
        size = size.split(formats.NO_BREAK)[0]
    return size if any(digit in "123456789" for digit in size) else ""


def is_rounded(observation: Observation) -> bool:
    """Whether its interval is that of the producer's rounding."""
    return observation.qualifier in ROUNDED_WORDS


def margin(observation: Observation, indicator: Indicator) -> str:
    """ "entre 72,1 et 80,2 %" when the interval is wide enough to matter, else nothing."""
    if not formats.interval(observation, indicator):
        return ""
    width = observation.high - observation.low
    least = max(indicator.close_within, NARROW_PART * abs(observation.value))
    if width <= least and observation.status != "estimated":
        return ""
    low = formats.number(observation.low, indicator, observation.level)
    return f"entre {low} et {said(observation.high, indicator, observation.level)}"
