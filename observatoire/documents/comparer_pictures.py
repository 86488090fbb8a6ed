"""The two pictures of the screen that compares territories: the tartan rug and the funnel plot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from observatoire import formats
from observatoire.documents.common import FICTITIOUS, capitalized
from observatoire.documents.image import PNG_WIDTH, png
from observatoire.documents.model import Figure, Picture
from observatoire.errors import ObservatoireError
from observatoire.figures.code_svg import with_code
from observatoire.figures.frame_svg import MARGIN
from observatoire.figures.funnel_svg import FunnelDrawing, funnel_svg
from observatoire.figures.rug_svg import RugDrawing, RugMark, rug_svg
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.comparer import QUESTIONS, CompareView, geography
from observatoire.words import DEMO

PICTURES = ("tapis", "entonnoir")
#: Territories up to which they are the columns of the picture: names of indicators are long, they read better in rows.
MOST_COLUMNS = 12
#: Indicators and territories that a page or a slide can hold: the fewer ones are its columns.
PAGE_COLUMNS, PAGE_ROWS = 6, 12
#: Words of the funnel plot of a document, read from three metres, in its units.
PAGE_TEXT = 22.0
#: Drawings larger than this on screen are not made sharper.
LARGEST_SCALE = 2.0
READING = french(
    "Chaque point est un territoire, le trait droit leur ensemble. Si tous étaient comme lui, 95 % des territoires de "
    "chaque taille seraient entre les tirets et 99,8 % entre les traits gris. Cercle vide : dans les limites ; carré : "
    "hors des limites à 95 % ; losange : hors des limites à 99,8 %. Hors des limites, le nom est écrit quand la place "
    "le permet ; tous sont dans le tableau."
)


def compare_svg(view: CompareView, block: str, kept: Sequence[Figure] = ()) -> bytes:
    """`kept`: the figure of the picture, when it has a code."""
    return with_code(picture_svg(view, block), kept, MARGIN).encode()


def compare_png(view: CompareView, block: str, kept: Sequence[Figure] = ()) -> bytes:
    """As `compare_svg`."""
    drawn = with_code(picture_svg(view, block), kept, MARGIN)
    return png(drawn, min(LARGEST_SCALE, PNG_WIDTH / _size(drawn)[0]))


def picture_svg(view: CompareView, block: str) -> str:
    """The rug or the funnel with all that must be read with it. Raises ObservatoireError for what has no picture."""
    if block == "tapis":
        return rug_svg(_rug_drawing(view, len(view.rug.rows) <= MOST_COLUMNS))
    if block != "entonnoir":
        raise ObservatoireError("Cette question n’a pas d’image : téléchargez son tableau.")
    return funnel_svg(_funnel_drawing(view))


def rug_picture(view: CompareView) -> Picture | None:
    """The rug alone, for a document that writes title, source and mentions around it.

    None when it is too large to be read on a page or from the end of a meeting room.
    """
    indicators, territories = len(view.rug.columns), len(view.rug.rows)
    across = territories < indicators
    if min(indicators, territories) > PAGE_COLUMNS or max(indicators, territories) > PAGE_ROWS:
        return None
    drawn = rug_svg(replace(_rug_drawing(view, across), titles=(), footer=(), banner=""))
    return Picture(drawn, *_size(drawn))


def funnel_picture(view: CompareView) -> Picture:
    """The funnel plot alone, as `rug_picture`. Raises ObservatoireError when it is refused."""
    drawn = funnel_svg(replace(_funnel_drawing(view), titles=(), footer=(), banner=""), text=PAGE_TEXT)
    return Picture(drawn, *_size(drawn))


def _size(svg: str) -> tuple[float, float]:
    found = re.search(r' width="([\d.]+)" height="([\d.]+)"', svg)
    return float(found[1]), float(found[2])


def funnel_subtitle(view: CompareView) -> str:
    """ "Taux de pauvreté, 2021, EPCI, communes au 1er janvier 2026"."""
    return f"{view.funnel.indicator.title}, {formats.period(view.funnel.period)}, {geography(view)}"


def _funnel_drawing(view: CompareView) -> FunnelDrawing:
    if view.funnel.refusal:
        raise ObservatoireError(view.funnel.refusal)
    return FunnelDrawing(
        view.funnel,
        view.funnel.indicator.denominator,
        funnel_words(view),
        (QUESTIONS["entonnoir"], funnel_subtitle(view)),
        (*view.funnel.sentences, READING, view.funnel.source, _online(view, "entonnoir")),
        " · ".join(mentions(view)),
    )


def funnel_words(view: CompareView) -> str:
    """The plot in words, for who cannot see it."""
    names = ", ".join(f"{point.territory.name} ({point.text}, {point.words})" for point in view.funnel.outside)
    outside = f" {names}." if names else ""
    return french(f"{view.funnel.indicator.title}, {' '.join(view.funnel.sentences)}{outside}")


def rug_words(view: CompareView) -> str:
    """The rug in words, for who cannot see it."""
    return french(f"{QUESTIONS['tapis']} {view.subtitle}. {' '.join(view.rug.sentences)}")


def mentions(view: CompareView) -> tuple[str, ...]:
    return ((DEMO,) if view.publication.demo else ()) + ((FICTITIOUS,) if view.fictitious else ())


def _online(view: CompareView, block: str) -> str:
    day = formats.day(view.publication.built_at)
    return french(f"Données publiées le {day}. Vue en ligne : {view.question.address}#{block}")


def _rug_drawing(view: CompareView, across: bool) -> RugDrawing:
    """Territories in columns when `across`, else in rows; the benchmark first."""
    rug = view.rug
    pinned = [
        RugMark(column.benchmark_text, known=column.benchmark is not None and column.benchmark.value is not None)
        for column in rug.columns
    ]
    by_territory = [
        pinned,
        *(
            [
                RugMark(
                    f"{cell.text} estimé" if cell.estimated else cell.text,
                    cell.verdict,
                    cell.judgement.mark if cell.judgement is not None else "",
                    cell.observation is not None and cell.observation.value is not None,
                )
                for cell in row.cells
            ]
            for row in rug.rows
        ),
    ]
    territories = [f"Repère{formats.THIN}: {view.benchmark_name}", *(row.territory.name for row in rug.rows)]
    indicators = [column.heading for column in rug.columns]
    marks = [list(line) for line in zip(*by_territory, strict=True)] if across else by_territory
    said = [*rug.sentences, *rug.reasons, *rug.sources, _online(view, "tapis")]
    return RugDrawing(
        (QUESTIONS["tapis"], view.subtitle),
        "Indicateur" if across else capitalized(level_name(view.question.niveau)),
        indicators if across else territories,
        territories if across else indicators,
        marks,
        "column" if across else "row",
        rug_words(view),
        said,
        " · ".join(mentions(view)),
    )
