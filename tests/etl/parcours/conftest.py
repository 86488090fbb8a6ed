from __future__ import annotations

from contextlib import contextmanager

import pytest

from etl.parcours.persons import open_microdata
from etl.parcours.settings import load_settings
from tests.samples.extracts_by_hand import Extracts


@pytest.fixture
def counted(tmp_path, geography_64):
    """Load extracts written by hand and open what was loaded."""

    @contextmanager
    def opened(extracts: Extracts):
        database = extracts.load(tmp_path / "extraits", geography_64)
        with open_microdata(database, geography_64, load_settings()) as microdata:
            yield microdata

    return opened
