"""The offer territory by territory: structures by type, posts, densities; then long unemployment, and who leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import dcc, html

from observatoire import breakdowns, formats
from observatoire.catalogue import load_catalogue
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.emploi import EmploiView, Part
from observatoire.view.emploi_offer import APART, TYPES, OfferRow
from observatoire.view.emploi_question import DENSITY, LONG_TERM, PER_INHABITANT
from observatoire.view.emploi_words import number_of, text_of, why_of
from observatoire.view.parcours_figures import Fact
from observatoire.view.perimetre import PART_HERE, WHOLE_EPCI
from pages import _words
from pages._emploi_pieces import cell, empty_section, number_cell, other_year_section, section
from pages._parcours_pieces import paragraph, reasons, small

WHY_NOT_HERE = (
    "Il n’existe pas par {level} : la Dares (direction de l’animation de la recherche, des études et des statistiques) "
    "ne publie pas l’ancienneté d’inscription à la commune."
)


SIAE_EXITS_WORDS = (
    "Parts de toutes les sorties de l’année, autres sorties comprises, sorties neutralisées exclues. Les structures "
    "les déclarent elles-mêmes ; une structure est comptée à sa commune."
)


#: A density needs a figure that the département does not give.
WITHOUT_OTHER_SIDE = {
    PER_INHABITANT: (
        "SIAE pour 10 000 habitants : aucun fichier reçu ne donne la population d’une année proche de celle des "
        "structures, à deux ans près (source « Populations municipales »)."
    ),
    DENSITY: "ETP pour 1 000 demandeurs d’emploi : aucun fichier reçu ne donne ceux du 4e trimestre (Dares).",
}


def structures_block(view: EmploiView) -> html.Section:
    offer = view.offer
    if offer.whole.structures.own is None and offer.standings_period:
        return other_year_section(view, "structures", offer.period, offer.standings_period)
    if offer.whole.structures.own is None:
        return empty_section(
            "structures", "Les extraits reçus ne décrivent pas encore les structures de l’insertion (fichier « siae »)."
        )
    rows = (offer.whole, *offer.rows)
    facts = [item for row in rows for item in (row.structures, row.seekers, row.density)]
    return section(
        view,
        "structures",
        _table(view),
        *_shared(offer.rows),
        *reasons(item for row in rows for item in _offered(row)),
        *_absences(rows),
        *_without_other_side(offer.whole),
        *_illustrative(view),
        *_long_term(view),
        *_exits(view),
        source=view.source(*facts, view.siae_exits.whole),
    )


def _table(view: EmploiView) -> html.Div:
    """Rows become cards on a narrow screen: what the ratio is made of comes first."""
    offer = view.offer
    years = {"Structures d’insertion": offer.period, "postes": offer.posts_period}
    said = " et ".join(f"{name} ({year})" for name, year in years.items())
    caption = french(f"{said}, {view.publication.departement_name}")
    columns = _columns(view)
    headings = [html.Th(heading, scope="col", role="columnheader") for heading, _ in columns]
    rows = [
        _line(offer.whole, view, columns, pinned=True),
        *(_line(row, view, columns) for row in offer.rows),
    ]
    return html.Div(
        html.Table(
            [
                html.Caption(caption),
                html.Thead(html.Tr(headings, role="row"), role="rowgroup"),
                html.Tbody(rows, role="rowgroup"),
            ],
            className="tableau en-fiches offre",
            role="table",
        ),
        className="tableau-cadre",
        role="region",
        tabIndex=0,
        **{"aria-label": caption},
    )


def _columns(view: EmploiView) -> list[tuple]:
    """(heading, its short text before the figure of a card) of each column, that of the territories first."""
    offer, level = view.offer, level_name(view.question.decoupage or "departement")
    posts, structures = (
        html.Abbr("ETP", title="Équivalents temps plein"),
        html.Abbr("SIAE", title="Structures de l’insertion par l’activité économique"),
    )
    return [
        (f"{level[:1].upper()}{level[1:]}", ""),
        (_with_unit(posts, f"conventionnés par l’État, {offer.posts_period}"), f"ETP, {offer.posts_period}"),
        (
            _with_unit("Demandeurs d’emploi", f"catégories A, B, C, 4e trimestre {offer.density_period}"),
            f"Demandeurs d’emploi, T4 {offer.density_period}",
        ),
        (
            _with_unit("ETP", f"pour 1\u202f000 demandeurs d’emploi, {offer.density_period}"),
            "ETP pour 1\u202f000 demandeurs d’emploi",
        ),
        (_with_unit(structures, offer.period), f"SIAE, {offer.period}"),
        (_with_unit("SIAE", "pour 10\u202f000 habitants"), "SIAE pour 10\u202f000 habitants"),
        *((_type_heading(kind), f"{kind} (hors total)" if kind == APART else kind) for kind in TYPES),
    ]


def _type_heading(kind: str) -> list:
    name = html.Abbr(kind, title=breakdowns.label(f"siae:{kind}"))
    return _with_unit(name, "hors total") if kind == APART else [name]


def _with_unit(name, unit: str) -> list:
    return [name, html.Span(unit, className="unite")]


def _line(row: OfferRow, view: EmploiView, columns: list[tuple], *, pinned: bool = False) -> html.Tr:
    chosen = (row.territory.level, row.territory.code) == (view.question.niveau, view.question.territoire)
    link = row.territory.name if chosen else dcc.Link(row.territory.name, href=_to(view, row))
    name = [link, *small(PART_HERE)] if row.part else link
    none = "0" if row.every_type_is_known else ""  # the types that are not there have no row
    cells = [
        number_cell(row.posts),
        _seekers(row),
        number_cell(row.density),
        number_cell(row.structures),
        number_cell(row.per_inhabitant),
        *(number_cell(fact) if fact.own is not None else none for fact in row.types),
    ]
    titled = zip(cells, [short for _, short in columns[1:]], strict=True)
    return html.Tr(
        [
            html.Th(name, scope="row", role="rowheader"),
            *(html.Td(cell, role="cell", **{"data-intitule": short}) for cell, short in titled),
        ],
        role="row",
        className="repere" if pinned else ("selection" if chosen else None),
    )


def _seekers(row: OfferRow):
    if row.part:
        return html.Span("non comparable", className="absent")
    return number_cell(row.seekers) if row.seekers.own is not None else ""


def _shared(rows: Sequence[OfferRow]) -> list:
    """Which part of an EPCI the row counts, and its registered persons, who are those of the whole of it."""
    parts = [row for row in rows if row.part]
    if not parts:
        return []
    names = formats.listed([row.territory.name for row in parts])
    whole = [f"{row.territory.name}, {number_of(row.whole_seekers)}" for row in parts if row.whole_seekers]
    said = (
        f"À cheval sur plusieurs départements : {names}. Structures et ETP y sont ceux de la {PART_HERE} : zéro n’y "
        "veut pas dire que l’EPCI n’a pas de structure."
    )
    if whole:
        said += (
            f" Les demandeurs d’emploi ne sont connus que pour l’{WHOLE_EPCI} ({' ; '.join(whole)}) : ils ne se "
            "rapportent pas à ces structures."
        )
    return [paragraph(said, "precision")]


def _to(view: EmploiView, row: OfferRow) -> str:
    asked = view.question
    kept = {"decoupage": asked.decoupage, "periode": asked.periode, "indicateur": asked.indicateur}
    return _words.address("/emploi", niveau=row.territory.level, territoire=row.territory.code, **kept)


def _offered(row: OfferRow) -> tuple[Fact, ...]:
    return row.posts, row.density, row.per_inhabitant


def _absences(rows: tuple[OfferRow, ...]) -> list:
    """Why some figures do not exist, once each."""
    missing = [item for row in rows for item in _offered(row) if item.own is not None and item.own.status == "missing"]
    said = dict.fromkeys(filter(None, (why_of(item) for item in missing)))
    return [paragraph(f"« non disponible », ici : {reason}.", "precision") for reason in said]


def _without_other_side(whole: OfferRow) -> list:
    """Why a density exists nowhere."""
    return [
        paragraph(WITHOUT_OTHER_SIDE[item.indicator.id], "precision")
        for item in (whole.per_inhabitant, whole.density)
        if item.own is None
    ]


def _illustrative(view: EmploiView) -> list:
    if not any(row.territory.fictif for row in view.offer.rows):
        return []
    levels = level_name(view.question.decoupage, 2)
    return [paragraph(f"Découpage illustratif : la composition réelle des {levels} n’est pas publiée.", "precision")]


def _long_term(view: EmploiView) -> list:
    """Jobseekers of long duration per post, where it exists, and why it does not elsewhere."""
    known = [(territory, fact) for territory, fact in view.offer.long_term if fact.own is not None]
    levels = level_name(view.question.decoupage or "epci")
    indicator = load_catalogue().indicators[LONG_TERM]
    lines = [
        html.Li(
            [
                html.Strong(f"{territory.name}, {fact.period}{formats.THIN}: "),
                text_of(fact),
                *([f" ({why_of(fact)})"] if why_of(fact) else []),
            ]
        )
        for territory, fact in known
    ]
    return [
        html.H3(dcc.Link(indicator.title, href=f"/indicateur/{LONG_TERM}")),
        html.Ul(lines) if lines else paragraph("Aucun chiffre n’est publié : les inscrits par ancienneté manquent."),
        paragraph(WHY_NOT_HERE.format(level=levels)),
    ]


def _exits(view: EmploiView) -> list:
    """How people leave the structures, the département beside the territory asked."""
    exits = view.siae_exits
    told = (*exits.parts, Part("Sorties dynamiques, en tout", exits.whole))
    title = html.H3(dcc.Link(exits.whole.indicator.title, href=f"/indicateur/{exits.whole.indicator.id}"))
    if all(item is None for part in told for item in (part.fact.own, part.fact.other)):
        return [title, paragraph(_no_exit(exits.period, view))]
    places = [view.territory.name, *([view.beside.name] if view.beside is not None else [])]
    rows = [[part.label, *(cell(fact) for fact in _side_by_side(part, view))] for part in told]
    part = f" ({PART_HERE})" if _is_part(view) else ""
    caption = f"Sorties des structures d’insertion, {view.territory.name}{part}, {exits.period}"
    return [
        title,
        paragraph(f"{_compared(exits.whole, view)}{SIAE_EXITS_WORDS}"),
        _words.stacked_table(
            html.Span(french(caption)), ["Nature de la sortie", *places], rows, "sorties-iae compacte"
        ),
        *reasons(part.fact for part in told),
    ]


def _is_part(view: EmploiView) -> bool:
    """Whether the structures of the territory asked are those of a part of it."""
    return any(row.part for row in view.offer.rows if row.territory == view.territory)


def _no_exit(period: str, view: EmploiView) -> str:
    when = f" en {period}" if period else ""
    return f"Aucune sortie des structures n’est publiée pour {view.territory.name}{when} (fichier « siae »)."


def _side_by_side(part: Part, view: EmploiView) -> list[Fact]:
    beside = [replace(part.fact, own=part.fact.other, level="departement")] if view.beside is not None else []
    return [part.fact, *beside]


def _compared(whole: Fact, view: EmploiView) -> str:
    """ "En 2025, 61,0 % des sorties sont dynamiques (Gers : 64,2 %, écart non établi). ", or nothing."""
    if whole.own is None or whole.own.value is None:
        return ""
    beside = f" ({view.beside.name} : {whole.other_text}, {whole.words})" if whole.words else ""
    return f"En {whole.period}, {whole.text} des sorties sont dynamiques{beside}. "
