"""What was received, from whom, when, what was kept of it, and whether the controls pass."""

from __future__ import annotations

import dash
from dash import html

from observatoire import formats
from observatoire.catalogue import Catalogue, Source, load_catalogue, load_departement
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.warehouse import Snapshot
from pages import _shell, _words
from pages._sources_recues import page_link, received_section
from pages._sources_secret import secrecy_section
from pages._warehouse import current

dash.register_page(__name__, path="/sources", title=_shell.title("Sources"))


def layout(**_query: str) -> html.Div:
    """Sources of the published version, then those declared and not received, then controls, breaks and corrections."""
    snapshot, catalogue = current(), load_catalogue()
    publication = snapshot.publication()
    loads: dict[str, list[dict]] = {}
    for load in snapshot.source_loads():
        loads.setdefault(load["source"], []).append(load)
    aside: dict[str, list[dict]] = {}
    for item in snapshot.set_aside():
        aside.setdefault(item["source"], []).append(item)
    secret = secrecy_section(snapshot)
    received = [source for source in catalogue.sources.values() if source.id in loads]
    absent = [source for source in catalogue.sources.values() if source.id not in loads and source.files]
    bundled = [source for source in catalogue.sources.values() if source.id not in loads and not source.files]
    return html.Div(
        [
            html.Div(
                [
                    html.H1("D’où viennent les chiffres\u202f?"),
                    html.P(
                        f"Données publiées le {formats.day(publication.built_at)}, "
                        f"communes au 1er janvier {publication.geo_year}.",
                        className="chapeau",
                    ),
                ]
            ),
            html.Nav(
                html.Ul(
                    [
                        html.Li(html.A(label, href=f"#{anchor}"))
                        for label, anchor in (
                            ("Sources reçues", "recues"),
                            ("Sources attendues", "attendues"),
                            ("Contrôles", "controles"),
                            *([("Secret statistique", "secret")] if secret else []),
                            ("Ruptures et corrections", "ruptures"),
                            ("Le département", "departement"),
                        )
                    ]
                ),
                className="themes",
                **{"aria-label": "Parties de la page"},
            ),
            received_section(received + bundled, loads, aside),
            _absent(absent),
            _checks(snapshot),
            *([secret] if secret else []),
            _breaks(catalogue, publication.departement),
            _departement(publication.departement),
        ],
        className="ecran sources",
    )


def _absent(sources: list[Source]) -> html.Section:
    if not sources:
        content = html.P("Toutes les sources déclarées ont été reçues.")
    else:
        content = _words.stacked_table(
            html.Span("Sources déclarées et non reçues", className="hors-ecran"),
            ["Source", "État", "Producteur", "Comment l’obtenir"],
            [
                [
                    page_link(source),
                    html.Span("pas reçue", className="statut statut-missing"),
                    source.producer,
                    source.manual_download or "téléchargée par la commande du chargement des données",
                ]
                for source in sources
            ],
            "liste",
        )
    return html.Section([html.H2("Sources attendues", id="attendues"), content])


def _checks(snapshot: Snapshot) -> html.Section:
    """Controls made before publication: those to look at in sight, all of them in a drawer."""
    checks = snapshot.check_results()
    failed = [check for check in checks if not check["passed"]]
    if not checks:
        content = [html.P("Aucun contrôle n’a été enregistré.")]
    else:
        said = (
            f"{formats.count(len(failed), 'contrôle')} à regarder sur {formats.decimal(len(checks))}."
            if failed
            else "Tous les contrôles faits avant la publication sont satisfaits."
        )
        content = [
            html.P(said),
            *([_checks_table("Contrôles à regarder", failed)] if failed else []),
            html.Details(
                [
                    html.Summary(f"Voir {formats.count(len(checks), 'contrôle')}"),
                    _checks_table("Contrôles faits avant la publication", checks),
                ]
            ),
        ]
    return html.Section([html.H2("Contrôles", id="controles"), *content])


def _checks_table(caption: str, checks: list[dict]) -> html.Table:
    rows = [
        [
            french(check["rule"]),
            html.Span(
                "satisfait" if check["passed"] else "à regarder",
                className="etiquette" if check["passed"] else "etiquette fictif",
            ),
            french(check["detail"]),
        ]
        for check in checks
    ]
    return _words.stacked_table(
        html.Span(caption, className="hors-ecran"), ["Contrôle", "Résultat", "Détail"], rows, "liste controles"
    )


def _breaks(catalogue: Catalogue, departement: str) -> html.Section:
    """Breaks told once for the indicators that share them, then the communes of the département corrected by hand."""
    grouped: dict[tuple, list[str]] = {}
    for item in catalogue.breaks:
        grouped.setdefault((item.period, item.levels, item.reason, item.source), []).append(
            catalogue.indicators[item.indicator].title
        )
    breaks = [
        [
            formats.period(period),
            ", ".join(titles),
            ", ".join(level_name(level) for level in levels),
            [reason, html.Span(f"Source{formats.THIN}: {source}", className="precision")],
        ]
        for (period, levels, reason, source), titles in sorted(grouped.items(), key=lambda pair: pair[0][0])
    ]
    changes = [
        [
            f"{change.old} devient {change.new}",
            change.date,
            [change.reason, html.Span(f"Source{formats.THIN}: {change.source}", className="precision")],
        ]
        for change in catalogue.commune_changes
        if change.new.startswith(departement)
    ]
    return html.Section(
        [
            html.H2("Ruptures et corrections", id="ruptures"),
            _words.stacked_table(
                "Ruptures de série", ["À partir de", "Indicateurs", "Niveaux", "Pourquoi"], breaks, "ruptures"
            ),
            *(
                [_words.stacked_table("Communes corrigées", ["Commune", "Date", "Pourquoi"], changes, "ruptures")]
                if changes
                else []
            ),
        ]
    )


def _departement(code: str) -> html.Section:
    notes = load_departement(code).notes
    content = (
        html.Ul([html.Li(note) for note in notes])
        if notes
        else html.P("Aucune remarque sur la configuration de ce département.")
    )
    return html.Section([html.H2("Le département", id="departement"), content])
