"""Files made from the parcours screen: its whole content, or one question (`bloc`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, Response, request

from observatoire.documents import csv_parts, parcours_files, xlsx_parts
from observatoire.documents.model import Figure
from observatoire.errors import ObservatoireError
from observatoire.view.parcours import QUESTIONS, ParcoursView, parcours
from pages._answers import download, no_such_format, say, sentence
from pages._carnet import kept_figures
from pages._warehouse import current

#: Extension -> (mimetype, how it is made from the view and the question).
FILES: dict[str, tuple[str, Callable[[ParcoursView, str, Sequence[Figure]], bytes]]] = {
    "csv": (csv_parts.MIMETYPE, parcours_files.parcours_csv),
    "xlsx": (xlsx_parts.MIMETYPE, parcours_files.parcours_xlsx),
}

routes = Blueprint("parcours", __name__)
routes.register_error_handler(ObservatoireError, say)


@routes.get("/fichiers/parcours.<extension>")
def parcours_file(extension: str) -> Response:
    """A file of the parcours screen; its query is that of the screen, with the same fall-backs."""
    if extension not in FILES:
        return no_such_format("les fichiers du parcours sont", FILES)
    snapshot = current()
    view = parcours(request.args.to_dict(), snapshot)
    if view is None:
        return sentence("Le département n’a pas encore donné d’extraits, il n’y a rien à exporter.", 404)
    question = request.args.get("bloc", "")
    question = question if question in QUESTIONS else ""
    mimetype, made = FILES[extension]
    asked = [question] if question else list(QUESTIONS)
    kept = kept_figures([f"{view.question.address}#{name}" for name in asked], snapshot)
    return download(made(view, question, kept), mimetype, parcours_files.file_name(view, question, extension))
