"""Files made from the screen that compares territories: one question (`bloc`) at a time, the rug by default."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, Flask, Response, request

from observatoire.documents import comparer_files, comparer_pictures, csv_file, image, xlsx_parts
from observatoire.documents.model import Figure
from observatoire.errors import ObservatoireError
from observatoire.typography import french
from observatoire.view.comparer import QUESTIONS, CompareView, compare_view
from pages._carnet import kept_figures
from pages._routes import _download, _say, _sentence
from pages._warehouse import current

#: Extension -> (mimetype, how it is made from the view and the question).
FILES: dict[str, tuple[str, Callable[[CompareView, str, Sequence[Figure]], bytes]]] = {
    "csv": (csv_file.MIMETYPE, comparer_files.compare_csv),
    "xlsx": (xlsx_parts.MIMETYPE, comparer_files.compare_xlsx),
    "svg": (image.SVG_MIMETYPE, comparer_pictures.compare_svg),
    "png": (image.PNG_MIMETYPE, comparer_pictures.compare_png),
}

routes = Blueprint("comparer", __name__)
routes.register_error_handler(ObservatoireError, _say)


def register(server: Flask) -> None:
    """Add the routes to the server that Dash uses."""
    server.register_blueprint(routes)


@routes.get("/fichiers/comparer.<extension>")
def compare_file(extension: str) -> Response:
    """A file of the screen; its query is that of the screen, with the same fall-backs."""
    if extension not in FILES:
        return _sentence(french(f"Ce format n’existe pas : cette page se télécharge en {', '.join(FILES)}."), 404)
    snapshot = current()
    view = compare_view(request.args.to_dict(), snapshot)
    if view is None:
        return _sentence("Aucun niveau n’a de chiffres à comparer, il n’y a rien à télécharger.", 404)
    block = request.args.get("bloc", "")
    block = block if block in QUESTIONS else "tapis"
    if extension in ("svg", "png") and (block not in comparer_pictures.PICTURES or _no_funnel(view, block)):
        return _sentence("Cette question n’a pas d’image ici : téléchargez son tableau.", 404)
    mimetype, made = FILES[extension]
    kept = kept_figures([f"{view.question.address}#{block}"], snapshot)
    return _download(made(view, block, kept), mimetype, comparer_files.file_name(view, block, extension))


def _no_funnel(view: CompareView, block: str) -> bool:
    return block == "entonnoir" and bool(view.funnel.refusal)
