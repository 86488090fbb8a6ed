"""A document as a tagged and accessible PDF (PDF/UA-1), laid out by Typst without a browser."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import Literal

from observatoire.documents.model import Document
from observatoire.documents.pdf.contents import contents, poster
from observatoire.errors import ObservatoireError

MIMETYPE = "application/pdf"
Paper = Literal["a4", "a3"]
_FOLDER = Path(__file__).parent / "pdf"
_LAY_OUT = """
import datetime, json, sys, typst
asked = json.load(sys.stdin.buffer)
folder = asked["folder"]
fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder + "/polices"])
page = {"document": asked["document"]}
compiler = typst.Compiler(folder + "/" + asked["template"], root=folder, font_paths=fonts, sys_inputs=page)
day = datetime.datetime(*asked["date"], tzinfo=datetime.timezone.utc)
sys.stdout.buffer.write(compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=day))
"""
_ONE_AT_A_TIME = threading.Lock()  # a long document takes a core and a gigabyte
_MOST_SECONDS = 60


def document_pdf(document: Document, paper: Paper = "a4") -> bytes:
    """The file: A4 pages, or a poster on one A3 sheet; the same document always gives the same bytes.

    Its fonts are inside, its date is that of the publication.
    Laid out by another process, whose memory goes back to the system. Raises ObservatoireError when a figure has no
    description, or when the document cannot be laid out in a minute.
    """
    template, found = ("poster.typ", poster(document)) if paper == "a3" else ("document.typ", contents(document))
    asked = {"folder": str(_FOLDER), "template": template, "document": json.dumps(found), "date": found["date"]}
    with _ONE_AT_A_TIME:
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-c", _LAY_OUT],
                input=json.dumps(asked).encode(),
                capture_output=True,
                check=True,
                timeout=_MOST_SECONDS,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            logging.getLogger(__name__).error("PDF of %s: %s", document.file_stem, (error.stderr or b"").decode())
            raise ObservatoireError(
                "Le document n’a pas pu être mis en page : téléchargez le fichier Word à sa place."
            ) from error
    return done.stdout
