"""A figure as a drawing, and a frozen figure as data: addresses that never change what they say."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request

from observatoire.documents import csv_parts
from observatoire.documents.figures_at import figure_at
from observatoire.documents.freezing import frozen_figure
from observatoire.documents.frozen_figure import FrozenFigure
from observatoire.documents.frozen_files import frozen_csv, frozen_json
from observatoire.documents.image import SVG_MIMETYPE
from observatoire.errors import ObservatoireError
from observatoire.figures.figure_card_svg import drawing_svg
from observatoire.figures.font_svg import with_font
from pages._answers import ASK_AGAIN, download, say, sentence, tagged, typed
from pages._carnet import current_carnet
from pages._warehouse import current

#: Width of a drawing on screen, in pixels; it is scaled.
WIDTH = 960
#: Extension -> (mimetype, how it is made). The drawing is shown, the others are downloaded.
FILES: dict[str, tuple[str, Callable[[FrozenFigure], bytes]]] = {
    "csv": (csv_parts.MIMETYPE, frozen_csv),
    "json": ("application/json; charset=utf-8", lambda frozen: frozen_json(frozen).encode()),
    "svg": (SVG_MIMETYPE, lambda frozen: drawing_svg(frozen.figure, WIDTH).encode()),
}

routes = Blueprint("figees", __name__)
routes.register_error_handler(ObservatoireError, say)


@routes.get("/f/<code>.<extension>")
def frozen_file(code: str, extension: str) -> Response:
    """A file of a frozen figure."""
    found = frozen_figure(code, current_carnet()) if extension in FILES else None
    if found is None:
        return sentence("Aucune figure gardée ici n’a ce code, ou ce format n’existe pas.", 404)
    mimetype, made = FILES[extension]
    content = made(found)
    if not content:
        return sentence("Cette figure n’a pas de dessin : elle n’est qu’un tableau.", 404)
    if extension == "svg":
        return _shown(content.decode())
    return download(content, mimetype, f"figure-{found.code}.{extension}")


@routes.get("/fichiers/figure.svg")
def drawing() -> Response:
    """The drawing alone of the figure at `adresse`, as published today."""
    drawn = drawing_svg(figure_at(request.args.get("adresse", ""), current()), WIDTH)
    if not drawn:
        return sentence("Cette figure n’a pas de dessin : elle n’est qu’un tableau.", 404)
    return _shown(drawn)


def _shown(svg: str) -> Response:
    """A drawing with its font, that runs nothing, even opened on its own."""
    answer = typed(with_font(svg).encode(), SVG_MIMETYPE)
    answer.headers["Cache-Control"] = ASK_AGAIN
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; sandbox"
    return tagged(answer)
