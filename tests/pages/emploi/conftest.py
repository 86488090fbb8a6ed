"""The site serving the invented offer of employment and insertion of the 64."""

from __future__ import annotations

import pytest
from flask import Flask

import app as application
from pages import _routes_emploi
from tests.samples.emploi_warehouse import publish_emploi


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    return publish_emploi(tmp_path_factory.mktemp("entrepot"))


@pytest.fixture
def reader(monkeypatch, address):
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(address))
    return application.server.test_client()


@pytest.fixture
def files(monkeypatch, address):
    """The routes of the files of this screen, on a server of their own."""
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(address))
    server = Flask(__name__)
    server.register_blueprint(_routes_emploi.routes)
    return server.test_client()


@pytest.fixture
def serving(monkeypatch, tmp_path):
    def serve(*rows, **given):
        monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(publish_emploi(tmp_path, rows, **given)))
        return application.server.test_client()

    return serve
