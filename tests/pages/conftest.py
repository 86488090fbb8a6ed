"""The site as a browser meets it: the demonstration of the Hautes-Alpes, or figures written by hand."""

from __future__ import annotations

import pytest

import app as application
from tests.documents.demonstration import published
from tests.pages.screens import published_by_hand


@pytest.fixture
def hautes_alpes(monkeypatch, tmp_path_factory):
    """The site serving the demonstration of the 05."""
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(published("05", tmp_path_factory)))
    return application.server.test_client()


@pytest.fixture
def serving(monkeypatch, tmp_path):
    """`serving(observations)`: the site serving those figures of the 64."""

    def serve(observations=(), demo=False):
        monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(published_by_hand(tmp_path, list(observations), demo)))
        return application.server.test_client()

    return serve
