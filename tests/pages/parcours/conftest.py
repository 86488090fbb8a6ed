"""The site serving the parcours of an invented département."""

from __future__ import annotations

import pytest

import app as application
from tests.pages.screens import screen
from tests.samples.parcours_warehouse import publish_parcours


@pytest.fixture
def site(monkeypatch, tmp_path):
    """`site(more figures)`: the site serving the invented département."""

    def serve(more=(), **how):
        monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(publish_parcours(tmp_path, more, **how)))
        return application.server.test_client()

    return serve


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish_parcours(tmp_path_factory.mktemp("parcours"))


@pytest.fixture
def reader(monkeypatch, published):
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(published))
    return application.server.test_client()


@pytest.fixture
def shown(reader):
    """`shown(query)`: the screen of the invented département."""
    return lambda query="": screen(reader, "/parcours", query)
