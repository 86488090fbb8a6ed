"""The portrait of a territory as a document: key figures, the chapters of a PTLI diagnostic, what it does not say."""

from __future__ import annotations

from dataclasses import replace

from observatoire import formats
from observatoire.catalogue import load_catalogue
from observatoire.documents.common import capitalized, comparison_words
from observatoire.documents.figure_carte import carte_figure
from observatoire.documents.figure_parts import evidence_of, key_of, sources_of, table_of
from observatoire.documents.model import (
    Block,
    Bullets,
    Cell,
    Column,
    Definition,
    Document,
    Figure,
    KeyFigure,
    KeyFigures,
    Prose,
    Section,
    Sentence,
    Table,
)
from observatoire.documents.portrait_bars import comparison_figure
from observatoire.documents.portrait_cells import mentions
from observatoire.documents.portrait_lines import series_figure
from observatoire.documents.portrait_parts import address
from observatoire.documents.portrait_spines import rows_table, spine_figure
from observatoire.outline import NotMeasured
from observatoire.sentences import swot_quadrants
from observatoire.territories import MAPPED_LEVELS
from observatoire.typography import french
from observatoire.view.diagnostic import Chapter, Diagnostic, DiagnosticRow
from observatoire.view.paire import at
from observatoire.view.portrait import PortraitRow
from observatoire.view.question import available
from observatoire.warehouse import Snapshot

TITLE = "Portrait de territoire"
FIRST_QUESTION = french("Que faut-il retenir ?")
SWOT_QUESTION = french("Quelles forces, quelles faiblesses ?")
UNSAID_QUESTION = french("Qu’est-ce que ce portrait ne dit pas ?")
ANNEX_QUESTION = french("Quels sont tous les chiffres ?")
UNMEASURED = "Ce que l’observatoire ne mesure pas encore"
UNKNOWN = "Ce qui n’est pas connu ici, et où le trouver"
MAPPED_FIRST = ("taux_pauvrete", "foyers_rsa", "demandeurs_emploi", "population")


def portrait_document(found: Diagnostic, snapshot: Snapshot) -> Document:
    """The whole document, in the order of the outline."""
    portrait, publication = found.portrait, found.portrait.publication
    sections = [
        _summary(found, snapshot),
        *(_chapter(chapter, found, snapshot) for chapter in found.chapters),
        Section(SWOT_QUESTION, (swot_quadrants(found.swot),)),
        Section(UNSAID_QUESTION, _unmeasured(found)),
        Section(ANNEX_QUESTION, _every_figure(found)),
    ]
    benchmark = dict(portrait.benchmarks)[portrait.benchmark_key]
    return Document(
        "portrait",
        portrait.title,
        french(f"{TITLE} : {portrait.subtitle}. Repère : {benchmark}"),
        publication.departement_name,
        tuple(mentions(portrait)),
        tuple(section for section in sections if section.blocks),
        _definitions(found),
        publication.built_at.date(),
        publication.geo_year,
        f"{'demonstration-' if publication.demo else ''}{key_of('portrait', portrait.territory.level, portrait.title)}",
        address(found),
        licences=_licences(found),
    )


def _summary(found: Diagnostic, snapshot: Snapshot) -> Section:
    blocks: list[Block] = []
    if found.key_rows:
        items = tuple(_key_figure(row) for row in found.key_rows)
        blocks.append(KeyFigures(items, sources_of(row.row.source for row in found.key_rows)))
    if found.highlights:
        blocks.append(Prose(found.highlights))
    drawn = _map(found, snapshot)
    if drawn is not None:
        blocks.append(drawn)
    return Section(FIRST_QUESTION, tuple(blocks))


def _key_figure(row: DiagnosticRow) -> KeyFigure:
    shown = row.row
    compared = ""
    if shown.judgement is not None:
        compared = french(f"{comparison_words(shown.judgement)} ({shown.benchmark.name} : {shown.benchmark.text})")
    details = (formats.period(shown.period), compared, french(shown.change))
    return KeyFigure(
        shown.indicator.short_title, shown.text, tuple(filter(None, details)), evidence_of(shown.observation)
    )


def _map(found: Diagnostic, snapshot: Snapshot) -> Figure | None:
    """The département with the territory outlined, for the first indicator that its level maps."""
    territory, publication = found.portrait.territory, found.portrait.publication
    level = found.parts[0].level if found.parts else territory.level
    whole = level not in MAPPED_LEVELS or level == "departement"
    for indicator in MAPPED_FIRST:
        levels = [name for name in ("sdsei", "epci") if name in available(snapshot).get(indicator, {})]
        shown = next(iter(levels), "") if whole else level
        if shown in available(snapshot).get(indicator, {}) and shown in snapshot.layer_levels():
            asked = {"indicateur": indicator, "niveau": shown, "repere": found.portrait.benchmark_key}
            if not whole and not found.parts:
                asked["territoire"] = territory.code
            return carte_figure(asked, snapshot) if territory.code == publication.departement or not whole else None
    return None


def _chapter(chapter: Chapter, found: Diagnostic, snapshot: Snapshot) -> Section:
    """Questions one after the other, then the rows among their peers; what is missing when nothing is known."""
    question = french(f"{chapter.title} : {chapter.question[:1].lower()}{chapter.question[1:]}")
    if not any(row.known for row in chapter.rows):
        why = tuple(sentence for block in chapter.blocks for sentence in block.sentences)
        missing = tuple(Sentence(unmeasured_words(item)) for item in chapter.not_measured)
        return Section(question, (Bullets(UNKNOWN, why + missing),))
    blocks: list[Block] = []
    for block in chapter.blocks:
        drawn = [comparison_figure(block, found, snapshot), series_figure(block, found, snapshot)]
        kept = [figure for figure in drawn if figure is not None]
        if kept and block.sentences and not kept[0].sentences:
            kept[0] = replace(kept[0], sentences=block.sentences)
        blocks += kept or ([Prose(block.sentences)] if block.sentences else [])
    spines = spine_figure(chapter, found)
    return Section(question, (*blocks, spines) if spines is not None else tuple(blocks))


def _unmeasured(found: Diagnostic) -> tuple[Table, ...]:
    """What the chapters that have figures do not measure, a table each; the others have said it in their place."""
    columns = [Column("Non mesuré ici"), Column("Où le trouver")]
    return tuple(
        table_of(
            chapter.title,
            columns,
            [[Cell(f"{item.what[:1].upper()}{item.what[1:]}"), Cell(item.where)] for item in chapter.not_measured],
        )
        for chapter in found.chapters
        if chapter.not_measured and any(row.known for row in chapter.rows)
    )


def _rows(found: Diagnostic) -> list[DiagnosticRow]:
    return [row for chapter in found.chapters for row in chapter.rows]


def _every_figure(found: Diagnostic) -> tuple[Block, ...]:
    """Each figure of the portrait, a table a chapter, then what has none, by reason."""
    rows = _rows(found)
    reasons: dict[str, list[str]] = {}
    for row in (item.row for item in rows if not item.known):
        status = formats.figure(row.observation, row.indicator)
        why = f"{status} ({row.reason})" if row.reason else status
        reasons.setdefault(why, []).append(f"{row.indicator.title}{_last_known(row)}")
    absent = tuple(
        Sentence(french(f"{capitalized(reason)} : {' ; '.join(titles)}.")) for reason, titles in reasons.items()
    )
    tables = tuple(
        rows_table(chapter.title, known, found)
        for chapter in found.chapters
        if (known := [row for row in chapter.rows if row.known])
    )
    return (*tables, Bullets("Sans chiffre pour ce territoire, ou sans chiffre récent", absent)) if absent else tables


def _last_known(row: PortraitRow) -> str:
    """ " (en 2025 ; dernier chiffre connu : 2024)", nothing for an indicator that never had a figure here."""
    known = [item.period for item in row.series if item.value is not None and not item.is_running]
    if not known:
        return ""
    return f" ({at(row.period)} ; dernier chiffre connu : {formats.period(max(known))})"


def unmeasured_words(item: NotMeasured) -> str:
    """ "Part des familles monoparentales : à chercher auprès de l’Insee, recensement." """
    return french(f"{item.what[:1].upper()}{item.what[1:]} : {item.where}.")


def _definitions(found: Diagnostic) -> tuple[Definition, ...]:
    """Every indicator with a figure, in the order of the document."""
    shown = [row.row for row in _rows(found) if row.known]
    return tuple(
        Definition(
            row.indicator.id,
            row.indicator.title,
            row.indicator.definition,
            row.indicator.formula,
            row.source,
            row.indicator.caveats,
            row.indicator.not_to_conclude,
        )
        for row in shown
    )


def _licences(found: Diagnostic) -> tuple[str, ...]:
    sources = {row.observation.source for row in found.portrait.all_rows if row.observation is not None}
    return tuple(sorted({load_catalogue().sources[name].licence for name in sources if name}))
