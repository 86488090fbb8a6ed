"""An empty carnet."""

from __future__ import annotations

import pytest

from observatoire.carnet import Carnet, open_carnet


@pytest.fixture
def carnet(tmp_path) -> Carnet:
    return open_carnet(tmp_path / "carnet.sqlite")
