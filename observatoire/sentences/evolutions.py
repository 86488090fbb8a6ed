"""How a figure moved: since a comparable period, and over five years or more when a test says so."""

from __future__ import annotations

from observatoire import formats
from observatoire.catalogue import Indicator, load_catalogue
from observatoire.sentences.amounts import is_rounded, size_of
from observatoire.sentences.grammar import Grammar
from observatoire.sentences.words import sentence_case
from observatoire.statistics.comparison import compare
from observatoire.view.figures_of import NOT_ESTABLISHED, as_range, break_between, is_rounded_too_much, previous
from observatoire.view.portrait import PortraitRow
from observatoire.view.tendance import Trend, trend_of
from observatoire.warehouse import Observation

#: Below this count, an evolution gives both numbers: a percentage of a few units misleads.
SMALL_COUNT = 100
#: Between a change and the period it is counted from (observatoire.view.figures_of.evolution).
SINCE = " depuis "


def before_of(row: PortraitRow) -> Observation | None:
    """The figure that the evolution of a row is counted from."""
    return previous(list(row.series), row.observation)


def overlap(observation: Observation, other: Observation, indicator: Indicator) -> bool:
    """Whether two figures could be the same; a gap too small to matter may still be significant."""
    return compare(as_range(observation, indicator), as_range(other, indicator)).side == "close"


def evolution_sentence(row: PortraitRow, grammar: Grammar, before: Observation | None) -> str:
    """ "Il a baissé de 7 jours depuis 2024 : la situation s’améliore."; why there is no evolution."""
    observation, indicator = row.observation, row.indicator
    if row.no_change:
        return (
            "" if observation.qualifier == "fragile" else f"L’évolution n’est pas donnée : {_no_change(row, before)}."
        )
    if not row.change:
        return ""
    amount, _, since = row.change.partition(SINCE)
    size = size_of(amount, indicator)
    subject = "Ce nombre" if indicator.kind == "count" else sentence_case(grammar.pronoun)
    if amount == NOT_ESTABLISHED:
        return f"L’écart depuis {since} n’est pas établi."
    if not size:
        return f"{subject} est stable depuis {since}."
    told = is_rounded_too_much(before, observation, indicator) or max(before.value, observation.value) < SMALL_COUNT
    if indicator.kind == "count" and told:
        start, end = (formats.number(item.value, indicator, item.level) for item in (before, observation))
        return f"{subject} est {grammar.agreed('passé')} de {start} à {end} depuis {since}{_doubt(row, before)}."
    verb = "a augmenté" if amount.startswith("+") else "a baissé"
    return f"{subject} {verb} de {size} depuis {since}{_meaning(row, before)}{_doubt(row, before)}."


def _no_change(row: PortraitRow, before: Observation | None) -> str:
    if before is not None:
        level, periods = row.observation.level, (before.period, row.observation.period)
        found = break_between(load_catalogue(), row.indicator.id, level, *periods)
        if found is not None:
            return f"la série est rompue {formats.during(found.period)}"
    return row.no_change


def _meaning(row: PortraitRow, before: Observation) -> str:
    """What an evolution means; an amount in euros of each year means nothing by itself."""
    if row.indicator.kind == "amount":
        return ", sans correction de la hausse des prix"
    better = improves(row, before)
    return "" if better is None else f" : la situation {'s’améliore' if better else 'se dégrade'}"


def improves(row: PortraitRow, before: Observation | None) -> bool | None:
    """Whether the evolution shown goes the right way; None without polarity, in euros, or too small to matter."""
    indicator = row.indicator
    if not row.change or before is None or indicator.polarity == "none" or indicator.kind in ("amount", "count"):
        return None
    gap = row.observation.value - before.value
    if not size_of(row.change.partition(SINCE)[0], indicator) or abs(gap) < indicator.close_within:
        return None
    return (gap > 0) == (indicator.polarity == "higher_is_better")


def _doubt(row: PortraitRow, before: Observation) -> str:
    if row.indicator.kind != "count" or not is_rounded(row.observation):
        return ""
    return ", un écart que l’arrondi suffit à expliquer" if overlap(row.observation, before, row.indicator) else ""


def trend_of_row(row: PortraitRow) -> Trend:
    """The tested trend of a row, or its refusal."""
    return trend_of(row.series, row.indicator, load_catalogue())


def followed(row: PortraitRow, trend: Trend) -> list[Observation]:
    """The figures that a tested trend of the row reads."""
    return [item for item in row.series if item.period in trend.periods]


def trend_words(trend: Trend) -> str:
    """ "tendance à la hausse de 2021 à 2025", or nothing when there is none."""
    if trend.direction not in ("hausse", "baisse"):
        return ""
    first, last = (formats.period(period) for period in (trend.periods[0], trend.periods[-1]))
    first, last = (f"du {first}", f"au {last}") if "-T" in trend.periods[0] else (f"de {first}", f"à {last}")
    return f"tendance à la {trend.direction} {first} {last}"


def trend_sentence(trend: Trend) -> str:
    """ "La tendance à la baisse de 2021 à 2025 est statistiquement significative.", or nothing."""
    words = trend_words(trend)
    return f"La {words} est statistiquement significative." if words else ""


def moves_well(row: PortraitRow, trend: Trend) -> bool | None:
    """Whether a figure moves for the better, by its trend or its evolution; None when they do not say or disagree."""
    found = {side for side in (trend.favourable, improves(row, before_of(row))) if side is not None}
    return found.pop() if len(found) == 1 and row.indicator.kind != "amount" else None
