"""The map screen, answered: one indicator, one level, one period, every territory of the level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from observatoire import formats
from observatoire.catalogue import Indicator, load_catalogue
from observatoire.statistics.classification import MOST_CLASSES, around, class_of
from observatoire.territories import LEVEL_SPELLED_OUT, level_name
from observatoire.typography import french
from observatoire.view.figures_of import Judgement, judge, quantile_refusal, source_line
from observatoire.view.question import Choices, Question, ask, benchmark_territories, indicator_of
from observatoire.view.rangs import Rank, Ranking, named, ranking_of
from observatoire.warehouse import Observation, Publication, Snapshot, Territory

STATUS_LABELS = {
    "secret": "Secret statistique",
    "missing": "Non disponible",
    "not_applicable": "Sans objet",
    "immature": "Trop récent",
}
#: What "missing" means when it means the same for every territory without a figure, by qualifier.
MISSING_LABELS = {
    "uncertain": "Trop incertain",
    "not_reached": "Médiane non atteinte",
    "no_extract": "Absent des extraits",
}


@dataclass(frozen=True)
class Row:
    """One territory: its figure in words and against the benchmark. `key` is its class on the map: c0…c4, a status.

    standing, rank_text: the places that the intervals allow it, and the words of them.
    """

    territory: Territory
    observation: Observation | None
    key: str
    text: str
    interval: str
    reason: str
    method: str
    judgement: Judgement | None
    standing: Rank | None
    rank_text: str

    @property
    def rank(self) -> int | None:
        """The place from the highest figure, when the intervals establish it."""
        return self.standing.established if self.standing is not None else None


@dataclass(frozen=True)
class LegendEntry:
    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Benchmark:
    level: str
    code: str
    name: str
    observation: Observation | None
    text: str


@dataclass(frozen=True)
class MapView:
    """Everything the map, its table, its bars, its words and its files show. rows follow the order of the map file."""

    question: Question
    choices: Choices
    notes: tuple[str, ...]
    publication: Publication
    indicator: Indicator
    rows: tuple[Row, ...]
    layer: str | None
    palette: str
    edges: tuple[float, ...]
    legend: tuple[LegendEntry, ...]
    benchmark: Benchmark
    fictitious: bool
    sentences: tuple[str, ...]
    source: str

    @property
    def is_count(self) -> bool:
        return self.indicator.kind == "count"

    @property
    def title(self) -> str:
        return self.indicator.question

    @property
    def subtitle(self) -> str:
        """Indicator, territory, period and unit."""
        unit = formats.unit_after(self.indicator.title, self.indicator.unit)
        place = "France" if self.question.niveau == "departement" else self.publication.departement_name
        level, period = level_name(self.question.niveau), formats.period(self.question.periode)
        return ", ".join(filter(None, (self.indicator.title, f"{place} par {level}", period, unit)))

    @property
    def selected(self) -> Row | None:
        return next((row for row in self.rows if row.territory.code == self.question.territoire), None)

    @property
    def values(self) -> list[float]:
        """Values that a class or a circle shows: bounded ones ("≤ 5 %", "moins de 5") left out."""
        return [
            row.observation.value
            for row in self.rows
            if row.observation is not None and row.observation.value is not None and not row.observation.is_bounded
        ]

    @cached_property
    def sorted_rows(self) -> list[Row]:
        """Highest value first, then the bounded ones, then those without a figure, by name."""

        def order(row: Row):
            known = row.observation is not None and row.observation.value is not None
            bounded = known and row.observation.is_bounded
            return (not known, bounded, -(row.observation.value if known else 0), formats.sort_key(row.territory.name))

        return sorted(self.rows, key=order)


def map_view(query: Mapping[str, str | None], snapshot: Snapshot) -> MapView:
    """Answer a query string. The same question on the same version is answered once."""
    question, choices, notes = ask(query, snapshot)
    return _answer(snapshot, question, choices, notes)


@lru_cache(maxsize=256)
def _answer(snapshot: Snapshot, question: Question, choices: Choices, notes: tuple[str, ...]) -> MapView:
    indicator = indicator_of(question)
    publication = snapshot.publication()
    territories = {territory.code: territory for territory in snapshot.territories(question.niveau)}
    layer = snapshot.layer(question.niveau)
    order = [code for code in (layer[1] if layer else sorted(territories)) if code in territories]
    figures = snapshot.observations_at(indicator.id, question.niveau, question.periode)
    benchmark = _benchmark(question, indicator, snapshot)
    edges = _edges(question, indicator, snapshot, benchmark)
    ranking = ranking_of(figures.values(), indicator)
    rows = tuple(_row(territories[code], figures.get(code), indicator, benchmark, edges, ranking) for code in order)
    used = [row.observation for row in rows if row.observation is not None]
    return MapView(
        question=question,
        choices=choices,
        notes=(*notes, *_running(used)),
        publication=publication,
        indicator=indicator,
        rows=rows,
        layer=layer[0] if layer else None,
        palette="diverging" if edges and edges[0] == float("-inf") else indicator.palette,
        edges=tuple(edges),
        legend=_legend(rows, edges, indicator, question.niveau),
        benchmark=benchmark,
        fictitious=any(row.territory.fictif for row in rows),
        sentences=tuple(french(sentence) for sentence in _sentences(rows, indicator, question)),
        source=source_line(indicator, used, load_catalogue(), publication.geo_year),
    )


def _running(used: list[Observation]) -> tuple[str, ...]:
    """That the year shown is not over."""
    found = next((item for item in used if item.value is not None and item.is_running), None)
    return () if found is None else (french(f"{found.period} : {formats.year_so_far(found)}."),)


def _benchmark(question: Question, indicator: Indicator, snapshot: Snapshot) -> Benchmark:
    code, name = benchmark_territories(snapshot)[question.repere]
    observation = snapshot.observation(indicator.id, question.repere, code, question.periode)
    return Benchmark(question.repere, code, name, observation, formats.figure(observation, indicator))


def _edges(question: Question, indicator: Indicator, snapshot: Snapshot, benchmark: Benchmark) -> list[float]:
    if indicator.kind == "count":
        return []
    decimals = indicator.decimals_at(question.niveau)
    if question.classes == "repere":
        step = snapshot.class_breaks(indicator.id, question.niveau, "repere")
        if step and benchmark.observation is not None and benchmark.observation.value is not None:
            return around(benchmark.observation.value, step[0], decimals)
    method = question.classes if question.classes != "repere" else "jenks"
    return snapshot.class_breaks(indicator.id, question.niveau, method) or []


def _key(observation: Observation | None, indicator: Indicator, edges: list[float]) -> str:
    if observation is None:
        return "missing"
    if observation.value is None:
        return observation.status
    if observation.qualifier == "floor":
        return "floor"
    if len(edges) < 2:
        return "c2"
    printed = round(observation.value, indicator.decimals_at(observation.level))
    return f"c{_spread(class_of(printed, edges), len(edges) - 1)}"


#: Colours of fewer than five classes; two classes keep away from the extremes.
SPREAD = {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}


def _spread(number: int, classes: int) -> int:
    """Colour, from 0 (light) to 4 (dark), of a class."""
    return SPREAD[classes][number]


def _row(
    territory: Territory,
    observation: Observation | None,
    indicator: Indicator,
    benchmark: Benchmark,
    edges: list[float],
    ranking: Ranking,
) -> Row:
    valued = observation is not None and observation.value is not None
    return Row(
        territory,
        observation,
        _key(observation, indicator, edges),
        formats.figure(observation, indicator),
        formats.interval(observation, indicator),
        formats.why_absent(observation),
        observation.method if observation is not None and observation.value is not None else "",
        judge(observation, benchmark.observation, indicator),
        ranking.of(territory.code) if valued else None,
        ranking.words(territory.code, territory.level, indicator) if valued else "",
    )


def _legend(rows: tuple[Row, ...], edges: list[float], indicator: Indicator, level: str) -> tuple[LegendEntry, ...]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.key] = counts.get(row.key, 0) + 1
    entries = []
    if len(edges) >= 2:
        classes = len(edges) - 1
        entries = [
            LegendEntry(
                key := f"c{_spread(number, classes)}", _class_label(edges, number, indicator, level), counts.get(key, 0)
            )
            for number in range(classes)
        ]
    elif indicator.kind == "count":
        hidden = sum(1 for row in rows if row.observation is not None and row.observation.qualifier == "below_5")
        if hidden:
            entries.append(LegendEntry("c2", "moins de 5 (pas de cercle)", hidden))
    labels = ({"floor": formats.at_most(indicator.floor, indicator)} if indicator.floor else {}) | STATUS_LABELS
    absent = [row.observation for row in rows if row.key == "missing"]
    why = {item.qualifier if item is not None else "" for item in absent}
    if len(why) == 1:
        labels["missing"] = MISSING_LABELS.get(why.pop(), labels["missing"])
    entries += [LegendEntry(key, label, counts[key]) for key, label in labels.items() if counts.get(key)]
    return tuple(entries)


def _class_label(edges: list[float], number: int, indicator: Indicator, level: str) -> str:
    def printed(value: float) -> str:
        return formats.number(value, indicator, level)

    low, high = edges[number], edges[number + 1]
    if low == high:
        return printed(low)
    if low == float("-inf"):
        return f"{printed(high)} ou moins"
    if high == float("inf"):
        return f"plus de {printed(low)}"
    if number == 0:
        return f"de {printed(low)} à {printed(high)}"
    return f"plus de {printed(low)} à {printed(high)}"


def _unbracketed(row: Row) -> str:
    """The name of a territory inside brackets: "BAB, Bayonne-Anglet-Biarritz"."""
    return row.territory.name.replace(" (", ", ").replace(")", "")


def _sentences(rows: tuple[Row, ...], indicator: Indicator, question: Question) -> list[str]:
    """What the map says, and what it does not."""
    level, said = question.niveau, []
    known = [row for row in rows if row.observation is not None and row.observation.value is not None]
    sharp = [row for row in known if not row.observation.is_bounded]
    ordered = sorted(sharp, key=lambda row: -row.observation.value)
    if indicator.kind == "count" and ordered:
        first = ", ".join(f"{row.territory.name} ({row.text})" for row in ordered[:3])
        said.append(f"Les plus nombreux : {first}.")
        if few := sum(1 for row in known if row.observation.qualifier == "below_5"):
            said.append(f"{formats.count_level(few, level)} en {'a' if few == 1 else 'ont'} moins de 5.")
    elif len(ordered) >= 2:
        said.append(
            f"De {ordered[-1].text} ({_unbracketed(ordered[-1])}) à {ordered[0].text} ({_unbracketed(ordered[0])})."
        )
        said += [*_unsettled(ordered[0], "élevée", rows), *_unsettled(ordered[-1], "basse", rows)]
    absent = len(rows) - len(known)
    if absent:
        secret = sum(1 for row in rows if row.key == "secret")
        why = (
            " (secret statistique)"
            if secret == absent
            else (f", dont {formats.decimal(secret)} par secret statistique" if secret else "")
        )
        verb = "n’a" if absent == 1 else "n’ont"
        said.append(
            f"{formats.count_level(absent, level)} sur {formats.decimal(len(rows))} {verb} pas de chiffre{why}."
        )
    bounded = len(known) - len(sharp)
    if bounded and indicator.floor:
        floor = formats.at_most(indicator.floor, indicator)
        territories = formats.count_level(bounded, level)
        said.append(f"{territories} à « {floor} » : la valeur exacte n’est pas publiée.")
    estimated = sum(1 for row in known if row.observation.status == "estimated")
    if estimated:
        figures = formats.count(estimated, "chiffre estimé", "chiffres estimés")
        said.append(f"{figures} : la méthode est dans le tableau.")
    if question.classes == "quantiles" and (refusal := quantile_refusal(len(sharp), MOST_CLASSES, level)):
        said.append(refusal)
    return said


def _unsettled(extreme: Row, end: str, rows: tuple[Row, ...]) -> list[str]:
    """That the highest or the lowest figure is not established as such, and beside which ones."""
    if extreme.standing is None or extreme.standing.established is not None:
        return []
    others = named(extreme.standing, {row.territory.code: row.territory.name for row in rows})
    name = extreme.territory.name
    return [f"{name} : valeur la plus {end}, mais l’écart n’est pas établi avec {others}."]


def spelled_out(level: str) -> str:
    """What a level's acronym stands for, or nothing."""
    return LEVEL_SPELLED_OUT.get(level, "")
