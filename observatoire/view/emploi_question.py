"""What a reader asks of the employment screen: the state of the URL, checked against what the extracts gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from urllib.parse import urlencode

from observatoire import formats
from observatoire.catalogue import Indicator, load_catalogue, load_departement
from observatoire.territories import MAPPED_LEVELS, level_name
from observatoire.typography import french
from observatoire.view.parcours_figures import Figures
from observatoire.view.parcours_question import LEVELS
from observatoire.view.question import _pick, available
from observatoire.warehouse import Snapshot, Territory

SIX_MONTHS, TWELVE_MONTHS = "taux_retour_emploi_6_mois", "taux_retour_emploi_12_mois"
DURABLE, EXITS, LEAVERS = "part_emploi_durable", "sorties_emploi", "taux_sortie_dispositif"
STRUCTURES, POSTS, PER_INHABITANT = "siae", "etp_iae", "siae_pour_10000_hab"
DENSITY, LONG_TERM = "etp_iae_pour_1000_de", "deld_par_etp_iae"
SIAE_EXITS = "taux_sortie_dynamique_iae"
SEEKERS = "demandeurs_emploi"
PROMISED, WORKED = "heures_insertion_engagees", "heures_insertion_realisees"
#: Of the whole département, by month.
MONTHLY_EXITS = "taux_sortie_rsa_mensuel"
#: Everything that this screen reads for a territory.
READ = (
    *(SIX_MONTHS, TWELVE_MONTHS, DURABLE, EXITS, LEAVERS),
    *(STRUCTURES, POSTS, PER_INHABITANT, DENSITY, LONG_TERM, SIAE_EXITS, PROMISED, WORKED),
)
#: What the map may show, the first one by default.
MAPPED = (DENSITY, PER_INHABITANT, LONG_TERM)
#: Levels of the map: those of the territories, and the zones d’emploi, the only ones with a figure by duration.
MAP_LEVELS = tuple(level for level in MAPPED_LEVELS if level not in ("departement", "commune", "canton"))
LATEST = "La plus récente"


@dataclass(frozen=True)
class EmploiQuestion:
    """The state of the screen. `periode`: a year, or "" for the latest one of each figure; `decoupage`: level of the
    map and of the table of structures; `indicateur`: what the map shows.
    """

    niveau: str
    territoire: str
    decoupage: str
    periode: str
    indicateur: str

    @property
    def query(self) -> str:
        """The query string, without its "?", empty parameters left out."""
        return urlencode({key: value for key, value in asdict(self).items() if value})


@dataclass(frozen=True)
class EmploiChoices:
    """What may be chosen: (level, its territories by name), levels of the map, years latest first, maps."""

    territories: tuple[tuple[str, tuple[Territory, ...]], ...]
    cuts: tuple[str, ...]
    periods: tuple[str, ...]
    indicators: tuple[Indicator, ...]


@lru_cache(maxsize=4)
def counted(snapshot: Snapshot) -> dict[str, tuple[Territory, ...]]:
    """{level: territories with a figure of this screen, even hidden, in French order}; empty without any extract."""
    rows = [row for row in snapshot.availability() if row[0] in READ and row[1] in LEVELS]
    found: dict[str, tuple[Territory, ...]] = {}
    for level in LEVELS:
        pairs = {(indicator, period) for indicator, at, period, _, _ in rows if at == level}
        codes = {item.territory for figures in snapshot.peers(level, pairs).values() for item in figures}
        territories = [item for item in snapshot.territories(level) if item.code in codes]
        if territories:
            found[level] = tuple(sorted(territories, key=lambda item: formats.sort_key(item.name)))
    return found


def ask(
    query: Mapping[str, str | None], snapshot: Snapshot
) -> tuple[EmploiQuestion, EmploiChoices, tuple[str, ...]] | None:
    """Read a query string; None when the département has given no extract. What is unknown falls back and says so.

    -> (question, choices beside it, French sentences saying what was replaced).
    """
    territories = counted(snapshot)
    if "departement" not in territories:
        return None
    notes: list[str] = []
    names = {key: level_name(key) for key in LEVELS}
    level = _pick(query.get("niveau"), tuple(territories), "departement", "le niveau", notes, names)
    code = _territory(query.get("territoire"), level, territories, notes)
    cuts = tuple(key for key in territories if key != "departement")
    plural = {key: level_name(key, 2) for key in LEVELS}
    cut = _pick(query.get("decoupage"), cuts, _first_cut(level, cuts, snapshot), "le découpage", notes, plural)
    periods = _years(snapshot)
    period = _pick(query.get("periode"), periods, "", "l’année", notes, {"": LATEST.lower()})
    catalogue = load_catalogue()
    indicators = tuple(catalogue.indicators[key] for key in MAPPED if map_level(key, cut, snapshot))
    ids = [indicator.id for indicator in indicators]
    titles = {key: catalogue.indicators[key].short_title for key in MAPPED}
    shown = _pick(query.get("indicateur"), ids, ids[0], "l’indicateur", notes, titles) if ids else ""
    return (
        EmploiQuestion(level, code, cut, period, shown),
        EmploiChoices(tuple(territories.items()), cuts, periods, indicators),
        tuple(notes),
    )


def map_level(indicator: str, cut: str, snapshot: Snapshot) -> str:
    """The level on which an indicator is mapped: the one asked, else the first one that has figures; "" for none."""
    drawn = set(snapshot.layer_levels()).intersection(load_departement(snapshot.publication().departement).levels)
    published = available(snapshot).get(indicator, {})
    levels = [level for level in MAP_LEVELS if level in drawn and level in published]
    return next((level for level in (cut, *levels) if level in levels), "")


def _territory(asked: str | None, level: str, territories: dict[str, tuple[Territory, ...]], notes: list[str]) -> str:
    """The territory asked, else the first one of the level, and a note when one was asked."""
    names = {item.code: item.name for item in territories[level]}
    if asked in names:
        return asked
    first = next(iter(names))
    if asked:
        notes.append(french(f"Le territoire « {asked} » n’existe pas à ce niveau : voici « {names[first]} »."))
    return first


def _first_cut(level: str, cuts: tuple[str, ...], snapshot: Snapshot) -> str:
    """The level of the territory asked, else the one that the département prefers."""
    preferred = load_departement(snapshot.publication().departement).default_level
    return next((key for key in (level, preferred, *cuts) if key in cuts), "")


def _years(snapshot: Snapshot) -> tuple[str, ...]:
    """Years with a figure of the département, latest first."""
    published = available(snapshot)
    return tuple(sorted({year for key in READ for year in published.get(key, {}).get("departement", ())}, reverse=True))


@lru_cache(maxsize=128)
def figures(snapshot: Snapshot, level: str, code: str, indicators: tuple[str, ...] = READ) -> Figures:
    """Every figure of a territory for some indicators, each breakdown included."""
    rows = snapshot.broken_down(indicators, level, code)
    known = {(row.indicator, row.period, row.breakdown): row for row in rows}
    return Figures(level, code, snapshot.territory(level, code).name, known)


def year(indicator: str, question: EmploiQuestion, whole: Figures) -> str:
    """The year asked, else the latest one with a figure of the département, else its latest row; "" for none."""
    if question.periode:
        return question.periode
    series = whole.series(indicator)
    valued = [item.period for item in series if item.value is not None]
    return (valued or [item.period for item in series] or [""])[-1]
