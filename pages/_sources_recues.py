"""The sources received: who publishes them, which files came, what was kept of them."""

from __future__ import annotations

from dash import html

from observatoire import formats
from observatoire.catalogue import Source
from observatoire.typography import french
from pages import _words

#: Characters of a file's fingerprint that are shown before the whole one is asked for.
SHORT_FINGERPRINT = 8


def received_section(sources: list[Source], loads: dict[str, list[dict]], aside: dict[str, list[dict]]) -> html.Section:
    """A card for each source. loads, aside: what the warehouse says of the files and of their lines, by source."""
    shown = [_source(source, loads.get(source.id, []), aside.get(source.id, [])) for source in sources]
    return html.Section(
        [html.H2("Sources reçues", id="recues"), *(shown or [html.P("Aucune source n’a été reçue.", className="note")])]
    )


def _source(source: Source, loads: list[dict], aside: list[dict]) -> html.Article:
    warnings = list(dict.fromkeys(warning for load in loads for warning in load["warnings"]))
    vintages = list(dict.fromkeys(formats.vintage(load["vintage"]) for load in loads))
    facts = [
        ("Producteur", source.producer),
        ("Licence", source.licence),
        ("À citer", source.attribution),
        ("Parution", source.frequency),
        ("Prochaine mise à jour", source.next_update),
    ]
    if vintages:
        facts.insert(0, ("Millésimes" if len(vintages) > 1 else "Millésime", ", ".join(vintages)))
    return html.Article(
        [
            html.H3(page_link(source)),
            html.Dl([html.Div([html.Dt(label), html.Dd(text)]) for label, text in facts], className="faits compacts"),
            *(
                [
                    html.Div(
                        [html.P("Avertissements à la lecture"), html.Ul([html.Li(french(text)) for text in warnings])],
                        className="note",
                    )
                ]
                if warnings
                else []
            ),
            *([_files(source, loads)] if loads else [html.P("Livrée avec l’observatoire, aucun fichier à déposer.")]),
            *([_set_aside(source, aside)] if aside else []),
            *([_caveats(source)] if source.caveats else []),
        ],
        className="source-recue",
    )


def page_link(source: Source) -> html.A:
    return html.A(source.title, href=source.landing_page, rel="noopener noreferrer external")


def _files(source: Source, loads: list[dict]) -> html.Details:
    """Files with their dates, their counts of rows and their fingerprints."""
    headings = [
        "Fichier",
        "Millésime",
        "Reçu le",
        "Lignes lues",
        "Lignes gardées",
        "Lignes écartées",
        "Empreinte (sha256)",
    ]
    rows = [
        [
            html.Span(load["file"], className="fichier"),
            formats.vintage(load["vintage"]),
            formats.day(load["file_date"]),
            formats.decimal(load["rows_in"]),
            formats.decimal(load["rows_out"]),
            formats.decimal(load["rows_aside"]),
            _fingerprint(load["sha256"]),
        ]
        for load in loads
    ]
    received = formats.day(max(load["file_date"] for load in loads))
    summary = f"{formats.count(len(loads), 'fichier reçu', 'fichiers reçus')}, le dernier le {received}"
    return html.Details(
        [
            html.Summary(summary),
            _words.stacked_table(
                html.Span(f"Fichiers reçus{formats.THIN}: {source.title}", className="hors-ecran"),
                headings,
                rows,
                "fichiers",
            ),
        ]
    )


def _fingerprint(sha256: str) -> html.Details:
    return html.Details([html.Summary(sha256[:SHORT_FINGERPRINT]), html.Code(sha256)], title=sha256)


def _set_aside(source: Source, aside: list[dict]) -> html.Details:
    total = sum(item["rows"] for item in aside)
    rows = [
        [
            french(item["reason"]),
            formats.decimal(item["rows"]),
            html.Span(item["example"], className="fichier"),
            html.Span(item["file"], className="fichier"),
        ]
        for item in aside
    ]
    return html.Details(
        [
            html.Summary(formats.count(total, "ligne écartée, avec sa raison", "lignes écartées, avec leur raison")),
            _words.stacked_table(
                html.Span(f"Lignes écartées{formats.THIN}: {source.title}", className="hors-ecran"),
                ["Raison", "Lignes", "Exemple", "Fichier"],
                rows,
                "ecartees",
            ),
        ]
    )


def _caveats(source: Source) -> html.Details:
    return html.Details([html.Summary("À savoir"), html.Ul([html.Li(text) for text in source.caveats])])
