"""What the tests of every reader ask: one figure of a reading, or the sentence that refuses a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from etl.reading import Reading
from observatoire.errors import BadFile


def only_row(reading: Reading, **asked: str) -> pd.Series:
    """The one observation whose columns have the values asked."""
    found = reading.observations
    for column, value in asked.items():
        found = found[found[column] == value]
    assert len(found) == 1, f"{len(found)} rows for {asked}"
    return found.iloc[0]


def refusal_of(read: Callable[[Path], Reading], path: Path) -> str:
    """Why a file is refused: a sentence that starts with its name and, after a semicolon, says what to do."""
    with pytest.raises(BadFile) as refused:
        read(path)
    message = str(refused.value)
    assert message.startswith(path.name) and message.endswith(".") and ";" in message, message
    return message
