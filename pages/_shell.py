"""What surrounds every screen: header, search, banner, errors, footer, and the HTML page that carries them."""

from __future__ import annotations

import contextlib
import logging
from datetime import datetime

import dash
from dash import Input, Output, dcc, html, set_props

from observatoire.errors import ObservatoireError
from observatoire.formats import day
from observatoire.view.carte import map_view
from observatoire.warehouse import Publication
from observatoire.words import DEMO, SITE_NAME
from pages._warehouse import current

PLOTLY_VERSION = "4.1.1"

#: Settings of every dcc.Graph: our own « Exporter » menu replaces Plotly's tools, and its « Share » upload is off
#: (plotly.js 4 shows it by default), its server address unreachable.
GRAPH_CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "http://localhost.invalid",
    "showTips": False,
    "scrollZoom": False,
    "responsive": True,
    "locale": "fr",
}

FIRST_PAINT = """
<div id="react-entry-point">
  <div class="_dash-loading">Chargement</div>
</div>
"""

# Plotly is fetched when the browser is idle and run only when a chart is drawn: shell.js gives Dash this address
# instead of that of the whole library, three times heavier.
INDEX = f"""<!DOCTYPE html>
<html lang="fr">
<head>
{{%metas%}}
<title>{{%title%}}</title>
<meta name="description" content="Pauvreté, minima sociaux, emploi et insertion : les chiffres publiés, \
du département à la commune, avec leurs sources et leurs limites.">
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath \
fill='%231f4e79' d='M1 9h4v6H1zM6 5h4v10H6zM11 1h4v14h-4z'/%3E%3C/svg%3E">
<link rel="preload" as="font" type="font/woff2" href="/assets/polices/source-sans-3-latin-5.3.0.woff2" crossorigin>
<link rel="prefetch" as="script" id="plotly-local" href="/assets/vendor/plotly-basic-{PLOTLY_VERSION}.min.js">
{{%css%}}
</head>
<body>
<noscript><p class="erreur">Ce site a besoin de JavaScript\u202f: activez-le dans votre navigateur, puis \
rechargez la page.</p></noscript>
{{%app_entry%}}
<script defer src="/assets/vendor/plotly-locale-fr-{PLOTLY_VERSION}.js"></script>
{{%config%}}
{{%scripts%}}
{{%renderer%}}
</body>
</html>
"""


def title(screen: str) -> str:
    """Title of a browser tab: "Carte — Observatoire de la pauvreté et de l’insertion"."""
    return f"{screen} — {SITE_NAME}"


def asked_early(path: str, query: dict[str, str]) -> str:
    """Links that make the browser ask, while it reads the scripts, for what they will need first."""
    addresses = ["/_dash-layout", "/_dash-dependencies"]
    if path == "/carte":
        with contextlib.suppress(ObservatoireError):
            addresses.append(f"/geo/{map_view(query, current()).layer}")
    return "".join(f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{address}">' for address in addresses)


def layout() -> html.Div:
    """The shell around the current page, or one sentence when no warehouse is published yet."""
    try:
        publication = current().publication()
    except ObservatoireError as error:
        return html.Div([_skip_link(), _header(None), _main(_nothing_published(str(error)))], className="site")
    return html.Div(
        [
            _skip_link(),
            _header(publication),
            *([_demo_banner()] if publication.demo else []),
            _main([_error_zone(), dash.page_container]),
            _footer(publication),
        ],
        className="site",
    )


def not_found() -> html.Div:
    """The screen of an address that leads nowhere, with the ways out."""
    return html.Div(
        [
            html.H1("Cette page n’existe pas"),
            html.P("L’adresse est peut-être incomplète, ou la page a changé de nom."),
            html.P(["Cherchez un territoire dans l’en-tête, ou revenez à ", dcc.Link("l’accueil", href="/"), "."]),
        ],
        className="ecran vide",
    )


def tell_error(error: Exception) -> None:
    """Say a failed callback in one French sentence above the page; the trace goes to the log, never on the screen."""
    if isinstance(error, ObservatoireError):
        sentence = str(error)
    else:
        logging.getLogger(__name__).error("a callback failed", exc_info=error)
        sentence = (
            "L’affichage n’a pas pu être mis à jour\u202f; ce qui était affiché est conservé. Rechargez la page. "
            f"Si cela se reproduit, signalez-le en indiquant l’heure\u202f: {datetime.now():%H:%M}."
        )
    set_props("erreur-texte", {"children": sentence})


def register_callbacks(app: dash.Dash) -> None:
    """An error message goes away when it is closed or when the reader changes page."""
    app.clientside_callback(
        "function () { return ''; }",
        Output("erreur-texte", "children"),
        Input("erreur-fermer", "n_clicks"),
        Input("_pages_location", "pathname"),
        Input("_pages_location", "search"),
        prevent_initial_call=True,
    )


def _skip_link() -> html.A:
    return html.A("Aller au contenu", href="#contenu", className="evitement")


def _main(children) -> html.Main:
    return html.Main(children, id="contenu", tabIndex=-1)


def _header(publication: Publication | None) -> html.Header:
    place = (
        []
        if publication is None
        else [
            html.Span(" · ", className="separateur"),
            html.Span(publication.departement_name, className="departement"),
        ]
    )
    name = html.Div(dcc.Link([SITE_NAME, *place], href="/", className="nom-du-site"), className="entete-nom")
    tools = [] if publication is None else [_navigation(publication), html.Div(id="recherche", className="recherche")]
    return html.Header(
        [
            html.Div([name, *tools], className="entete"),
        ],
        className="entete-cadre",
    )


def _demo_banner() -> html.Aside:
    """Stays in sight while the page scrolls: no figure is read, or captured, without it."""
    return html.Aside(DEMO, className="bandeau-demo", **{"aria-label": "Avertissement"})


def _navigation(publication: Publication) -> html.Nav:
    screens = (
        ("Accueil", "/"),
        ("Carte", "/carte"),
        ("Territoire", f"/territoire/departement/{publication.departement}"),
        ("Comparer", "/comparer"),
        ("Parcours", "/parcours"),
        ("Emploi et IAE", "/emploi"),
        ("Indicateurs", "/indicateurs"),
        ("Sources", "/sources"),
    )
    return html.Nav(
        html.Ul(
            [
                *(html.Li(dcc.Link(name, href=href)) for name, href in screens),
                html.Li(dcc.Link("Panier", href="/panier", id="navigation-panier")),
            ]
        ),
        className="navigation",
        **{"aria-label": "Navigation principale"},
    )


def _error_zone() -> html.Div:
    return html.Div(
        [
            html.P(id="erreur-texte", className="erreur-texte", role="alert"),
            html.Button("Fermer", id="erreur-fermer", className="btn", type="button"),
        ],
        className="erreur-zone",
    )


def _nothing_published(sentence: str) -> html.Div:
    return html.Div(
        [
            html.H1("Aucune donnée n’est encore publiée"),
            html.P(sentence),
            html.P("Rechargez ensuite cette page\u202f: il n’est pas nécessaire de redémarrer le site."),
        ],
        className="ecran vide",
    )


def _footer(publication: Publication) -> html.Footer:
    return html.Footer(
        html.Div(
            [
                html.P(
                    [
                        f"Données publiées le {day(publication.built_at)}, "
                        f"communes au 1er janvier {publication.geo_year}. ",
                        dcc.Link("Sources, dates et contrôles", href="/sources"),
                        ". Chaque chiffre appartient à son producteur, cité à côté de lui.",
                    ]
                ),
                html.P("Logiciel libre, sous licence EUPL-1.2."),
                html.P(
                    "Accessibilité\u202f: non conforme, aucun audit RGAA n’ayant encore été réalisé. Chaque carte et "
                    "chaque graphique a son tableau. Si une information vous reste inaccessible, demandez-la au "
                    "service qui vous a communiqué cette adresse."
                ),
            ],
            className="pied",
        ),
        className="pied-cadre",
    )
