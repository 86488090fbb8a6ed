"""Blocks of a document as HTML for a slide. Every text is escaped here, once."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from observatoire.documents.fitting import widest
from observatoire.documents.model import (
    Bullets,
    Cell,
    Column,
    Definition,
    Figure,
    KeyFigure,
    Quadrants,
    Sentence,
    Table,
)
from observatoire.documents.slides.svg import inline
from observatoire.figures.chart_svg import chart_svg
from observatoire.typography import french

#: Width and height of a chart on a slide, and what it is laid out on: its words are as large as the slide's own.
CHART_WIDTH, CHART_HEIGHT = 600.0, 358.0
#: Size of a large number and width of its column, a third of the slide, as in assets/copil/copil.css.
KEY_SIZE_REM, KEY_COLUMN_REM = 4.2, 25.0


def drawing(figure: Figure, mark: str) -> str:
    """The chart or the picture of a figure, else its table."""
    if figure.chart is not None:
        return inline(chart_svg(figure.chart, CHART_WIDTH, CHART_HEIGHT, CHART_WIDTH), mark, figure.alt)
    if figure.picture is not None:
        return inline(figure.picture.svg, mark, figure.alt)
    return table(figure.table.on_page)


def table(shown: Table) -> str:
    """The caption is read, not seen: the title of the slide says it."""
    heads = "".join(_head(column) for column in shown.columns)
    rows = "".join(_row(cells, rank, shown) for rank, cells in enumerate(shown.rows))
    return (
        f'<table><caption class="hors-ecran">{escape(shown.caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def sentences(said: Iterable[Sentence], kind: str = "phrase") -> str:
    return "".join(f'<p class="{kind}">{escape(sentence.text)}</p>' for sentence in said)


def bullets(listed: Bullets) -> str:
    items = "".join(f"<li>{escape(item.text)}</li>" for item in listed.items) or f"<li>{escape(listed.empty)}</li>"
    title = f"<h2>{escape(listed.title)}</h2>" if listed.title else ""
    return f'<div class="liste">{title}<ul>{items}</ul></div>'


def quadrants(shown: Quadrants) -> str:
    return f'<div class="quadrants">{"".join(bullets(listed) for listed in shown.lists)}</div>'


def key_figures(items: Iterable[KeyFigure]) -> str:
    return f'<ul class="cles">{"".join(_key_figure(item) for item in items)}</ul>'


def notes(figure: Figure, definitions: Iterable[Definition]) -> str:
    """What the presenter may be asked: definition, limits, what must not be concluded, and the figures themselves."""
    known = {item.indicator: item for item in definitions}
    about = [known[name] for name in figure.indicators if name in known]
    limits = dict.fromkeys([*figure.notes, *(text for item in about for text in item.caveats)])
    refused = dict.fromkeys([*figure.not_to_conclude, *(text for item in about for text in item.not_to_conclude)])
    defined = [figure.definition] if figure.definition else []
    if len(about) > 1:
        defined = [f"{item.title} : {item.definition}" for item in about]
    parts = [
        _titled("Définition" if len(defined) < 2 else "Définitions", defined),
        _titled("Limites", limits),
        _titled("À ne pas conclure", refused),
    ]
    if figure.chart is not None or figure.picture is not None:
        parts.append(f'<div class="chiffres"><h3>Les chiffres</h3>{table(figure.table.on_page)}</div>')
    return "".join(parts)


def _titled(title: str, texts: Iterable[str]) -> str:
    said = "".join(f"<p>{escape(french(text))}</p>" for text in texts)
    return f"<h3>{title}</h3>{said}" if said else ""


def _head(column: Column) -> str:
    unit = f' <span class="unite">{escape(column.unit)}</span>' if column.unit else ""
    return f'<th scope="col"{_number(column)}>{escape(column.heading)}{unit}</th>'


def _row(cells: tuple[Cell, ...], rank: int, shown: Table) -> str:
    kinds = [name for name, ranks in (("repere", shown.pinned), ("choisi", shown.highlighted)) if rank in ranks]
    style = f' class="{" ".join(kinds)}"' if kinds else ""
    first, *others = cells
    said = "".join(
        f"<td{_number(column)}>{escape(cell.text)}</td>" for cell, column in zip(others, shown.columns[1:], strict=True)
    )
    return f'<tr{style}><th scope="row">{escape(first.text)}</th>{said}</tr>'


def _number(column: Column) -> str:
    return ' class="nombre"' if column.number else ""


def _key_figure(item: KeyFigure) -> str:
    long = widest(item.text.split(" "), KEY_SIZE_REM, bold=True) > KEY_COLUMN_REM
    size = "valeur" if any(mark.isdigit() for mark in item.text) and not long else "valeur mots"
    details = "".join(f'<span class="detail">{escape(text)}</span>' for text in item.details)
    value, name = escape(item.text), escape(item.label)
    return f'<li><span class="{size}">{value}</span><span class="nom">{name}</span>{details}</li>'
