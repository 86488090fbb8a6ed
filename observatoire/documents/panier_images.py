"""The figures of a document as pictures, in one archive: drawings (SVG), images (PNG), and a list of what is where."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from observatoire import formats
from observatoire.documents.common import FICTITIOUS
from observatoire.documents.image import png
from observatoire.documents.model import Document, Figure
from observatoire.figures.figure_card_svg import figure_card_svg
from observatoire.formats import slug
from observatoire.typography import french

MIMETYPE = "application/zip"
#: An image takes a second of a whole core: beyond this number, the drawings only.
MOST_IMAGES = 20
LIST_NAME = "A-LIRE.txt"


def document_zip(document: Document) -> bytes:
    """Every drawn figure as SVG and, up to MOST_IMAGES of them, as PNG; the same document gives the same bytes."""
    drawn = [(figure, figure_card_svg(_with_mentions(figure, document))) for figure in document.figures]
    made = [(figure, svg) for figure, svg in drawn if svg]
    tables = [figure for figure, svg in drawn if not svg]
    moment = (*document.published_on.timetuple()[:3], 0, 0, 0)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:

        def add(name: str, content: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, moment), content, zipfile.ZIP_DEFLATED)

        for rank, (figure, svg) in enumerate(made, start=1):
            stem = f"{rank:02d}-{slug(figure.title)[:60].strip('-')}"
            add(f"{stem}.svg", svg.encode())
            if len(made) <= MOST_IMAGES:
                add(f"{stem}.png", png(svg))
        add(LIST_NAME, _list(document, [figure for figure, _ in made], tables).encode("utf-8-sig"))
    return written.getvalue()


def _with_mentions(figure: Figure, document: Document) -> Figure:
    """A picture leaves its document behind: it carries the warnings of both, but for the illustrative boundaries of
    other figures."""
    of_all = [mention for mention in document.mentions if mention != FICTITIOUS]
    return replace(figure, mentions=tuple(dict.fromkeys((*of_all, *figure.mentions))))


def _list(document: Document, drawn: list[Figure], tables: list[Figure]) -> str:
    lines = [document.title, document.subtitle, *document.mentions, ""]
    for rank, figure in enumerate(drawn, start=1):
        lines += [f"{rank:02d}. {figure.title}", figure.subtitle, figure.alt, figure.source]
        lines += [figure.comment] if figure.comment else []
        lines += [french(f"Figure {figure.frozen.code} : {figure.frozen.address}")] if figure.frozen is not None else []
        lines.append("")
    if len(drawn) > MOST_IMAGES:
        lines.append(f"Au-delà de {MOST_IMAGES} figures, l’archive ne contient que les dessins (SVG).")
    if tables:
        many = formats.count(len(tables), "figure n’est qu’un tableau", "figures ne sont que des tableaux")
        lines.append(french(f"{many} : à prendre dans le fichier Excel du panier."))
        lines += [f"- {figure.title} ({figure.subtitle})" for figure in tables]
    return "\r\n".join(lines) + "\r\n"
