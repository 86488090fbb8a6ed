"""The code under a picture: nothing of the picture is lost or covered, and nothing is said without a code."""

from xml.etree import ElementTree

import pytest

from observatoire.documents.model import Figure, Frozen, Table
from observatoire.figures.code_svg import with_code

ADDRESS = "https://observatoire.exemple.fr/f/F7K2M9QX"
SVG = "{http://www.w3.org/2000/svg}"


def figure(frozen):
    table = Table("Taux de pauvreté", (), ())
    return Figure("carte", "Où ?", "EPCI", table, "Source : Insee.", "/carte", "Carte.", frozen=frozen)


def picture(width, height):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<path id="dessin" d="M0 0H{width}V{height}z"/></svg>'
    )


@pytest.mark.parametrize(("width", "height"), [(900, 400), (1600, 1000), (2040, 5598)])
def test_the_picture_stays_whole_above_its_code(width, height):
    drawn = ElementTree.fromstring(with_code(picture(width, height), [figure(Frozen("F7K2M9QX", ADDRESS))], 48))
    across, tall = (float(side) for side in drawn.attrib["viewBox"].split()[2:])
    assert (across, float(drawn.attrib["width"]), float(drawn.attrib["height"])) == (width, width, tall)
    assert drawn.find(f"{SVG}path").attrib["d"] == f"M0 0H{width}V{height}z"
    (code,) = drawn.findall(f"{SVG}svg")
    assert float(code.attrib["y"]) >= height and float(code.attrib["y"]) + float(code.attrib["height"]) <= tall
    for line in drawn.findall(f"{SVG}text"):
        assert height < float(line.attrib["y"]) < tall
        assert float(line.attrib["x"]) > float(code.attrib["x"]) + float(code.attrib["width"])


def test_the_code_and_its_address_are_also_words():
    drawn = ElementTree.fromstring(with_code(picture(1600, 1000), [figure(Frozen("F7K2M9QX", ADDRESS))]))
    said = [line.text for line in drawn.findall(f"{SVG}text")]
    assert said[0] == "Figure F7K2M9QX" and said[-1] == ADDRESS


@pytest.mark.parametrize("kept", [(), (figure(None),)])
def test_a_figure_without_a_code_leaves_the_picture_as_it_is(kept):
    assert with_code(picture(1600, 1000), kept) == picture(1600, 1000)
