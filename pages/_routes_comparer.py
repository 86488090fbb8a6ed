"""Files made from the screen that compares territories: one question (`bloc`) at a time, the rug by default."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, Response, request

from observatoire.documents import comparer_files, comparer_pictures, csv_parts, image, xlsx_parts
from observatoire.documents.model import Figure
from observatoire.errors import ObservatoireError
from observatoire.view.comparer import QUESTIONS, CompareView, compare_view
from pages._answers import download, no_such_format, say, sentence
from pages._carnet import kept_figures
from pages._warehouse import current

#: Extension -> (mimetype, how it is made from the view and the question).
FILES: dict[str, tuple[str, Callable[[CompareView, str, Sequence[Figure]], bytes]]] = {
    "csv": (csv_parts.MIMETYPE, comparer_files.compare_csv),
    "xlsx": (xlsx_parts.MIMETYPE, comparer_files.compare_xlsx),
    "svg": (image.SVG_MIMETYPE, comparer_pictures.compare_svg),
    "png": (image.PNG_MIMETYPE, comparer_pictures.compare_png),
}

routes = Blueprint("comparer", __name__)
routes.register_error_handler(ObservatoireError, say)


@routes.get("/fichiers/comparer.<extension>")
def compare_file(extension: str) -> Response:
    """A file of the screen; its query is that of the screen, with the same fall-backs."""
    if extension not in FILES:
        return no_such_format("cette page se télécharge", FILES)
    snapshot = current()
    view = compare_view(request.args.to_dict(), snapshot)
    if view is None:
        return sentence("Aucun niveau n’a de chiffres à comparer, il n’y a rien à télécharger.", 404)
    block = request.args.get("bloc", "")
    block = block if block in QUESTIONS else "tapis"
    if extension in ("svg", "png") and (block not in comparer_pictures.PICTURES or _no_funnel(view, block)):
        return sentence("Cette question n’a pas d’image ici : téléchargez son tableau.", 404)
    mimetype, made = FILES[extension]
    kept = kept_figures([f"{view.question.address}#{block}"], snapshot)
    return download(made(view, block, kept), mimetype, comparer_files.file_name(view, block, extension))


def _no_funnel(view: CompareView, block: str) -> bool:
    return block == "entonnoir" and bool(view.funnel.refusal)
