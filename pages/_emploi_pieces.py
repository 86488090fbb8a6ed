"""Small pieces of the employment screen: a figure in a cell, a section with its source and its files."""

from __future__ import annotations

from dataclasses import replace

from dash import dcc, html

from observatoire import formats
from observatoire.typography import french
from observatoire.view.emploi import QUESTIONS, EmploiView
from observatoire.view.emploi_words import number_of, persons_of, text_of, why_of
from observatoire.view.parcours_figures import Fact, fragile_mark
from pages import _words
from pages._panier_bouton import add_button
from pages._parcours_pieces import FILE_NAMES, paragraph, small

PICTURES = {"png": "image (PNG)", "svg": "dessin vectoriel (SVG)"}


def cell(fact: Fact) -> list:
    """A figure, its interval, how many persons are behind it; « secret » and « fragile » are told once, under it."""
    hidden = fact.own is not None and fact.own.status == "secret"
    reason = "" if hidden else fragile_mark(fact.own) or why_of(fact)
    return [
        _words.badge(fact.own, text_of(fact)),
        *small(fact.interval, persons_of(fact), reason),
    ]


def number_cell(fact: Fact) -> html.Span:
    """A figure without its unit, said once in the heading; a reason that many cells share is under the table."""
    return _words.badge(fact.own, number_of(fact))


def section(view: EmploiView, key: str, *content, source: str, files: dict[str, str] | None = None) -> html.Section:
    """A question and its answer, then its source and its files."""
    return html.Section(
        [html.H2(QUESTIONS[key], id=key), *content, foot(view, key, source, FILE_NAMES if files is None else files)],
        className="bloc",
        **{"aria-labelledby": key},
    )


def empty_section(key: str, *sentences: str) -> html.Section:
    """A question that the extracts received do not answer, and why."""
    return _noted(key, *(paragraph(sentence, "note") for sentence in sentences))


def other_year_section(view: EmploiView, key: str, period: str, latest: str, why: str = "") -> html.Section:
    """A question without any figure in a year, with the way to the latest year that has one; latest: "" for none."""
    reason = f" ({why})" if why else ""
    if not latest:
        return empty_section(key, f"Aucun chiffre pour {period}{reason}, ni pour une autre année.")
    address = f"/emploi?{replace(view.question, periode=latest).query}#{key}"
    sentence = [
        french(f"Aucun chiffre pour {period}{reason} ; le plus récent est "),
        dcc.Link(latest, href=address),
        ".",
    ]
    return _noted(key, html.P(sentence, className="note"))


def _noted(key: str, *notes: html.P) -> html.Section:
    return html.Section([html.H2(QUESTIONS[key], id=key), *notes], className="bloc", **{"aria-labelledby": key})


def foot(view: EmploiView, key: str, source: str, files: dict[str, str]) -> html.P:
    links = []
    for extension, name in files.items():
        label = html.Span(f"{formats.THIN}: {QUESTIONS[key]}", className="hors-ecran")
        links += [" · ", html.A([name, label], href=file_address(view, extension, key))]
    button = add_button(f"/emploi?{view.question.query}#{key}", QUESTIONS[key])
    exports = html.Span(["Exporter", formats.THIN, ": ", *links[1:]])
    return html.P([source, " ", html.Span([exports, button], className="exports")], className="source")


def file_address(view: EmploiView, extension: str, block: str = "") -> str:
    bloc = f"&bloc={block}" if block else ""
    return f"/fichiers/emploi.{extension}?{view.question.query}{bloc}"
