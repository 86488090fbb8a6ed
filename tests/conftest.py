"""What several tests share. The geography takes seconds to load: once a session, and nobody changes it."""

from __future__ import annotations

import pytest

from etl.geography import Geography, load_geography
from observatoire.catalogue import Catalogue, load_catalogue, load_departement
from tests.samples.producer import started_producer


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
