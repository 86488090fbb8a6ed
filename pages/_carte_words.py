"""The words around the map: notes, legend, chosen territory, what it says and what not to conclude, exports."""

from __future__ import annotations

from dash import dcc, html

from observatoire import formats
from observatoire.documents.common import FICTITIOUS, benchmark_sentence
from observatoire.figures.palette import CLASSES
from observatoire.territories import level_name
from observatoire.view.carte import MapView, Row
from observatoire.view.question import METHOD_NAMES
from observatoire.view.rangs import rank_refusal
from pages._carte_payload import highlighted_row, note, sides

FILES = (
    ("png", "Carte, image (PNG)"),
    ("svg", "Carte, dessin vectoriel (SVG)"),
    ("csv", "Chiffres, texte (CSV)"),
    ("xlsx", "Chiffres, classeur (Excel)"),
)


def notes(view: MapView) -> list[html.P]:
    """What was replaced in the question, one sentence each."""
    return [html.P(sentence, className="note") for sentence in view.notes]


def subtitle(view: MapView) -> list:
    fictitious = [html.Span(FICTITIOUS, className="etiquette fictif")] if view.fictitious else []
    return [view.subtitle, *fictitious]


def exports(view: MapView) -> list[html.Li]:
    """Plain links: the files are made from the same question."""
    return [
        html.Li(html.A(label, href=f"/fichiers/carte.{extension}?{view.question.query}")) for extension, label in FILES
    ]


def legend(view: MapView) -> list:
    """Each class or status, its swatch and its number of territories; carte_legende.js draws the circles of a count."""
    if view.is_count:
        title = f"Surface du cercle proportionnelle au nombre ({view.indicator.unit})"
    else:
        name = view.indicator.short_title
        title = ", ".join(filter(None, (name, formats.unit_after(name, view.indicator.unit))))
    entries = [
        html.Li(
            [
                html.Span(className=f"carte-cle k-{'plain' if view.is_count and entry.key in CLASSES else entry.key}"),
                html.Span(entry.label, className="libelle"),
                html.Span(formats.decimal(entry.count), className="nombre"),
            ]
        )
        for entry in view.legend
    ]
    counted = [html.Span(level_name(view.question.niveau, 2), className="effectif")] if entries else []
    return [
        html.P([title, *counted], className="legende-titre"),
        *([html.Div(id="carte-cercles-legende", className="cercles-legende")] if view.is_count else []),
        html.Ul(entries, className="legende", **{"data-palette": view.palette}),
    ]


def chosen_territory(view: MapView) -> list:
    """The card of the territory chosen, if there is one."""
    chosen = highlighted_row(view)
    return [_card(chosen, view)] if chosen else []


def facts(view: MapView) -> list:
    """What the map says, and what not to conclude from it."""
    return [
        html.Div([html.P(sentence) for sentence in view.sentences], className="constats"),
        html.Div(
            [
                html.P("À ne pas conclure"),
                html.P(view.indicator.not_to_conclude[0]),
                html.P(dcc.Link("Définition et limites de l’indicateur", href=f"/indicateur/{view.indicator.id}")),
            ],
            className="a-ne-pas-conclure",
        ),
    ]


def method_words(view: MapView) -> str:
    """How the classes are cut, for the caption of the histogram."""
    if view.question.classes == "repere":
        return "Classes autour du repère"
    name = METHOD_NAMES[view.question.classes]
    return f"Classes{formats.THIN}: {name[:1].lower()}{name[1:]}, les mêmes à toutes les périodes"


def _card(row: Row, view: MapView) -> html.Section:
    territory, lines = row.territory, []
    if row.interval:
        lines.append(f"{row.interval[:1].upper()}{row.interval[1:]}")
    if row.judgement is not None:
        words = sides(view.indicator)[row.judgement.side]
        lines.append(f"{row.judgement.text}{formats.THIN}: {words} ({benchmark_sentence(view)})")
    elif view.benchmark.observation is not None:
        lines.append(f"{view.benchmark.name}{formats.THIN}: {view.benchmark.text}")
    if row.rank_text:
        lines.append(row.rank_text[:1].upper() + row.rank_text[1:])
    elif row.observation is not None and row.observation.value is not None:
        ranked = any(other.standing is not None for other in view.rows)
        lines.append(rank_refusal(row.observation, ranked, view.indicator))
    if explained := note(row):
        lines.append(f"{explained[:1].upper()}{explained[1:]}.")
    address = f"/territoire/{territory.level}/{territory.code}?repere={view.question.repere}"
    known = row.observation is not None and row.observation.value is not None
    estimated = known and row.observation.status == "estimated"
    return html.Section(
        [
            html.H2(
                [
                    territory.name,
                    *([" ", html.Span(FICTITIOUS, className="etiquette fictif")] if territory.fictif else []),
                ]
            ),
            html.P(
                [row.text, *([html.Span(" estimé", className="mention")] if estimated else [])],
                className="valeur" if known else "valeur en-mots",
            ),
            *(html.P(line) for line in lines if line),
            html.P(dcc.Link("Ouvrir le portrait", href=address)),
        ],
        className="fiche",
    )
