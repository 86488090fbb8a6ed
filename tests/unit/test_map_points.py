"""Points above a map: where they stand, how large they are, and the files that say the same as the screen."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from observatoire.figures.map import LegendRow, MapDrawing, map_svg
from observatoire.figures.map_points import MapPoint, map_points, shift
from observatoire.figures.palette import CIRCLE_SHARE, POINT_OPACITY
from tests.samples.emploi_warehouse import COMMUNES, SHIFT, map_file

ASSETS = Path(__file__).parents[2] / "assets"
SVG = "{http://www.w3.org/2000/svg}"
SDSEI = {"est-bearn": "Est Béarn", "haut-bearn": "Haut-Béarn"}


@pytest.fixture
def communes():
    return map_file("commune", COMMUNES, 0, 0)


@pytest.fixture
def moved():
    return map_file("sdsei", SDSEI, *SHIFT)


def circles(root):
    return [node for group in root.iter(f"{SVG}g") if group.get("fill-opacity") for node in group]


def test_two_map_files_of_a_departement_are_told_apart_by_the_place_of_its_contour(communes, moved):
    assert shift(communes, moved) == SHIFT
    assert shift(communes, communes) == (0, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"outlines": {"france": "M0 0l9 0 0 9-9 0z"}},
        {"outlines": {"departement": "M13 15l200 0 0 99-200 0z"}},
        {"unit": 571.7},
    ],
    ids=["the map of France", "another contour", "another scale"],
)
def test_map_files_that_are_not_on_one_grid_share_no_point(communes, moved, change):
    points, lost = map_points([("64445", 1.0, "une structure")], communes, moved | change)
    assert points == () and lost == ("64445",)


def test_contours_of_several_islands_must_all_have_moved_alike(communes, moved):
    communes["outlines"]["departement"] += "M50 50l1 0 0 1z"
    moved["outlines"]["departement"] += "M53 55l1 0 0 1z"
    assert shift(communes, moved) == SHIFT
    moved["outlines"]["departement"] = moved["outlines"]["departement"].replace("M53 55", "M54 55")
    assert shift(communes, moved) is None


def test_a_point_stands_on_its_commune_wherever_the_map_begins(communes, moved):
    points, lost = map_points([("64445", 0.5, "2 structures"), ("64422", 1.0, "8 structures")], communes, moved)
    own = dict(zip(communes["ids"], communes["c"], strict=True))
    assert [(point.name, point.r) for point in points] == [("Oloron-Sainte-Marie", 1.0), ("Pau", 0.5)]
    assert (points[1].x - SHIFT[0], points[1].y - SHIFT[1]) == tuple(own["64445"])
    assert lost == ()


def test_a_commune_that_the_map_file_does_not_draw_is_told_as_lost(communes, moved):
    communes["c"][communes["ids"].index("64445")] = None
    points, lost = map_points([("64445", 1.0, ""), ("99999", 1.0, ""), ("64422", 1.0, "")], communes, moved)
    assert [point.name for point in points] == ["Oloron-Sainte-Marie"]
    assert lost == ("64445", "99999")


def drawn(moved, **changes):
    given = {
        "layer": moved, "classes": ("c1", "secret"), "palette": "resource", "titles": ("Où\u202f?", "2025"),
        "legend": [LegendRow("c1", "de 0 à 5", "1"), LegendRow("secret", "Secret statistique", "1")],
        "footer": ["Source\u202f: essai"], "legend_title": "ETP pour 1 000",
    }  # fmt: skip
    return ET.fromstring(map_svg(MapDrawing(**given | changes)))


def test_points_are_drawn_above_coloured_areas_with_a_legend_of_their_sizes(moved):
    points = (MapPoint(63, 65, 1.0, "Pau", "8 structures"), MapPoint(163, 65, 0.5, "Oloron", "2 structures"))
    root = drawn(moved, points=points, circle_legend=[(1.0, "8 structures"), (0.5, "2 structures")])
    largest = CIRCLE_SHARE * max(moved["w"], moved["h"])
    assert [float(dot.get("r")) for dot in circles(root)] == pytest.approx([largest, largest / 2], abs=0.01)
    everything = list(root.iter())
    areas = [node for node in everything if node.get("d") == moved["d"][0] and node.get("fill") != "none"]
    assert all(everything.index(area) < everything.index(dot) for area in areas for dot in circles(root))
    printed = [node.text for node in root.iter(f"{SVG}text")]
    assert printed.index("8 structures") > printed.index("Secret statistique")
    assert "2 structures" in printed


def test_a_point_at_the_edge_is_not_cut(moved):
    def scale(root):
        moves = (node.get("transform", "") for node in root.iter(f"{SVG}g"))
        return float(next(re.search(r"scale\(([\d.]+)\)", move)[1] for move in moves if "scale" in move))

    inside = drawn(moved, points=(MapPoint(100, 60, 1.0, "", ""),))
    assert scale(drawn(moved, points=(MapPoint(0, 60, 1.0, "", ""),))) < scale(inside) == scale(drawn(moved))


def test_a_map_without_points_is_drawn_as_before(moved):
    assert circles(drawn(moved)) == []


def test_the_screen_draws_points_as_the_files_do():
    sheet = (ASSETS / "carte.css").read_text(encoding="utf-8")
    rule = re.search(r"\.carte-points circle {([^}]*)}", sheet)[1]
    assert float(re.search(r"fill-opacity: (\.\d+)", rule)[1]) == POINT_OPACITY
    for name in ("carte.js", "carte_legende.js"):
        script = (ASSETS / name).read_text(encoding="utf-8")
        assert float(re.search(r"CIRCLE_SHARE = ([\d.]+);", script)[1]) == CIRCLE_SHARE
