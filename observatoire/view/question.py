"""What a reader asks of the map screen: the state of the URL, checked against what is published."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from urllib.parse import urlencode

from observatoire import formats
from observatoire.catalogue import Catalogue, Indicator, load_catalogue, load_departement
from observatoire.statistics.classification import METHODS
from observatoire.territories import FRANCE, FRANCE_METRO, LEVELS, MAPPED_LEVELS, level_name
from observatoire.typography import french
from observatoire.warehouse import Snapshot

VIEWS = ("carte", "tableau", "barres")
VIEW_NAMES = {"carte": "Carte", "tableau": "Tableau", "barres": "Barres"}
METHOD_NAMES = {
    "jenks": "Seuils naturels (Jenks)",
    "quantiles": "Effectifs égaux (quantiles)",
    "egaux": "Amplitudes égales",
    "repere": "Autour du repère",
}
#: Benchmarks a reader may choose, from the nearest to the widest.
BENCHMARKS = ("departement", "region", "france_metro", "france")
FIRST_INDICATOR = "taux_pauvrete"


@dataclass(frozen=True)
class Question:
    """The state of the map screen. Its URL is its only memory: a link reproduces the view."""

    indicateur: str
    niveau: str
    periode: str
    repere: str
    vue: str = "carte"
    classes: str = ""
    territoire: str = ""

    @property
    def query(self) -> str:
        """The query string, without its "?", empty parameters left out."""
        return urlencode({key: value for key, value in asdict(self).items() if value})

    @property
    def file_stem(self) -> str:
        """Name of the files made from this view, without extension."""
        return "-".join((self.indicateur, self.niveau, self.periode)).replace("_", "-").lower()


@dataclass(frozen=True)
class Choices:
    """What may be chosen next to a question, in the order of the screen."""

    indicators: tuple[Indicator, ...]
    levels: tuple[str, ...]
    periods: tuple[str, ...]
    benchmarks: tuple[tuple[str, str], ...]
    methods: tuple[str, ...]


@lru_cache(maxsize=4)
def available(snapshot: Snapshot) -> dict[str, dict[str, tuple[str, ...]]]:
    """{indicator: {level: periods with at least one figure, latest first}} of the published version."""
    found: dict[str, dict[str, list[str]]] = {}
    for indicator, level, period, figures, _ in snapshot.availability():
        if figures:
            found.setdefault(indicator, {}).setdefault(level, []).append(period)
    return {
        indicator: {level: tuple(reversed(periods)) for level, periods in levels.items()}
        for indicator, levels in found.items()
    }


def newest(indicator: str, level: str, snapshot: Snapshot) -> str:
    """The latest period with a figure, a year that is not over only when there is no other; "" for none."""
    periods = available(snapshot).get(indicator, {}).get(level, ())
    over = (period for period in periods if (indicator, period) not in snapshot.running())
    return next(over, periods[0] if periods else "")


@lru_cache(maxsize=4)
def benchmark_territories(snapshot: Snapshot) -> dict[str, tuple[str, str]]:
    """{benchmark: (code, name)} for the département served, its région and France."""
    publication = snapshot.publication()
    found = {"departement": (publication.departement, publication.departement_name)}
    commune = next((t.code for t in snapshot.territories("commune")), None)
    if commune is not None:
        for level, code in snapshot.memberships(commune):
            if level == "region":
                found["region"] = (code, snapshot.territory("region", code).name)
    return found | {"france_metro": (FRANCE_METRO, "France métropolitaine"), "france": (FRANCE, "France")}


def ask(query: Mapping[str, str | None], snapshot: Snapshot) -> tuple[Question, Choices, tuple[str, ...]]:
    """Read a query string. A parameter that is unknown or impossible falls back to the first valid choice.

    -> (question, choices beside it, French sentences saying what was replaced).
    """
    catalogue, published = load_catalogue(), available(snapshot)
    notes: list[str] = []
    mappable = {
        i: {level: periods for level, periods in published[i].items() if level in MAPPED_LEVELS} for i in published
    }
    indicators = tuple(i for i in catalogue.indicators.values() if mappable.get(i.id))
    ids = [indicator.id for indicator in indicators]
    first = FIRST_INDICATOR if FIRST_INDICATOR in ids else ids[0]
    chosen = _pick(
        query.get("indicateur"),
        ids,
        first,
        "l’indicateur",
        notes,
        {i.id: i.title for i in catalogue.indicators.values()},
    )
    departement = load_departement(snapshot.publication().departement)
    layers = set(snapshot.layer_levels())
    levels = tuple(
        level
        for level in MAPPED_LEVELS
        if level in mappable[chosen] and level in departement.levels and level in layers
    ) or ("departement",)
    preferred = departement.default_level if departement.default_level in levels else levels[0]
    level = _pick(
        query.get("niveau"), levels, preferred, "le niveau", notes, {key: level_name(key, 2) for key in LEVELS}
    )
    periods = mappable[chosen].get(level, ())
    spoken = {known: formats.period(known) for every in published[chosen].values() for known in every}
    period = _pick(query.get("periode"), periods, newest(chosen, level, snapshot), "la période", notes, spoken)
    benchmarks = tuple(
        (key, name)
        for key, (_, name) in benchmark_territories(snapshot).items()
        if not (key == "departement" and level == "departement")
    )
    nearest = _first_benchmark(chosen, published, benchmarks)
    benchmark = _pick(
        query.get("repere"),
        [key for key, _ in benchmarks],
        nearest,
        "le repère",
        notes,
        {key: name for key, (_, name) in benchmark_territories(snapshot).items()},
    )
    methods = tuple(m for m in (*METHODS, "repere") if m in snapshot.class_methods(chosen, level))
    method = _pick(query.get("classes"), methods, methods[0], "les classes", notes, METHOD_NAMES) if methods else ""
    view = _pick(query.get("vue"), VIEWS, "carte", "la vue", notes, VIEW_NAMES)
    territory = query.get("territoire") or ""
    if territory and snapshot.territory(level, territory) is None:
        notes.append(french(f"Le territoire « {territory} » n’existe pas à ce niveau : aucun n’est sélectionné."))
        territory = ""
    return (
        Question(chosen, level, period, benchmark, view, method, territory),
        Choices(indicators, levels, periods, benchmarks, methods),
        tuple(notes),
    )


def _pick(
    asked: str | None, valid: Collection[str], first: str, what: str, notes: list[str], words: Mapping[str, str]
) -> str:
    """The value asked if it is valid, else the first one and a note saying so in words."""
    if asked in valid:
        return asked
    if asked:
        wanted, given = words.get(asked, asked), words.get(first, first)
        notes.append(french(f"Vous demandiez {what} « {wanted} », sans objet ici : voici « {given} »."))
    return first


def _first_benchmark(indicator: str, published: dict, benchmarks: tuple[tuple[str, str], ...]) -> str:
    """The nearest wider territory that has a figure for this indicator."""
    keys = [key for key, _ in benchmarks]
    return next((key for key in keys if key in published.get(indicator, {})), keys[-1])


def indicator_of(question: Question, catalogue: Catalogue | None = None) -> Indicator:
    return (catalogue or load_catalogue()).indicators[question.indicateur]
