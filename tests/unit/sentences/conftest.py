"""The demonstration of the Hautes-Alpes, shared with the tests of documents."""

import pytest

from observatoire.warehouse import Snapshot, Warehouse
from tests.documents.demonstration import published


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory) -> Snapshot:
    return Warehouse(published("05", tmp_path_factory)).snapshot()
