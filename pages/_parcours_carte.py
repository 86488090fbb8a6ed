"""The map of the median delay on the parcours screen: an image, with its legend, its values and its words around it."""

from __future__ import annotations

from collections.abc import Mapping

from dash import dcc, html

from observatoire import formats
from observatoire.documents.image import map_uri
from observatoire.figures.map import AREAS_WIDTH, EDGE
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.carte import MapView, Row
from observatoire.view.parcours_figures import FRAGILE_COUNT, FRAGILE_MARK, is_fragile
from observatoire.view.parcours_question import DELAY
from observatoire.view.parcours_territoires import DelayMap, Places
from pages import _carte_words, _words
from pages._parcours_pieces import paragraph

FILES = {"png": "image (PNG)", "svg": "dessin (SVG)"}
#: Room of a value on a map as narrow as that of a phone, in px: one that would cover another is left out.
PHONE_PX, DIGIT_PX, PADDING_PX, HIGH_PX = 340, 8.5, 9, 20
#: After the value of a fragile figure on the map; the legend says what it means.
FRAGILE_SIGN = "*"


def map_figure(places: Places, title: str, period: str) -> html.Figure | html.P:
    """The map of the territories of a level, or why there is none."""
    if places.map is None:
        known = any(row.fact.own is not None and row.fact.own.value is not None for row in places.rows)
        level = level_name(places.level, 2)
        if known:
            return paragraph(f"Pas de carte : le contour des {level} n’est pas publié.", "note")
        return paragraph(f"Pas de carte : aucun délai médian de {period} n’est connu pour les {level}.", "note")
    view = places.map.view
    fragile = _fragile_words(view)
    said = " ".join([f"Carte : {title}, {formats.period(period)}.", *view.sentences, *fragile])
    return html.Figure(
        [
            html.Figcaption(
                [
                    html.Span(french(f"Carte : {title[:1].lower()}{title[1:]}"), className="titre"),
                    html.Span(french(_subtitle(view)), className="sous-titre"),
                ]
            ),
            html.Div(
                [
                    html.Div(_drawn(places.map, french(said)), className="col-8"),
                    html.Div(
                        [
                            html.Div(_carte_words.legend(view)),
                            *(paragraph(f"{FRAGILE_SIGN} {words}", "precision") for words in fragile),
                            html.Div([html.P(sentence) for sentence in view.sentences], className="constats"),
                            html.P(dcc.Link("Ouvrir sur l’écran Carte", href=_on_the_map_screen(view))),
                        ],
                        className="col-4",
                    ),
                ],
                className="grille",
            ),
            html.P([view.source, f" {places.map.layer['credit']}. ", *_exports(view)], className="source"),
        ],
        className="figure-parcours figure-delais",
    )


def _subtitle(view: MapView) -> str:
    chosen = f" ; contour bleu : {view.selected.territory.name}" if view.selected is not None else ""
    return f"Personnes entrées en {view.question.periode}, en jours{chosen}"


def _drawn(shown: DelayMap, words: str) -> html.Div:
    """The image, and over it the values: they keep their size when the image shrinks."""
    layer = shown.layer
    edge = EDGE * layer["w"] / AREAS_WIDTH
    width, height = layer["w"] + 2 * edge, layer["h"] + 2 * edge
    image = html.Img(src=map_uri(shown.view, layer), alt=words, role="img")
    marks = [
        html.Span(
            _value(row, shown.view),
            title=f"{row.territory.name}{formats.THIN}: {row.text}"
            + (f", {FRAGILE_MARK}" if is_fragile(row.observation) else ""),
            className="valeur-carte",
            style={"left": f"{100 * (x + edge) / width:.2f}%", "top": f"{100 * (y + edge) / height:.2f}%"},
        )
        for row, x, y in _marked(shown.view, layer)
    ]
    return html.Div(
        [image, html.Div(marks, **{"aria-hidden": "true"})],
        className="carte-delais",
        style={"--rapport": f"{width / height:.4f}"},
    )


def _value(row: Row, view: MapView) -> str:
    """ "118", or "70*" of a fragile figure."""
    sign = FRAGILE_SIGN if is_fragile(row.observation) else ""
    return f"{formats.number(row.observation.value, view.indicator)}{sign}"


def _fragile_words(view: MapView) -> list[str]:
    """Which figures of the map are fragile, as a sentence; nothing when none is."""
    names = [row.territory.name for row in view.sorted_rows if is_fragile(row.observation)]
    return [f"{FRAGILE_MARK.capitalize()}, {FRAGILE_COUNT} : {', '.join(names)}."] if names else []


def _marked(view: MapView, layer: Mapping) -> list[tuple[Row, float, float]]:
    """Territories whose value is written on the map, the longest delay first, and where."""
    places = dict(zip(layer["ids"], layer["c"], strict=True))
    px = PHONE_PX / layer["w"]
    kept: list[tuple[Row, float, float]] = []
    for row in view.sorted_rows:
        point = places.get(row.territory.code)
        if row.observation is None or row.observation.value is None or not point:
            continue
        x, y = point
        own = len(_value(row, view))
        if all(
            px * abs(x - a) >= DIGIT_PX * (own + len(_value(other, view))) / 2 + PADDING_PX
            or px * abs(y - b) >= HIGH_PX
            for other, a, b in kept
        ):
            kept.append((row, x, y))
    return kept


def _on_the_map_screen(view: MapView) -> str:
    asked = view.question
    return _words.address(
        "/carte", indicateur=DELAY, niveau=asked.niveau, periode=asked.periode, territoire=asked.territoire
    )


def _exports(view: MapView) -> list:
    """The files of the map screen: the same map with its legend, its sources and its code."""
    links = []
    for extension, name in FILES.items():
        hidden = html.Span(f"{formats.THIN}: carte du délai médian", className="hors-ecran")
        links += [" · ", html.A([name, hidden], href=f"/fichiers/carte.{extension}?{view.question.query}")]
    return [f"Exporter la carte{formats.THIN}: ", *links[1:]]
