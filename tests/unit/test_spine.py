"""A place among peers: published figures only, the favourable side on the right, and words where there is no place."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from observatoire import formats
from observatoire.figures.spine_svg import SpineLine, ends_share, spine_picture_svg, spine_row_svg
from observatoire.view.carte import Benchmark
from observatoire.view.figures_of import judge
from observatoire.view.portrait import PortraitRow
from observatoire.view.spine import spine_of
from tests.unit.figures_by_hand import HOUSEHOLDS, POVERTY, PRESENCE, figure


def row(own, peers, benchmark=12.6, indicator=POVERTY):
    """A row of a portrait whose own figure, peers and benchmark are given; a number is a published figure."""
    known = [item if not isinstance(item, float) else figure(indicator, item, territory=f"p{rank}")
             for rank, item in enumerate(peers)]  # fmt: skip
    here = own if not isinstance(own, float) else figure(indicator, own)
    other = None if benchmark is None else figure(indicator, benchmark, level="departement", territory="64")
    return PortraitRow(
        indicator,
        here,
        "2025",
        formats.figure(here, indicator),
        formats.interval(here, indicator),
        formats.why_absent(here),
        "",
        Benchmark("departement", "64", "Pyrénées-Atlantiques", other, formats.figure(other, indicator)),
        judge(here, other, indicator),
        "",
        "",
        (),
        None,
        0,
        "",
        "",
        (here,),
        tuple(known),
    )


def test_the_lowest_poverty_is_on_the_right_and_the_benchmark_in_the_middle():
    spine, refusal = spine_of(row(9.0, [9.0, 10.0, 13.0, 17.6]))
    assert refusal == "" and spine.judged and spine.reversed
    assert spine.benchmark == 0.5 and spine.value > 0.5
    assert (spine.left_text, spine.right_text) == ("17,6\u202f%", "9,0\u202f%")
    assert spine.left == pytest.approx(0.0) and spine.right == pytest.approx(spine.value)


def test_the_highest_presence_is_on_the_right():
    spine, _ = spine_of(row(70.0, [60.0, 65.0, 70.0, 80.0], 66.0, PRESENCE))
    assert not spine.reversed and spine.value > 0.5
    assert (spine.left_text, spine.right_text) == ("60,0\u202f%", "80,0\u202f%")


def test_hidden_and_bounded_peers_are_neither_in_the_range_nor_counted():
    hidden = figure(POVERTY, None, status="secret", territory="cache")
    floor = figure(POVERTY, 5.0, qualifier="floor", low=0.0, high=5.0, territory="borne")
    fragile = figure(POVERTY, 60.0, qualifier="fragile", territory="fragile")
    spine, _ = spine_of(row(9.0, [9.0, 10.0, 13.0, 17.6, hidden, floor, fragile]))
    assert spine.peers == 4
    assert {spine.left_text, spine.right_text} == {"17,6\u202f%", "9,0\u202f%"}
    assert "5,0" not in spine.words and "60,0" not in spine.words


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (figure(POVERTY, None, status="secret"), "Pas de chiffre"),
        (figure(POVERTY, 5.0, qualifier="floor", low=0.0, high=5.0), "par sa borne (≤\xa05\u202f%)"),
        (figure(POVERTY, 20.0, qualifier="fragile"), "trop fragile"),
    ],
)
def test_a_figure_that_cannot_be_placed_says_why(own, words):
    spine, refusal = spine_of(row(own, [9.0, 10.0, 13.0, 17.6, 18.0]))
    assert spine is None and words in refusal


def test_a_headcount_has_no_place_among_others():
    spine, refusal = spine_of(row(1200.0, [900.0, 1000.0, 1300.0, 1400.0, 1500.0], None, HOUSEHOLDS))
    assert spine is None and "taille du territoire" in refusal


def test_three_peers_are_too_few_for_a_range_and_seven_for_quartiles():
    few, refusal = spine_of(row(9.0, [9.0, 10.0, 13.0]))
    assert few is None and refusal.startswith("Trop peu de territoires")
    seven = [8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0]
    assert spine_of(row(9.0, seven))[0].box is None
    assert spine_of(row(9.0, [*seven, 15.0]))[0].box is not None


def test_nothing_is_drawn_outside_the_row_whatever_the_interval_and_the_benchmark():
    wide = figure(POVERTY, 9.0, low=2.0, high=40.0)
    spine, _ = spine_of(row(wide, [9.0, 10.0, 13.0, 17.6], 30.0))
    assert all(0 <= place <= 1 for place in (spine.value, spine.low, spine.high, spine.left, spine.right))
    assert spine.low < spine.value < spine.high
    start, width = ends_share(spine)
    assert start >= 0 and start + width <= 1


def test_without_a_benchmark_no_middle_line_is_drawn():
    spine, _ = spine_of(row(9.0, [9.0, 10.0, 13.0, 17.6], None))
    assert spine.benchmark is None
    with_one, _ = spine_of(row(9.0, [9.0, 10.0, 13.0, 17.6]))
    assert spine_row_svg(spine).count("<path") == spine_row_svg(with_one).count("<path") - 1


def test_the_picture_writes_the_favourable_side_and_the_words_of_what_is_not_placed():
    placed, _ = spine_of(row(9.0, [9.0, 10.0, 13.0, 17.6]))
    _, refusal = spine_of(row(figure(POVERTY, None, status="secret"), [9.0]))
    line = SpineLine("Pauvreté", "9,0\u202f%", "(2025)", "▼ mieux", ["repère 12,6\u202f%"], placed, "")
    hidden = replace(
        line, name="Autre", value="secret statistique", verdict="", support=[], spine=None, refusal=refusal
    )
    svg, width, height = spine_picture_svg([line, hidden], "Pyrénées-Atlantiques", "les SDSeI")
    words = re.sub(r"<[^>]+>", " ", svg)
    for said in ("plus favorable", "moins favorable", "▼ mieux", "Pas de chiffre", "les SDSeI", "17,6\u202f%"):
        assert said in words
    assert f'viewBox="0 0 {width:.0f} {height:.0f}"' in svg


def test_the_line_of_the_benchmark_does_not_cross_words():
    placed, _ = spine_of(row(9.0, [9.0, 10.0, 13.0, 17.6]))
    line = SpineLine("Pauvreté", "9,0\u202f%", "(2025)", "▼ mieux", [], placed, "")
    said = replace(line, spine=None, refusal="Trop peu de territoires ont un chiffre exact : il n’est pas situé.")
    svg, _, _ = spine_picture_svg([line, said, line], "Pyrénées-Atlantiques", "les SDSeI")
    drawing = ElementTree.fromstring(svg)
    texts = drawing.iter("{http://www.w3.org/2000/svg}text")
    words = [float(text.get("y")) for text in texts if text.text in "Trop peu de territoires ont un chiffre exact"]
    rule = re.search(r'd="([^"]+)"[^>]*stroke-dasharray', svg)[1]
    segments = [tuple(map(float, found)) for found in re.findall(r"M[\d.]+ ([\d.]+)v([\d.]+)", rule)]
    assert words and len(segments) == 2
    assert not any(top <= y <= top + height for y in words for top, height in segments)


def test_the_words_of_the_picture_are_read_on_a_slide_and_on_paper():
    """Shown 880 points wide on a slide and 482 on paper; the two ways of reading never overlap."""
    judged, _ = spine_of(row(9.0, [9.0, 10.0, 13.0, 17.6]))
    neutral = replace(judged, judged=False)
    line = SpineLine("Pauvreté", "9,0\u202f%", "2025, entre 8,1 et 9,9\u202f%", "▼ mieux", ["repère"], judged, "")
    for lines in ([line], [line, replace(line, spine=neutral)], [line] * 5):
        svg, width, height = spine_picture_svg(lines, "Pyrénées-Atlantiques", "les SDSeI")
        drawing = ElementTree.fromstring(svg)
        texts = list(drawing.iter("{http://www.w3.org/2000/svg}text"))
        assert min(float(text.get("font-size")) for text in texts) * min(880 / width, 330 / height) >= 14
        assert min(float(text.get("font-size")) for text in texts) * 482 / width >= 8
        left, right = (next(text for text in texts if mark in text.text) for mark in "◂▸")
        assert left.get("text-anchor") == "end" and float(left.get("x")) < float(right.get("x"))
