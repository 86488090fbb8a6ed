"""The maps of a publication, drawn and compressed as they are served.

Imported by who draws only: the libraries of geometry are long to import.
"""

from __future__ import annotations

import brotli

from etl import france_map
from etl.geography import Geography
from etl.geometry import build_layers, layer_json, layer_name
from etl.prepared import MapLayer
from etl.sources.outlines import read_shapes

LAYERS_DRAWN = ("epci", "canton", "sdsei", "zone_emploi")
#: Fast enough for a build and small enough for a phone; the file is then served as it is.
BROTLI_QUALITY = 9


def draw_layers(geography: Geography) -> list[MapLayer]:
    """The maps of a département, and that of France."""
    return [*_own_layers(geography), _france_layer(geography.departement)]


def _own_layers(geography: Geography) -> list[MapLayer]:
    own = geography.own_communes
    levels = {level: geography.memberships[level] for level in LAYERS_DRAWN if level in geography.memberships}
    needed = geography.near_communes
    if "zone_emploi" in levels:
        zones = levels["zone_emploi"]
        zones = levels["zone_emploi"] = zones[zones.index.isin(geography.communes.index)]
        needed = needed.union(zones.index[zones.isin(set(zones[zones.index.isin(own)]))])
    shapes = read_shapes(geography.communes, needed)
    drawn = build_layers(shapes, levels, geography.names, geography.departement)
    return [_served(layer.level, layer_json(layer), layer.ids, geography.departement) for layer in drawn]


def _france_layer(departement: str) -> MapLayer:
    content, drawn = france_map.read()
    return _served(france_map.LEVEL, content, drawn, departement)


def _served(level: str, content: bytes, ids: tuple[str, ...], departement: str) -> MapLayer:
    small = brotli.compress(content, quality=BROTLI_QUALITY)
    return MapLayer(level, layer_name(content, level, departement), ids, content, small)
