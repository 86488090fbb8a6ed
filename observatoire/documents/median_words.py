"""A median delay in a sentence: with its interval, and as an estimate where the interval is wide."""

from __future__ import annotations

from observatoire import formats
from observatoire.catalogue import Indicator
from observatoire.view.parcours_figures import figure_words
from observatoire.warehouse import Observation

#: From this share of the median, its interval is too wide for « la moitié ont attendu N jours ou moins ».
WIDE_SHARE = 0.25


def median_words(observation: Observation, indicator: Indicator, half: str) -> str:
    """ "la moitié ont attendu 80 jours ou moins (entre 77 et 82 jours)", or "délai médian estimé à 211 jours (entre 95
    et 265 jours)". half: "la moitié ont attendu".
    """
    median, interval = figure_words(observation, indicator), formats.interval(observation, indicator)
    beside = f" ({interval})" if interval else ""
    if interval and observation.high - observation.low > WIDE_SHARE * observation.value:
        return f"délai médian estimé à {median}{beside}"
    return f"{half} {median} ou moins{beside}"
