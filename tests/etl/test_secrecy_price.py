"""What is told of the price of secrecy, and what a reader who knows how it is told can work back from it."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest

from etl.secrecy.price import price
from etl.secrecy.rule import load_rule
from observatoire.schema import SCHEMA

THRESHOLD = load_rule().counts.threshold
#: Persons of each figure shown, enough for six hidden ones beside them.
SHOWN = (100.0,) * 6


def cells(shown: tuple[float, ...], hidden: tuple[float, ...]) -> pd.DataFrame:
    return pd.DataFrame({"value": [*shown, *hidden], "hidden": [False] * len(shown) + [True] * len(hidden)})


def share(shown: tuple[float, ...], hidden: tuple[float, ...]) -> float:
    (found,) = price(cells(shown, hidden).assign(level="epci"), ["level"], THRESHOLD)["share_at_most"]
    return found


def spread(persons: int, figures: int = 6) -> tuple[float, ...]:
    """That many persons behind hidden figures, as evenly as they can be."""
    return tuple(float(persons // figures + (rank < persons % figures)) for rank in range(figures))


def test_the_price_counts_hidden_figures_and_rounds_up_the_share_of_the_persons_behind_them():
    told = pd.concat([cells((600.0,), spread(90)).assign(level="epci"), cells((0.0,), ()).assign(level="sdsei")])
    found = price(told, ["level"], THRESHOLD).set_index("level")
    assert found.loc["epci"].to_dict() == {"cells": 7, "hidden": 6, "hidden_pct": 600 / 7, "share_at_most": 0.15}
    assert found.at["sdsei", "share_at_most"] == 0


def test_hidden_totals_that_differ_by_a_few_persons_are_told_alike():
    assert share(SHOWN, spread(90)) == share(SHOWN, spread(93)) == share(SHOWN, spread(86)) == 0.15


@pytest.mark.parametrize("hidden", [(0.0,) * 5, (4.0,) * 5])
def test_hidden_figures_that_are_all_zero_are_not_told_from_small_ones(hidden):
    assert share((600.0,), hidden) == 0.05


@pytest.mark.parametrize(
    ("shown", "hidden"), [(SHOWN, spread(900, 4)), ((569.0,), spread(90)), ((0.0,), (0.0,) * 5), ((0.0,), (9.0,) * 5)]
)
def test_no_share_is_told_of_few_hidden_figures_or_of_few_persons_beside_them(shown, hidden):
    assert np.isnan(share(shown, hidden))


def test_a_higher_threshold_asks_for_more_persons_shown():
    told = cells(SHOWN, spread(90)).assign(level="epci")
    assert price(told, ["level"], 5).at[0, "share_at_most"] == 0.15
    assert np.isnan(price(told, ["level"], 6).at[0, "share_at_most"])


def test_everything_shown_is_told_as_nothing_hidden_however_few():
    assert share((3.0,), ()) == 0


@pytest.mark.parametrize("hidden", [(), (float("nan"),) * 8])
def test_no_share_is_told_of_amounts(hidden):
    """Their whole is told for the département: less what is hidden, it is that of one structure of no known commune."""
    assert np.isnan(share((float("nan"),) * 9, hidden))


def test_the_hidden_total_worked_back_from_the_share_stays_uncertain():
    """Whatever is hidden beside 600 persons: at least five persons for each figure, and 15 % of the whole."""
    totals = np.arange(5401)
    told = pd.concat(cells((600.0,), spread(total)).assign(total=total) for total in totals)
    shares = price(told, ["total"], THRESHOLD)["share_at_most"].to_numpy()
    assert np.array_equal(shares, np.round(shares, 2)) and set(np.round(20 * shares, 9)) == set(range(1, 19))
    for one in np.unique(shares):
        possible = totals[shares == one]
        width = possible[-1] - possible[0] + 1
        assert width >= THRESHOLD * 6 and width >= 0.15 * possible[-1]


def test_the_warehouse_keeps_no_finer_share():
    with duckdb.connect() as connection:
        connection.execute(SCHEMA)
        connection.execute("INSERT INTO secrecy_price VALUES ('etp_iae', 'epci', 50, 25, NULL, 'suppression')")
        for step in range(21):
            connection.execute("INSERT INTO secrecy_price VALUES ('x', ?, 9, 5, ?, 'suppression')", [step, step / 20])
        with pytest.raises(duckdb.ConstraintException):
            connection.execute("INSERT INTO secrecy_price VALUES ('y', 'epci', 9, 5, 0.186, 'suppression')")
