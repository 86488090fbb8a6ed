"""Pictures of a view: what they carry, and that they are real pictures."""

import struct
import threading
import time
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from observatoire.documents.image import MOST_BARS, PNG_WIDTH, figure_svg, png
from observatoire.errors import ObservatoireError
from observatoire.figures.bars_svg import Bar, BarsDrawing, bars_svg
from observatoire.figures.palette import PALETTES

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def as_bars():
    return lambda view, **changes: replace(view, question=replace(view.question, vue="barres", **changes))


def drawn(view, layer):
    return ET.fromstring(figure_svg(view, layer))


def words(root):
    """Everything printed, wrapped lines joined again."""
    return " ".join(node.text for node in root.iter(f"{SVG}text"))


def size_of(image):
    assert image.startswith(b"\x89PNG\r\n\x1a\n") and image.endswith(b"IEND\xaeB`\x82")
    return struct.unpack(">II", image[16:24])


@pytest.mark.parametrize("shown", ["carte", "tableau", "barres"])
def test_every_picture_carries_what_must_be_read_with_it(poverty, layer_of, shown):
    view = replace(poverty, question=replace(poverty.question, vue=shown))
    printed = words(drawn(view, layer_of(view)))
    for needed in (
        view.title,
        "Hautes-Alpes par commune",
        "2021",
        f"Repère\u202f: Hautes-Alpes, {view.benchmark.text}",
        "Source\u202f: ",
        "Filosofi",
        "communes au 1er janvier 2026",
        "Secret statistique\u202f: trop peu de ménages",
        "Données de démonstration, fictives",
        f"/carte?{view.question.query}",
    ):
        assert needed in printed


def test_a_hidden_figure_may_be_deducible_and_is_not_said_to_be_above_zero(poverty, layer_of):
    printed = words(drawn(poverty, layer_of(poverty)))
    secret = printed[printed.index("Secret statistique\u202f: trop peu") :].split(". ")[0]
    assert "ou déductible d’un autre chiffre" in secret
    assert "non nul" not in secret


@pytest.mark.parametrize("shown", ["carte", "barres"])
def test_real_figures_have_no_banner_and_illustrative_boundaries_have_one(hostile, published_for_real, layer_of, shown):
    real = replace(published_for_real, question=replace(published_for_real.question, vue=shown))
    illustrative = replace(hostile, question=replace(hostile.question, vue=shown))
    assert "fictives" not in words(drawn(real, layer_of(real)))
    assert "Découpage illustratif" not in words(drawn(real, layer_of(real)))
    assert "Découpage illustratif" in words(drawn(illustrative, layer_of(illustrative)))


def test_the_map_has_the_legend_and_the_patterns_of_the_screen(bounded_and_estimated, layer_of):
    view = bounded_and_estimated
    root = drawn(view, layer_of(view))
    printed = words(root)
    for entry in view.legend:
        assert f"{entry.label} {entry.count}" in printed
    areas = [node.get("fill") for node in root.iter(f"{SVG}path")]
    for status in ("secret", "floor"):
        assert areas.count(f"url(#{status}-carte)") == 1  # one path for all the territories of a status
    for place in range(5):
        assert areas.count(PALETTES[view.palette][place]) == sum(1 for row in view.rows if row.key == f"c{place}")


def test_the_classes_follow_the_territories_of_the_map_file(poverty, layer_of):
    layer = layer_of(poverty)
    root = drawn(poverty, layer)
    fills = {node.get("d"): node.get("fill") for node in root.iter(f"{SVG}path") if node.get("fill") != "none"}
    paths = dict(zip(layer["ids"], layer["d"], strict=True))
    for row in poverty.rows:
        if row.key.startswith("c"):
            assert fills[paths[row.territory.code]] == PALETTES[poverty.palette][int(row.key[1])]


def test_counts_are_circles_with_the_scale_of_their_areas(households, layer_of):
    root = drawn(households, layer_of(households))
    circles = [float(node.get("r")) for group in root.iter(f"{SVG}g") if group.get("fill-opacity") for node in group]
    assert len(circles) == len([value for value in households.values if value > 0])
    values = sorted(households.values, reverse=True)
    assert circles[1] / circles[0] == pytest.approx((values[1] / values[0]) ** 0.5, abs=0.01)
    assert "foyers" in words(root) and "moins de 5 (pas de cercle)" in words(root)


def test_bars_name_every_territory_with_its_figure(poverty, as_bars):
    root = drawn(as_bars(poverty), None)
    printed = words(root)
    for row in poverty.rows:
        if row.observation is not None and row.observation.value is not None:
            assert f"{row.territory.name} {row.text}" in printed


def test_a_bar_is_as_long_as_its_value_from_zero(poverty, as_bars):
    view = as_bars(poverty)
    fills = set(PALETTES[view.palette])
    widths = [float(node.get("width")) for node in drawn(view, None).iter(f"{SVG}rect") if node.get("fill") in fills]
    values = sorted(view.values, reverse=True)
    assert widths == pytest.approx([widths[0] * value / values[0] for value in values], abs=0.1)


def test_estimates_are_striped_and_bounds_are_listed_without_a_bar(bounded_and_estimated, as_bars):
    view = as_bars(bounded_and_estimated)
    root = drawn(view, None)
    printed = words(root)
    estimated = next(row for row in view.rows if row.observation is not None and row.observation.status == "estimated")
    floored = next(row for row in view.rows if row.key == "floor")
    assert [node.get("fill") for node in root.iter(f"{SVG}rect")].count("url(#estime)") == 1
    assert f"{estimated.text} (estimé)" in printed
    assert f"≤\u00a05\u202f%\u202f: {floored.territory.name}." in printed
    whiskers = [node for node in root.iter(f"{SVG}path") if "v12m0-6H" in node.get("d")]
    assert len(whiskers) == 2  # a white halo, then the line


def test_beyond_thirty_bars_the_picture_says_how_many_and_keeps_the_chosen_one(households, as_bars):
    last = [row for row in households.sorted_rows if not row.observation.is_bounded][-1]
    view = as_bars(households, territoire=last.territory.code)
    root = drawn(view, None)
    bars = [node for node in root.iter(f"{SVG}rect") if node.get("height") == "24"]
    assert len(bars) == MOST_BARS + 1
    assert f"Les 30 premiers sur {len(households.values)}, puis {last.territory.name}" in words(root)


def test_a_level_without_a_map_file_is_drawn_as_bars(poverty):
    assert any(node.get("height") == "24" for node in drawn(poverty, None).iter(f"{SVG}rect"))


def test_an_image_is_2400_pixels_wide(poverty, as_bars, layer_of):
    assert size_of(png(figure_svg(poverty, layer_of(poverty)))) == (PNG_WIDTH, 1500)
    assert size_of(png(figure_svg(as_bars(poverty), None)))[0] == PNG_WIDTH == 2400


def test_other_readers_are_answered_while_an_image_is_drawn(poverty, layer_of):
    svg, drawing = figure_svg(poverty, layer_of(poverty)), threading.Event()

    def draw():
        png(svg)
        drawing.set()

    threading.Thread(target=draw).start()
    begun = last = time.monotonic()
    longest = 0.0
    while not drawing.wait(0.005):
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    assert 0 < longest < (last - begun) / 2


def test_a_picture_that_cannot_be_drawn_is_told_in_a_sentence():
    with pytest.raises(ObservatoireError, match="téléchargez le fichier SVG"):
        png("<svg")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"palette": "rainbow"}, "rainbow"),
        ({"bars": [Bar("Pau", -1.0, "−1")]}, "negative"),
        ({"bars": [Bar("Pau", 1.0, "1", key="c9")]}, "c9"),
    ],
)
def test_bars_that_would_lie_are_refused(changes, message):
    given = {"bars": [Bar("Pau", 1.0, "1")], "palette": "neutral", "titles": ["?"], "footer": []}
    with pytest.raises(ValueError, match=message):
        bars_svg(BarsDrawing(**given | changes))


def test_the_label_of_a_bar_is_not_struck_through_by_the_line_of_the_benchmark():
    """Words that the line would cross start after it; the others stay at the end of their bar."""
    bars = [Bar("Pau", 17.0, "17,0 %"), Bar("Nay", 12.0, "12,0 % (estimé)"), Bar("Orthez", 5.0, "5,0 %")]
    root = ET.fromstring(bars_svg(BarsDrawing(bars, "neutral", ["?"], [], benchmark=(12.6, "France, 12,6 %"))))
    boxes = [node for node in root.iter(f"{SVG}rect") if node.get("x")]
    long, _, short = (float(node.get("x")) + float(node.get("width")) for node in boxes)
    line = next(node.get("d") for node in root.iter(f"{SVG}path") if node.get("stroke-dasharray"))
    cut = float(line[1:].split()[0])
    starts = {"".join(node.itertext()): float(node.get("x")) for node in root.iter(f"{SVG}text")}
    assert cut < starts["12,0 % (estimé)"] < cut + 20
    assert (starts["17,0 %"], starts["5,0 %"]) == pytest.approx((long + 10, short + 10), abs=0.2)
