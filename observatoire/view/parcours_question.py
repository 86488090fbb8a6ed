"""What a reader asks of the parcours screen: the state of the URL, checked against what the extracts gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from urllib.parse import urlencode

from observatoire import breakdowns, formats
from observatoire.catalogue import load_departement
from observatoire.territories import LEVEL_NAMES, level_name
from observatoire.typography import french
from observatoire.view.question import _pick, available
from observatoire.warehouse import Snapshot, Territory

DELAY = "delai_median_orientation"
#: Levels at which persons are counted, from the widest.
LEVELS = ("departement", "sdsei", "mds", "epci")
ORIGINS = breakdowns.modalities("origine")
FIRST_ORIGIN = ORIGINS[0]
#: Nobody to compare with, and the département served.
ALONE, WHOLE = "aucun", "departement"


@dataclass(frozen=True)
class ParcoursQuestion:
    """The state of the screen. `comparer`: ALONE, WHOLE or the code of a territory of the same level (of the level
    `decoupage` when the territory is the département); `decoupage`: level of the ranking of territories.
    """

    niveau: str
    territoire: str
    periode: str
    origine: str
    comparer: str
    decoupage: str

    @property
    def query(self) -> str:
        """The query string, without its "?"."""
        return urlencode(asdict(self))

    @property
    def address(self) -> str:
        """Path and query that show the same screen."""
        return f"/parcours?{self.query}"

    @property
    def delay_breakdown(self) -> str:
        """Breakdown under which the delays from the chosen origin are published."""
        return breakdown_of(self.origine)


@dataclass(frozen=True)
class ParcoursChoices:
    """What may be chosen: territories of each level by name, cohorts latest first, levels of the ranking."""

    territories: dict[str, tuple[Territory, ...]]
    periods: tuple[str, ...]
    compared: tuple[tuple[str, str], ...]
    cuts: tuple[str, ...]


def breakdown_of(origin: str) -> str:
    """The delays of everybody are published from the request; those from elsewhere are a breakdown."""
    return breakdowns.TOTAL if origin == FIRST_ORIGIN else f"origine:{origin}"


@lru_cache(maxsize=4)
def counted(snapshot: Snapshot) -> dict[str, tuple[Territory, ...]]:
    """{level: territories with a delay, even hidden, in French order}; empty when no extract was given."""
    rows = [row for row in snapshot.availability() if row[0] == DELAY and row[1] in LEVELS]
    found: dict[str, tuple[Territory, ...]] = {}
    for level in LEVELS:
        periods = {period for _, at, period, _, _ in rows if at == level}
        codes = {code for period in periods for code in snapshot.observations_at(DELAY, level, period)}
        territories = [item for item in snapshot.territories(level) if item.code in codes] if codes else []
        if territories:
            found[level] = tuple(sorted(territories, key=lambda item: formats.sort_key(item.name)))
    return found


def ask(
    query: Mapping[str, str | None], snapshot: Snapshot
) -> tuple[ParcoursQuestion, ParcoursChoices, tuple[str, ...]] | None:
    """Read a query string; None when the département has given no extract. What is unknown falls back and says so.

    -> (question, choices beside it, French sentences saying what was replaced).
    """
    territories = counted(snapshot)
    if not territories:
        return None
    notes: list[str] = []
    levels = tuple(territories)
    level = _pick(query.get("niveau"), levels, levels[0], "le niveau", notes, {key: level_name(key) for key in LEVELS})
    code = _territory(query.get("territoire"), level, territories, snapshot, notes)
    periods = tuple(item.period for item in reversed(snapshot.series(DELAY, level, code)))
    period = _pick(query.get("periode"), periods, _mature(periods, snapshot), "l’année d’entrée", notes, {})
    names = {origin: breakdowns.label(f"origine:{origin}").lower() for origin in ORIGINS}
    origin = _pick(query.get("origine"), ORIGINS, FIRST_ORIGIN, "le point de départ", notes, names)
    cuts = tuple(key for key in levels if key != "departement")
    plural = {key: many for key, (_, many) in LEVEL_NAMES.items()}
    first_cut = _first_cut(level, cuts, snapshot) if cuts else ""
    cut = _pick(query.get("decoupage"), cuts, first_cut, "le découpage", notes, plural) if cuts else ""
    compared = _compared(level, code, cut, territories, snapshot)
    first = ALONE if level == "departement" else WHOLE
    other = _pick(query.get("comparer"), [key for key, _ in compared], first, "la comparaison", notes, dict(compared))
    return (
        ParcoursQuestion(level, code, period, origin, other, cut),
        ParcoursChoices(territories, periods, compared, cuts),
        tuple(notes),
    )


def compared_territory(question: ParcoursQuestion, snapshot: Snapshot) -> Territory | None:
    """The territory beside the one asked."""
    if question.comparer == ALONE:
        return None
    if question.comparer == WHOLE:
        return snapshot.territory("departement", snapshot.publication().departement)
    level = question.decoupage if question.niveau == "departement" else question.niveau
    return snapshot.territory(level, question.comparer)


def _territory(asked: str | None, level: str, territories: dict, snapshot: Snapshot, notes: list[str]) -> str:
    """The territory asked, else the département or the first one of the level, and a note when one was asked."""
    here = {item.code: item.name for item in territories[level]}
    if asked in here:
        return asked
    own = snapshot.publication().departement
    first = own if own in here else next(iter(here))
    if asked:
        notes.append(french(f"Le territoire « {asked} » n’existe pas à ce niveau : voici « {here[first]} »."))
    return first


def _mature(periods: tuple[str, ...], snapshot: Snapshot) -> str:
    """The latest cohort that is followed long enough for a delay to be known somewhere in the département."""
    known = {period for found in available(snapshot).get(DELAY, {}).values() for period in found}
    return next((period for period in periods if period in known), periods[0])


def _first_cut(level: str, cuts: tuple[str, ...], snapshot: Snapshot) -> str:
    """The level of the territory asked, else the one that the département prefers."""
    preferred = load_departement(snapshot.publication().departement).default_level
    return next((key for key in (level, preferred) if key in cuts), cuts[0])


def _compared(
    level: str, code: str, cut: str, territories: dict[str, tuple[Territory, ...]], snapshot: Snapshot
) -> tuple[tuple[str, str], ...]:
    """(key, name) of the territories that may stand beside the one asked."""
    peers = territories.get(cut if level == "departement" else level, ())
    names = [(item.code, item.name) for item in peers if item.code != code]
    whole = [] if level == "departement" else [(WHOLE, snapshot.publication().departement_name)]
    return (*whole, (ALONE, "Aucune comparaison"), *names)
