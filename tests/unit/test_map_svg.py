"""The map as one SVG file, and its agreement with the style sheet and the script of the screen."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest
import vl_convert

from observatoire.figures.map import LegendRow, MapDrawing, circle_radii, map_svg
from observatoire.figures.palette import BORDER, CIRCLE_OPACITY, CIRCLE_SHARE, CLASSES, INK, PALETTES, PAPER, STATUSES
from observatoire.figures.svg_text import text_width, wrapped

ASSETS = Path(__file__).parents[2] / "assets"
SVG = "{http://www.w3.org/2000/svg}"
KEYS = ("c0", "c4", *STATUSES)


def layer():
    """A row of squares of 10 km, 100 units wide each, one for each class tested."""
    count = len(KEYS)
    return {
        "level": "commune", "w": 100 * count, "h": 100, "unit": 100.0,
        "ids": [f"6400{rank}" for rank in range(count)],
        "names": [f"Commune {rank}" for rank in range(count)],
        "d": [f"M{100 * rank} 0l100 0 0 100-100 0z" for rank in range(count)],
        "c": [[100 * rank + 50, 50] for rank in range(count)],
        "near": [[-1, -1, -1, -1]] * count,
        "outlines": {"epci": "M100 0l0 100", "departement": f"M0 0l{100 * count} 0 0 100-{100 * count} 0z"},
        "credit": "Contours\u202f: IGN",
    }  # fmt: skip


def drawing(**changes):
    given = {
        "layer": layer(), "classes": KEYS, "palette": "difficulty",
        "titles": ["Où la pauvreté est-elle la plus forte\u202f?", "Pyrénées-Atlantiques, 2021"],
        "legend": [LegendRow(key, f"légende {key}", str(100 + rank)) for rank, key in enumerate(KEYS)],
        "footer": ["Source\u202f: Insee <Filosofi> & DGFiP"],
    }  # fmt: skip
    return MapDrawing(**given | changes)


def tree(**changes):
    return ET.fromstring(map_svg(drawing(**changes)))


def words(root):
    return [node.text for node in root.iter(f"{SVG}text")]


def areas(root, path):
    return [node for node in root.iter(f"{SVG}path") if node.get("d") == path and node.get("fill") != "none"]


def luminance(colour):
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_a_status_is_drawn_with_its_pattern_and_a_class_with_its_colour():
    root, map_file = tree(), layer()
    fills = {key: areas(root, path)[0].get("fill") for key, path in zip(KEYS, map_file["d"], strict=True)}
    patterns = {node.get("id") for node in root.iter(f"{SVG}pattern")}
    assert (fills["c0"], fills["c4"]) == (PALETTES["difficulty"][0], PALETTES["difficulty"][4])
    for status in ("secret", "missing", "floor"):
        assert re.fullmatch(r"url\(#(.+)\)", fills[status])[1] in patterns
    assert len({fills[status] for status in ("secret", "missing", "floor")}) == 3
    assert fills["not_applicable"] == fills["immature"] == PAPER
    dashed = [node.get("d") for node in root.iter(f"{SVG}path") if node.get("stroke-dasharray")]
    assert dashed == [map_file["d"][KEYS.index("immature")]]


def test_titles_legend_counts_sources_and_credit_are_printed():
    printed = words(tree())
    for rank, key in enumerate(KEYS):
        assert f"légende {key}" in printed and str(100 + rank) in printed
    assert "Source\u202f: Insee <Filosofi> & DGFiP" in printed
    assert "Contours\u202f: IGN" in printed
    assert "Pyrénées-Atlantiques, 2021" in printed


def test_the_banner_of_invented_data_travels_with_the_file():
    assert "Données fictives" in words(tree(banner="Données fictives"))
    assert "Données fictives" not in words(tree())


def test_the_scale_bar_measures_what_it_says():
    root = tree()
    bar = next(node for node in root.iter(f"{SVG}path") if re.fullmatch(r"M[\d.]+ [\d.]+v8H[\d.]+v-8", node.get("d")))
    start, end = (float(found) for found in re.findall(r"[MH]([\d.]+)", bar.get("d")))
    scale = float(
        re.search(
            r"scale\(([\d.]+)\)",
            next(node.get("transform") for node in root.iter(f"{SVG}g") if "scale" in node.get("transform", "")),
        )[1]
    )
    km = int(next(text for text in words(root) if text.endswith("\u00a0km")).split("\u00a0")[0])
    assert (end - start) / scale * layer()["unit"] == pytest.approx(km * 1000, rel=0.01)


def test_overseas_boxes_are_said_to_be_out_of_scale():
    boxed = layer()
    boxed["outlines"]["insets"] = "M0 0l50 0 0 50-50 0z"
    assert any("outre-mer" in text for text in words(tree(layer=boxed)))


def test_circles_have_areas_proportional_to_counts():
    radii = circle_radii([400, 100, 0, None], largest=400)
    assert radii == [1.0, 0.5, 0.0, 0.0]


def test_a_count_is_a_circle_on_a_plain_map_with_statuses_still_patterned():
    radii = [0.5, 1.0, 0, 0, 0, 0, 0]
    root, map_file = tree(radii=radii, circle_legend=[(1.0, "400 foyers")]), layer()
    drawn = [float(node.get("r")) for group in root.iter(f"{SVG}g") if group.get("fill-opacity") for node in group]
    longest = max(map_file["w"], map_file["h"])
    assert drawn == [CIRCLE_SHARE * longest, CIRCLE_SHARE * longest / 2]  # the largest below
    assert areas(root, map_file["d"][0])[0].get("fill") == areas(root, map_file["d"][1])[0].get("fill")
    assert areas(root, map_file["d"][2])[0].get("fill").startswith("url(#secret")
    assert "400 foyers" in words(root)


def test_a_commune_without_shape_is_named_below_the_map():
    lacking = layer()
    lacking["d"][2], lacking["c"][2] = "", None
    assert any("Commune 2" in text for text in words(tree(layer=lacking)))


def test_the_chosen_territory_is_outlined():
    def outlines(root):
        return [
            node for node in root.iter(f"{SVG}path") if node.get("d") == layer()["d"][1] and node.get("fill") == "none"
        ]

    assert len(outlines(tree(selected="64001"))) == 2  # a white halo, then the line
    assert outlines(tree()) == []


def test_a_screen_reader_gets_the_title_and_the_legend():
    root = tree()
    assert root.find(f"{SVG}title").text.startswith("Où la pauvreté")
    assert "légende secret (102)" in root.find(f"{SVG}desc").text


@pytest.mark.parametrize(("changes", "message"), [
    ({"classes": KEYS[:-1]}, "6 classes for the 7 territories"),
    ({"classes": ("c5", *KEYS[1:])}, "c5"),
    ({"palette": "rainbow"}, "rainbow"),
    ({"radii": [1.0]}, "1 radii for the 7 territories"),
])  # fmt: skip
def test_a_drawing_that_does_not_match_its_map_file_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        map_svg(drawing(**changes))


def test_long_lines_are_cut_at_spaces_and_never_inside_a_number():
    text = "Le taux est de 8,7\u202f% dans le département, soit 3,8\u00a0points de moins que la France " * 3
    lines = wrapped(text.strip(), 18, 300)
    assert " ".join(lines) == text.strip()
    assert all(text_width(line, 18) <= 300 for line in lines)
    assert not any(line.endswith("8,7") or line.startswith("points") for line in lines)


def test_the_file_becomes_an_image():
    png = vl_convert.svg_to_png(map_svg(drawing()))
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == 1600


@pytest.mark.parametrize("palette", PALETTES)
def test_classes_are_told_apart_in_black_and_white(palette):
    by_lightness = sorted(PALETTES[palette], key=luminance)
    assert all(contrast(dark, light) > 1.3 for dark, light in pairwise(by_lightness))
    if palette != "diverging":
        assert by_lightness == list(reversed(PALETTES[palette]))  # from light to dark


def test_borders_and_words_are_visible_on_paper():
    assert contrast(BORDER, PAPER) >= 3
    assert contrast(INK, PAPER) >= 4.5


def test_the_style_sheet_uses_the_same_colours():
    css = (ASSETS / "carte.css").read_text(encoding="utf-8")
    for palette, colours in PALETTES.items():
        rule = re.search(rf'\[data-palette="{palette}"\] {{([^}}]*)}}', css)[1]
        assert tuple(re.findall(r"--c\d: (#[0-9a-f]{6})", rule)) == colours
    for key in (*CLASSES, *STATUSES):
        assert f".carte-cle.k-{key}" in css or key == "not_applicable"  # a swatch; blank is the default one
    assert f"--encre: {INK};" in css and f"--bordure: {BORDER};" in css
    assert float(re.search(r"fill-opacity: (\.\d+)", css)[1]) == CIRCLE_OPACITY


def test_the_script_draws_circles_of_the_same_size_and_the_same_patterns():
    script = (ASSETS / "carte.js").read_text(encoding="utf-8")
    assert float(re.search(r"CIRCLE_SHARE = ([\d.]+);", script)[1]) == CIRCLE_SHARE
    assert set(re.findall(r"^    (\w+): \[\d", script, re.M)) == {"secret", "missing", "floor"}


def test_the_map_asks_nothing_of_another_server():
    for name in ("carte.js", "carte_gestes.js", "carte.css"):
        addresses = re.findall(r"https?://[^'\" )]+", (ASSETS / name).read_text(encoding="utf-8"))
        assert set(addresses) <= {"http://www.w3.org/2000/svg"}
