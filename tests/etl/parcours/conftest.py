from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import pytest

from etl.parcours.persons import open_microdata
from etl.parcours.settings import Settings, load_settings
from etl.secrecy.rule import Rule, load_rule
from tests.samples.extracts_by_hand import Extracts

RULE = load_rule()


@pytest.fixture(scope="session")
def loaded(tmp_path_factory, geography_64) -> Callable[[Extracts], Path]:
    """`loaded(extracts)`: their private database, which is read only. The same files are loaded once."""
    databases: dict[tuple, Path] = {}

    def load(extracts: Extracts) -> Path:
        files = tuple(extracts.files().items())
        if files not in databases:
            databases[files] = extracts.load(tmp_path_factory.mktemp("extraits"), geography_64)
        return databases[files]

    return load


@pytest.fixture
def counted(loaded, geography_64):
    """Load extracts written by hand and open what was loaded."""

    @contextmanager
    def opened(extracts: Extracts, rule: Rule = RULE, settings: Settings | None = None):
        with open_microdata(loaded(extracts), geography_64, settings or load_settings(), rule) as microdata:
            yield microdata

    return opened
