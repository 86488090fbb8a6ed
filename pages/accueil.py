"""The front page: where the département stands, what is new, what deserves a look, and where to go next."""

from __future__ import annotations

import dash
from dash import dcc, html

from observatoire import formats
from observatoire.typography import french
from observatoire.view.accueil import Accueil, Coverage, accueil
from observatoire.view.portrait import PortraitRow
from observatoire.warehouse import Snapshot
from pages import _shell, _words
from pages._territoire_membres import level_heading, territory_link
from pages._warehouse import current

dash.register_page(__name__, path="/", title=_shell.title("Accueil"))

#: Levels short enough to be listed here; communes and cantons are found through the search.
LISTED_LEVELS = ("sdsei", "epci")


def layout(repere: str = "", **_query: str) -> html.Div:
    """The front page of the published version, compared to the benchmark of the address (France by default)."""
    snapshot = current()
    found = accueil(snapshot, repere)
    return html.Div(
        [
            html.Div([html.H1("Où en sommes-nous\u202f?"), _dates(found)]),
            *(html.P(note, className="note", role="status") for note in found.portrait.notes),
            html.Div(
                _words.choices("Comparer à", found.portrait.benchmarks, found.portrait.benchmark_key, "/"),
                className="barre",
            ),
            _key_figures(found, snapshot),
            html.Div([_alerts(found), _novelties(found)], className="grille"),
            _territories(found, snapshot),
        ],
        className="ecran accueil",
    )


def _dates(found: Accueil) -> html.P:
    publication = found.publication
    return html.P(
        f"{publication.departement_name}, données publiées le {formats.day(publication.built_at)}", className="chapeau"
    )


def _key_figures(found: Accueil, snapshot: Snapshot) -> html.Section:
    figures = [_key_figure(row, found, snapshot) for row in found.key_rows]
    if found.coverage is not None:
        figures.append(_coverage(found.coverage))
    shown = (
        html.Div(figures, className="chiffres-cles")
        if figures
        else html.P(
            [
                "Aucun chiffre clé n’est publié pour ce département. ",
                dcc.Link("Voir les sources reçues", href="/sources"),
            ],
            className="note",
        )
    )
    return html.Section([html.H2("Chiffres clés", className="hors-ecran"), shown])


def _key_figure(row: PortraitRow, found: Accueil, snapshot: Snapshot) -> html.Div:
    """Value, label, date, benchmark, comparison, change, and the way to the map."""
    level, observation = "departement", row.observation
    known = observation is not None and observation.value is not None
    plain = (
        formats.number(observation.value, row.indicator, level) if known and row.indicator.kind == "count" else row.text
    )
    compared = (
        []
        if row.judgement is None
        else [
            html.Span(
                [_words.gap(row.judgement), ", ", _words.comparison(row.judgement, row.benchmark.level)],
                className="detail",
            )
        ]
    )
    change = row.change or (french(row.no_change) if len(row.no_change) < 60 else "")
    on_map = _words.map_address(row.indicator, "", "", found.portrait.benchmark_key, snapshot)
    return html.Div(
        [
            html.Span(plain, className="valeur" if known else "valeur en-mots"),
            dcc.Link(row.indicator.title, href=f"/indicateur/{row.indicator.id}", className="intitule"),
            html.Span(formats.period(row.period), className="detail"),
            *([html.Span(french(row.reason), className="detail")] if row.reason else []),
            *(
                []
                if row.indicator.kind == "count"
                else [html.Span(f"{row.benchmark.name}{formats.THIN}: {row.benchmark.text}", className="detail")]
            ),
            *compared,
            html.Span(
                [*_words.sparkline(row, level), html.Span(change, className="evolution")], className="detail tendance"
            ),
            html.Span(
                dcc.Link(
                    ["Voir sur la carte", html.Span(f"{formats.THIN}: {row.indicator.title}", className="hors-ecran")],
                    href=on_map,
                ),
                className="detail",
            ),
        ],
        className="chiffre-cle",
    )


def _coverage(coverage: Coverage) -> html.Div:
    return html.Div(
        [
            html.Span(
                f"{formats.decimal(coverage.published)} / {formats.decimal(coverage.communes)}", className="valeur"
            ),
            dcc.Link(
                "Communes dont le taux de pauvreté est publié",
                href="/carte?indicateur=taux_pauvrete&niveau=commune",
                className="intitule",
            ),
            html.Span(formats.period(coverage.period), className="detail"),
            html.Span(
                "Ailleurs, le secret statistique cache le taux. Il n’est pas nul, il est inconnu.", className="detail"
            ),
        ],
        className="chiffre-cle",
    )


def _alerts(found: Accueil) -> html.Section:
    items = [html.Li(dcc.Link(alert.sentence, href=alert.href)) for alert in found.alerts]
    content = html.Ul(items, className="alertes") if items else html.P("Rien à signaler dans les données publiées.")
    return html.Section([html.H2("À regarder"), content], className="col-7")


def _novelties(found: Accueil) -> html.Section:
    items = [
        html.Li([item.title, html.Span(f"millésime {item.vintage}, reçu le {item.received}", className="precision")])
        for item in found.novelties
    ]
    content = html.Ul(items, className="nouveautes") if items else html.P("Aucune source statistique n’a été reçue.")
    return html.Section(
        [html.H2("Nouveautés"), content, html.P(dcc.Link("Toutes les sources", href="/sources"))], className="col-5"
    )


def _territories(found: Accueil, snapshot: Snapshot) -> html.Section:
    counts = ", ".join(formats.count_level(many, level) for level, many in found.levels)
    columns = [_listed(level, snapshot) for level, _ in found.levels if level in LISTED_LEVELS]
    publication = found.publication
    return html.Section(
        [
            html.H2("Choisir un territoire"),
            html.P(
                [
                    "Le ",
                    dcc.Link("portrait du département", href=f"/territoire/departement/{publication.departement}"),
                    " réunit tous les indicateurs.",
                    f" Pour les autres ({counts}), tapez leur nom dans la recherche de l’en-tête." if counts else "",
                ]
            ),
            html.Div(columns, className="grille"),
        ]
    )


def _listed(level: str, snapshot: Snapshot) -> html.Div:
    territories = sorted(snapshot.territories(level), key=lambda item: formats.sort_key(item.name))
    label = (
        [" ", html.Span("découpage illustratif", className="etiquette fictif")]
        if any(t.fictif for t in territories)
        else []
    )
    return html.Div(
        [
            html.H3([level_heading(level, 2), *label]),
            html.Ul([html.Li(territory_link(item)) for item in territories], className="communes"),
        ],
        className="col-6",
    )
