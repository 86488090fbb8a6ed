"""The annual bilan of a territory: this year beside the last one, chapter by chapter, and what has changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from observatoire import formats
from observatoire.carnet.database import Carnet
from observatoire.carnet.decisions import Decision
from observatoire.carnet.states import keep_state, states_of
from observatoire.catalogue import load_catalogue
from observatoire.documents.bilan_parts import (
    compared_table,
    delays_figure,
    key_figure,
    orientations_figure,
    pairs_of,
)
from observatoire.documents.copil_document import changes_section, decisions_section
from observatoire.documents.evidences import evidences
from observatoire.documents.figure_parts import mentions_of
from observatoire.documents.figures_at import figure_at
from observatoire.documents.file_names import file_stem
from observatoire.documents.frozen_figure import licences_of
from observatoire.documents.model import Block, Document, Figure, KeyFigures, Prose, Section, Sentence, Table
from observatoire.documents.panier_document import definitions_named
from observatoire.errors import ObservatoireError
from observatoire.territories import MAPPED_LEVELS, level_name
from observatoire.typography import french
from observatoire.view.changements import changements
from observatoire.view.etat import State, from_json, state_of, state_today
from observatoire.view.figures_of import source_line
from observatoire.view.parcours import parcours
from observatoire.view.question import available
from observatoire.view.suivi import follow
from observatoire.warehouse import Snapshot, Territory

#: Large numbers of the first page, then the rest of the compared table.
KEY = ("taux_pauvrete", "foyers_rsa", "taux_chomage_localise", "delai_median_orientation", "taux_contractualisation",
       "part_emploi_durable")  # fmt: skip
COMPARED = (
    *KEY[:2],
    "taux_couverture_rsa_foyers",
    KEY[2],
    "demandeurs_emploi_longue_duree",
    "personnes_orientees",
    "part_orientee_31_decembre",
    KEY[3],
    "part_orientee_30_jours",
    "stock_attente_orientation",
    "taux_presence_rdv",
    KEY[4],
    "part_contrat_30_jours",
    "taux_retour_emploi_6_mois",
    "taux_retour_emploi_12_mois",
    KEY[5],
    "taux_sortie_dispositif",
    "siae",
    "etp_iae",
    "etp_iae_pour_1000_de",
    "heures_insertion_realisees",
)
ALONE = french(
    "Aucun bilan d’une année précédente n’est gardé : les chiffres de ce bilan sont comparés à la période publiée "
    "avant eux. Le prochain bilan les comparera à ceux-ci, tels qu’ils sont figés aujourd’hui."
)
UNSAID = french("Le département n’a pas donné d’extrait, ou aucun chiffre n’est publié à ce sujet.")


def bilan_document(
    territory: Territory, snapshot: Snapshot, previous_state: State | None, decisions: Iterable[Decision] = ()
) -> Document:
    """The document. previous_state: figures of the last bilan, as they were kept; None compares with what is published.

    decisions: those to report on.
    """
    publication, told = snapshot.publication(), tuple(follow(item, snapshot) for item in decisions)
    chapters = [
        _summary(territory, snapshot, previous_state),
        *_chapters(territory, snapshot),
        *([decisions_section(told)] if told else []),
    ]
    document = Document(
        kind="bilan",
        title=french(f"Bilan annuel : {territory.name}"),
        subtitle=french(f"{_level(territory)}, données publiées le {formats.day(publication.built_at)}"),
        departement_name=publication.departement_name,
        mentions=mentions_of(publication, [territory]),
        sections=tuple(chapters),
        definitions=(),
        published_on=publication.built_at.date(),
        geo_year=publication.geo_year,
        file_stem=file_stem(publication, "bilan", territory.level, territory.name),
        address=f"/territoire/{territory.level}/{territory.code}",
    )
    if previous_state is not None:
        today = state_today(previous_state, snapshot, publication.built_at.date())
        changes = changes_section(changements(previous_state, today))
        document = replace(document, sections=(*document.sections, changes))
    return replace(
        document,
        definitions=definitions_named(_indicators(document)),
        mentions=tuple(
            dict.fromkeys((*document.mentions, *(m for figure in document.figures for m in figure.mentions)))
        ),
        licences=tuple(dict.fromkeys(licence for figure in document.figures for licence in licences_of(figure))),
    )


def bilan(
    carnet: Carnet, level: str, code: str, snapshot: Snapshot, today: date, decisions: Iterable[Decision] = ()
) -> Document:
    """The bilan of a territory made `today`; its figures are kept, for the bilan of the years to come.

    decisions: those of a panier whose key the reader gave; nobody else reads them. Raises ObservatoireError for a
    territory that is not published.
    """
    territory = snapshot.territory(level, code)
    if territory is None:
        raise ObservatoireError("Ce territoire n’existe pas dans les données publiées.")
    subject = f"bilan/{level}/{code}"
    earlier = [item for item in states_of(carnet, subject) if item.taken_on.year < today.year]
    previous = from_json(earlier[-1].content) if earlier else None
    document = bilan_document(territory, snapshot, previous, decisions)
    keep_state(carnet, subject, today, state_of(evidences(document), snapshot, today).to_json)
    return document


def _summary(territory: Territory, snapshot: Snapshot, previous_state: State | None) -> Section:
    pairs = pairs_of(COMPARED, territory.level, territory.code, previous_state, snapshot)
    catalogue, geo_year = load_catalogue(), snapshot.publication().geo_year
    sources = dict.fromkeys(
        source_line(pair.indicator, [pair.latest], catalogue, geo_year) for pair in pairs if pair.indicator.id in KEY
    )
    first = [pair for name in KEY for pair in pairs if pair.indicator.id == name]
    heading = "Période précédente"
    if previous_state is not None:
        heading = f"Chiffre du bilan du {formats.day(previous_state.taken_on)}"
    blocks: list[Block] = [Prose((Sentence(ALONE),))] if previous_state is None else []
    if first:
        items = tuple(key_figure(pair, previous_state is not None) for pair in first)
        blocks.insert(0, KeyFigures(items, " ".join(sources)))
    if pairs:
        blocks.append(compared_table(pairs, heading, previous_state is not None))
    return Section(french("Quels sont les chiffres de l’année ?"), tuple(blocks))


def _chapters(territory: Territory, snapshot: Snapshot) -> list[Section]:
    """Chapters in the order of a bilan; one without any figure says so."""
    place = f"niveau={territory.level}&territoire={territory.code}"
    view = parcours({"niveau": territory.level, "territoire": territory.code}, snapshot)
    if view is not None and (view.territory.level, view.territory.code) != (territory.level, territory.code):
        view = None
    drawn: dict[str, list[Figure | None]] = {
        "Où la pauvreté et le RSA pèsent-ils le plus ?": [
            _map(territory, name, snapshot) for name in ("taux_pauvrete", "taux_couverture_rsa_foyers")
        ],
        "Où le parcours s’arrête-t-il ?": [_figure(f"/parcours?{place}#etapes", view, snapshot)],
        "Les délais fixés sont-ils tenus ?": [
            delays_figure(view) if view is not None else None,
            *(_figure(f"/parcours?{place}#{block}", view, snapshot) for block in ("seuils", "stock", "territoires")),
        ],
        "Vers qui et vers quoi oriente-t-on ?": [orientations_figure(view, snapshot) if view is not None else None],
        "Que deviennent les personnes accompagnées ?": [
            _figure(f"/emploi?{place}#{block}", view, snapshot) for block in ("retour", "sorties", "dispositifs")
        ],
        "Que pèsent l’insertion par l’activité économique et les clauses ?": [
            _figure(f"/emploi?{place}#{block}", view, snapshot) for block in ("carte", "clauses")
        ],
    }
    return [
        Section(french(question), _numbered([item for item in figures if item is not None]))
        for question, figures in drawn.items()
    ]


def _numbered(figures: list[Figure]) -> tuple[Block, ...]:
    return tuple(figures) or (Prose((Sentence(UNSAID),)),)


def _figure(address: str, view, snapshot: Snapshot) -> Figure | None:
    """None where the figure does not exist, or would be that of another territory. view: that of the territory."""
    if view is None:
        return None
    try:
        return figure_at(address, snapshot)
    except ObservatoireError:
        return None


def _map(territory: Territory, indicator: str, snapshot: Snapshot) -> Figure | None:
    """The map of the level of the territory, which is outlined; for the département, that of its first level."""
    levels = available(snapshot).get(indicator, {})
    wanted = [territory.level] if territory.level in MAPPED_LEVELS and territory.level != "departement" else []
    level = next((name for name in (*wanted, "sdsei", "epci") if name in levels), "")
    if not level or level not in snapshot.layer_levels():
        return None
    chosen = f"&territoire={territory.code}" if territory.level == level else ""
    return figure_at(f"/carte?indicateur={indicator}&niveau={level}&repere=departement{chosen}", snapshot)


def _level(territory: Territory) -> str:
    name = level_name(territory.level)
    return name[0].upper() + name[1:]


def _indicators(document: Document) -> list[str]:
    """Indicators of the compared table, then those of the figures."""
    tables = [block for block in document.sections[0].blocks if isinstance(block, Table)]
    compared = [cell.evidence.indicator for table in tables for row in table.rows for cell in row if cell.evidence]
    return [*compared, *(name for figure in document.figures for name in figure.indicators)]
