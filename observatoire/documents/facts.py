"""Figures counted from the extracts as rows of a file: the same columns for every screen that shows them."""

from __future__ import annotations

from observatoire import breakdowns, formats
from observatoire.catalogue import Indicator
from observatoire.documents.common import (
    EMPTY_VALUE,
    PRECISION_WORDS,
    STATUS_MEANINGS,
    bounds_of,
    method_of,
    source_of,
    status_of,
    value_of,
)
from observatoire.documents.sheet import Cell, Column, Number
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.parcours_figures import why
from observatoire.warehouse import CurvePoint, Observation, Territory

COLUMNS = (
    Column("question", 34),
    Column("indicateur", 48),
    Column("ventilation", 34),
    Column("territoire", 26),
    Column("code", 14),
    Column("niveau", 14),
    Column("période", 10),
    Column("jour", 8, number=True),
    Column("valeur", 12, number=True),
    Column("unité", 16),
    Column("statut", 19),
    Column("précision", 40),
    Column("borne basse", 12, number=True),
    Column("borne haute", 12, number=True),
    Column("effectif", 12, number=True),
    Column("attendent encore", 12, number=True),
    Column("méthode", 60),
    Column("source", 60),
    Column("mention", 34),
)

CURVE_METHOD = (
    "Kaplan-Meier : les personnes qui attendent encore sont comptées ; jour où chaque dixième des personnes est "
    "orienté, intervalle élargi à 5 points, personnes qui attendent lues au dixième, environ"
)


def row(
    question: str,
    indicator: Indicator,
    observation: Observation | None,
    place: Territory,
    period: str,
    breakdown: str,
    mentions: tuple[str, ...],
    too_recent: str = "",
) -> tuple[Cell, ...]:
    """One figure. The number of persons behind it is given with a known figure only. too_recent: why there is none
    yet, "" when the period is over.
    """
    decimals, young = indicator.decimals, observation is None and too_recent
    value = value_of(observation, indicator)
    low, high = bounds_of(observation, indicator)
    counted = observation.denominator if observation is not None and value is not None else None
    return (
        question,
        breakdowns.title_from(indicator.title, breakdown),
        breakdowns.label(breakdown),
        *_where(place, period),
        None,
        _number(value, decimals),
        indicator.unit,
        formats.STATUS_WORDS["immature"] if young else status_of(observation),
        too_recent if young else french(why(observation)) or _words_of(observation, indicator),
        _number(low, decimals),
        _number(high, decimals),
        _number(counted, 0),
        None,
        method_of(observation),
        source_of(observation),
        ", ".join(mention.lower() for mention in mentions),
    )


def curve_row(
    question: str,
    indicator: Indicator,
    point: CurvePoint,
    median: Observation | None,
    place: Territory,
    period: str,
    breakdown: str,
    mentions: tuple[str, ...],
) -> tuple[Cell, ...]:
    """One point of a curve: day by which a share, in %, is reached. `median`: the figure that has the same source."""
    return (
        question,
        french(f"Courbe : {breakdowns.title_from(indicator.title, breakdown)}"),
        breakdowns.label(breakdown),
        *_where(place, period),
        Number(point.day),
        Number(point.share, 0),
        "%",
        formats.STATUS_WORDS["published"],
        "",
        _number(point.low, 0),
        _number(point.high, 0),
        None,
        _number(point.at_risk, 0),
        french(CURVE_METHOD),
        source_of(median),
        ", ".join(mention.lower() for mention in mentions),
    )


def meanings() -> list[tuple[str, str]]:
    """What each status and an empty value mean, for the words to read first."""
    said = [(f"Statut « {formats.STATUS_WORDS[status]} »", meaning) for status, meaning in STATUS_MEANINGS.items()]
    return [*said, ("Valeur vide", EMPTY_VALUE)]


def _where(place: Territory, period: str) -> tuple[str, str, str, str]:
    return place.name, place.code, level_name(place.level), period


def _number(value: float | None, decimals: int) -> Number | None:
    return None if value is None else Number(value, decimals)


def _words_of(observation: Observation | None, indicator: Indicator) -> str:
    """ "médiane non atteinte : plus de 180 jours", "moins de 5", "arrondi à 5 près"."""
    if observation is None:
        return ""
    if observation.is_bounded:
        return formats.figure(observation, indicator)
    if observation.qualifier == "not_reached":
        return french(observation.method)
    if observation.is_running:
        return french(formats.year_so_far(observation))
    return french(PRECISION_WORDS.get(observation.qualifier, ""))
