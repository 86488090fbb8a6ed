from __future__ import annotations

from contextlib import contextmanager

import pytest

from etl.parcours.persons import open_microdata
from etl.parcours.settings import Settings, load_settings
from etl.secrecy.rule import Rule, load_rule
from tests.samples.extracts_by_hand import Extracts

RULE = load_rule()


@pytest.fixture
def counted(tmp_path, geography_64):
    """Load extracts written by hand and open what was loaded."""

    @contextmanager
    def opened(extracts: Extracts, rule: Rule = RULE, settings: Settings | None = None):
        database = extracts.load(tmp_path / "extraits", geography_64)
        with open_microdata(database, geography_64, settings or load_settings(), rule) as microdata:
            yield microdata

    return opened
