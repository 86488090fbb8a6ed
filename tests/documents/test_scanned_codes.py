"""A phone held over a document reads the address of the frozen figure."""

import io
import zipfile

import pytest
import zxingcpp
from PIL import Image

from observatoire.carnet import open_carnet
from observatoire.documents.docx_file import document_docx
from observatoire.documents.freezing import freeze
from observatoire.documents.image import png
from observatoire.documents.panier_images import document_zip
from observatoire.documents.pptx_file import document_pptx
from observatoire.documents.qr import qr_png, qr_svg
from tests.documents.sample_document import sample_document

SITE = "https://observatoire.exemple.fr"


@pytest.fixture(scope="module")
def document(snapshot, tmp_path_factory):
    carnet = open_carnet(tmp_path_factory.mktemp("carnet") / "carnet.sqlite")
    return freeze(sample_document(), carnet, SITE, snapshot)


def read_in(archive: bytes) -> set[str]:
    """Every address read from the PNG images of a zip, a deck or a Word file."""
    files = zipfile.ZipFile(io.BytesIO(archive))
    images = [Image.open(io.BytesIO(files.read(name))) for name in files.namelist() if name.endswith(".png")]
    return {code.text for image in images for code in zxingcpp.read_barcodes(image.convert("L"))}


@pytest.mark.parametrize("written", [document_pptx, document_docx])
def test_each_figure_of_a_file_has_a_code_that_is_read(document, written):
    assert read_in(written(document)) == {figure.frozen.address for figure in document.figures}


def test_each_image_of_a_panier_has_a_code_that_is_read(document):
    drawn = {figure.frozen.address for figure in document.figures if figure.chart or figure.picture}
    assert drawn and read_in(document_zip(document)) == drawn


@pytest.mark.parametrize("address", [f"{SITE}/f/F7K2M9QX", "http://127.0.0.1:8050/f/F7K2M9QX", SITE + "/p" * 60])
def test_what_is_drawn_is_what_is_read(address):
    for image in (qr_png(address), png(qr_svg(address), 6)):
        (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(image)).convert("L"))
        assert code.text == address
