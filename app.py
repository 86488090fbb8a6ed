"""The web application: builds Dash and its shell, exposes `server`. Nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import dash
from flask import Flask, Response, request
from whitenoise import WhiteNoise

from observatoire.catalogue import load_catalogue
from observatoire.errors import ObservatoireError
from observatoire.schema import FORMAT_VERSION
from observatoire.warehouse import open_warehouse
from observatoire.words import SITE_NAME
from pages import (
    _payloads,
    _routes,
    _routes_comparer,
    _routes_copil,
    _routes_documents,
    _routes_emploi,
    _routes_figees,
    _routes_panier,
    _routes_parcours,
    _shell,
)
from pages._premiere_vue import first_view
from pages._warehouse import current

ROOT = Path(__file__).parent
ROUTES = (
    *(_routes, _routes_parcours, _routes_emploi, _routes_comparer, _routes_figees),
    *(_routes_panier, _routes_documents, _routes_copil),
)
#: An address that has no screen to draw.
NO_SCREEN = "/sans-ecran"
ONE_YEAR_SECONDS = 365 * 24 * 3600

#: Styles set by script are allowed: Plotly writes its own; scripts are ours, and Dash's inline ones by their hash.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


#: Dash always sends a library for browsers of before 2018; running it takes a tenth of a second of every first visit.
OLD_BROWSERS_SCRIPT = re.compile(r'<script src="[^"]*/polyfill@[^"]*"></script>')


class Observatoire(dash.Dash):
    """Dash whose first paint, before any script has run, is the whole screen."""

    def interpolate_index(self, **parts: str) -> str:
        scripts = OLD_BROWSERS_SCRIPT.sub("", parts["scripts"])
        metas = parts["metas"] + _shell.asked_early(request.path, request.args.to_dict())
        query = request.args.to_dict()
        entry = first_view(request.path, query, _shell.layout, parts["css"]) + _shell.FIRST_PAINT
        return super().interpolate_index(**parts | {"app_entry": entry, "scripts": scripts, "metas": metas})


def build() -> dash.Dash:
    """The application with its pages, its routes and its headers; works with no warehouse yet."""
    app = Observatoire(
        __name__,
        use_pages=True,
        pages_folder=str(ROOT / "pages"),
        assets_folder=str(ROOT / "assets"),
        assets_path_ignore=["^vendor$", "^polices$", "^copil$"],  # asked by name, not by every page
        index_string=_shell.INDEX,
        title=SITE_NAME,
        update_title=None,
        include_pages_meta=False,
        suppress_callback_exceptions=True,  # a page's components exist only while the page is shown
        compress=True,
        on_error=_shell.tell_error,
    )
    dash.register_page(
        "not_found_404", path="/introuvable", title=_shell.title("Page introuvable"), layout=_shell.not_found()
    )
    app.layout = _shell.layout
    _shell.register_callbacks(app)
    app.server.add_url_rule("/health", view_func=health)
    for routes in ROUTES:
        app.server.register_blueprint(routes.routes)
    _serve_assets(app.server)
    _protect(app)
    _payloads.guard(app)
    load_catalogue()  # read here, once for every process of the server, not at the first reader's expense
    _answer_once(app)
    return app


def health() -> tuple[dict, int]:
    """What is served now, for a supervisor: 200, or 503 when no warehouse can be read."""
    try:
        publication = current().publication()
    except ObservatoireError as error:
        return {"etat": "indisponible", "message": str(error)}, 503
    return {
        "etat": "ok",
        "departement": publication.departement,
        "demo": publication.demo,
        "publie_le": publication.built_at.isoformat(),
        "format": FORMAT_VERSION,
    }, 200


def _answer_once(app: dash.Dash) -> None:
    """Answer one request, for no screen: Dash registers at the first one its scripts, its pages and their callbacks.

    Left to the first readers, a process whose threads answer two of them at once may lose the callback of the pages for
    good: its screens stay without any title nor control. And asked for a script first, it answers 500. What was opened
    for it is closed: DuckDB cannot be shared with the processes to come.
    """
    app.server.test_client().get(NO_SCREEN)
    open_warehouse.cache_clear()


def _serve_assets(server: Flask) -> None:
    """Every asset may be kept for a year: Dash asks ours with their date (?m=…), the others carry their version.

    WhiteNoise sends the large script that never changes as it was compressed beforehand (.br, .gz beside it).
    """
    server.config["SEND_FILE_MAX_AGE_DEFAULT"] = ONE_YEAR_SECONDS
    static = WhiteNoise(server.wsgi_app, max_age=ONE_YEAR_SECONDS, immutable_file_test=r"-\d+\.\d+\.\d+\.")
    for folder in ("vendor", "polices"):
        static.add_files(str(ROOT / "assets" / folder), prefix=f"assets/{folder}")
    server.wsgi_app = static


def _protect(app: dash.Dash) -> None:
    """Headers that keep a page from loading or sending anything elsewhere."""

    @app.server.after_request
    def add_headers(response: Response) -> Response:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        if response.mimetype == "text/html":
            policy = CONTENT_SECURITY_POLICY.format(hashes=" ".join(app.csp_hashes()))
            response.headers.setdefault("Content-Security-Policy", policy)
        return response


app = build()
server = app.server
