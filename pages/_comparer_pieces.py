"""Pieces that every question of the comparing screen shares: its section, its files, a choice beside it."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from observatoire import formats
from observatoire.documents.comparer_pictures import PICTURES
from observatoire.typography import french
from observatoire.view.comparer import QUESTIONS, CompareView
from pages._panier_bouton import add_button

FILE_NAMES = {"xlsx": "Excel (XLSX)", "csv": "CSV", "png": "image (PNG)", "svg": "dessin (SVG)"}


def section(
    view: CompareView, key: str, *content, sources: Sequence[str] = (), has_figure: bool = True
) -> html.Section:
    """A question and its answer, then its sources and its files; has_figure: whether it may go in a panier."""
    title = QUESTIONS[key]
    said = [html.P(source, className="source") for source in sources]
    return html.Section(
        [html.H2(title, id=key), *content, *said, _files(view, key, title, has_figure)],
        className="bloc",
        **{"aria-labelledby": key},
    )


def _files(view: CompareView, key: str, title: str, has_figure: bool) -> html.P:
    drawn = key in PICTURES and not (key == "entonnoir" and view.funnel.refusal)
    links = []
    for extension, name in FILE_NAMES.items():
        if extension in ("csv", "xlsx") or drawn:
            label = html.Span(f"{formats.THIN}: {title}", className="hors-ecran")
            href = f"/fichiers/comparer.{extension}?{view.question.query}&bloc={key}"
            links += [" · ", html.A([name, label], href=href)]
    button = [" ", add_button(f"{view.question.address}#{key}", title)] if has_figure else []
    return html.P(["Exporter", formats.THIN, ": ", *links[1:], *button], className="source")


def paragraphs(said: Sequence[str], name: str = "") -> list[html.P]:
    return [html.P(french(text), className=name or None) for text in said]


def frame(table: html.Table, words: str, name: str = "") -> html.Div:
    """A table that scrolls on its own, with the keyboard too."""
    return html.Div(
        table, className=f"tableau-cadre {name}".strip(), role="region", tabIndex=0, **{"aria-label": words}
    )
