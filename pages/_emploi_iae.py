"""Where insertion through work is: the density map with its structures, and what each circle says in a table."""

from __future__ import annotations

from dash import dcc, html

from observatoire import formats
from observatoire.figures.map_points import Overlay
from observatoire.figures.siae_points import title as circles_title
from observatoire.figures.siae_points import words as standing_words
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.carte import MapView
from observatoire.view.emploi import EmploiView
from observatoire.view.emploi_offer import TYPES
from pages import _carte_words, _words
from pages._carte_payload import payload as map_payload
from pages._champs import field, options, segments
from pages._emploi_pieces import PICTURES, empty_section, section
from pages._parcours_pieces import FILE_NAMES, paragraph, twin

ABSENT = (
    "Les extraits reçus ne décrivent pas encore les structures de l’insertion par l’activité économique : ni carte, ni "
    "tableau (fichier « siae »)."
)

#: The only case of two years on one map: nobody counts structures in the year asked.
CIRCLES_OF_LATEST = "Aucune structure n’est comptée pour {asked} : les cercles sont ceux de {shown}."


def map_block(view: EmploiView, overlay: Overlay | None) -> html.Section:
    if not view.offer.is_known:
        return empty_section("carte", ABSENT)
    return section(
        view,
        "carte",
        _choices(view),
        *(_map(view, overlay) if view.density is not None else [paragraph(_no_map(view), "note")]),
        *_standings(view),
        source=view.density.source if view.density is not None else view.source(view.offer.whole.structures),
        files=PICTURES | FILE_NAMES if view.density is not None else FILE_NAMES,
    )


def hidden_choices(view: EmploiView) -> html.Div:
    """The two controls of the map where there is no map: the others still need what they say."""
    return html.Div(_controls(view), hidden=True)


def _choices(view: EmploiView) -> html.Div:
    return html.Div(_controls(view), className="barre")


def _controls(view: EmploiView) -> list:
    question, choices = view.question, view.choices
    indicators = options((item.id, item.title) for item in choices.indicators)
    cuts = options((cut, level_name(cut, 2)) for cut in choices.cuts)
    return [
        field("La carte montre", "emploi-indicateur", indicators, question.indicateur, "champ-large"),
        segments("Découpage", "emploi-decoupage", cuts, question.decoupage),
    ]


def _no_map(view: EmploiView) -> str:
    return (
        f"Pas de carte : aucun chiffre par {level_name(view.question.decoupage or 'epci')} n’est publié avec un fond "
        "de carte. Les structures sont dans le tableau."
    )


def _map(view: EmploiView, overlay: Overlay | None) -> list:
    density, asked, shown = view.density, view.offer.period, view.offer.standings_period
    illustrative = [html.Span("Découpage illustratif", className="etiquette fictif")] if density.fictitious else []
    circles = (
        [
            html.P(overlay.title, className="legende-titre"),
            *([paragraph(CIRCLES_OF_LATEST.format(asked=asked, shown=shown), "precision")] if asked != shown else []),
            html.Div(id="emploi-carte-cercles-legende", className="cercles-legende"),
            *(
                [paragraph(f"Sans point sur la carte : {', '.join(overlay.lost)}.", "precision")]
                if overlay.lost
                else []
            ),
        ]
        if overlay is not None
        else []
    )
    return [
        html.Div(
            [
                html.Figure(
                    [
                        html.Figcaption(
                            [
                                html.Span(density.title, className="titre"),
                                html.Span([density.subtitle, " ", *illustrative], className="sous-titre"),
                            ]
                        ),
                        html.Div(id="emploi-carte", className="carte"),
                    ],
                    className="col-8 emploi-figure-carte",
                ),
                html.Div(
                    [
                        *_carte_words.chosen_territory(density),
                        html.Div([*_carte_words.legend(density), *_benchmark(density), *circles]),
                        html.Div(
                            [html.P(sentence) for sentence in density.sentences],
                            className="constats",
                        ),
                    ],
                    className="col-4",
                ),
            ],
            className="grille",
        ),
        dcc.Store(id="emploi-carte-donnees", data=payload(view, overlay)),
        dcc.Store(id="emploi-carte-ouverture"),
    ]


def _benchmark(density: MapView) -> list:
    """The figure of the département, under the classes."""
    value = _benchmark_value(density)
    name = f"{density.benchmark.name} (repère){formats.THIN}: "
    return [html.P(f"{name}{value}", className="repere-legende")] if value else []


def _benchmark_value(density: MapView) -> str:
    known = density.benchmark.observation
    return formats.number(known.value, density.indicator) if known is not None and known.value is not None else ""


def payload(view: EmploiView, overlay: Overlay | None) -> dict:
    """What the browser receives of the map: that of the map screen, with the points above it.

    A click chooses a territory here when the screen can show it, else it opens its portrait.
    """
    density, asked = view.density, view.question
    level = density.question.niveau
    here = any(known == level for known, _ in view.choices.territories)
    kept = {"decoupage": asked.decoupage, "periode": asked.periode, "indicateur": asked.indicateur}
    prefix = f"{_words.address('/emploi', niveau=level, **kept)}&territoire=" if here else f"/territoire/{level}/"
    drawn = map_payload(density)
    del drawn["table"]  # the table of this screen is written by the server
    return drawn | {
        "opens": "emploi-carte-ouverture",
        "href": [prefix, ""],
        "hint": "Entrée ou clic\u202f: choisir ce territoire" if here else "Entrée ou clic\u202f: ouvrir le portrait",
        "points": [vars(point) for point in overlay.points] if overlay is not None else None,
        "marks": [list(mark) for mark in overlay.legend] if overlay is not None else None,
    }


def _standings(view: EmploiView) -> list:
    """The circles as a table: every commune with a structure."""
    standings = view.offer.standings
    if not standings:
        return []
    rows = [
        [
            dcc.Link(item.territory.name, href=f"/territoire/commune/{item.territory.code}"),
            html.Span(formats.decimal(item.total), className="nombre", title=standing_words(item)),
            *(formats.decimal(count) if count else "" for count in item.types),
        ]
        for item in standings
    ]
    caption = circles_title(view).removeprefix(french("Cercles : "))
    return [
        twin(
            f"Lire le tableau des structures par commune ({formats.count(len(standings), 'commune')})",
            f"{caption[:1].upper()}{caption[1:]} ; les entreprises adaptées (EA) sont hors du total",
            ["Commune", "SIAE", *TYPES],
            rows,
        )
    ]
