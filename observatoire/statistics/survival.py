"""How long people wait, those still waiting counted: Kaplan–Meier curves of many groups at once.

Durations are whole days from 0. A frame of counts has one row a (group, day): `group` (anything hashable), `day`,
`events` (persons who got what they waited for on that day), `censored` (persons last seen still waiting on that day)
and, where another end of the wait is told apart, `competing`. The groups of a result are in the order in which they
first appear. Nothing loops over groups: a region has hundreds of thousands of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy
import pandas as pd

from observatoire.statistics.intervals import log_log

#: A share this close to one half is one half: products of fractions miss it by some 1e-16 (R survival uses 1.5e-8).
HALF_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Rows:
    """Rows sorted by group then day. group: number of its group, from 0; first, last: first and last row of a group."""

    names: pd.Index
    group: numpy.ndarray
    day: numpy.ndarray
    first: numpy.ndarray
    last: numpy.ndarray

    def running(self, values: numpy.ndarray) -> numpy.ndarray:
        """Running sum inside each group, its own row included."""
        return pd.Series(values).groupby(self.group, sort=False).cumsum().to_numpy()

    def running_product(self, values: numpy.ndarray) -> numpy.ndarray:
        """Running product inside each group, its own row included."""
        return pd.Series(values).groupby(self.group, sort=False).cumprod().to_numpy()

    def first_rows(self, reached: numpy.ndarray) -> numpy.ndarray:
        """First row where `reached` of each group that has one."""
        rows = numpy.flatnonzero(reached)
        return rows[numpy.unique(self.group[rows], return_index=True)[1]]

    def first_day(self, reached: numpy.ndarray) -> numpy.ndarray:
        """First day of each group on a row where `reached`; NaN where there is none."""
        rows = self.first_rows(reached)
        days = numpy.full(len(self.names), numpy.nan)
        days[self.group[rows]] = self.day[rows]
        return days

    def rows_until(self, days: numpy.ndarray, *, included: bool) -> numpy.ndarray:
        """Rows up to each of `days` in its group, and in the groups before; shape (groups, days).

        included: the row of the day itself is one of them.
        """
        span = max(self.day.max(initial=0), days.max(initial=0)) + 1
        wanted = numpy.arange(len(self.names))[:, None] * span + days
        return numpy.searchsorted(self.group * span + self.day, wanted, side="right" if included else "left")

    def waiting(self, at_risk: numpy.ndarray, days: numpy.ndarray) -> numpy.ndarray:
        """Persons of each group there just before each of `days`, from those of the rows; shape (groups, days)."""
        ahead = self.rows_until(days, included=False)
        return numpy.where(ahead <= self.last[:, None], numpy.append(at_risk, 0)[ahead], 0)


@dataclass(frozen=True)
class RiskSets:
    """Whole counts of each row: at_risk are there just before the day, events and competing leave on it."""

    rows: Rows
    at_risk: numpy.ndarray
    events: numpy.ndarray
    competing: numpy.ndarray


def risk_sets(counts: pd.DataFrame) -> RiskSets:
    """Who is still there each day. Somebody censored on a day was at risk on that day. A row of nobody is left out.

    Raises ValueError on a day or a count that is not a whole number from 0, or on two rows of one group and day.
    """
    outcomes = [name for name in ("events", "competing", "censored") if name in counts]
    whole = counts[["day", *outcomes]].to_numpy(dtype=float, na_value=numpy.nan)
    wrong = ~(numpy.isfinite(whole) & (whole >= 0) & (whole == numpy.floor(whole))).all(axis=1)
    if wrong.any():
        raise ValueError(f"days and counts are whole numbers from 0, not {counts[wrong].iloc[0].to_dict()}")
    counts = counts[["group"]].assign(**dict(zip(["day", *outcomes], whole.astype("int64").T, strict=True)))
    counts, rows = in_order(counts[counts[outcomes].to_numpy().any(axis=1)])
    again = (numpy.diff(rows.group, prepend=-1) == 0) & (numpy.diff(rows.day, prepend=-1) == 0)
    if again.any():
        raise ValueError(f"two rows for one group and day: {counts[again].iloc[0].to_dict()}")
    events = counts["events"].to_numpy()
    competing = counts["competing"].to_numpy() if "competing" in counts else numpy.zeros_like(events)
    leaving = counts[outcomes].to_numpy().sum(axis=1)
    left = rows.running(leaving)
    return RiskSets(rows, left[rows.last][rows.group] - left + leaving, events, competing)


def in_order(frame: pd.DataFrame) -> tuple[pd.DataFrame, Rows]:
    """The frame sorted by group (order of first appearance) then day, and its rows."""
    group, names = pd.factorize(frame["group"], use_na_sentinel=False)
    order = numpy.lexsort((frame["day"], group))
    frame, group = frame.iloc[order], group[order]
    first = numpy.flatnonzero(numpy.diff(group, prepend=-1))
    last = numpy.append(first, len(group))[1:] - 1
    return frame, Rows(pd.Index(names), group, frame["day"].to_numpy(), first, last)


def kaplan_meier(counts: pd.DataFrame) -> pd.DataFrame:
    """Columns group, day, at_risk, events, survival, std_error, low, high: one row a day with somebody leaving.

    survival: share still waiting after the day (Kaplan & Meier, JASA 53, 1958). Somebody who leaves by `competing`, if
    there is such a column, is censored: the curve is the speed among those still entitled. std_error: Greenwood (1926);
    0 while nobody had the event, NaN once nobody is left. low, high: 95 % pointwise interval on the scale of
    log(−log S), within 0–1; NaN where S is 1 or 0, where it does not exist. All as R survival 3.x,
    survfit(conf.type = "log-log"). Raises ValueError as `risk_sets`.
    """
    seen = risk_sets(counts)
    staying = seen.at_risk - seen.events
    survival = seen.rows.running_product(staying / seen.at_risk)
    greenwood = numpy.divide(
        seen.events, seen.at_risk * staying.astype(float), out=numpy.full(len(staying), numpy.nan), where=staying > 0
    )
    std_error = survival * numpy.sqrt(seen.rows.running(greenwood))
    low, high = log_log(survival, std_error)
    return pd.DataFrame(
        {
            "group": seen.rows.names[seen.rows.group],
            "day": seen.rows.day,
            "at_risk": seen.at_risk,
            "events": seen.events,
            "survival": survival,
            "std_error": std_error,
            "low": low,
            "high": high,
        }
    )


def medians(curves: pd.DataFrame) -> pd.DataFrame:
    """Columns group, median, low, high, longest, in days: one row a group of `kaplan_meier`.

    median: first day on which half or fewer still wait, NaN when that is not reached; `longest`, the last day observed,
    then says "non atteinte (> N jours)". low, high: first day on which the low, the high end of the interval of the
    curve is one half or less, NaN when not reached (Brookmeyer & Crowley, Biometrics 38, 1982, on the log(−log) scale).
    Where exactly half still wait from one event to the next, R prints the middle of the two days; the first day, on
    which half had been served, is kept here.
    """
    curves, rows = in_order(curves)
    days = {
        name: rows.first_day(curves[column].to_numpy() <= 0.5 + HALF_TOLERANCE)
        for name, column in (("median", "survival"), ("low", "low"), ("high", "high"))
    }
    return pd.DataFrame({"group": rows.names, **days, "longest": rows.day[rows.last]})


def days_of_shares(curves: pd.DataFrame, shares: Sequence[float]) -> pd.DataFrame:
    """Columns group, share, day, low, high, at_risk, served: first day on which each of `shares` is served, 1 − S.

    One row a (group, share) that was reached; low, high: interval of 1 − S on that day. at_risk, served: persons still
    there and followed just before that day, and served before it. The median is the day of one half.
    """
    curves, rows = in_order(curves)
    events = curves["events"].to_numpy()
    served, survival = rows.running(events) - events, curves["survival"].to_numpy()
    found = []
    for share in shares:
        at = rows.first_rows(survival <= 1 - share + HALF_TOLERANCE)
        read = curves.iloc[at]
        found.append(
            pd.DataFrame(
                {
                    "group": rows.names[rows.group[at]],
                    "share": share,
                    "day": rows.day[at],
                    "low": 1 - read["high"].to_numpy(),
                    "high": 1 - read["low"].to_numpy(),
                    "at_risk": read["at_risk"].to_numpy(),
                    "served": served[at],
                }
            )
        )
    return pd.concat(found, ignore_index=True)


def shares_by(curves: pd.DataFrame, days: Sequence[int]) -> pd.DataFrame:
    """Columns group, day, share, low, high, at_risk: share served within each of `days`, 1 − S, from `kaplan_meier`.

    One row a (group, day of `days`). NaN when the group was not observed that far: its last row is earlier, somebody
    still waiting. at_risk: persons still there and followed just before that day.
    """
    read = at_days(curves, days, {"survival": 1.0, "low": numpy.nan, "high": numpy.nan})
    return pd.DataFrame(
        {
            "group": read["group"],
            "day": read["day"],
            "share": 1 - read["survival"],
            "low": 1 - read["high"],
            "high": 1 - read["low"],
            "at_risk": read["at_risk"],
        }
    )


def at_days(curves: pd.DataFrame, days: Sequence[int], origin: Mapping[str, float]) -> pd.DataFrame:
    """The columns of `origin` of step curves read at each of `days`, beside group, day and at_risk.

    A curve is worth `origin` before its first row, and NaN after its last one unless its `survival` fell to 0 there.
    """
    curves, rows = in_order(curves)
    asked = numpy.asarray(days, dtype="int64")
    reached = rows.rows_until(asked, included=True)
    last = rows.last[:, None]
    unseen = (rows.day[last] < asked) & (curves["survival"].to_numpy()[last] > 0)
    started = reached > rows.first[:, None]
    read = {
        name: numpy.where(unseen, numpy.nan, numpy.where(started, curves[name].to_numpy()[reached - 1], value)).ravel()
        for name, value in origin.items()
    }
    return pd.DataFrame(
        {
            "group": rows.names.repeat(len(asked)),
            "day": numpy.tile(asked, len(rows.names)),
            "at_risk": rows.waiting(curves["at_risk"].to_numpy(), asked).ravel(),
            **read,
        }
    )


def completed(counts: pd.DataFrame) -> pd.DataFrame:
    """Columns group, persons, mean, median, in days, of the waits that are over: "moyenne des personnes orientées".

    The definition of the OARSA survey (DREES). It leaves out whoever still waits, so that it is too short, the more so
    as the queue grows: shown beside the Kaplan–Meier median, never alone. NaN in a group where nobody was served.
    Raises ValueError as `risk_sets`.
    """
    seen = risk_sets(counts)
    rows = seen.rows
    persons = rows.running(seen.events)
    total = persons[rows.last]
    served = numpy.where(total > 0, total, numpy.nan)
    mean = rows.running(seen.events * rows.day)[rows.last] / served
    lower, upper = (rows.first_day(persons >= rank[rows.group]) for rank in ((served + 1) // 2, served // 2 + 1))
    return pd.DataFrame({"group": rows.names, "persons": total, "mean": mean, "median": (lower + upper) / 2})
