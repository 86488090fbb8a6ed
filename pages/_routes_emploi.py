"""Files made from the employment screen: its whole content or one question (`bloc`), and its map as a picture."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from flask import Blueprint, Response, request

from observatoire.documents import csv_parts, emploi_files, image, xlsx_parts
from observatoire.documents.model import Figure
from observatoire.errors import ObservatoireError
from observatoire.figures.code_svg import with_code
from observatoire.figures.siae_points import siae_overlay
from observatoire.view.emploi import QUESTIONS, EmploiView, emploi_view
from observatoire.warehouse import Snapshot
from pages._answers import download, no_such_format, say, sentence
from pages._carnet import kept_figures
from pages._warehouse import current

#: Extension -> (mimetype, how it is made from the view and the question).
TABLES: dict[str, tuple[str, Callable[[EmploiView, str, Sequence[Figure]], bytes]]] = {
    "csv": (csv_parts.MIMETYPE, emploi_files.emploi_csv),
    "xlsx": (xlsx_parts.MIMETYPE, emploi_files.emploi_xlsx),
}
#: Extension -> (mimetype, how a drawing becomes a file); only the map has one.
PICTURES: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "svg": (image.SVG_MIMETYPE, str.encode),
    "png": (image.PNG_MIMETYPE, image.png),
}

routes = Blueprint("emploi", __name__)
routes.register_error_handler(ObservatoireError, say)


@routes.get("/fichiers/emploi.<extension>")
def emploi_file(extension: str) -> Response:
    """A file of the employment screen; its query is that of the screen, with the same fall-backs."""
    snapshot = current()
    if extension not in TABLES and extension not in PICTURES:
        return no_such_format("les fichiers de cet écran sont", (*TABLES, *PICTURES))
    view = emploi_view(request.args.to_dict(), snapshot)
    if view is None:
        return sentence("Le département n’a pas encore donné d’extraits, il n’y a rien à exporter.", 404)
    if extension in PICTURES:
        return _picture(view, extension, snapshot)
    question = request.args.get("bloc", "")
    question = question if question in QUESTIONS else ""
    mimetype, made = TABLES[extension]
    kept = _kept(view, [question] if question else list(QUESTIONS), snapshot)
    return download(made(view, question, kept), mimetype, emploi_files.file_name(view, question, extension))


def _picture(view: EmploiView, extension: str, snapshot: Snapshot) -> Response:
    """The map with its circles."""
    if view.density is None or view.density.layer is None:
        return sentence("Il n’y a pas de carte à exporter pour cette page.", 404)
    layer = json.loads(snapshot.layer_content(view.density.layer)[0])
    mimetype, made = PICTURES[extension]
    kept = _kept(view, ["carte"], snapshot)
    drawn = with_code(image.figure_svg(view.density, layer, siae_overlay(view, snapshot)), kept)
    return download(made(drawn), mimetype, emploi_files.file_name(view, "carte", extension))


def _kept(view: EmploiView, questions: list[str], snapshot: Snapshot) -> tuple[Figure, ...]:
    return kept_figures([f"/emploi?{view.question.query}#{name}" for name in questions], snapshot)
