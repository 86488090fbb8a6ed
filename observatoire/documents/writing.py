"""From a document to a file: the colour of the département, a code on each figure, then one of the four formats."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from observatoire.carnet.database import Carnet
from observatoire.catalogue import load_departement
from observatoire.documents import document_xlsx, docx_file, pdf_file, pptx_file
from observatoire.documents.freezing import freeze
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
    """The document with the colour of its département, each figure with its code."""
    colour = load_departement(snapshot.publication().departement).colour
    return freeze(replace(document, colour=colour), carnet, base_address, snapshot)


def write(document: Document, extension: str, carnet: Carnet, base_address: str, snapshot: Snapshot) -> bytes:
    """A file of WRITERS. Its figures are kept in the carnet before it is written."""
    with _ONE_AT_A_TIME:
        return WRITERS[extension][1](finished(document, carnet, base_address, snapshot))
