"""Documents of a whole demonstration, written once for every test that reads files back."""

from __future__ import annotations

import pytest

from observatoire.carnet import Carnet, open_carnet
from observatoire.documents.bilan_document import bilan
from observatoire.warehouse import Snapshot, Warehouse
from tests.coherence.planted import (
    AFTER,
    BEFORE,
    LAST_YEAR,
    THIS_YEAR,
    Published,
    Written,
    epci_files,
    panier_of,
    portrait,
    publish_hidden,
    publish_planted,
    written,
)
from tests.documents.demonstration import published


@pytest.fixture(scope="session")
def planted(tmp_path_factory) -> Published:
    """The demonstration of the Hautes-Alpes, some of its figures replaced by values met nowhere else."""
    return publish_planted(published("05", tmp_path_factory), tmp_path_factory.mktemp("plante"))


@pytest.fixture(scope="session")
def hidden(planted, tmp_path_factory) -> Published:
    """The publication that follows it: the same figures are secret."""
    return publish_hidden(planted.path, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def planted_snapshot(planted) -> Snapshot:
    return Warehouse(planted.path).snapshot()


@pytest.fixture(scope="session")
def carnet_of_both(tmp_path_factory) -> Carnet:
    return open_carnet(tmp_path_factory.mktemp("carnet") / "carnet.sqlite")


@pytest.fixture(scope="session")
def panier_of_both(carnet_of_both, planted_snapshot):
    """The panier of a meeting held last year, which took decisions on the planted figures."""
    return panier_of(carnet_of_both, planted_snapshot)


@pytest.fixture(scope="session")
def before(carnet_of_both, panier_of_both, planted_snapshot) -> dict[str, Written]:
    """Documents of last year, when the planted figures were published, of a département, an EPCI and a commune.

    Those of the EPCI in every format; the others in those that show them best: a format costs a second or two.
    """
    wide = {
        "portrait-departement": (portrait("departement", "05", planted_snapshot), ("xlsx", "html")),
        "portrait-commune": (portrait("commune", "05061", planted_snapshot), ("docx", "pdf", "xlsx")),
        "bilan-departement": (
            bilan(carnet_of_both, "departement", "05", planted_snapshot, LAST_YEAR),
            ("xlsx", "html"),
        ),
    }
    return {
        name: written(document, carnet_of_both, planted_snapshot, None, extensions)
        for name, (document, extensions) in wide.items()
    } | epci_files(carnet_of_both, panier_of_both, planted_snapshot, LAST_YEAR, BEFORE)


@pytest.fixture(scope="session")
def after(before, hidden, carnet_of_both, panier_of_both) -> dict[str, Written]:
    """Documents of this year about the same EPCI, and the next meeting: the carnet remembers what was published."""
    return epci_files(carnet_of_both, panier_of_both, Warehouse(hidden.path).snapshot(), THIS_YEAR, AFTER)
