"""From persons to the counts that the statistics read, and the values that R survival gives for the same persons."""

from __future__ import annotations

from pathlib import Path

import numpy
import pandas as pd

FOLDER = Path(__file__).parent
CENSORED, SERVED, OUT = 0, 1, 2


def counted(group, day, outcome) -> pd.DataFrame:
    """One row a (group, day): how many persons were served, left otherwise, were last seen waiting."""
    persons = pd.DataFrame({"group": group, "day": numpy.asarray(day)})
    for name, code in (("events", SERVED), ("competing", OUT), ("censored", CENSORED)):
        persons[name] = (numpy.asarray(outcome) == code).astype(int)
    return persons.groupby(["group", "day"], as_index=False, sort=False).sum()


def persons_of(case: str) -> pd.DataFrame:
    """Columns group, day, outcome of the persons of a shared case, one row each."""
    persons = pd.read_csv(FOLDER / "durations.csv", dtype={"case": str, "group": str})
    return persons[persons["case"] == case].drop(columns="case")


def counts_of(case: str) -> pd.DataFrame:
    persons = persons_of(case)
    return counted(persons["group"], persons["day"], persons["outcome"])


def said_by_r(case: str) -> pd.DataFrame:
    """Columns group, statistic, day, value."""
    expected = pd.read_csv(FOLDER / "expected.csv", dtype={"case": str, "group": str})
    return expected[expected["case"] == case]
