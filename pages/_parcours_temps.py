"""The parcours over time: the stock of persons waiting, and delays around a dated event."""

from __future__ import annotations

from dash import html

from observatoire import breakdowns, formats
from observatoire.figures import quarters as quarters_chart
from observatoire.figures import waiting as waiting_chart
from observatoire.sentences.places import of_place
from observatoire.typography import french
from observatoire.view.figures_of import lacks_its_interval
from observatoire.view.parcours import ParcoursView
from observatoire.view.parcours_figures import figure_words, margin_words, why_none
from observatoire.view.parcours_temps import (
    NOT_PROVEN,
    QUARTERS_COUNT,
    STOCK_COUNTS,
    WITHOUT_DECEMBER,
    EventReading,
    Quarters,
    Stock,
)
from observatoire.warehouse import Observation
from pages import _words
from pages._parcours_pieces import chart, from_request, no_margin_sentence, paragraph, section, small, twin

BY_WAIT = ", selon leur attente depuis la demande"
NO_PARTS = "L’ancienneté de l’attente n’est détaillée que pour le département, les SDSeI et les MDS."
ROUNDED = (
    "Chaque nombre est arrondi à un multiple de 5, pour que personne ne soit reconnu, et les sommes restent justes ; "
    "qui n’a pas de commune connue n’est compté que dans le département. « moins de 5 » va de zéro à quatre personnes."
)
FEW_DRAWN = "Un trimestre « moins de 5 » est un contour rayé, haut de quatre personnes."
FEW_LEFT_OUT = "Une ancienneté « moins de 5 » n’a pas de hauteur dans les barres."


def stock_block(view: ParcoursView) -> html.Section:
    stock = view.blocks.stock
    if stock.latest is None:
        words = f"Aucun effectif en attente n’est publié pour ce territoire{why_none(stock.totals)}."
        return section(view, "stock", paragraph(words, "note"))
    return section(
        view,
        "stock",
        chart(
            f"Personnes sans première orientation, fin de trimestre{BY_WAIT if stock.parts else ''}",
            f"{view.territory.name}, {STOCK_COUNTS}",
            waiting_chart.waiting_figure(stock),
            waiting_chart.HEIGHT_PX,
            waiting_chart.waiting_words(stock),
            *_bands(stock),
        ),
        twin(
            "Lire le graphique en tableau",
            french("Personnes en attente d’une première orientation, fin de trimestre"),
            ["Fin du mois", "Ensemble", *(breakdowns.label(f"attente:{waiting}") for waiting in stock.parts)],
            _stock_rows(stock),
        ),
        *([paragraph(WITHOUT_DECEMBER, "precision")] if stock.lacks_december(view.question.niveau) else []),
        *([] if stock.parts else [paragraph(NO_PARTS, "precision")]),
        paragraph(" ".join([ROUNDED, *_few(stock)]), "precision"),
    )


def _few(stock: Stock) -> list[str]:
    """How the chart shows what is known by a bound only."""
    drawn = [item for item in stock.totals if item.is_bounded]
    left_out = [item for found in stock.parts.values() for item in found if item is not None and item.is_bounded]
    return [FEW_DRAWN] * bool(drawn) + [FEW_LEFT_OUT] * bool(left_out)


def _bands(stock: Stock) -> list:
    """What each band of a bar is, in the order of the bar from its top: a swatch before its name."""
    if not stock.parts:
        return []
    named = [
        html.Span(
            [html.Span(className="pastille", style={"background": colour}, **{"aria-hidden": "true"}), f" {name}"]
        )
        for _, name, colour in waiting_chart.bands(stock)
    ]
    return [html.P([html.Span(french("De haut en bas :")), *named], className="repere-traits")]


def _stock_rows(stock: Stock) -> list[list]:
    """Latest first."""
    rows = []
    for place in reversed(range(len(stock.months))):
        found = [stock.totals[place], *(stock.parts[waiting][place] for waiting in stock.parts)]
        rows.append([formats.period(stock.months[place])] + [_words.badge(item, _count(item, stock)) for item in found])
    return rows


def _count(item: Observation | None, stock: Stock):
    """A count alone: its unit is in the caption."""
    if item is not None and item.value is not None and not item.is_bounded:
        return formats.decimal(item.value)
    return _words.badge(item, figure_words(item, stock.indicator))


def quarters_block(view: ParcoursView) -> html.Section:
    shown = view.blocks.quarters
    if not shown.known:
        reason = why_none(shown.own, "il y entre trop peu de personnes")
        words = f"Aucun délai par trimestre n’est publié pour ce territoire{reason}."
        return section(view, "evenements", paragraph(words, "note"))
    of = of_place(shown.place.level, shown.place.code, shown.place.name)
    substitute = (
        [paragraph(f"Un trimestre compte ici trop peu de personnes : voici ceux {of}.", "note")]
        if shown.substitute
        else []
    )
    return section(
        view,
        "evenements",
        *from_request(view),
        *substitute,
        html.Div(
            [
                html.Div(
                    [
                        chart(
                            "Délai médian d’orientation depuis la demande, par trimestre d’entrée",
                            f"{shown.place.name}, {QUARTERS_COUNT}",
                            quarters_chart.quarters_figure(shown),
                            quarters_chart.HEIGHT_PX,
                            quarters_chart.quarters_words(shown),
                            *([paragraph(shown.absence, "precision")] if shown.absence else []),
                            *_no_margin(shown),
                        ),
                        _quarters_table(shown),
                    ],
                    className="col-8",
                ),
                html.Div(_events(shown), className="col-4"),
            ],
            className="grille",
        ),
    )


def _no_margin(shown: Quarters) -> list:
    """What a quarter without its interval is; the line of the other territory has no whisker at all."""
    drawn = any(lacks_its_interval(item, shown.indicator) for item in shown.own)
    told = drawn or any(lacks_its_interval(item, shown.indicator) for item in shown.other or ())
    return [paragraph(no_margin_sentence(drawn=drawn), "precision")] if told else []


def _quarters_table(shown: Quarters) -> html.Details:
    columns = [shown.own, *([shown.other] if shown.other else [])]
    rows = [
        [formats.period(shown.periods[place]), *(_median(found[place], shown) for found in columns)]
        for place in reversed(range(len(shown.periods)))
    ]
    headings = ["Trimestre de la demande", shown.place.name, *([shown.other_place.name] if shown.other else [])]
    return twin("Lire le graphique en tableau", "Délai médian d’orientation par trimestre d’entrée", headings, rows)


def _median(item: Observation | None, shown: Quarters):
    """A median and its interval, or the words of its status."""
    words = figure_words(item, shown.indicator)
    if item is None or item.value is None:
        return _words.badge(item, words)
    return [words, *small(margin_words(item, shown.indicator))]


def _events(shown: Quarters) -> list:
    if not shown.events:
        return [
            paragraph(
                "Aucun événement daté n’est déclaré pour ce département. Ajoutez-en dans "
                "« data/departements/NN/evenements.yml » : une plateforme qui ouvre, une règle qui change.",
                "note",
            )
        ]
    return [*(part for reading in shown.events for part in _event(reading)), html.P(html.Strong(NOT_PROVEN))]


def _event(reading: EventReading) -> list:
    where = ""
    if reading.places:
        names = ", ".join(reading.places)
        where = (
            f"Il n’a eu lieu que dans une partie du département : {names}."
            if reading.here
            else f"Il n’a pas eu lieu ici, mais ailleurs : {names}. Ce qui change ici vient d’autre chose."
        )
    return [
        html.H3(french(reading.event.title)),
        html.P(reading.date_text, className="precision"),
        *(paragraph(text) for text in (where, *reading.sentences) if text),
    ]
