"""Words and judgements that every view needs about one figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from observatoire import formats
from observatoire.catalogue import Catalogue, Indicator, SeriesBreak
from observatoire.statistics.comparison import Comparison, compare, ranks, with_rounding
from observatoire.typography import french
from observatoire.warehouse import Observation

#: Smallest number of peers with a value for a rank to mean something; among départements, nearly all of them.
FEWEST_PEERS = 4
FEWEST_DEPARTEMENTS = 80
#: Levels whose limits do not move with the communes.
WHOLE_LEVELS = ("departement", "region", "france_metro", "france")

SIDE_WORDS = {"higher": "plus élevé que", "lower": "moins élevé que", "close": "proche de"}
SIDE_MARKS = {"higher": "▲", "lower": "▼", "close": "≈"}


@dataclass(frozen=True)
class Judgement:
    """A comparison in words: `text` "−3,8 points", `side` higher/lower/close, `favourable` True/False/None."""

    gap: float
    text: str
    side: str
    mark: str
    words: str
    favourable: bool | None


def as_range(observation: Observation, indicator: Indicator):
    """The figure with what its rounding or its interval allows."""
    return with_rounding(observation.value, indicator.decimals_at(observation.level), observation.low, observation.high)


def judge(observation: Observation | None, benchmark: Observation | None, indicator: Indicator) -> Judgement | None:
    """Compare two figures; None when one is absent, bounded, or when the indicator does not compare (headcounts)."""
    if indicator.comparison == "none" or observation is None or benchmark is None:
        return None
    if not observation.is_comparable or not benchmark.is_comparable:
        return None
    compared = compare(as_range(observation, indicator), as_range(benchmark, indicator), indicator.close_within)
    return _spoken(compared, indicator)


def _spoken(comparison: Comparison, indicator: Indicator) -> Judgement:
    favourable = None
    if indicator.polarity != "none" and comparison.side != "close":
        favourable = (comparison.side == "lower") == (indicator.polarity == "lower_is_better")
    return Judgement(
        comparison.gap,
        formats.difference(comparison.gap, indicator),
        comparison.side,
        SIDE_MARKS[comparison.side],
        SIDE_WORDS[comparison.side],
        favourable,
    )


def ranks_of(figures: Iterable[Observation], indicator: Indicator) -> dict[str, int]:
    """{territory: rank from the highest value}; none for headcounts, bounded or fragile figures, or too few peers."""
    known = {item.territory: item for item in figures if item.is_comparable}
    fewest = FEWEST_DEPARTEMENTS if any(item.level == "departement" for item in known.values()) else FEWEST_PEERS
    if indicator.kind == "count" or len(known) < fewest:
        return {}
    return ranks({code: item.value for code, item in known.items()}, ascending=False)


def rank_words(rank: int | None, ranked: int, level: str, indicator: Indicator) -> str:
    """ "2e valeur la plus élevée sur 43 communes au chiffre publié", or nothing."""
    if rank is None:
        return ""
    among = formats.count_level(ranked, level)
    if level == "commune":
        least = indicator.fragile_below_population
        among += f" de {formats.count(least, 'habitant')} et plus" if least else " au chiffre publié"
    return f"{'' if rank == 1 else f'{rank}e '}valeur la plus élevée sur {among}"


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
    known = [item for item in series if item.value is not None and item.period < latest.period and not item.is_bounded]
    if not known:
        return None
    year, sign, part = latest.period.partition("-")
    same_season = f"{int(year) - 1}{sign}{part}"
    return next((item for item in known if item.period == same_season), known[-1])


def evolution(
    series: list[Observation], latest: Observation, indicator: Indicator, catalogue: Catalogue
) -> tuple[str, str]:
    """("+2 points depuis 2019", "") or ("", why there is no change to show)."""
    if latest.value is None or latest.is_bounded:
        return "", ""
    if latest.qualifier == "fragile":
        return "", "chiffre trop fragile pour parler d’évolution"
    before = previous(series, latest)
    if before is None:
        return "", "pas d’année antérieure comparable"
    found = break_between(catalogue, indicator.id, latest.level, before.period, latest.period)
    if found is not None:
        return "", f"rupture de série en {formats.period(found.period)}"
    comparison = compare(as_range(latest, indicator), as_range(before, indicator))
    since = f"depuis {'le ' if '-T' in before.period else ''}{formats.period(before.period)}"
    if comparison.side == "close" and indicator.kind != "count":
        return f"stable {since}", ""
    if indicator.kind == "count" and before.value:
        share = 100 * comparison.gap / before.value
        if round(share, 1) == 0:
            return f"stable {since}", ""
        return f"{'+' if share > 0 else ''}{formats.with_unit(formats.decimal(share, 1), '%')} {since}", ""
    return f"{formats.difference(comparison.gap, indicator, latest.level)} {since}", ""


def source_line(indicator: Indicator, observations: list[Observation], catalogue: Catalogue, geo_year: int) -> str:
    """ "Source : Insee…, Filosofi 2021 ; communes au 1er janvier 2026." for the figures shown."""
    used = sorted({(item.source, item.vintage) for item in observations if item.value is not None})
    if not used:
        used = [(indicator.sources[0], "")]
    titles = [
        f"{catalogue.sources[source].attribution}{', millésime ' + formats.vintage(vintage) if vintage else ''}"
        for source, vintage in used
    ]
    below = any(item.level not in WHOLE_LEVELS for item in observations)
    geography = f" Géographie : communes au 1er janvier {geo_year}." if below else ""
    return french(f"Source : {' ; '.join(titles)}.{geography}")
