"""What a reader asks of the screen that compares territories: its URL, checked against what is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from urllib.parse import urlencode

from observatoire import formats
from observatoire.catalogue import THEMES, Indicator, load_catalogue, load_departement
from observatoire.territories import LEVEL_NAMES, MAPPED_LEVELS, level_name
from observatoire.typography import french
from observatoire.view.pairs import STRUCTURAL
from observatoire.view.question import _pick, available, benchmark_territories
from observatoire.warehouse import Snapshot, Territory

#: Communes are too many for one table, and too few persons live in most of them.
LEVELS = tuple(level for level in MAPPED_LEVELS if level != "commune")
SORTS = {"nom": "Nom", "proximite": "Ressemblance", "moins_bien": "Nombre de « moins bien »"}
EVERY_THEME = "tous"
#: Figures beyond which a table is no longer read: the themes are then taken one at a time.
MOST_FIGURES = 1_500
COUNTED = ("wilson", "byar")
#: Fewest territories with a figure for a comparison.
FEWEST_FIGURES = 2


@dataclass(frozen=True)
class CompareQuestion:
    """The state of the screen. Its URL is its only memory: a link reproduces the view.

    indicateur: that of the funnel; territoire: "level:code" whose peers are shown; sans: variables that the reader has
    removed from the resemblance, separated by commas.
    """

    niveau: str
    repere: str
    theme: str
    tri: str
    indicateur: str
    territoire: str
    sans: str = ""

    @property
    def query(self) -> str:
        """The query string, without its "?", empty parameters left out."""
        return urlencode({key: value for key, value in asdict(self).items() if value}, safe=":,")

    @property
    def address(self) -> str:
        return f"/comparer?{self.query}"

    @property
    def removed(self) -> tuple[str, ...]:
        return tuple(filter(None, self.sans.split(",")))

    @property
    def place(self) -> tuple[str, str]:
        """(level, code) of the territory whose peers are shown."""
        level, _, code = self.territoire.partition(":")
        return level, code


@dataclass(frozen=True)
class CompareChoices:
    """What may be chosen next to a question, in the order of the screen. indicators: those of the funnel."""

    levels: tuple[str, ...]
    benchmarks: tuple[tuple[str, str], ...]
    themes: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    territories: tuple[Territory, ...]


@lru_cache(maxsize=32)
def comparable(level: str, snapshot: Snapshot) -> dict[str, str]:
    """{indicator: latest period} of what may be compared at a level, in the order of the themes.

    Headcounts follow the population, they are out; so is a period at which a single territory has a figure.
    """
    latest = {
        indicator: period
        for indicator, at, period, figures, _ in snapshot.availability()
        if at == level and figures >= FEWEST_FIGURES
    }
    indicators = load_catalogue().indicators
    known = [name for name, indicator in indicators.items() if name in latest and indicator.kind != "count"]
    return {name: latest[name] for name in sorted(known, key=lambda name: list(THEMES).index(indicators[name].theme))}


def ask(
    query: Mapping[str, str | None], snapshot: Snapshot
) -> tuple[CompareQuestion, CompareChoices, tuple[str, ...]] | None:
    """Read a query string; None when no level has a figure to compare. What is impossible falls back and says so.

    -> (question, choices beside it, French sentences saying what was replaced).
    """
    departement = load_departement(snapshot.publication().departement)
    here = (*departement.levels, "departement")
    levels = tuple(level for level in LEVELS if level in here and comparable(level, snapshot))
    if not levels:
        return None
    notes: list[str] = []
    plural = {key: level_name(key, 2) for key in LEVEL_NAMES}
    preferred = departement.default_level if departement.default_level in levels else levels[0]
    level = _pick(query.get("niveau"), levels, preferred, "le niveau", notes, plural)
    places = benchmark_territories(snapshot)
    benchmarks = tuple((key, name) for key, (_, name) in places.items() if key != level)
    keys = [key for key, _ in benchmarks]
    nearest = _first_benchmark(level, keys, snapshot)
    benchmark = _pick(
        query.get("repere"), keys, nearest, "le repère", notes, {key: name for key, (_, name) in places.items()}
    )
    indicators = [load_catalogue().indicators[name] for name in comparable(level, snapshot)]
    themes = tuple(dict.fromkeys(indicator.theme for indicator in indicators))
    if len(indicators) * len(snapshot.territories(level)) <= MOST_FIGURES or len(themes) == 1:
        themes = (EVERY_THEME, *themes)
    theme = _pick(query.get("theme"), themes, themes[0], "le thème", notes, THEMES | {EVERY_THEME: "tous"})
    sort = _pick(query.get("tri"), tuple(SORTS), "nom", "l’ordre", notes, SORTS)
    drawn = tuple(sorted(indicators, key=lambda indicator: indicator.comparison not in COUNTED))
    ids = [indicator.id for indicator in drawn]
    titles = {key: item.title for key, item in load_catalogue().indicators.items()}
    funnel = _pick(query.get("indicateur"), ids, ids[0], "l’indicateur", notes, titles)
    territories = _territories(level, snapshot)
    codes = [f"{item.level}:{item.code}" for item in territories]
    names = {code: item.name for code, item in zip(codes, territories, strict=True)}
    territory = _pick(query.get("territoire"), codes, codes[0], "le territoire", notes, names)
    return (
        CompareQuestion(level, benchmark, theme, sort, funnel, territory, _removed(query.get("sans") or "", notes)),
        CompareChoices(levels, benchmarks, themes, drawn, territories),
        tuple(french(note) for note in notes),
    )


def _first_benchmark(level: str, keys: list[str], snapshot: Snapshot) -> str:
    """The benchmark that has the most figures to compare, the nearest of equals; a country for départements."""
    fit = [key for key in keys if level != "departement" or key in ("france_metro", "france")]
    published = available(snapshot)
    return max(
        fit,
        key=lambda key: sum(
            period in published[name].get(key, ()) for name, period in comparable(level, snapshot).items()
        ),
    )


def _territories(level: str, snapshot: Snapshot) -> tuple[Territory, ...]:
    """The département first, then the territories of the level in French order."""
    own = snapshot.territory("departement", snapshot.publication().departement)
    others = sorted(snapshot.territories(level), key=lambda item: formats.sort_key(item.name))
    return (own, *(item for item in others if (item.level, item.code) != (own.level, own.code)))


def _removed(asked: str, notes: list[str]) -> str:
    """The variables removed that exist, in the order of the catalogue of variables."""
    wanted = set(filter(None, asked.split(",")))
    if unknown := sorted(wanted - set(STRUCTURAL)):
        notes.append(f"La variable « {unknown[0]} » ne sert pas à la ressemblance : elle est ignorée.")
    return ",".join(name for name in STRUCTURAL if name in wanted)
