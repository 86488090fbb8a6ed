"""From a document to a file: the colour of the département, a code on each figure, then one of the four formats."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from observatoire.carnet.database import Carnet
from observatoire.catalogue import load_departement
from observatoire.documents import document_xlsx, docx_file, pdf_file, pptx_file
from observatoire.documents.freezing import freeze, public_site
from observatoire.documents.model import Document
from observatoire.warehouse import Snapshot

#: Extension -> (mimetype, how it is written).
WRITERS: dict[str, tuple[str, Callable[[Document], bytes]]] = {
    "pptx": (pptx_file.MIMETYPE, pptx_file.document_pptx),
    "docx": (docx_file.MIMETYPE, docx_file.document_docx),
    "pdf": (pdf_file.MIMETYPE, pdf_file.document_pdf),
    "xlsx": (document_xlsx.MIMETYPE, document_xlsx.document_xlsx),
}
_ONE_AT_A_TIME = threading.Lock()  # a file takes a whole core; readers of screens come first


def finished(document: Document, carnet: Carnet, base_address: str, snapshot: Snapshot) -> Document:
    """The document with the colour of its département and the address of its site, each figure with its code.

    Without a public address, no code: printed on paper, it would lead nowhere.
    """
    colour = load_departement(snapshot.publication().departement).colour
    site = public_site(base_address)
    coloured = replace(document, colour=colour, site=site)
    return freeze(coloured, carnet, site, snapshot) if site else coloured


def write(
    document: Document,
    extension: str,
    carnet: Carnet,
    base_address: str,
    snapshot: Snapshot,
    paper: pdf_file.Paper = "a4",
) -> bytes:
    """A file of WRITERS; `paper`: "a3" for the poster, which is a PDF whatever the extension.

    Its figures that have a code are kept in the carnet before it is written.
    """
    with _ONE_AT_A_TIME:
        whole = finished(document, carnet, base_address, snapshot)
        return pdf_file.document_pdf(whole, paper) if paper == "a3" else WRITERS[extension][1](whole)
