"""Where and who waits longest: the territories of a level, then each kind of person."""

from __future__ import annotations

from dataclasses import replace

from dash import dcc, html

from observatoire import formats
from observatoire.catalogue import load_catalogue
from observatoire.figures.dots import DotRow, end_of
from observatoire.sentences.places import to_place
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.parcours import ParcoursView
from observatoire.view.parcours_publics import nothing_by_person
from observatoire.view.parcours_question import DELAY, WHOLE
from observatoire.view.parcours_territoires import Attribute, PlaceRow, Places
from pages import _words
from pages._champs import options, segments
from pages._parcours_carte import map_figure
from pages._parcours_pieces import (
    cell,
    from_request,
    judged,
    paragraph,
    place_and_period,
    reasons,
    section,
    small,
    twin,
)
from pages._parcours_points import benchmark_line, beside, dot_chart

RANKED = (
    "Un rang n’est donné que si les intervalles le départagent de tous les autres délais connus ; un délai secret peut "
    "être le plus long."
)
TOO_FEW_RANKED = "Pas de rang : trop peu de délais sont assez précis pour classer les"
#: Attributes drawn side by side, so that the chart is as wide as it is high.
COLUMNS = 2
NO_CHART = "Pas de graphique : aucun de ces délais n’est connu pour les personnes entrées en "


def places_block(view: ParcoursView) -> html.Section:
    places = view.blocks.places
    if places is None:
        words = "Les extraits ne sont pas encore comptés sous le niveau du département."
        return section(view, "territoires", _cuts(view), paragraph(words, "note"))
    indicator = load_catalogue().indicators[DELAY]
    title = f"Délai médian d’orientation depuis la demande, par {level_name(places.level)}"
    drawn = dot_chart(
        title,
        f"Personnes entrées en {view.question.periode}, en jours, la plus longue attente d’abord",
        [DotRow(row.territory.name, row.fact.own, row.fact.text, strong=row.asked) for row in places.rows],
        indicator,
        benchmark_line(places.benchmark.name, places.benchmark.of(DELAY, view.question.periode), indicator),
    )
    whole = places.benchmark
    table = _words.stacked_table(
        html.Span(title, className="hors-ecran"),
        [
            "Territoire",
            "Délai médian",
            *([_rank_heading(places)] if places.ranked else []),
            f"Comparé {to_place(whole.level, whole.code, whole.name)}",
        ],
        [_place_cells(row, places, view) for row in places.rows],
        "lieux compacte",
    )
    return section(
        view,
        "territoires",
        html.Div(_cuts(view), className="barre"),
        *from_request(view),
        map_figure(places, title, view.question.periode),
        beside(drawn, table, ("col-5", "col-7")),
        paragraph(RANKED if places.ranked else f"{TOO_FEW_RANKED} {level_name(places.level, 2)}.", "precision"),
        *reasons((row.fact for row in places.rows), drawn=bool(drawn)),
        *_illustrative(places),
    )


def _rank_heading(places: Places) -> html.Span:
    """How many are in the order, and who is not: a hidden delay may be the longest. Shorter on the cards."""
    among = f"Rang sur {formats.decimal(places.ranked)} connus{f' ({places.left_out})' if places.left_out else ''}"
    return html.Span(f"{among}, le 1er attend le plus", title=among)


def _place_cells(row: PlaceRow, places: Places, view: ParcoursView) -> list:
    name, place = row.territory.name, row.territory
    there = replace(view.question, niveau=place.level, territoire=place.code, comparer=WHOLE)
    link = html.Strong(name) if row.asked else dcc.Link(name, href=there.address)
    words = [html.Span(row.rank_text, className="rang"), *small(french(row.rank_detail))] if row.rank_text else []
    rank = [words] if places.ranked else []
    return [link, cell(row.fact, counted=True), *rank, judged(row.fact)]


def _cuts(view: ParcoursView) -> html.Fieldset:
    """Level of the ranking: changing it leaves the reader where he is, on the same question."""
    cuts = options((cut, level_name(cut, 2)) for cut in view.choices.cuts)
    return segments("Découpage", "parcours-decoupage", cuts, view.question.decoupage, hidden=len(cuts) < 2)


def _illustrative(places: Places) -> list:
    if not any(row.territory.fictif for row in places.rows):
        return []
    words = f"Découpage illustratif : la composition réelle des {level_name(places.level, 2)} n’est pas publiée."
    return [paragraph(words, "precision")]


def attributes_block(view: ParcoursView) -> html.Section:
    groups = view.blocks.attributes
    if not groups:
        return section(view, "publics", paragraph(nothing_by_person(view.question.niveau), "note"))
    every = [_rows(groups[place::COLUMNS]) for place in range(COLUMNS)]
    drawn = [part for rows in every if rows for part in _attribute_chart(rows, every, groups, view)]
    shares = {kind.facts[0].breakdown: kind.facts for group in view.blocks.shares for kind in group.rows}
    columns = [fact.indicator.short_title for fact in next(iter(shares.values()), ())]
    return section(
        view,
        "publics",
        *from_request(view),
        html.Div([html.Div(part, className="col-6") for part in drawn], className="grille"),
        *([] if drawn else [paragraph(f"{NO_CHART}{view.question.periode}.", "note")]),
        twin(
            "Lire les graphiques en tableau" if drawn else "Lire le tableau",
            "Délai médian d’orientation selon la personne",
            ["Personnes", "Délai médian", "Comparé à l’ensemble", *columns],
            [
                [name, cell(fact), judged(fact), *(cell(share) for share in shares.get(fact.breakdown, ()))]
                for group in groups
                for name, fact in group.rows
            ],
        ),
        *reasons(
            [*(fact for group in groups for _, fact in group.rows), *(one for of in shares.values() for one in of)],
            drawn=bool(drawn),
        ),
    )


def _rows(groups: tuple[Attribute, ...]) -> list[DotRow]:
    rows = []
    for group in groups:
        rows.append(DotRow(group.label, heading=True))
        rows += [DotRow(name, fact.own, fact.text) for name, fact in group.rows]
    return rows


def _attribute_chart(rows: list[DotRow], every: list, groups: tuple[Attribute, ...], view: ParcoursView) -> list:
    """One of the charts side by side: they share one scale, and the line of everybody."""
    indicator = load_catalogue().indicators[DELAY]
    names = [row.name[0].lower() + row.name[1:] for row in rows if row.heading]
    everybody = groups[0].rows[0][1].other
    return dot_chart(
        french(f"Délai médian depuis la demande : {' et '.join(names)}"),
        place_and_period(view, "en jours"),
        rows,
        indicator,
        benchmark_line("Ensemble", everybody, indicator),
        longest=max(end_of(beside_it) for beside_it in every),
    )
