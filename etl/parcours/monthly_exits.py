"""Rights closed in each month, among those open at its start, for the whole département.

A right is closed on the day after its last one. Who is there at the start of a month is who was there on the eve, so
that January starts with the persons of 31 December, exactly; who leaves in it is there no more on its last day.

Successive months count the same persons: who is there at the start, plus who enters, is who leaves plus who is there at
the next start. All the months are one system, so that nobody is found by following it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from etl.geography import Geography
from etl.parcours.family import ALL, EVERYBODY, FIGURE_COLUMNS, hidden_by_us
from etl.parcours.persons import Microdata
from etl.parcours.protection import Protected, behind, nothing_told
from etl.parcours.rate_list import PRESENT
from etl.parcours.rates import Rate
from etl.parcours.settings import TOTAL
from etl.parcours.settling import EFFORT
from etl.parcours.waits import ENTERED
from etl.secrecy.audit import audit
from etl.secrecy.deduction import deduce
from etl.secrecy.rule import Rule
from etl.secrecy.suppress import protect
from etl.secrecy.system import System, make_system
from observatoire.dates import first_day, last_day
from observatoire.errors import CheckFailed
from observatoire.statistics.intervals import poisson_events

MONTHLY_EXITS = "taux_sortie_rsa_mensuel"


@dataclass(frozen=True)
class Withheld:
    """Years of which no other figure tells, of the whole département, who is there on 31 December (`ends`) or who
    entered (`entries`), because secrecy hides them all."""

    ends: frozenset[str] = frozenset()
    entries: frozenset[str] = frozenset()


def withheld(figures: pd.DataFrame, rates: Iterable[Rate]) -> Withheld:
    """What the figures of these rates, already judged, do not tell; they tell as much as one of them does."""
    whole = figures[figures["level"].eq("departement") & figures["breakdown"].eq(TOTAL)]
    rates, hidden = list(rates), []
    for population in (PRESENT, ENTERED):
        names = {rate.indicator for rate in rates if rate.population == population and rate.among == ALL}
        rows = whole[whole["indicator"].isin(names)]
        told = set(rows.loc[rows["denominator"].notna(), "period"])
        hidden.append(frozenset(rows.loc[rows["status"].eq("secret"), "period"]) - told)
    return Withheld(*hidden)


def protected_exits(microdata: Microdata, geography: Geography, rule: Rule, untold: Withheld = Withheld()) -> Protected:
    """`taux_sortie_rsa_mensuel`, judged and attacked. untold: what the months may not tell, as nothing else does.

    A month has no figure when it starts with nobody, or with fewer persons than leave in it.
    """
    if not months_told(microdata):
        return nothing_told()
    months = count_months(microdata)
    present = months["present"].to_numpy()
    left = months["left_since"].to_numpy()
    system = _system(months, _entries(microdata, months), rule, untold)
    hidden, attacked, broken = _settled(system)
    of_present, of_left = hidden[: len(months)], hidden[len(months) : 2 * len(months)]
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (100 * end / present for end in poisson_events(left))
        value = 100 * left / present
    figures = pd.DataFrame(
        {
            "indicator": MONTHLY_EXITS,
            "level": "departement",
            "territory": geography.departement,
            "period": months["period"],
            "breakdown": TOTAL,
            "value": value,
            "low": low,
            "high": np.minimum(high, 100.0),
            "numerator": left,
            "denominator": present,
            "status": "published",
            "qualifier": "",
            "method": "",
            "needs": EVERYBODY,
        }
    )[FIGURE_COLUMNS]
    secret = of_present | of_left | (present < rule.rates.minimum_denominator)
    kept = (present > 0) & (left <= present)
    told = hidden_by_us(figures, secret)[kept]
    return Protected(told, pd.DataFrame(), attacked, broken, behind(figures[kept], told))


def count_months(microdata: Microdata) -> pd.DataFrame:
    """Columns period, present (at the start of the month), left_since and entered (in the month), oldest month first.

    The months that are over before that of the extraction, from the first one whose entrants and exits are all there.
    """
    months = months_told(microdata)
    persons = "FROM entrant WHERE opened AND entry IS NOT NULL AND (right_end IS NULL OR right_end >= entry)"
    flow = microdata.rows(
        "SELECT period, sum(came)::BIGINT AS entered, sum(went)::BIGINT AS left_since"
        f" FROM (SELECT strftime(entry, '%Y-%m') AS period, 1 AS came, 0 AS went {persons}"
        f" UNION ALL SELECT strftime(right_end + 1, '%Y-%m'), 0, 1 {persons} AND right_end IS NOT NULL) GROUP BY period"
    ).set_index("period")
    there = (flow["entered"] - flow["left_since"]).cumsum()
    moved = flow.reindex(months, fill_value=0)
    present = [int(there[there.index < month].iloc[-1:].sum()) for month in months]
    return moved.assign(present=present).reset_index()[["period", "present", "left_since", "entered"]]


def months_told(microdata: Microdata) -> list[str]:
    """Months that the extracts cover whole, with their eve: a right that ended on it is closed in the month."""
    until = microdata.extracted_on
    months = (f"{year}-{month:02d}" for year in range(microdata.since.year, until.year + 1) for month in range(1, 13))
    over = until.replace(day=1) - timedelta(days=1)
    return [month for month in months if microdata.since < first_day(month) and last_day(month) <= over]


def _entries(microdata: Microdata, months: pd.DataFrame) -> dict[str, int]:
    """{year: persons whose right was opened in it}, as other figures count them."""
    found = microdata.rows(
        "SELECT year(entry)::VARCHAR AS year, count(*) AS persons FROM entrant"
        f" WHERE opened AND entry BETWEEN DATE '{microdata.since}' AND DATE '{microdata.extracted_on}' GROUP BY ALL"
    )
    years = set(months["period"].str[:4])
    return {year: persons for year, persons in zip(found["year"], found["persons"], strict=True) if year in years}


def _system(months: pd.DataFrame, entries: dict[str, int], rule: Rule, untold: Withheld) -> System:
    """Cells: who is there at each start, who leaves and who enters in each month, who is there at the end of all; then
    who had a right in each month, who entered in each year, and who entered in it besides these months.

    What other figures tell is held as known: the entries of a year, and who is there on 31 December. What secrecy hides
    of it must not be found here; whoever finds it elsewhere attacks all the same, and so does whoever guesses how many
    entered besides the months, who are very few.
    """
    count = len(months)
    present, left, entered = (months[name].to_numpy(dtype=float) for name in ("present", "left_since", "entered"))
    values = [*present, *left, *entered, present[-1] + entered[-1] - left[-1]]
    starts = [(position, int(month[:4])) for position, month in enumerate(months["period"]) if month.endswith("-01")]
    known = [position for position, year in starts if str(year - 1) not in untold.ends]
    secret = [position for position, year in starts if str(year - 1) in untold.ends]
    relations: list[tuple[int, Sequence[int]]] = []
    for month in range(count):
        after = month + 1 if month + 1 < count else 3 * count
        values.append(present[month] + entered[month])
        relations += [(len(values) - 1, (month, 2 * count + month)), (len(values) - 1, (count + month, after))]
    watched = np.zeros(len(values), dtype=bool)
    watched[: 3 * count] = True
    guessed = []
    for year, persons in entries.items():
        parts = [2 * count + month for month, period in enumerate(months["period"]) if period.startswith(year)]
        rest = persons - sum(values[part] for part in parts)
        values += [persons, rest]
        # Hidden, they would be read in the months: everybody guesses that few, if any, entered besides.
        yearly, besides = len(values) - 2, len(values) - 1
        secret += [yearly] if year in untold.entries else []
        known.append(besides if year in untold.entries else yearly)
        guessed.append(besides)
        relations.append((len(values) - 2, (*parts, len(values) - 1)))
        watched = np.append(watched, [False, True])
    values = np.array(values, dtype=float)
    told = np.zeros(len(values), dtype=bool)
    told[: 2 * count] = True
    not_told = np.isin(np.arange(len(values)), secret)
    small = (watched & rule.small(values)) | not_told
    small[count : 2 * count] |= rule.sensitive_rates(left, present)
    few = small & told & (values < rule.counts.threshold)
    low, high = np.zeros(len(values)), np.full(len(values), np.inf)
    low[known] = high[known] = values[known]
    guess_low = np.where(few & (values > 0), 1.0, low)
    guess_high = np.where(few, rule.counts.threshold - 1.0, high)
    guess_low[known], guess_high[known] = low[known], high[known]
    plain = make_system(values, relations)
    found = deduce(plain, low, high)
    return make_system(
        values,
        relations,
        sensitive=small & (found.low < found.high),
        publishable=told,
        width=np.where(told | not_told, rule.counts.width, rule.counts.overlap_width),
        low=found.low,
        high=found.high,
        guess=(np.maximum(guess_low, found.low), np.minimum(guess_high, found.high)),
        insiders=[_knowing(cells, values) for cells in (secret, guessed) if secret],
    )


def _knowing(cells: Sequence[int], values: np.ndarray) -> np.ndarray:
    """What one knows (least and most, 2 × n) who knows the values of these cells."""
    known = np.isin(np.arange(len(values)), cells)
    return np.array([np.where(known, values, 0.0), np.where(known, values, np.inf)])


def _settled(system: System) -> tuple[np.ndarray, int, int]:
    """Which cells may not be told, how many were attacked and broken."""
    try:
        protection = protect(system, EFFORT)
    except CheckFailed:  # narrow whatever is hidden: nothing is told
        return np.ones(system.size, dtype=bool), 0, 0
    if protection.hidden.all():
        return protection.hidden, 0, 0
    result = audit(system, protection.hidden, protection.moves, protection.narrow)
    return protection.hidden, result.checked, len(result.breaches)
