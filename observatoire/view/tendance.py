"""Is a figure going up or down, and is it for the better? Tested on the latest years, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observatoire import formats
from observatoire.catalogue import Catalogue, Indicator
from observatoire.statistics.intervals import Z_95
from observatoire.statistics.trend import (
    CHI2_CHANCE,
    RANK_CHANCE,
    TrendTest,
    enough_persons,
    mann_kendall,
    trend_of_shares,
    trend_of_values,
)
from observatoire.typography import french
from observatoire.view.figures_of import (
    FEWEST_PERSONS,
    as_range,
    break_between,
    independent_counts,
    is_favourable,
    may_be_judged,
)
from observatoire.warehouse import Observation

#: Years that the tests on counts and intervals read, the fewest that any test reads, and the most of the rank test.
FEWEST_YEARS, MOST_YEARS = 5, 10

BY_COUNTS = "test du khi-deux de tendance, sur les effectifs des cinq dernières années"
BY_INTERVALS = "test du khi-deux de la pente, pondérée par les intervalles des cinq dernières années"
BY_RANKS = "test de Mann-Kendall, sur l’ordre des valeurs publiées"

#: Words of a direction, then of what it means for an indicator that has a good side.
DIRECTION_WORDS = {"hausse": "augmente", "baisse": "baisse", "stable": "sans tendance nette", "": "tendance non testée"}
MEANING_WORDS = {True: " et s’améliore", False: " et se dégrade", None: ""}

#: Kinds of refusal, in words that hold for many series at once.
REFUSALS = {
    "count": "un effectif suit la population du territoire",
    "method": "ni effectifs, ni intervalle, ni série publiée à comparer",
    "none": "aucun chiffre publié",
    "bounded": "une valeur connue seulement par sa borne (« ≤ 5 % », « moins de 5 »)",
    "fragile": "une valeur trop fragile",
    "break": "une rupture de série il y a moins de cinq ans",
    "hole": "une année sans chiffre parmi les cinq dernières",
    "short": "moins de cinq années publiées",
    "few": "trop peu de personnes pour le test",
}


@dataclass(frozen=True)
class Trend:
    """direction: "hausse", "baisse", "stable", or "" when the test is refused; `refusal` then says why, as a sentence.

    favourable: whether the direction is for the better, None when neither. p_value: two-sided. words: "augmente et se
    dégrade". periods: years tested, oldest first. method: the test, in words. reason: key of REFUSALS.
    """

    direction: str
    favourable: bool | None
    p_value: float | None
    words: str
    refusal: str
    periods: tuple[str, ...]
    method: str = ""
    reason: str = ""


def trend_of(series: Sequence[Observation], indicator: Indicator, catalogue: Catalogue) -> Trend:
    """Test the latest years of a series (oldest first, one territory): yearly, unbroken, without bound nor fragility.

    A series by quarter or by month is read once a year, at the season of its latest figure. A change of less than the
    indicator's `close_within` over the years tested is no trend, however certain.
    """
    if indicator.kind == "count":
        return _refused("count", "Un effectif suit la population du territoire : aucune tendance n’est testée.")
    if indicator.comparison == "none":
        return _refused("method", "Ce chiffre n’a ni effectifs ni intervalle : aucune tendance n’est testée.")
    years, reason, why = _latest_years(series, catalogue)
    if len(years) < FEWEST_YEARS:
        return _refused(reason, why)
    tested, method = _tested(years, indicator)
    if tested is None:
        return _refused("few", "Trop peu de personnes sont comptées chaque année pour tester une tendance.")
    used = years[-FEWEST_YEARS:] if method != BY_RANKS else years[-MOST_YEARS:]
    direction = _direction(tested, method, used, indicator)
    side = {"hausse": "higher", "baisse": "lower"}.get(direction, "close")
    favourable = is_favourable(side, indicator)
    return Trend(
        direction,
        favourable,
        tested.p_value,
        DIRECTION_WORDS[direction] + MEANING_WORDS[favourable],
        "",
        tuple(item.period for item in used),
        method,
    )


def _refused(reason: str, sentence: str) -> Trend:
    return Trend("", None, None, DIRECTION_WORDS[""], french(sentence), (), reason=reason)


def _latest_years(series: Sequence[Observation], catalogue: Catalogue) -> tuple[list[Observation], str, str]:
    """(consecutive years up to the latest figure, oldest first; what stopped them, as a key and as a sentence)."""
    known = [place for place, item in enumerate(series) if item.value is not None and not item.is_running]
    if not known:
        return [], "none", "Aucun chiffre n’est publié pour ce territoire : aucune tendance n’est testée."
    latest = series[known[-1]]
    by_year = {item.period[:4]: item for item in series if item.period[4:] == latest.period[4:]}
    years: list[Observation] = []
    for year in range(int(latest.period[:4]), int(latest.period[:4]) - MOST_YEARS, -1):
        item = by_year.get(str(year))
        reason, why = _stop(item, years, catalogue)
        if not reason and item is None:
            earlier = any(int(other) < year for other in by_year)
            reason, why = ("hole", f"La série n’a pas de chiffre en {year}") if earlier else ("short", "")
        if reason:
            return years, reason, _counted(len(years), why)
        years.insert(0, item)
    return years, "", ""


def _stop(item: Observation | None, later: list[Observation], catalogue: Catalogue) -> tuple[str, str]:
    """Why a year does not join those that follow it, as a key and a clause; empty when it does or does not exist."""
    if item is None:
        return "", ""
    if later and (cut := break_between(catalogue, item.indicator, item.level, item.period, later[0].period)):
        return "break", f"La série est rompue {_when(cut.period)}"
    if item.value is None:
        return "hole", f"La série n’a pas de chiffre {_when(item.period)} ({formats.STATUS_WORDS[item.status]})"
    if item.is_bounded:
        return "bounded", f"La valeur de {formats.period(item.period)} n’est connue que par une borne"
    if item.qualifier == "fragile":
        return "fragile", f"Le chiffre de {formats.period(item.period)} est trop fragile"
    return "", ""


def _when(period: str) -> str:
    return f"{'au' if '-T' in period else 'en'} {formats.period(period)}"


def _counted(years: int, why: str) -> str:
    """The refusal of a series too short, after what made it short."""
    found = {0: "aucune année comparable"}.get(years, formats.count(years, "année comparable", "années comparables"))
    if not why:
        return f"{found[:1].upper()}{found[1:]}, il en faut au moins cinq pour tester une tendance."
    return f"{why} : {found}, il en faut au moins cinq pour tester une tendance."


def _tested(years: list[Observation], indicator: Indicator) -> tuple[TrendTest | None, str]:
    """The test that the figures permit, and its name; None where too few persons are behind them."""
    if indicator.comparison == "rounding":
        used = years[-MOST_YEARS:]
        return mann_kendall([item.value for item in used], _time(used)), BY_RANKS
    used = years[-FEWEST_YEARS:]
    if indicator.comparison == "wilson":
        if any(item.numerator is None or (item.denominator or 0) < FEWEST_PERSONS for item in used):
            return None, BY_COUNTS
        counted, persons = zip(*(independent_counts(item, indicator) for item in used), strict=True)
        if not enough_persons(counted, persons):
            return None, BY_COUNTS
        return trend_of_shares(counted, persons, _time(used)), BY_COUNTS
    if not all(may_be_judged(item, indicator) for item in used):
        return None, BY_INTERVALS
    ranges = [as_range(item, indicator) for item in used]
    errors = [(found.high - found.low) / (2 * Z_95) for found in ranges]
    return trend_of_values([found.value for found in ranges], errors, _time(used)), BY_INTERVALS


def _time(years: Sequence[Observation]) -> list[int]:
    return [int(item.period[:4]) for item in years]


def _direction(tested: TrendTest, method: str, used: Sequence[Observation], indicator: Indicator) -> str:
    chance = RANK_CHANCE if method == BY_RANKS else CHI2_CHANCE
    unit = 100 if method == BY_COUNTS else 1  # shares are tested as parts of one and printed in %
    worth_a_word = abs(tested.slope) * unit * (len(used) - 1) >= indicator.close_within
    if tested.p_value >= chance or not tested.steady or not worth_a_word or tested.slope == 0:
        return "stable"
    return "hausse" if tested.slope > 0 else "baisse"
