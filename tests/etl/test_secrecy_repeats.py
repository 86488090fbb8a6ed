"""The same figures always hide the same cells: otherwise two publications could be compared."""

from __future__ import annotations

import numpy as np
import pytest

from etl.secrecy.suppress import protect
from etl.secrecy.system import make_system


@pytest.mark.parametrize("seed", range(6))
def test_what_is_hidden_does_not_depend_on_the_speed_of_the_machine(monkeypatch, seed):
    """A clock that jumps changes nothing."""
    draw = np.random.default_rng(seed)
    table = draw.integers(0, 25, size=(6, 5)).astype(float)
    values = np.concatenate([table.ravel(), table.sum(axis=1), table.sum(axis=0), [table.sum()]])
    rows = [(30 + row, list(range(5 * row, 5 * row + 5))) for row in range(6)]
    columns = [(36 + column, list(range(column, 30, 5))) for column in range(5)]
    relations = [*rows, *columns, (41, list(range(30, 36)))]
    sensitive = (values >= 1) & (values < 5)
    first = protect(make_system(values, relations, sensitive=sensitive)).hidden
    hours = iter(range(0, 10**9, 3600))
    monkeypatch.setattr("time.process_time", lambda: float(next(hours)))
    again = protect(make_system(values, relations, sensitive=sensitive)).hidden
    assert (first == again).all()
