"""Addresses that are not screens: map files, search, and the files made from a view."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache

from flask import Blueprint, Response, jsonify, request

from observatoire.documents import carte_files, csv_parts, image, portrait_cells, portrait_files, xlsx_parts
from observatoire.documents.common import address, file_name
from observatoire.documents.model import Figure
from observatoire.errors import ObservatoireError
from observatoire.figures.code_svg import with_code
from observatoire.formats import sort_key
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.carte import MapView, map_view
from observatoire.view.portrait import Portrait
from observatoire.view.union import portrait_of
from observatoire.warehouse import Snapshot
from pages._answers import ASK_AGAIN, download, no_such_format, say, sentence, tagged, typed
from pages._carnet import kept_figures
from pages._warehouse import current

FOR_GOOD = "public, max-age=31536000, immutable"
MOST_FOUND = 8
LONGEST_SEARCH = 80
SEARCHED_LEVELS = ("sdsei", "epci", "commune", "canton", "zone_emploi", "departement")
SHORTENED = {"st": "saint", "ste": "sainte"}

Layer = dict | None
Kept = Sequence[Figure]
#: Files of the map screen: extension -> (mimetype, how it is made from the view, its map file and its figure).
MAP_FILES: dict[str, tuple[str, Callable[[MapView, Layer, Kept], bytes]]] = {
    "csv": (csv_parts.MIMETYPE, lambda view, layer, kept: carte_files.carte_csv(view, kept)),
    "xlsx": (xlsx_parts.MIMETYPE, lambda view, layer, kept: carte_files.carte_xlsx(view, kept)),
    "svg": (image.SVG_MIMETYPE, lambda view, layer, kept: with_code(image.figure_svg(view, layer), kept).encode()),
    "png": (image.PNG_MIMETYPE, lambda view, layer, kept: image.png(with_code(image.figure_svg(view, layer), kept))),
}
#: Files of a portrait: extension -> (mimetype, how it is made).
PORTRAIT_FILES: dict[str, tuple[str, Callable[[Portrait, Kept], bytes]]] = {
    "csv": (csv_parts.MIMETYPE, portrait_files.portrait_csv),
    "xlsx": (xlsx_parts.MIMETYPE, portrait_files.portrait_xlsx),
}

routes = Blueprint("observatoire", __name__)
routes.register_error_handler(ObservatoireError, say)


@routes.get("/geo/<name>")
def map_file(name: str) -> Response:
    """A map file. Its name changes with its content, so browsers keep it for good."""
    found = current().layer_content(name)
    if found is None:
        answer = jsonify(message=french("Ce fond de carte n’est plus publié : rechargez la page."))
        answer.status_code = 404
        return answer
    plain, compressed = found
    answer = typed(plain, "application/json")
    if request.accept_encodings.quality("br") > 0:
        answer.set_data(compressed)
        answer.headers["Content-Encoding"] = "br"
    answer.headers["Cache-Control"] = FOR_GOOD
    answer.vary.add("Accept-Encoding")
    return tagged(answer)


@routes.get("/recherche")
def search() -> Response:
    """Territories whose name or code matches `q`: [{href, nom, niveau}], at most eight."""
    asked = _plain(request.args.get("q", "")[:LONGEST_SEARCH])
    answer = jsonify(_found(asked, current()) if asked else [])
    answer.headers["Cache-Control"] = ASK_AGAIN
    return answer


@routes.get("/fichiers/carte.<extension>")
def map_view_file(extension: str) -> Response:
    """A file of the map screen; its query is that of the screen, with the same fall-backs."""
    if extension not in MAP_FILES:
        return no_such_format("les fichiers de la carte sont", MAP_FILES)
    mimetype, made = MAP_FILES[extension]
    snapshot = current()
    view = map_view(request.args.to_dict(), snapshot)
    kept = kept_figures([address(view)], snapshot)
    return download(made(view, _layer(view, snapshot), kept), mimetype, file_name(view, extension))


@routes.get("/fichiers/territoire.<extension>")
def portrait_file(extension: str) -> Response:
    """A file of a portrait: `niveau` and `code` name its territory, `repere` its benchmark."""
    if extension not in PORTRAIT_FILES:
        return no_such_format("les fichiers d’un portrait sont", PORTRAIT_FILES)
    asked = request.args
    snapshot = current()
    found = portrait_of(asked.get("niveau", ""), asked.get("code", ""), asked.to_dict(), snapshot)
    if found is None:
        return sentence("Ce territoire n’existe pas dans les données publiées.", 404)
    mimetype, made = PORTRAIT_FILES[extension]
    kept = kept_figures([portrait_cells.address(found)], snapshot)
    return download(made(found, kept), mimetype, portrait_cells.file_name(found, extension))


def _layer(view: MapView, snapshot: Snapshot) -> Layer:
    """The map file of a view, parsed."""
    found = snapshot.layer_content(view.layer) if view.layer else None
    return json.loads(found[0]) if found else None


@lru_cache(maxsize=2)
def _searchable(snapshot: Snapshot) -> list[tuple[str, int, str, str, str]]:
    """(name to compare, place of its level, code, name, level) of every territory that has a portrait."""
    own = snapshot.publication().departement
    return [
        (_plain(item.name), SEARCHED_LEVELS.index(item.level), item.code, item.name, item.level)
        for item in snapshot.territories()
        if item.level in SEARCHED_LEVELS and (item.level != "departement" or item.code == own)
    ]


def _found(asked: str, snapshot: Snapshot) -> list[dict[str, str]]:
    """Names that begin so, then those with a word that begins so, then those that hold it; by level, then by name."""
    ranked = []
    for plain, place, code, name, level in _searchable(snapshot):
        if plain.startswith(asked) or code.casefold() == asked:
            nearness = 0
        elif f" {asked}" in plain:
            nearness = 1
        elif asked in plain:
            nearness = 2
        else:
            continue
        ranked.append((nearness, place, plain, code, name, level))
    return [
        {"href": f"/territoire/{level}/{code}", "nom": name, "niveau": level_name(level)}
        for _, _, _, code, name, level in sorted(ranked)[:MOST_FOUND]
    ]


def _plain(text: str) -> str:
    """Letters to compare: no accent, case, hyphen or apostrophe; "St-Jean" as "Saint-Jean"."""
    return " ".join(SHORTENED.get(word, word) for word in sort_key(text).split())
