"""Words and judgements that every view needs about one figure."""

from __future__ import annotations

from dataclasses import dataclass

from observatoire import formats
from observatoire.catalogue import Catalogue, Indicator, SeriesBreak
from observatoire.statistics.classification import TERRITORIES_PER_CLASS
from observatoire.statistics.comparison import Comparison, Range, compare, with_rounding
from observatoire.statistics.intervals import poisson_events, wilson, wilson_size
from observatoire.typography import french
from observatoire.warehouse import Observation

#: Levels whose limits do not move with the communes.
WHOLE_LEVELS = ("departement", "region", "france_metro", "france")

#: Fewest persons behind a figure for a verdict; below, the figure is shown as fragile.
FEWEST_PERSONS = 30
#: Words for a set of equal classes.
QUANTILE_NAMES = {2: "moitiés", 3: "tiers", 4: "quarts", 5: "cinquièmes", 10: "dixièmes"}

#: Two numbers rounded to five, one of them smaller, leave the tenths of a percentage unknown.
LEAST_COMPARED = 5_000
#: Of two figures that intervals, rounding or size do not let tell apart; never "not different", which is not shown.
NOT_ESTABLISHED = "écart non établi"
SIDE_WORDS = {"higher": "plus élevé que", "lower": "moins élevé que", "close": f"{NOT_ESTABLISHED} avec"}
SIDE_MARKS = {"higher": "▲", "lower": "▼", "close": "≈"}
#: The verdict where an indicator is neither good nor bad, and where it is better high or low.
SIDE_VERDICTS = {"higher": "plus élevé", "lower": "moins élevé", "close": NOT_ESTABLISHED}
FAVOURABLE_VERDICTS = {True: "mieux", False: "moins bien"}
NOT_COMPARED = "non comparé"
#: Comparisons that need the interval of both figures.
COMPARED_BY_INTERVALS = ("wilson", "byar", "interval")
#: Why no evolution is told of a figure whose interval is open or unknown.
NO_MARGIN_FOR_EVOLUTION = "la marge d’incertitude n’est pas connue"


@dataclass(frozen=True)
class Judgement:
    """A comparison in words: `text` "−3,8 points", `side` higher/lower/close, `favourable` True/False/None.

    verdict: "mieux", "moins bien", "écart non établi", or "plus élevé", "moins élevé" where no side is better.
    """

    gap: float
    text: str
    side: str
    mark: str
    words: str
    favourable: bool | None
    verdict: str


def as_range(observation: Observation, indicator: Indicator) -> Range:
    """The figure with what its counts, its interval or its rounding allow, in its unit, never narrower than a digit."""
    low, high = _interval(observation, indicator)
    return with_rounding(observation.value, indicator.decimals_at(observation.level), low, high)


def _interval(observation: Observation, indicator: Indicator) -> tuple[float | None, float | None]:
    counted, persons = observation.numerator, observation.denominator
    if counted is not None and persons and None in (observation.low, observation.high):
        if indicator.comparison == "wilson":
            low, high = wilson(counted, persons)
            return 100 * float(low), 100 * float(high)
        if indicator.comparison == "byar" and counted:
            low, high = poisson_events(counted)
            return observation.value * float(low) / counted, observation.value * float(high) / counted
    return observation.low, observation.high


def independent_counts(observation: Observation, indicator: Indicator) -> tuple[float, float]:
    """(counted, persons) of a share of counts, as if each were independent: fewer than published where the interval is
    wider than theirs, as it is when one person brings several events that are alike."""
    counted, persons = observation.numerator, observation.denominator
    if None in (observation.low, observation.high):
        return counted, persons
    low, high = (100 * float(end) for end in wilson(counted, persons))
    digit = 10 ** -indicator.decimals_at(observation.level)
    if observation.high - observation.low <= high - low + digit:  # each end is rounded by half a digit at most
        return counted, persons
    size = wilson_size(counted / persons, observation.low / 100, observation.high / 100)
    return counted * size / persons, size


def may_be_judged(observation: Observation | None, indicator: Indicator) -> bool:
    """Whether a figure is known well enough for a verdict: not bounded, not fragile, with the interval it needs."""
    if indicator.comparison == "none" or observation is None or not observation.is_comparable:
        return False
    if indicator.comparison == "rounding":
        return True
    few = observation.denominator is not None and observation.denominator < FEWEST_PERSONS
    return not few and has_its_margin(observation, indicator)


def has_its_margin(observation: Observation, indicator: Indicator) -> bool:
    """Whether both ends of the interval are known, where the indicator is compared by intervals."""
    return indicator.comparison not in COMPARED_BY_INTERVALS or None not in _interval(observation, indicator)


def lacks_its_interval(observation: Observation | None, indicator: Indicator) -> bool:
    """Whether a figure whose interval no count gives is published without one end of it, or both."""
    if observation is None or observation.value is None or observation.is_bounded:
        return False
    return indicator.comparison == "interval" and None in (observation.low, observation.high)


def judge(observation: Observation | None, benchmark: Observation | None, indicator: Indicator) -> Judgement | None:
    """Compare two figures; None, "non comparé", unless both may be judged."""
    if not (may_be_judged(observation, indicator) and may_be_judged(benchmark, indicator)):
        return None
    compared = compare(as_range(observation, indicator), as_range(benchmark, indicator), indicator.close_within)
    return _spoken(compared, indicator)


def _spoken(comparison: Comparison, indicator: Indicator) -> Judgement:
    favourable = is_favourable(comparison.side, indicator)
    return Judgement(
        comparison.gap,
        formats.difference(comparison.gap, indicator),
        comparison.side,
        SIDE_MARKS[comparison.side],
        SIDE_WORDS[comparison.side],
        favourable,
        verdict_of(comparison.side, indicator),
    )


def is_favourable(side: str, indicator: Indicator) -> bool | None:
    """Whether being "higher" or "lower" is better; None when it is neither, or when the figures are close."""
    if indicator.polarity == "none" or side == "close":
        return None
    return (side == "lower") == (indicator.polarity == "lower_is_better")


def verdict_of(side: str, indicator: Indicator) -> str:
    return FAVOURABLE_VERDICTS.get(is_favourable(side, indicator), SIDE_VERDICTS[side])


def quantile_refusal(known: int, classes: int, level: str) -> str:
    """Why territories are not cut in equal classes, as a sentence; empty when there are at least two a class."""
    if known >= classes * TERRITORIES_PER_CLASS:
        return ""
    name = QUANTILE_NAMES.get(classes, f"{classes} classes égales")
    return french(
        f"Pas de {name} : {formats.count_level(known, level)} {'a' if known < 2 else 'ont'} un chiffre, il en faut au "
        f"moins {formats.decimal(classes * TERRITORIES_PER_CLASS)} pour que chaque classe en tienne deux."
    )


def break_between(catalogue: Catalogue, indicator: str, level: str, before: str, after: str) -> SeriesBreak | None:
    """The break that forbids comparing two periods of a series, if there is one."""
    start, end = formats.period_as_year(before), formats.period_as_year(after)
    return next(
        (
            found
            for found in catalogue.breaks
            if found.indicator == indicator
            and level in found.levels
            and start < formats.period_as_year(found.period) <= end
        ),
        None,
    )


def previous(series: list[Observation], latest: Observation) -> Observation | None:
    """The figure to compare the latest one with: same month or quarter one year before, else the one before it."""
    known = [
        item
        for item in series
        if item.value is not None and item.period < latest.period and not (item.is_bounded or item.is_running)
    ]
    if not known:
        return None
    year, sign, part = latest.period.partition("-")
    same_season = f"{int(year) - 1}{sign}{part}"
    return next((item for item in known if item.period == same_season), known[-1])


def evolution(
    series: list[Observation], latest: Observation, indicator: Indicator, catalogue: Catalogue
) -> tuple[str, str]:
    """("+2 points depuis 2019", ""), ("de 15 à 10 depuis juin 2025", "") of rounded numbers, ("écart non établi depuis
    2019", "") of figures that intervals or rounding do not tell apart, or ("", why there is no change to show)."""
    if latest.value is None or latest.is_bounded:
        return "", ""
    if latest.qualifier == "fragile":
        return "", "chiffre trop fragile pour parler d’évolution"
    if latest.is_running:
        return "", "l’année est en cours"
    before = previous(series, latest)
    if before is None:
        return "", "pas d’année antérieure comparable"
    found = break_between(catalogue, indicator.id, latest.level, before.period, latest.period)
    if found is not None:
        return "", f"rupture de série {formats.during(found.period)}"
    if not (has_its_margin(latest, indicator) and has_its_margin(before, indicator)):
        return "", NO_MARGIN_FOR_EVOLUTION
    comparison = compare(as_range(latest, indicator), as_range(before, indicator))
    since = f"depuis {'le ' if '-T' in before.period else ''}{formats.period(before.period)}"
    if comparison.side == "close" and indicator.kind != "count":
        return f"{'stable' if _is_printed_alike(before, latest, indicator) else NOT_ESTABLISHED} {since}", ""
    if indicator.kind == "count" and before.value:
        share = 100 * comparison.gap / before.value
        if round(share, 1) == 0:
            return f"stable {since}", ""
        if is_rounded_too_much(before, latest, indicator):
            start, end = (formats.number(item.value, indicator, item.level) for item in (before, latest))
            return f"de {start} à {end} {since}", ""
        return f"{'+' if share > 0 else ''}{formats.with_unit(formats.decimal(share, 1), '%')} {since}", ""
    return f"{formats.difference(comparison.gap, indicator, latest.level)} {since}", ""


def _is_printed_alike(before: Observation, latest: Observation, indicator: Indicator) -> bool:
    start, end = (formats.number(item.value, indicator, item.level) for item in (before, latest))
    return start == end


def is_rounded_too_much(before: Observation, latest: Observation, indicator: Indicator) -> bool:
    """Whether two numbers rounded to five make no percentage: they are small, or rounded so that nobody is recognized,
    each at random, and a part of it would be the rounding."""
    rounded = "rounded_5" in (before.qualifier, latest.qualifier)
    return rounded and (indicator.secrecy == "rounding" or min(before.value, latest.value) < LEAST_COMPARED)


def source_line(
    indicator: Indicator,
    observations: list[Observation],
    catalogue: Catalogue,
    geo_year: int,
    *,
    every_source: bool = False,
) -> str:
    """ "Source : Insee…, Filosofi 2021 ; communes au 1er janvier 2026." for the figures shown.

    every_source: name too the producer of the other side of a ratio, which no observation carries.
    """
    used = sorted({(item.source, item.vintage) for item in observations if item.value is not None})
    if not used:
        used = [(indicator.sources[0], "")]
    if every_source:
        named = {source for source, _ in used}
        used += [(source, "") for source in indicator.sources if source not in named]
    titles = [
        f"{catalogue.sources[source].attribution}{', ' + formats.edition(vintage) if vintage else ''}"
        for source, vintage in used
    ]
    below = any(item.level not in WHOLE_LEVELS for item in observations)
    geography = f" Géographie : communes au 1er janvier {geo_year}." if below else ""
    return french(f"Source : {' ; '.join(titles)}.{geography}")
