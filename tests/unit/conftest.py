"""What several files of charts are drawn from."""

import pytest

from observatoire.view.parcours import parcours
from tests.samples.parcours_warehouse import parcours_warehouse


@pytest.fixture(scope="module")
def blocks(tmp_path_factory):
    snapshot = parcours_warehouse(tmp_path_factory.mktemp("parcours"))
    return lambda **query: parcours({"niveau": "sdsei", "territoire": "est-bearn"} | query, snapshot).blocks
