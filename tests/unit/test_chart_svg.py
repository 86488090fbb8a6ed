"""Charts of documents as drawings: lengths, gaps and words are read back from the SVG."""

import itertools
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from observatoire.documents.model import Chart, Point, Series
from observatoire.figures.chart_frame import SWATCH, WIDTH, nice_ticks, tick_words
from observatoire.figures.chart_lines import MOST_DOTS
from observatoire.figures.chart_svg import chart_svg
from observatoire.figures.svg_text import text_width

SVG = "{http://www.w3.org/2000/svg}"
THIN = "\u202f"
QUARTERS = tuple(f"T{quarter} {year}" for year in range(2016, 2026) for quarter in (1, 2, 3, 4))


def percent(value: float) -> str:
    return f"{value:.1f}".replace(".", ",") + f"{THIN}%"


def known(*values: float) -> tuple[Point, ...]:
    return tuple(Point(value, percent(value)) for value in values)


def bars(*points: Point, **more) -> Chart:
    names = tuple(f"Territoire {rank}" for rank in range(len(points)))
    return Chart("bars", names, (Series("Taux", points),), "%", 1, **more)


def lines(*points: Point, breaks: tuple[str, ...] = (), years: tuple[str, ...] = ()) -> Chart:
    periods = years or tuple(str(2015 + rank) for rank in range(len(points)))
    return Chart("lines", periods, (Series("Est Béarn", points, breaks),), "%", 1)


def parsed(chart: Chart, *size: float) -> ElementTree.Element:
    return ElementTree.fromstring(chart_svg(chart, *(size or (WIDTH,))))


def rectangles(drawing: ElementTree.Element) -> list[dict[str, str]]:
    """Those of the drawing, without its paper and its patterns."""
    return [found.attrib for found in drawing.findall(f"{SVG}rect")[1:]]


def said(drawing: ElementTree.Element) -> list[str]:
    return [found.text for found in drawing.iter(f"{SVG}text")]


def curves(drawing: ElementTree.Element) -> list[str]:
    """The joined pieces of lines: paths of a data line are the only ones with round joins."""
    return [path.attrib["d"] for path in drawing.iter(f"{SVG}path") if path.get("stroke-linejoin") == "round"]


def test_bars_are_as_long_as_their_values_and_start_at_zero():
    first, second, zero = rectangles(parsed(bars(*known(10, 5, 0))))
    assert float(first["width"]) == pytest.approx(2 * float(second["width"]), abs=0.2)
    assert first["x"] == second["x"] == zero["x"] and float(zero["width"]) == 0


def test_a_negative_bar_goes_to_the_left_of_zero():
    below, above = rectangles(parsed(bars(Point(-3.0, "−3,0 points"), Point(6.0, "+6,0 points"))))
    zero = float(above["x"])
    assert float(below["x"]) + float(below["width"]) == pytest.approx(zero, abs=0.2)
    assert float(above["width"]) == pytest.approx(2 * float(below["width"]), abs=0.2)


@pytest.mark.parametrize(
    ("words", "pattern"),
    [
        ("secret", "secret"),
        ("secret statistique", "secret"),
        (f"≤\u00a05{THIN}%", "floor"),
        ("moins de 5", "floor"),
        ("non disponible", "missing"),
        ("trop incertain", "missing"),
    ],
)
def test_a_figure_that_is_not_there_is_words_and_a_pattern_of_one_size(words, pattern):
    drawing = parsed(bars(Point(50.0, percent(50)), Point(None, words)))
    swatch = rectangles(drawing)[1]
    assert words in said(drawing)
    assert swatch["fill"].startswith(f"url(#{pattern}-") and float(swatch["width"]) == SWATCH
    assert drawing.find(f"{SVG}defs/{SVG}pattern[@id='{swatch['fill'][5:-1]}']") is not None


def test_a_hidden_figure_draws_nothing_of_what_is_behind_it():
    hidden = bars(Point(10.0, percent(10)), Point(None, "secret"))
    betrayed = bars(Point(10.0, percent(10)), Point(None, "secret", low=41.5, high=42.5))
    assert chart_svg(hidden, 720) == chart_svg(betrayed, 720)
    assert chart_svg(replace(hidden, kind="funnel"), 720) == chart_svg(replace(betrayed, kind="funnel"), 720)
    dark = lines(Point(10.0, percent(10)), Point(None, "secret"))
    lit = lines(Point(10.0, percent(10)), Point(None, "secret", low=41.5, high=42.5))
    assert chart_svg(dark, 720) == chart_svg(lit, 720)


def test_an_interval_is_a_whisker_between_its_ends():
    alone = chart_svg(bars(*known(10, 20)), 720)
    with_interval = chart_svg(bars(Point(10.0, percent(10), 8.0, 12.0), *known(20)), 720)
    assert alone.count("m0-5v10") == 0 and with_interval.count("m0-5v10") == 2  # white, then ink
    drawing = parsed(bars(Point(10.0, percent(10), 8.0, 12.0), *known(20)))
    low, high = re.search(r"M([\d.]+) [\d.]+v10m0-5H([\d.]+)", with_interval).groups()
    first = rectangles(drawing)[0]
    zero, unit = float(first["x"]), float(first["width"]) / 10
    assert ((float(low) - zero) / unit, (float(high) - zero) / unit) == (
        pytest.approx(8, abs=0.02),
        pytest.approx(12, abs=0.02),
    )


def test_the_benchmark_is_a_dashed_line_at_its_value_with_its_words():
    drawing = parsed(bars(*known(10, 20), benchmark=(f"France 15,0{THIN}%", 15.0)))
    first = rectangles(drawing)[0]
    line = next(path for path in drawing.iter(f"{SVG}path") if path.get("stroke-dasharray") == "7 5")
    x = float(re.match(r"M([\d.]+)", line.attrib["d"]).group(1))
    assert x == pytest.approx(float(first["x"]) + 1.5 * float(first["width"]), abs=0.2)
    assert f"France 15,0{THIN}%" in said(drawing)


def test_the_territory_of_the_reader_is_darker_on_a_grey_print():
    chart = bars(*known(10, 20), highlighted="Territoire 1", palette="difficulty")
    shades = [
        sum(int(found["fill"][start : start + 2], 16) for start in (1, 3, 5)) for found in rectangles(parsed(chart))
    ]
    assert shades[1] < shades[0] - 150


def test_no_line_crosses_a_missing_figure():
    drawing = parsed(lines(*known(9, 9.5), Point(None, "non disponible"), *known(8.7, 8.6)))
    assert [piece.count("L") for piece in curves(drawing)] == [1, 1]
    assert f"Non disponible{THIN}: 2017." in said(drawing)


def test_no_line_crosses_a_break_which_is_drawn_and_named():
    drawing = parsed(lines(*known(9, 9.5, 8.7, 8.6), breaks=("2017",)))
    assert [piece.count("L") for piece in curves(drawing)] == [1, 1]
    assert "rupture de série" in said(drawing)
    assert len(curves(parsed(lines(*known(9, 9.5, 8.7, 8.6))))) == 1


def test_two_years_apart_are_twice_as_far_as_one():
    (piece,) = curves(parsed(lines(*known(9, 9.5, 8.7), years=("2013", "2015", "2016"))))
    first, second, third = (float(place.split()[0]) for place in piece[1:].split("L"))
    assert second - first == pytest.approx(2 * (third - second), abs=0.3)


def test_a_line_that_stops_early_says_when():
    drawing = parsed(lines(*known(9, 9.5), Point(None, "non disponible")))
    assert f"Est Béarn 9,5{THIN}% (2016)" in said(drawing)


def test_rates_start_at_zero_and_amounts_say_when_they_do_not():
    assert f"0{THIN}%" in said(parsed(lines(*known(14, 15))))
    amounts = replace(lines(Point(21000.0, "21 000 €"), Point(22000.0, "22 000 €")), unit="€ par an")
    assert "L’axe ne part pas de zéro." in said(parsed(amounts))


def test_names_at_the_ends_of_lines_that_meet_do_not_overlap():
    series = tuple(Series(f"Territoire {rank}", known(10, 12 + rank / 100)) for rank in range(6))
    drawing = parsed(Chart("lines", ("2020", "2021"), series, "%", 1))
    heights = sorted(
        float(found.attrib["y"]) for found in drawing.iter(f"{SVG}text") if found.text.startswith("Territoire")
    )
    assert all(below - above >= 15 for above, below in zip(heights, heights[1:], strict=False))


def test_parts_of_a_bar_are_side_by_side_and_one_that_is_hidden_takes_no_place():
    places = ("Est Béarn", "Haut Béarn")
    series = (
        Series("Social", (Point(25.0, percent(25)), Point(30.0, percent(30)))),
        Series("Emploi", (Point(75.0, percent(75)), Point(None, "secret"))),
    )
    drawing = parsed(Chart("stacked", places, series, "%", 1, "resource"))
    parts = [found for found in rectangles(drawing) if found.get("stroke") == "#ffffff"]
    assert len(parts) == 3
    assert float(parts[1]["width"]) == pytest.approx(3 * float(parts[0]["width"]), abs=0.3)
    assert float(parts[1]["x"]) == pytest.approx(float(parts[0]["x"]) + float(parts[0]["width"]), abs=0.2)
    assert f"Emploi{THIN}: secret" in said(drawing)


def test_more_parts_or_lines_than_can_be_told_apart_are_refused():
    series = tuple(Series(f"Part {rank}", known(10)) for rank in range(7))
    for kind in ("stacked", "lines"):
        with pytest.raises(ValueError, match="at most 6|from 1 to 6"):
            chart_svg(Chart(kind, ("2021",), series, "%", 1), 720)


def test_the_drawing_has_the_asked_size_whatever_it_holds():
    for chart in (bars(*known(*range(1, 31))), bars(*known(1)), lines(*known(9, 9.5))):
        drawing = parsed(chart, 1600, 700)
        across, tall = (float(size) for size in drawing.attrib["viewBox"].split()[2:])
        assert (drawing.attrib["width"], drawing.attrib["height"]) == ("1600", "700.0")
        assert across / tall == pytest.approx(1600 / 700, rel=0.002)
        lowest = max(
            float(found["y"]) + float(found["height"]) for found in rectangles(drawing) or [{"y": 0, "height": 0}]
        )
        assert lowest <= tall


def test_words_stay_inside_the_drawing():
    names = ("Communauté d’agglomération du Pays basque et des vallées voisines", "Anticonstitutionnellement-sur-Gave")
    chart = Chart(
        "bars", names, (Series("Taux", (Point(99.9, percent(99.9)), Point(None, "secret statistique"))),), "%", 1
    )
    drawing = parsed(chart)
    for found in drawing.iter(f"{SVG}text"):
        width, x = text_width(found.text, float(found.attrib["font-size"])), float(found.attrib["x"])
        start = x - width if found.get("text-anchor") == "end" else x
        assert start >= 0 and start + width <= WIDTH


def test_two_charts_of_a_page_do_not_share_their_patterns():
    first, second = (set(re.findall(r'id="([^"]+)"', chart_svg(bars(*known(value)), 720))) for value in (10, 20))
    assert first and not first & second


def test_names_are_text_and_never_markup():
    chart = replace(bars(*known(10)), categories=('<script>alert("1")</script> & "Cie"',))
    assert '<script>alert("1")</script> & "Cie"' in " ".join(said(parsed(chart)))


def test_no_number_has_a_point_in_it():
    charts = (
        bars(Point(12.25, percent(12.3), 11.5, 13.5), *known(8.75), benchmark=(f"France 15,0{THIN}%", 15.0)),
        lines(*known(0.25, 0.5, 0.75)),
        lines(*known(1234.5, 2345.5)),
    )
    for chart in charts:
        drawing = parsed(chart)
        assert not [text for text in [*said(drawing), drawing.attrib["aria-label"]] if re.search(r"\d\.\d", text)]


def test_those_who_hear_the_drawing_are_told_every_figure():
    label = parsed(bars(*known(10), Point(None, "secret"))).attrib["aria-label"]
    assert f"Territoire 0 10,0{THIN}%" in label and "Territoire 1 secret" in label


def test_ticks_are_round_reach_both_ends_and_are_french():
    assert nice_ticks(0, 14.9) == [0, 5, 10, 15]
    assert nice_ticks(20900, 22400) == [20500, 21000, 21500, 22000, 22500]
    assert tick_words([0, 0.5, 1.0], "%") == [f"0,0{THIN}%", f"0,5{THIN}%", f"1,0{THIN}%"]
    assert tick_words([-1000.0, 0.0], "jours") == [f"−1{THIN}000", "0"]


def test_a_long_figure_does_not_cross_the_axis():
    """The first figure of a line starts at the right of the numbers of the axis, the last one ends in the drawing."""
    points = tuple(Point(value, f"{value:.0f} personnes inscrites") for value in (9105, 8755, 8780, 8945))
    drawing = parsed(replace(lines(*points), unit="personnes inscrites", decimals=0))
    texts = list(drawing.iter(f"{SVG}text"))
    axis = max(float(text.get("x")) for text in texts if text.get("text-anchor") == "end")
    first = next(text for text in texts if text.text == points[0].text)
    assert first.get("text-anchor") is None and float(first.get("x")) > axis


def texts(drawing: ElementTree.Element) -> dict[str, tuple[float, float, float]]:
    """{words: (left, right, baseline)} of the words written from their left."""
    return {
        found.text: (x := float(found.attrib["x"]), x + text_width(found.text, 13), float(found.attrib["y"]))
        for found in drawing.iter(f"{SVG}text")
        if found.get("text-anchor") is None
    }


def corners(piece: str) -> list[tuple[float, float]]:
    return [tuple(float(number) for number in place.split()) for place in piece[1:].split("L")]


def test_the_line_of_the_benchmark_strikes_no_figure_through():
    drawing = parsed(bars(*known(20, 9.5, 1), benchmark=(f"France 10,0{THIN}%", 10.0)))
    line = next(path.attrib["d"] for path in drawing.iter(f"{SVG}path") if path.get("stroke-dasharray") == "7 5")
    x = float(line[1:].split()[0])
    written = texts(drawing)
    assert written[percent(9.5)][0] > x  # the end of the bar is just before the line
    assert written[percent(1)][1] < x


@pytest.mark.parametrize("heights", [(20, 25, 20, 10), (93, 104, 86, 96), (5, 9, 2, 9)])
def test_the_first_figure_of_a_long_line_is_near_its_point_and_off_the_line(heights):
    drawing = parsed(lines(*known(*heights, 10, 12, 15, 10, 12, 11), years=QUARTERS[:10]))
    left, right, baseline = texts(drawing)[percent(heights[0])]
    ((_, first), *_) = line = corners(curves(drawing)[0])
    assert abs(baseline - first) < 45
    for (x1, y1), (x2, y2) in itertools.pairwise(line):
        for step in range(21):
            x, y = x1 + step / 20 * (x2 - x1), y1 + step / 20 * (y2 - y1)
            assert not (left <= x <= right and baseline - 10 <= y <= baseline + 2), (x, y)


def test_an_interval_that_is_not_drawn_does_not_push_the_figure_away():
    points = [Point(6.5, percent(6.5), 3.4, 9.6), *(Point(4.0 + rank % 2, percent(4), 3, 7) for rank in range(39))]
    drawing = parsed(lines(*points, years=QUARTERS))
    assert len(points) > MOST_DOTS
    ((_, first), *_) = corners(curves(drawing)[0])
    assert 0 < first - texts(drawing)[percent(6.5)][2] < 20


def test_no_line_leads_to_a_name_across_the_marks_of_figures_that_are_not_there():
    low = lines(*known(90, 50), Point(0.0, percent(0)), *[Point(None, "secret")] * 4)
    assert not [path for path in parsed(low).iter(f"{SVG}path") if path.get("stroke-width") == "0.8"]
    high = lines(*known(90, 50, 60), *[Point(None, "secret")] * 4)
    assert [path for path in parsed(high).iter(f"{SVG}path") if path.get("stroke-width") == "0.8"]
