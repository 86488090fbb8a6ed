"""The tartan rug: territories by indicators, each figure against the benchmark, in an order that a reader chooses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from observatoire import formats
from observatoire.catalogue import Indicator, load_catalogue
from observatoire.statistics.seriation import chain, standardised
from observatoire.typography import french
from observatoire.view.comparer_question import EVERY_THEME, CompareQuestion, comparable
from observatoire.view.figures_of import NOT_COMPARED, Judgement, judge, may_be_judged, source_line
from observatoire.view.parcours_figures import figure_words
from observatoire.view.question import benchmark_territories
from observatoire.warehouse import Observation, Snapshot, Territory

#: Share of the columns, and of the territories, that must be known to speak of resemblance.
KNOWN = 0.5


@dataclass(frozen=True)
class RugColumn:
    """An indicator at its latest period, and the figure of the benchmark at the same one.

    unit: a unit in words ("jours"), told once in the heading; "%" and "€" stay beside each figure.
    """

    indicator: Indicator
    period: str
    benchmark: Observation | None
    benchmark_text: str
    unit: str = ""

    @property
    def heading(self) -> str:
        """ "Délai médian d’orientation, 2025 (jours)"."""
        unit = f" ({self.unit})" if self.unit else ""
        return f"{self.indicator.short_title}, {formats.short_period(self.period)}{unit}"


@dataclass(frozen=True)
class RugCell:
    """A figure against the benchmark. verdict: as Judgement.verdict, else "non comparé"; reason: then why."""

    observation: Observation | None
    text: str
    judgement: Judgement | None
    verdict: str
    reason: str

    @property
    def estimated(self) -> bool:
        return self.observation is not None and self.observation.status == "estimated"


@dataclass(frozen=True)
class RugRow:
    """A territory. worse: its cells "moins bien"; judged: those that could be better or worse."""

    territory: Territory
    cells: tuple[RugCell, ...]
    worse: int
    judged: int

    @property
    def worse_text(self) -> str:
        return f"{formats.decimal(self.worse)} sur {formats.decimal(self.judged)}" if self.judged else NOT_COMPARED


@dataclass(frozen=True)
class Rug:
    """Rows in the order asked. sentences: what it holds; reasons: why some cells are not compared."""

    columns: tuple[RugColumn, ...]
    rows: tuple[RugRow, ...]
    sentences: tuple[str, ...]
    reasons: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def themes(self) -> tuple[tuple[str, int], ...]:
        """(theme, number of columns), in order."""
        return tuple(Counter(column.indicator.theme for column in self.columns).items())


def rug(question: CompareQuestion, snapshot: Snapshot) -> Rug:
    """The rug of a level and a theme, each indicator at its latest period."""
    level, (code, benchmark) = question.niveau, benchmark_territories(snapshot)[question.repere]
    catalogue, year = load_catalogue(), snapshot.publication().geo_year
    periods = {
        name: period
        for name, period in comparable(level, snapshot).items()
        if question.theme in (EVERY_THEME, catalogue.indicators[name].theme)
    }
    figures = snapshot.peers(level, periods.items())
    against = snapshot.peers(question.repere, periods.items(), code)
    columns = []
    for name, period in periods.items():
        indicator, other = catalogue.indicators[name], next(iter(against[(name, period)]), None)
        columns.append(RugColumn(indicator, period, other, _text(other, indicator), _unit(indicator)))
    known = {pair: {item.territory: item for item in items} for pair, items in figures.items()}
    rows = [
        _row(territory, [known[pair].get(territory.code) for pair in periods.items()], columns)
        for territory in sorted(snapshot.territories(level), key=lambda item: formats.sort_key(item.name))
    ]
    rows, said = _ordered(rows, question.tri)
    sources = dict.fromkeys(
        source_line(column.indicator, figures[(column.indicator.id, column.period)], catalogue, year)
        for column in columns
    )
    said = (*_sentences(rows, columns, benchmark, level), *said)
    return Rug(tuple(columns), tuple(rows), said, _reasons(rows), tuple(sources))


def _row(territory: Territory, figures: list[Observation | None], columns: list[RugColumn]) -> RugRow:
    cells = tuple(_cell(item, column) for item, column in zip(figures, columns, strict=True))
    sided = [cell for cell, column in zip(cells, columns, strict=True) if column.indicator.polarity != "none"]
    judged = [cell.judgement for cell in sided if cell.judgement is not None]
    return RugRow(territory, cells, sum(judgement.favourable is False for judgement in judged), len(judged))


def _cell(observation: Observation | None, column: RugColumn) -> RugCell:
    judgement = judge(observation, column.benchmark, column.indicator)
    text = _text(observation, column.indicator)
    if judgement is not None:
        return RugCell(observation, text, judgement, judgement.verdict, "")
    return RugCell(observation, text, None, NOT_COMPARED, french(_why(observation, column)))


def _unit(indicator: Indicator) -> str:
    return "" if indicator.unit in ("%", "€", "€ par an") else indicator.unit


def _text(observation: Observation | None, indicator: Indicator) -> str:
    """The figure without a unit in words, or the words of its status."""
    if observation is not None and observation.value is not None and not observation.is_bounded and _unit(indicator):
        return formats.number(observation.value, indicator, observation.level)
    return figure_words(observation, indicator)


def _why(observation: Observation | None, column: RugColumn) -> str:
    """Why a figure is not compared, as a clause."""
    if observation is None or observation.value is None:
        return formats.why_absent(observation)
    if observation.is_bounded:
        return "la valeur n’est connue que par une borne"
    if column.indicator.comparison == "none":
        return "rien ne permet de dire si un écart dépasse le hasard"
    if not may_be_judged(observation, column.indicator):
        return "le chiffre repose sur trop peu de personnes, ou son intervalle n’est pas connu"
    if column.benchmark is None or column.benchmark.value is None:
        return "le repère n’a pas de chiffre pour la même période"
    return "le chiffre du repère n’est pas assez sûr"


def _ordered(rows: list[RugRow], sort: str) -> tuple[list[RugRow], list[str]]:
    """The rows, given by name, in the order asked, and what must be known of that order."""
    if sort == "moins_bien":
        return sorted(rows, key=lambda row: -row.worse), []
    if sort == "nom":
        return rows, []
    near, apart = _by_resemblance(rows)
    said = [
        "Ordre par ressemblance : le premier territoire est celui qui diffère le plus des autres, chacun est suivi de "
        "celui qui lui ressemble le plus parmi ceux qui restent. La ressemblance est la moyenne quadratique des "
        "différences d’écart au repère, chaque indicateur comptant en écarts-types."
    ]
    if apart:
        names = ", ".join(row.territory.name for row in apart)
        said.append(f"À la fin, faute d’assez de chiffres pour les situer : {names}.")
    return [*near, *apart], [french(sentence) for sentence in said]


def _by_resemblance(rows: list[RugRow]) -> tuple[list[RugRow], list[RugRow]]:
    """(rows so that neighbours are alike, those with too few figures). Only exact figures count."""
    profiles = {
        row.territory.code: [
            cell.observation.value if cell.observation is not None and cell.observation.is_comparable else None
            for cell in row.cells
        ]
        for row in rows
    }
    shared = [
        place
        for place in range(len(rows[0].cells))
        if sum(values[place] is not None for values in profiles.values()) >= KNOWN * len(rows)
    ]
    kept = {
        code: [values[place] for place in shared]
        for code, values in profiles.items()
        if shared and sum(values[place] is not None for place in shared) >= KNOWN * len(shared)
    }
    by_code = {row.territory.code: row for row in rows}
    near = [by_code[code] for code in chain(standardised(kept))] if kept else []
    return near, [row for row in rows if row.territory.code not in kept]


def _sentences(rows: list[RugRow], columns: list[RugColumn], benchmark: str, level: str) -> list[str]:
    judged, worse = sum(row.judged for row in rows), sum(row.worse for row in rows)
    said = [
        f"{formats.count_level(len(rows), level)} et {formats.count(len(columns), 'indicateur')}, chacun à sa dernière "
        f"période ; repère : {benchmark}."
    ]
    if not any(cell.judgement for row in rows for cell in row.cells):
        said.append("Aucune case n’a pu être jugée : le repère n’a pas ces chiffres, choisissez-en un autre.")
    elif not judged:
        said.append("Aucun de ces indicateurs n’a de bon côté : un écart se dit « plus élevé » ou « moins élevé ».")
    else:
        said.append(
            f"{formats.count(judged, 'comparaison')} où un côté est préférable, dont {formats.decimal(worse)} « moins "
            "bien ». Chaque case est jugée seule : parmi tant de comparaisons, le hasard peut en faire différer "
            "quelques-unes ; la liste de ce qui est moins bien et se dégrade en tient compte."
        )
    return [french(sentence) for sentence in said]


def _reasons(rows: list[RugRow]) -> tuple[str, ...]:
    """Why some cells are not compared, most frequent reason first."""
    found = Counter(cell.reason for row in rows for cell in row.cells if cell.reason)
    return tuple(
        french(f"{formats.count(many, 'case non comparée', 'cases non comparées')} : {reason}.")
        for reason, many in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    )
