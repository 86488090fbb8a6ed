"""A frozen figure: the same numbers for years, whatever is published since, and what has changed."""

from __future__ import annotations

import dash
from dash import dcc, html

from observatoire import formats
from observatoire.catalogue import load_catalogue
from observatoire.documents.freezing import frozen_figure
from observatoire.documents.frozen_figure import FrozenFigure
from observatoire.documents.frozen_files import Since, since
from observatoire.documents.model import Cell, Table
from observatoire.territories import level_name
from observatoire.typography import french
from pages import _shell
from pages._carnet import current_carnet
from pages._warehouse import current

dash.register_page(__name__, path_template="/f/<code>", title=_shell.title("Figure figée"))

#: Changes shown; the screen of today has them all.
MOST_CHANGES = 12
#: Indicators named beside the figure.
MOST_TITLES = 6


def layout(code: str = "", **_query: str) -> html.Div:
    """The figure of a code, or a sentence when no figure has it."""
    found = frozen_figure(code, current_carnet())
    if found is None:
        return _unknown(code)
    figure = found.figure
    return html.Div(
        [
            html.Div(
                [
                    html.P(["Figure figée ", html.Strong(found.code)], className="fil"),
                    html.H1(figure.title),
                    html.P(figure.subtitle, className="chapeau"),
                ]
            ),
            *([html.P(" · ".join(figure.mentions), className="note panier-mentions")] if figure.mentions else []),
            html.P(_published(found)),
            html.Div(
                [
                    html.Div([*_drawing(found), *_sentences(found), *_notes(found), _source(found)], className="col-8"),
                    html.Div(
                        [*_since(since(found, current()), found), _files(found), _identity(found)], className="col-4"
                    ),
                ],
                className="grille",
            ),
            _table(figure.table),
            *_definition(found),
        ],
        className="ecran figee",
    )


def _unknown(code: str) -> html.Div:
    return html.Div(
        [
            html.H1("Aucune figure n’a ce code"),
            html.P(
                french(
                    f"« {code[:60]} » n’est le code d’aucune figure gardée ici. Un code a huit lettres et chiffres, "
                    "sans I, L, O ni U ; il est écrit sous chaque figure d’un document."
                )
            ),
            html.P(["Revenir à ", dcc.Link("l’accueil", href="/"), "."]),
        ],
        className="ecran vide",
    )


def _published(found: FrozenFigure) -> str:
    publication, frozen_on = found.publication, formats.day(found.frozen_on)
    return french(
        f"Chiffres tels que publiés le {formats.moment(publication.built_at)} ({publication.departement_name}, "
        f"communes au 1er janvier {publication.geo_year}), figés le {frozen_on}. Ils ne changent plus."
    )


def _drawing(found: FrozenFigure) -> list:
    figure = found.figure
    if figure.chart is None and figure.picture is None:
        return []
    return [html.Figure(html.Img(src=f"/f/{found.code}.svg", alt=figure.alt, className="figee-dessin"))]


def _sentences(found: FrozenFigure) -> list:
    return [html.P(sentence.text) for sentence in found.figure.sentences]


def _notes(found: FrozenFigure) -> list:
    notes = ([found.figure.benchmark] if found.figure.benchmark else []) + list(found.figure.notes)
    return [html.Ul([html.Li(note) for note in notes], className="precision")] if notes else []


def _source(found: FrozenFigure) -> html.P:
    licences = french(f" Réutilisation : {', '.join(found.licences)}.") if found.licences else ""
    return html.P(f"{found.figure.source}{licences}", className="source")


def _since(changes: tuple[Since, ...], found: FrozenFigure) -> list:
    """What is published otherwise today, beside the frozen figures."""
    today = html.P(dcc.Link("Voir l’écran d’aujourd’hui", href=found.figure.address))
    if not changes:
        said = "Ces chiffres sont ceux qui sont publiés aujourd’hui."
        return [html.Section([html.H2("Depuis"), html.P(said), today])]
    rows = [
        html.Li([f"{change.where}{formats.THIN}: {change.then}, ", html.Strong(f"aujourd’hui {change.now}")])
        for change in changes[:MOST_CHANGES]
    ]
    left = len(changes) - len(rows)
    more = [html.P(f"Et {formats.count(left, 'autre chiffre', 'autres chiffres')}.")] if left > 0 else []
    many = formats.count(len(changes), "chiffre a changé", "chiffres ont changé")
    return [html.Section([html.H2("Depuis"), html.P(french(f"{many} :")), html.Ul(rows), *more, today])]


def _files(found: FrozenFigure) -> html.Section:
    links = {"csv": "Tableau (CSV)", "json": "Données (JSON)"}
    if found.figure.chart is not None or found.figure.picture is not None:
        links["svg"] = "Dessin (SVG)"
    items = [html.Li(html.A(name, href=f"/f/{found.code}.{kind}")) for kind, name in links.items()]
    return html.Section([html.H2("Emporter"), html.Ul(items)])


def _identity(found: FrozenFigure) -> html.Section:
    """What the figure was asked: indicators, level and periods, as they were."""
    proofs = [cell.evidence for row in found.figure.table.rows for cell in row if cell.evidence is not None]
    catalogue = load_catalogue().indicators
    titles = [catalogue[name].title if name in catalogue else name for name in found.figure.indicators]
    levels = dict.fromkeys(level_name(proof.level) for proof in proofs)
    periods = sorted({proof.period for proof in proofs})
    span = [formats.period(period) for period in (periods if len(periods) < 3 else (periods[0], periods[-1]))]
    facts = [
        ("Indicateurs" if len(titles) > 1 else "Indicateur", _listed(titles)),
        ("Niveaux" if len(levels) > 1 else "Niveau", ", ".join(levels)),
        ("Périodes" if len(periods) > 1 else "Période", (" à " if len(periods) > 2 else ", ").join(span)),
    ]
    rows = [html.Div([html.Dt(label), html.Dd(text)]) for label, text in facts if text]
    return html.Section([html.H2("Ce qui était demandé"), html.Dl(rows, className="faits")])


def _listed(titles: list[str]) -> str:
    """Titles, or how many they are when the table names them better."""
    if len(titles) > MOST_TITLES:
        return french(f"{formats.decimal(len(titles))}, nommés dans le tableau")
    return ", ".join(titles)


def _table(table: Table) -> html.Div:
    headings = [
        html.Th(
            [column.heading, *([html.Span(column.unit, className="unite")] if column.unit else [])],
            scope="col",
            className=None if column.number else "texte",
        )
        for column in table.columns
    ]
    rows = [
        html.Tr(
            [html.Th(row[0].text, scope="row"), *(_cell(cell, table, rank) for rank, cell in enumerate(row) if rank)],
            className="repere" if place in table.pinned else None,
        )
        for place, row in enumerate(table.rows)
    ]
    return html.Div(
        html.Table([html.Caption(table.caption), html.Thead(html.Tr(headings)), html.Tbody(rows)], className="tableau"),
        className="tableau-cadre",
        role="region",
        tabIndex=0,
        **{"aria-label": table.caption},
    )


def _cell(cell: Cell, table: Table, rank: int) -> html.Td:
    return html.Td(cell.text, className=None if table.columns[rank].number else "texte")


def _definition(found: FrozenFigure) -> list:
    figure = found.figure
    limits = (
        [
            html.Div(
                [html.H3("À ne pas conclure"), html.Ul([html.Li(text) for text in figure.not_to_conclude])],
                className="a-ne-pas-conclure",
            )
        ]
        if figure.not_to_conclude
        else []
    )
    if not figure.definition and not limits:
        return []
    return [html.Section([html.H2("Définition et limites"), html.P(figure.definition), *limits])]
