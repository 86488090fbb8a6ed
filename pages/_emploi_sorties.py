"""How people leave: by kind of exit, then by dispositif."""

from __future__ import annotations

from dash import html

from observatoire import formats
from observatoire.catalogue import load_catalogue
from observatoire.figures.counts import CountRow, counts
from observatoire.figures.dots import DotRow, dots
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.emploi import EmploiView, Part, Parts
from observatoire.view.emploi_question import DURABLE, EXITS
from observatoire.view.emploi_words import number_of, persons_of, text_of
from observatoire.view.parcours_figures import fragile_mark
from pages import _words
from pages._emploi_pieces import cell, empty_section, other_year_section, section
from pages._parcours_pieces import chart, paragraph, reasons, small, twin

DENOMINATOR = (
    "Le dénominateur est le nombre de personnes sorties, pas de personnes accompagnées : celles qui sont encore dans "
    "le dispositif ne comptent pas."
)
#: Dispositifs of the whole country that extracts call by their acronym; the other names are the département's own.
ACRONYMS = {"IAE": "insertion par l’activité économique", "PLIE": "plan local pour l’insertion et l’emploi"}
WHOLE_ONLY = (
    "Les sorties par nature sont données pour le département seulement : par territoire, lues avec les premiers "
    "emplois, elles diraient combien de personnes sont sorties sans emploi."
)
NO_RANKING = "Les dispositifs n’accueillent pas les mêmes personnes : ils sont dans l’ordre alphabétique, sans rang."


def exits_block(view: EmploiView) -> html.Section:
    exits = view.exits
    if not exits.has_value:
        return _no_exit(view)
    if not exits.parts:
        return _exits_in_one_sentence(view)
    drawn = counts([CountRow(part.label, _counted(part), _value(part)) for part in exits.parts], exits.whole.indicator)
    title = f"Reprises d’emploi et sorties connues en {exits.period}, par nature"
    unit = exits.whole.indicator.unit
    said = " ; ".join(f"{part.label} {_counted(part)}" for part in exits.parts)
    return section(
        view,
        "sorties",
        html.Div(
            [
                html.Div(
                    chart(
                        title,
                        f"{view.departement.name}, {exits.period}\u202f: {text_of(exits.whole)} en tout",
                        drawn.figure,
                        drawn.height_px,
                        french(f"Barres : {said}."),
                        twin(
                            "Lire le tableau des sorties",
                            f"{title}, {view.departement.name}",
                            ["Nature", f"Nombre ({unit})", "Part du total"],
                            [
                                *([part.label, cell(part.fact), _share(part)] for part in exits.parts),
                                ["Ensemble", cell(exits.whole), ""],
                            ],
                        ),
                    ),
                    className="col-7",
                ),
                html.Div(_definition(view), className="col-5"),
            ],
            className="grille",
        ),
        *([paragraph(WHOLE_ONLY, "precision")] if view.territory != view.departement else []),
        *reasons(part.fact for part in exits.parts),
        source=view.source(*(part.fact for part in exits.parts)),
    )


def _no_exit(view: EmploiView) -> html.Section:
    """Nothing is counted here in any year, or this year is hidden or too young: the latest year with a figure."""
    exits = view.exits
    if exits.whole.own is None and not exits.parts and not exits.latest:
        where = f"{view.departement.name}{_in(exits.period)}"
        return empty_section("sorties", f"Aucune sortie n’est publiée pour {where} (fichier « sorties »).")
    return other_year_section(view, "sorties", exits.period, exits.latest, _why_none(exits))


def _exits_in_one_sentence(view: EmploiView) -> html.Section:
    """The whole, when no kind of exit is known."""
    exits = view.exits
    return section(
        view,
        "sorties",
        paragraph(f"{view.departement.name}, {exits.period} : {text_of(exits.whole)} en tout."),
        source=view.source(exits.whole),
    )


def _definition(view: EmploiView) -> list:
    """What each kind of exit is, and what is durable here and elsewhere, in the words of the catalogue."""
    durable, exits = (load_catalogue().indicators[key] for key in (DURABLE, EXITS))
    return [
        html.H3("Que compte-t-on\u202f?"),
        html.P(exits.caveats[0]),
        html.P(exits.caveats[1]),
        html.H3("Qu’est-ce qu’un emploi durable\u202f?"),
        html.P(durable.definition),
        html.P(durable.caveats[0]),
        *_durable_share(view),
    ]


def _durable_share(view: EmploiView) -> list:
    """The share of the first jobs that are durable, and of how many persons."""
    known = next(item for item in view.keys if item.indicator.id == DURABLE)
    if known.own is None:
        return []
    persons = f" des {persons_of(known)}" if persons_of(known) else ""
    return [paragraph(f"Premiers emplois durables en {known.period}, {view.territory.name} : {known.text}{persons}.")]


def leavers_block(view: EmploiView) -> html.Section:
    leavers, whole = view.leavers, view.leavers.whole
    if whole.own is None and not leavers.parts:
        return _no_leaver(view)
    if not leavers.has_value:
        return other_year_section(view, "dispositifs", leavers.period, leavers.latest, _why_none(leavers))
    level, chart_of_parts = level_name(view.question.niveau), _leavers_chart(view)
    without_detail = f"Le détail par dispositif n’est pas donné par {level} : seul l’ensemble l’est."
    return section(
        view,
        "dispositifs",
        paragraph(DENOMINATOR),
        html.Div([*chart_of_parts, html.Div(_leavers_table(view), className="col-6")], className="grille"),
        paragraph(NO_RANKING if leavers.parts else without_detail, "precision"),
        *_acronyms(leavers.parts),
        *reasons([whole, *(part.fact for part in leavers.parts)], drawn=bool(chart_of_parts)),
        source=view.source(whole, *(part.fact for part in leavers.parts)),
    )


def _no_leaver(view: EmploiView) -> html.Section:
    period = view.leavers.period
    return empty_section(
        "dispositifs", f"Aucun dispositif n’est nommé dans les sorties de {view.territory.name}{_in(period)}."
    )


def _why_none(parts: Parts) -> str:
    """Why a year has no figure at all: too young, hidden, or nothing to say of a year without any row."""
    known = {item.own.status for item in (parts.whole, *(part.fact for part in parts.parts)) if item.own is not None}
    if "immature" in known:
        return "trop récent pour être mesuré"
    return "secret" if known else ""


def _acronyms(parts: tuple[Part, ...]) -> list:
    said = [f"{part.label} : {ACRONYMS[part.label]}" for part in parts if part.label in ACRONYMS]
    return [paragraph(f"{' ; '.join(said)}.", "precision")] if said else []


def _leavers_title(view: EmploiView) -> str:
    return f"Sorties des dispositifs d’accompagnement en {view.leavers.period}\u202f: part vers un emploi"


def _leavers_chart(view: EmploiView) -> list:
    """Nothing where no dispositif has a figure of its own."""
    parts, whole = view.leavers.parts, view.leavers.whole
    if not any(_value(part) is not None for part in parts):
        return []
    benchmark = (
        (whole.own.value, f"Tous dispositifs{formats.THIN}: {whole.text}")
        if whole.own is not None and whole.own.value is not None
        else None
    )
    rows = [DotRow(part.label, part.fact.own, text_of(part.fact)) for part in parts]
    drawn = dots(rows, whole.indicator, benchmark)
    said = " ; ".join(f"{row.name} {row.words}" for row in rows)
    return [
        html.Div(
            chart(
                _leavers_title(view),
                f"{view.territory.name}, part des personnes sorties, en %, intervalle à 95 %",
                drawn.figure,
                drawn.height_px,
                french(f"Points et intervalles : {said}."),
            ),
            className="col-6",
        )
    ]


def _leavers_table(view: EmploiView) -> html.Table:
    parts = (*view.leavers.parts, Part("Tous dispositifs", view.leavers.whole))
    return _words.stacked_table(
        html.Span(f"{_leavers_title(view)}, {view.territory.name}", className="hors-ecran"),
        ["Dispositif", "Sorties vers un emploi", "Personnes sorties"],
        [[part.label, _rate(part), _leavers(part)] for part in parts],
        "dispositifs",
    )


def _rate(part: Part) -> list:
    """The rate with its interval and whether it is fragile; the persons have their own column."""
    return [_words.badge(part.fact.own, text_of(part.fact)), *small(part.fact.interval, fragile_mark(part.fact.own))]


def _leavers(part: Part) -> str:
    """How many people left, said only with the rate that they are behind."""
    return formats.decimal(part.fact.own.denominator) if persons_of(part.fact) else ""


def _counted(part: Part) -> str:
    share = f" ({_share(part)})" if part.share is not None else ""
    return f"{number_of(part.fact)}{share}"


def _share(part: Part) -> str:
    return formats.with_unit(formats.decimal(part.share, 1), "%") if part.share is not None else ""


def _value(part: Part) -> float | None:
    return part.fact.own.value if part.fact.own is not None else None


def _in(period: str) -> str:
    return f" en {period}" if period else ""
