"""How long the right of somebody has been open, and what telling it would tell of those who left."""

from __future__ import annotations

from etl.parcours.persons import Microdata

#: Dimension: time since the present right was opened, on 31 December.
SENIORITY = "anciennete"


def few_left(microdata: Microdata) -> frozenset[str]:
    """Years whose 31 December may not be told by seniority, for the few persons who left before it.

    Who entered in a half-year is told by the rates of return to employment and the monthly exits; who is still there is
    told by seniority: the difference has left. So has the difference between everybody of the last 31 December and the
    persons of a year or more.
    """
    found = microdata.rows(
        "SELECT year::VARCHAR AS period, since,"
        " count(*) FILTER (right_end >= entry AND right_end < make_date(year, 12, 31)) AS left_since"
        " FROM (SELECT year, entry, right_end, CASE WHEN entry <= make_date(year - 1, 12, 31) THEN 'before'"
        " WHEN entry <= make_date(year, 6, 30) THEN 'first' ELSE 'second' END AS since"
        f" FROM entrant, range({microdata.since.year}, {microdata.extracted_on.year}) AS years(year)"
        " WHERE opened AND entry <= make_date(year, 12, 31)"
        " AND (since <> 'before' OR right_end IS NULL OR right_end >= make_date(year - 1, 12, 31))) GROUP BY ALL"
    )
    few = found["left_since"] < microdata.rule.counts.threshold
    return frozenset(found.loc[few, "period"])
