"""What a panier shows: its figures in order with their comments, or how to fill it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from dash import dcc, html

from observatoire import formats
from observatoire.carnet.paniers import LONGEST_COMMENT, LONGEST_TEXT, Panier, PanierItem
from observatoire.documents.model import Figure
from observatoire.documents.panier_swot import PanierSwot
from observatoire.documents.panier_view import ShownItem
from observatoire.sentences.swot import TITLES
from observatoire.typography import french

#: Rows of the table of a figure that has no drawing.
FIRST_ROWS = 4
LINES_HELP = "Une ligne par idée. Les lignes proposées viennent des chiffres ; les vôtres n’engagent que vous."


def items(shown: Sequence[ShownItem]) -> list:
    """The figures, or a sentence and the ways to the screens that have some."""
    if not shown:
        return [empty()]
    return [
        html.Ol(
            [_item(one, rank, len(shown)) for rank, one in enumerate(shown)],
            className="panier-figures",
        )
    ]


def empty() -> html.Div:
    screens = (
        ("la carte", "/carte", "un indicateur sur les territoires"),
        ("le parcours", "/parcours", "les délais, les étapes, les personnes qui attendent"),
        ("l’emploi et l’insertion", "/emploi", "le retour à l’emploi, les sorties, l’offre"),
    )
    links = [html.Li([dcc.Link(name, href=href), french(f" : {words} ;")]) for name, href, words in screens]
    links.append(html.Li("un territoire\u202f: cherchez-le par son nom dans l’en-tête."))
    return html.Div(
        [
            html.P("Ce panier n’a pas encore de figure."),
            html.P(
                french("Sur chaque écran, « Ajouter au panier » y met la figure que vous regardez. Commencez par :")
            ),
            html.Ul(links),
        ],
        className="panier-vide",
    )


def summary(panier: Panier) -> str:
    many = formats.count(len(panier.items), "figure")
    return f"{many}, modifié le {formats.moment(panier.updated_at.astimezone())}"


def exports(panier: Panier) -> html.Details:
    """Files of the panier, then its slides for a room without network."""
    names = {
        "pptx": "Présentation à modifier (PPTX)",
        "docx": "Rapport à modifier (DOCX)",
        "pdf": "Document accessible (PDF)",
        "xlsx": "Chiffres pour Excel (XLSX)",
        "zip": "Images de chaque figure (ZIP)",
    }
    links = [html.Li(html.A(name, href=f"/fichiers/panier/{panier.id}.{kind}")) for kind, name in names.items()]
    offline = html.Li(html.A("Diapositives hors réseau (HTML)", href=f"/fichiers/copil/{panier.id}.html"))
    return html.Details([html.Summary("Exporter"), html.Ul([*links, offline])], className="menu-exporter")


def _item(shown: ShownItem, rank: int, many: int) -> html.Li:
    item = shown.item
    return html.Li(
        html.Article(
            [
                html.Div(_preview(shown), className="panier-apercu"),
                html.Div(
                    [
                        html.H2(dcc.Link(shown.title, href=item.address), id=f"panier-titre-{item.id}"),
                        html.P(shown.subtitle, className="precision") if shown.subtitle else None,
                        *(html.P(sentence.text) for sentence in shown.sentences),
                        *([html.P(shown.error, className="note")] if shown.error else []),
                        *_lists(shown),
                        _comment(item),
                        _actions(item, shown.title, rank, many),
                    ],
                    className="panier-texte",
                ),
            ],
            **{"aria-labelledby": f"panier-titre-{item.id}"},
        ),
        id=f"panier-figure-{item.id}",
    )


def _preview(shown: ShownItem) -> list:
    """The drawing, else the first rows of the table."""
    figure = shown.figure
    if figure is None:
        return []
    if figure.chart is not None or figure.picture is not None:
        source = f"/fichiers/figure.svg?adresse={quote(figure.address, safe='')}"
        return [html.Img(src=source, alt=figure.alt)]
    return [_first_rows(figure)]


def _first_rows(figure: Figure) -> html.Table:
    """The first rows, each with all that tells it from the others before its value: territory, detail, period."""
    table = figure.table
    value = next((rank for rank, column in enumerate(table.columns) if column.number), len(table.columns[:2]) - 1)
    rows = [
        html.Tr(
            [
                html.Th(", ".join(cell.text for cell in row[: max(value, 1)] if cell.text), scope="row"),
                html.Td(row[value].text),
            ]
        )
        for row in table.rows[:FIRST_ROWS]
    ]
    left = len(figure.table.rows) - len(rows)
    more = f"Début du tableau, {formats.count(left, 'autre ligne', 'autres lignes')} ensuite"
    return html.Table([html.Caption(more if left > 0 else "Tableau"), html.Tbody(rows)], className="panier-debut")


def _comment(item: PanierItem) -> html.Div:
    field = f"panier-commentaire-{item.id}"
    return html.Div(
        [
            html.Label("Commentaire", htmlFor=field),
            dcc.Textarea(
                id=field,
                value=item.comment,
                rows=2,
                maxLength=LONGEST_COMMENT,
                placeholder="Ce qu’il faut en dire, ce qu’il faut vérifier…",
            ),
        ],
        className="champ panier-champ",
    )


def _actions(item: PanierItem, title: str, rank: int, many: int) -> html.Div:
    """Up, down, out. The first figure does not go up, the last one does not go down."""
    first, last = rank == 0, rank == many - 1
    buttons = (("monter", "Monter", first), ("descendre", "Descendre", last), ("retirer", "Retirer", False))
    return html.Div(
        [
            html.Button(
                [label, html.Span(f"{formats.THIN}: {title}", className="hors-ecran")],
                id=f"panier-{action}-{item.id}",
                type="button",
                className="btn",
                disabled=disabled,
                **{"data-panier-action": action, "data-panier-figure": str(item.id)},
            )
            for action, label, disabled in buttons
        ],
        className="panier-actions",
    )


def _lists(shown: ShownItem) -> list:
    """Forces, faiblesses, opportunités, menaces: four texts to edit, a line an idea."""
    if shown.swot is None:
        return []
    fields = [_list_field(shown.item, shown.swot, quadrant, title) for quadrant, title in TITLES.items()]
    return [html.P(french(LINES_HELP), className="precision"), html.Div(fields, className="panier-listes")]


def _list_field(item: PanierItem, swot: PanierSwot, quadrant: str, title: str) -> html.Div:
    field = f"panier-lignes-{item.id}-{quadrant}"
    lines = [line.text for line in swot.lists[quadrant]]
    back = html.Button(
        ["Revenir aux lignes proposées", html.Span(f"{formats.THIN}: {title}", className="hors-ecran")],
        type="button",
        id=f"panier-proposer-{item.id}-{quadrant}",
        className="btn",
        **{"data-panier-action": "proposer", "data-panier-figure": str(item.id), "data-panier-partie": quadrant},
    )
    return html.Div(
        [
            html.Label(title, htmlFor=field),
            dcc.Textarea(id=field, value="\n".join(lines), rows=max(4, 2 * len(lines)), maxLength=LONGEST_TEXT),
            *([back] if swot.edited[quadrant] else []),
        ],
        className="champ panier-champ",
    )
