"""Territories beside each other: where is it worse, what lies outside chance, what gets worse, who is alike?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from observatoire import formats
from observatoire.catalogue import THEMES, Indicator, load_catalogue
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.comparer_question import EVERY_THEME, CompareChoices, CompareQuestion, ask, comparable
from observatoire.view.comparer_tapis import Rug, rug
from observatoire.view.entonnoir import Funnel, funnel
from observatoire.view.figures_of import WHOLE_LEVELS, source_line
from observatoire.view.pairs import STRUCTURAL, Peers, peers_of
from observatoire.view.question import benchmark_territories
from observatoire.view.vigilance import WatchEntry, WatchList, watch_list
from observatoire.warehouse import Publication, Snapshot

#: The questions of the screen, in their order: {block: title}.
QUESTIONS = {
    "tapis": "Qui est mieux, qui est moins bien, et sur quoi ?",
    "entonnoir": "Quels écarts dépassent ce que le hasard permet ?",
    "vigilance": "Qu’est-ce qui est moins bien et se dégrade ?",
    "semblables": "Quels territoires se ressemblent ?",
}
QUESTIONS = {key: french(title) for key, title in QUESTIONS.items()}
NOT_TO_CONCLUDE = (
    "Qu’un territoire travaille mieux qu’un autre : un écart dit une différence de situation, pas sa cause.",
    "Que « écart non établi » veut dire égal : l’écart est trop petit pour être distingué du hasard ou de l’arrondi.",
    "Que « non comparé » veut dire sans écart : le chiffre manque, il est trop fragile, ou le repère n’en a pas.",
    "Qu’un territoire qui compte plus de « moins bien » qu’un autre va plus mal : les indicateurs n’ont pas tous "
    "la même importance, et plusieurs disent presque la même chose.",
)
NOT_TO_CONCLUDE = tuple(french(text) for text in NOT_TO_CONCLUDE)
#: A chance smaller than this is not worth more digits.
LEAST_SAID = 0.001


@dataclass(frozen=True)
class Alike:
    """Peers of a territory. changes: what removing variables has changed in the list, as a sentence or ""."""

    peers: Peers
    removed: tuple[Indicator, ...]
    changes: str


@dataclass(frozen=True)
class CompareView:
    publication: Publication
    question: CompareQuestion
    choices: CompareChoices
    notes: tuple[str, ...]
    benchmark_name: str
    rug: Rug
    funnel: Funnel
    watch: WatchList
    alike: Alike

    @property
    def subtitle(self) -> str:
        """ "7 SDSeI (Pyrénées-Atlantiques) ; repère : France"."""
        level = self.question.niveau
        where = "" if level == "departement" else f" ({self.publication.departement_name})"
        return french(f"{formats.count_level(len(self.rug.rows), level)}{where} ; repère : {self.benchmark_name}")

    @property
    def watch_sources(self) -> tuple[str, ...]:
        """Source lines of the alerts."""
        catalogue, year = load_catalogue(), self.publication.geo_year
        lines = (source_line(entry.indicator, [entry.observation], catalogue, year) for entry in self.watch.entries)
        return tuple(dict.fromkeys(lines))

    @property
    def peer_sources(self) -> tuple[str, ...]:
        """The preferred source of each variable of the resemblance."""
        catalogue = load_catalogue()
        used = dict.fromkeys(item.indicator.sources[0] for item in self.alike.peers.variables)
        return tuple(french(f"Source : {catalogue.sources[name].attribution}.") for name in used)

    @property
    def fictitious(self) -> bool:
        return any(row.territory.fictif for row in self.rug.rows)


def compare_view(query: Mapping[str, str | None], snapshot: Snapshot) -> CompareView | None:
    """Answer a query string; None when there is nothing to compare."""
    asked = ask(query, snapshot)
    return None if asked is None else _answered(*asked, snapshot)


@lru_cache(maxsize=32)
def _answered(
    question: CompareQuestion, choices: CompareChoices, notes: tuple[str, ...], snapshot: Snapshot
) -> CompareView:
    level = question.niveau
    return CompareView(
        snapshot.publication(),
        question,
        choices,
        notes,
        benchmark_territories(snapshot)[question.repere][1],
        rug(question, snapshot),
        funnel(snapshot, question.indicateur, level, comparable(level, snapshot)[question.indicateur]),
        watch_list(snapshot, level, question.repere),
        _alike(question, snapshot),
    )


def _alike(question: CompareQuestion, snapshot: Snapshot) -> Alike:
    level, code = question.place
    kept = [name for name in STRUCTURAL if name not in question.removed]
    found = peers_of(snapshot, level, code, kept)
    removed = tuple(item for item in found.choices if item.id in question.removed)
    changes = _changes(peers_of(snapshot, level, code), found) if removed else ""
    return Alike(found, removed, changes)


def _changes(whole: Peers, found: Peers) -> str:
    """What the list has become without the variables removed."""
    if whole.refusal or found.refusal:
        return ""
    before, after = ([peer.territory.name for peer in one.peers] for one in (whole, found))
    come, gone = [name for name in after if name not in before], [name for name in before if name not in after]
    if come:
        enter, leave = ("entre", "sort") if len(come) < 2 else ("entrent", "sortent")
        return french(f"Par rapport à toutes les variables : {_and(come)} {enter}, {_and(gone)} {leave}.")
    if before != after:
        return french("Les territoires sont les mêmes qu’avec toutes les variables, dans un autre ordre.")
    return french("La liste est la même qu’avec toutes les variables.")


def _and(names: list[str]) -> str:
    return " et ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def held_at(entry: WatchEntry) -> str:
    """The smallest rate of false alarms at which an alert stays one, in words: "moins de 0,1 %"."""
    if entry.adjusted < LEAST_SAID:
        return f"moins de {formats.with_unit(formats.decimal(100 * LEAST_SAID, 1), '%')}"
    return formats.with_unit(formats.decimal(100 * entry.adjusted, 1), "%")


def theme_name(theme: str) -> str:
    return "Tous les thèmes" if theme == EVERY_THEME else THEMES[theme]


def geography(view: CompareView) -> str:
    """ "communes au 1er janvier 2026", for levels whose limits move with the communes."""
    level = view.question.niveau
    if level in WHOLE_LEVELS:
        return level_name(level, 2)
    return f"{level_name(level, 2)}, communes au 1er janvier {view.publication.geo_year}"
