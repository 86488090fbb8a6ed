"""What is worse than the benchmark and getting worse, with as few false alarms as can be said in advance."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from observatoire import formats
from observatoire.catalogue import Catalogue, Indicator, load_catalogue
from observatoire.errors import ObservatoireError
from observatoire.statistics.comparison import interval_above, share_above
from observatoire.statistics.multiple import adjusted, benjamini_hochberg
from observatoire.typography import french
from observatoire.view.figures_of import Judgement, as_range, independent_counts, judge
from observatoire.view.question import benchmark_territories
from observatoire.view.tendance import REFUSALS, Trend, trend_of
from observatoire.warehouse import Observation, Snapshot, Territory

#: Share of false alarms accepted among the alerts, on average.
RATE = 0.05
NO_BENCHMARK = "le repère n’a pas de chiffre à comparer la même année"


@dataclass(frozen=True)
class Candidate:
    """One series that was tested. p_value: the larger chance of its two tests, gap and trend, both two-sided."""

    territory: Territory
    indicator: Indicator
    observation: Observation
    benchmark: Observation
    judgement: Judgement
    trend: Trend
    p_value: float

    @property
    def is_double(self) -> bool:
        """Worse than the benchmark and getting worse, each by its own test, before counting how many were made."""
        return self.judgement.favourable is False and self.trend.favourable is False


@dataclass(frozen=True)
class WatchEntry:
    """An alert. adjusted: smallest share of false alarms at which it stays an alert (Benjamini–Hochberg)."""

    territory: Territory
    indicator: Indicator
    observation: Observation
    benchmark: Observation
    judgement: Judgement
    trend: Trend
    p_value: float
    adjusted: float


@dataclass(frozen=True)
class WatchList:
    """Alerts, surest first. tested: series tested. expected_false: false alarms to expect among the alerts, at most.

    doubles: series that look bad on both sides, each test taken alone. refusals: why the others were not tested,
    one sentence a reason.
    """

    entries: tuple[WatchEntry, ...]
    tested: int
    expected_false: float
    refusals: tuple[str, ...]
    doubles: int = 0
    rate: float = RATE
    benchmark_name: str = ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """How many were tested, how many alerts, and how many of them chance may have made."""
        share = formats.with_unit(formats.decimal(100 * self.rate), "%")
        if not self.tested:
            return (
                french(
                    "On ne sait pas le dire ici : un chiffre n’est jugé que s’il est publié cinq années de suite, "
                    "et le repère la même année que lui. Aucun ne l’est aujourd’hui."
                ),
                french("Cette liste est vide parce que rien n’a pu être testé, pas parce que tout va bien."),
            )
        series = formats.count(self.tested, "série testée", "séries testées")
        tested = f"{series} (un indicateur sur un territoire) contre le repère ({self.benchmark_name})"
        if not self.entries:
            return (
                french(f"{tested} : aucune n’est à la fois moins bien que lui et en dégradation certaine."),
                french(f"Si rien ne différait nulle part, une alerte ne paraîtrait que dans {share} des cas au plus."),
            )
        alerts = formats.count(len(self.entries), "alerte")
        # Rounded up: never less than what may be false.
        false = formats.decimal(math.ceil(10 * self.expected_false - 1e-9) / 10, 1)
        said = [
            f"{tested} : {alerts}.",
            f"Fausses alertes à attendre parmi elles : {false} en moyenne, au plus ({share} des alertes).",
        ]
        if unsure := self.doubles - len(self.entries):
            series = formats.count(unsure, "autre série est", "autres séries sont")
            said.append(f"{series} moins bien et en dégradation, mais le hasard peut l’expliquer parmi tant de tests.")
        return tuple(french(sentence) for sentence in said)


def watch_list(snapshot: Snapshot, level: str, benchmark_key: str, rate: float = RATE) -> WatchList:
    """Every territory of a level and every indicator with a good side, against the benchmark of the same period.

    benchmark_key: key of benchmark_territories. Raises ObservatoireError when it is unknown or is the level itself.
    """
    return _watch(snapshot, level, benchmark_key, rate)


@lru_cache(maxsize=16)
def _watch(snapshot: Snapshot, level: str, benchmark_key: str, rate: float) -> WatchList:
    benchmarks = benchmark_territories(snapshot)
    if benchmark_key not in benchmarks or benchmark_key == level:
        raise ObservatoireError(f"Le repère « {benchmark_key} » ne convient pas ici : choisissez-en un autre.")
    code, name = benchmarks[benchmark_key]
    catalogue = load_catalogue()
    against = {(item.indicator, item.period): item for item in snapshot.figures_of(benchmark_key, code)}
    candidates: list[Candidate] = []
    untested: Counter[str] = Counter()
    territories = {territory.code: territory for territory in snapshot.territories(level)}
    series: dict[tuple[str, str], list[Observation]] = {}
    for item in snapshot.figures_of_several(level, territories):
        if catalogue.indicators[item.indicator].polarity != "none":
            series.setdefault((item.territory, item.indicator), []).append(item)
    for (place, measured), items in series.items():
        indicator = catalogue.indicators[measured]
        found = candidate(territories[place], items, against, indicator, catalogue)
        if isinstance(found, str):
            untested[found] += 1
        else:
            candidates.append(found)
    return alerts(candidates, rate, untested, name)


def candidate(
    territory: Territory,
    series: Sequence[Observation],
    against: dict[tuple[str, str], Observation],
    indicator: Indicator,
    catalogue: Catalogue,
) -> Candidate | str:
    """The two tests of one series (oldest first), or why they cannot be made, in words.

    against: {(indicator, period): figure of the benchmark}.
    """
    trend = trend_of(series, indicator, catalogue)
    if trend.refusal:
        return REFUSALS[trend.reason]
    latest = next(item for item in reversed(series) if item.period == trend.periods[-1])
    other = against.get((indicator.id, latest.period))
    judgement = judge(latest, other, indicator)
    if judgement is None:
        return NO_BENCHMARK
    chance = max(chance_of_gap(latest, other, indicator), trend.p_value)
    return Candidate(territory, indicator, latest, other, judgement, trend, chance)


def alerts(
    candidates: Sequence[Candidate], rate: float = RATE, untested: Counter[str] | None = None, benchmark_name: str = ""
) -> WatchList:
    """The alerts among everything that was tested, by Benjamini–Hochberg on all of it.

    "Worse and getting worse" is alarming only if both are: its chance is the larger of the two (intersection-union
    test, Berger 1982). A series that does not look bad on both sides counts among the tests and is never an alert.
    """
    values = [item.p_value if item.is_double else 1.0 for item in candidates]
    kept, corrected = benjamini_hochberg(values, rate), adjusted(values)
    entries = [
        WatchEntry(
            item.territory,
            item.indicator,
            item.observation,
            item.benchmark,
            item.judgement,
            item.trend,
            item.p_value,
            corrected[place],
        )
        for place, item in enumerate(candidates)
        if kept[place]
    ]
    entries.sort(key=lambda entry: (entry.p_value, formats.sort_key(entry.territory.name), entry.indicator.id))
    refusals = tuple(
        french(f"{formats.count(many, 'série')} non {'testées' if many >= 2 else 'testée'} : {reason}.")
        for reason, many in sorted((untested or Counter()).items(), key=lambda pair: (-pair[1], pair[0]))
    )
    doubles = sum(item.is_double for item in candidates)
    return WatchList(tuple(entries), len(candidates), rate * len(entries), refusals, doubles, rate, benchmark_name)


def chance_of_gap(observation: Observation, benchmark: Observation, indicator: Indicator) -> float:
    """Chance of a gap at least this wide, on either side, if the territory were like its benchmark.

    A published and rounded figure is exact to its digit: 0 when they differ by more than the rounding, 1 otherwise.
    """
    counted, persons = observation.numerator, observation.denominator
    if indicator.comparison == "rounding":
        own, other = as_range(observation, indicator), as_range(benchmark, indicator)
        return 0.0 if own.low > other.high or own.high < other.low else 1.0
    if indicator.comparison == "wilson" and counted is not None and persons:
        above = share_above(*independent_counts(observation, indicator), benchmark.value / 100)
    else:
        above = interval_above(as_range(observation, indicator), as_range(benchmark, indicator))
    return 2 * min(above, 1 - above)
