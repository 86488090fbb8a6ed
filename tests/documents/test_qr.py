"""QR codes: read from their pixels, since a phone would read no more."""

import io
from xml.etree import ElementTree

import pytest
from PIL import Image

from observatoire.documents.qr import MODULE_PX, QUIET_ZONE, qr_png, qr_svg

ADDRESS = "https://observatoire.exemple.fr/f/F7K2M9QX"
FINDER = ("#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######")


@pytest.fixture(scope="module")
def modules() -> list[str]:
    """Rows of the code as "#" and ".", its white margin included."""
    image = Image.open(io.BytesIO(qr_png(ADDRESS))).convert("L")
    side = image.width // MODULE_PX
    middles = [MODULE_PX * rank + MODULE_PX // 2 for rank in range(side)]
    return ["".join("#" if image.getpixel((x, y)) < 128 else "." for x in middles) for y in middles]


def test_the_code_has_a_white_margin_of_four_modules(modules):
    margin = [*modules[:QUIET_ZONE], *modules[-QUIET_ZONE:]]
    margin += [row[:QUIET_ZONE] + row[-QUIET_ZONE:] for row in modules]
    assert QUIET_ZONE == 4 and set("".join(margin)) == {"."}


def test_three_corners_have_the_square_that_a_phone_looks_for(modules):
    inside = [row[QUIET_ZONE:-QUIET_ZONE] for row in modules[QUIET_ZONE:-QUIET_ZONE]]
    assert tuple(row[:7] for row in inside[:7]) == FINDER
    assert tuple(row[-7:] for row in inside[:7]) == FINDER
    assert tuple(row[:7] for row in inside[-7:]) == FINDER


def test_a_stained_print_is_still_read(modules):
    """ISO/IEC 18004: the two first bits of the format, unmasked, are 00 for the medium correction (15 %)."""
    row = modules[QUIET_ZONE + 8][QUIET_ZONE : QUIET_ZONE + 2]
    assert [bit == "#" for bit in row] == [True, False]


def test_two_addresses_have_two_codes_and_one_address_always_the_same():
    assert qr_svg(ADDRESS) == qr_svg(ADDRESS) != qr_svg(ADDRESS + "2")
    assert qr_png(ADDRESS) == qr_png(ADDRESS) != qr_png(ADDRESS + "2")


def test_the_drawing_stands_alone_and_has_the_size_of_the_code(modules):
    drawing = ElementTree.fromstring(qr_svg(ADDRESS))
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert drawing.attrib["viewBox"] == f"0 0 {len(modules)} {len(modules)}"
