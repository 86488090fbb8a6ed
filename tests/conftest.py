"""What several tests share. The geography takes seconds to load: once a session, and nobody changes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.geography import Geography, load_geography
from observatoire.catalogue import Catalogue, load_catalogue, load_departement
from tests.samples.producer import started_producer

#: Folders tested first: several processes that share the tests end together when what comes last is short.
LONGEST = ("browser", "coherence", "etl", "documents", "pages")
#: Folders whose tests share costly work (a browser and its site, written documents) and stay in one process.
WHOLE = ("tests/browser/", "tests/coherence/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def rank(item: pytest.Item) -> int:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)

    items.sort(key=rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    """Under pytest-xdist, a file is tested by one process: its fixtures are made once."""
    from xdist.scheduler import LoadFileScheduling

    class ByFileOrFolder(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((folder for folder in WHOLE if nodeid.startswith(folder)), super()._split_scope(nodeid))

    config.option.loadscopereorder = False  # in the order above, not in that of the number of tests
    return ByFileOrFolder(config, log)


@pytest.fixture
def producer(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with started_producer() as started:
        yield started


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def geography_64(catalogue) -> Geography:
    """The Pyrénées-Atlantiques with their illustrative SDSeI."""
    return load_geography(load_departement("64"), catalogue)
