"""The median wait by quarter is told of large groups only, and without their number, which would add up to the year."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from etl.parcours.delays import count_delay
from etl.parcours.waits import DELAYS
from tests.etl.parcours.microdata import figure
from tests.samples.extracts_by_hand import Extracts, crowd

BY_QUARTER = next(delay for delay in DELAYS if delay.quarters)


@pytest.mark.parametrize(("persons", "shown"), [(29, False), (30, True)])
def test_a_quarter_of_fewer_than_thirty_persons_is_not_told_and_the_card_says_so(counted, catalogue, persons, shown):
    extracts = Extracts()
    crowd(extracts, persons, date(2023, 3, 1), 60)
    with counted(extracts) as microdata:
        found = figure(count_delay(BY_QUARTER, microdata), BY_QUARTER.median, "2023-T1")
    assert (found is not None) is shown
    assert not shown or (found["value"] == 60 and pd.isna(found["denominator"]))
    caveats = " ".join(catalogue.indicators[BY_QUARTER.median].caveats)
    assert "moins de 30 personnes n’est pas donné" in caveats and "fragile" not in caveats
