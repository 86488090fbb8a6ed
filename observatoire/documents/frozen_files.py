"""A frozen figure as data (JSON) and as a table (CSV), and what has changed since it was frozen."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from observatoire import formats
from observatoire.catalogue import load_catalogue
from observatoire.documents.csv_parts import guarded, plain_number, with_words
from observatoire.documents.frozen_figure import NOT_FROZEN, FrozenFigure
from observatoire.documents.model import Cell, Evidence
from observatoire.typography import french
from observatoire.view.etat import state_of
from observatoire.view.parcours_figures import SHORT_WORDS, figure_words
from observatoire.warehouse import Observation, Snapshot

#: What a cell says instead of a figure.
_STATUSES = {*formats.STATUS_WORDS.values(), *SHORT_WORDS.values()}


@dataclass(frozen=True)
class Since:
    """A figure that is published otherwise today: `where` its row and column, `then` and `now` in words."""

    where: str
    then: str
    now: str


def since(frozen: FrozenFigure, snapshot: Snapshot) -> tuple[Since, ...]:
    """Every figure of the table whose value today is not the one frozen; nothing on the same publication."""
    publication = snapshot.publication()
    if publication == frozen.publication or publication.departement != frozen.publication.departement:
        return ()
    rows = frozen.figure.table.rows
    shown = [(row, column, cell) for row in rows for column, cell in enumerate(row) if cell.evidence]
    state = state_of([cell.evidence for _, _, cell in shown], snapshot, publication.built_at.date())
    today = {_evidence(item): item for item in state.observations}
    changed = []
    for row, column, cell in shown:
        now = today.get(cell.evidence)
        if not _same(cell, now):
            heading = frozen.figure.table.columns[column].heading
            changed.append(Since(french(f"{row[0].text}, {heading}"), _then(cell, frozen), _now(cell.evidence, now)))
    return tuple(changed)


def frozen_json(frozen: FrozenFigure) -> str:
    """Everything that the page of the figure shows, the drawing left out."""
    figure, publication = frozen.figure, frozen.publication
    told = {name: value for name, value in asdict(figure).items() if name not in NOT_FROZEN}
    content = {
        "code": frozen.code,
        "figee_le": frozen.frozen_on.isoformat(),
        "publication": asdict(publication) | {"built_at": publication.built_at.isoformat()},
        "licences": list(frozen.licences),
        "figure": told,
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def frozen_csv(frozen: FrozenFigure) -> bytes:
    """The table, header first, then what to read with it after an empty line; conventions of the other CSV files."""
    table = frozen.figure.table
    headings = [f"{column.heading} ({column.unit})" if column.unit else column.heading for column in table.columns]
    return with_words([headings, *([_field(cell) for cell in row] for row in table.rows)], words(frozen))


def words(frozen: FrozenFigure) -> list[tuple[str, str]]:
    """(label, text) of everything to read with the figure, in reading order."""
    figure, publication = frozen.figure, frozen.publication
    said = [
        *(("Avertissement", text) for text in figure.mentions),
        ("Titre", figure.title),
        ("Contenu", figure.subtitle),
        ("Code de la figure", frozen.code),
        ("Publication", f"données publiées le {formats.day(publication.built_at)}"),
        ("Géographie", f"communes au 1er janvier {publication.geo_year}"),
        *([("Repère", figure.benchmark.removeprefix(french("Repère : ")))] if figure.benchmark else []),
        *([("Définition", figure.definition)] if figure.definition else []),
        *(("À noter", text) for text in figure.notes),
        *(("À ne pas conclure", text) for text in figure.not_to_conclude),
        ("Source", figure.source.removeprefix(french("Source : "))),
        *(("Licence", text) for text in frozen.licences),
        ("Adresse de l’écran", figure.address),
    ]
    return [(french(label), french(text)) for label, text in said]


def _field(cell: Cell) -> str:
    """A number as a spreadsheet reads it, with the decimals that it prints; else words."""
    return guarded(cell.text) if cell.value is None else plain_number(cell.value, cell.decimals)


def _same(cell: Cell, now: Observation | None) -> bool:
    """Whether what is printed is what is published now: the number, its interval, or why there is none."""
    known = now is not None and now.value is not None and not now.is_bounded
    if cell.value is not None:
        return known and round(now.value, cell.decimals) == round(cell.value, cell.decimals)
    indicator = load_catalogue().indicators.get(cell.evidence.indicator)
    if now is None or indicator is None:
        return True
    if cell.text in {_words(now), formats.figure(now, indicator), formats.interval(now, indicator)}:
        return True
    return now.value is None and cell.text not in _STATUSES


def _then(cell: Cell, frozen: FrozenFigure) -> str:
    """The figure with its unit, once."""
    indicator = load_catalogue().indicators.get(cell.evidence.indicator)
    if cell.value is None or indicator is None or cell.text != formats.decimal(cell.value, cell.decimals):
        return cell.text
    return formats.with_unit(cell.text, indicator.unit)


def _now(evidence: Evidence, now: Observation | None) -> str:
    return "n’est plus publié" if now is None else _words(now)


def _words(observation: Observation) -> str:
    indicator = load_catalogue().indicators.get(observation.indicator)
    return figure_words(observation, indicator) if indicator is not None else "n’est plus publié"


def _evidence(item: Observation) -> Evidence:
    return Evidence(item.indicator, item.level, item.territory, item.period, item.breakdown)
