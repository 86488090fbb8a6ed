"""What has changed between two states of the same figures, as French sentences: new, revised, thresholds, differences.

What is compared is what is published today. An older value is printed only where the same figure, of the same period,
is still known today: a figure that has become secret is said to be so, and what it was is never told, in any sentence.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from observatoire import breakdowns, formats
from observatoire.catalogue import Indicator, load_catalogue
from observatoire.documents.model import Evidence, Sentence
from observatoire.territories import FRANCE, LEVELS
from observatoire.typography import french
from observatoire.view.etat import SeriesKey, State, series_key
from observatoire.view.figures_of import NOT_ESTABLISHED, break_between, judge
from observatoire.view.paire import Pair, at, movement, of, pair_of
from observatoire.view.parcours_figures import figure_words
from observatoire.view.portrait import WIDER_LEVELS
from observatoire.view.seuils_franchis import crossings
from observatoire.warehouse import Observation

#: Beyond this number of territories that changed alike (a map of communes), they are counted instead of named.
MOST_NAMED = 6
#: Dimensions whose modalities are names.
NAMED = ("organisme", "siae", breakdowns.FREE)
#: Movements of a new figure that does not differ from the one before.
STEADY = (NOT_ESTABLISHED, "stable")
BENCHMARK_WORDS = {"departement": "celui du département", "france": "celui de la France"}
_SIDES = {
    "higher": "désormais plus élevé que",
    "lower": "désormais moins élevé que",
    "close": "dont l’écart n’est plus établi avec",
}


@dataclass(frozen=True)
class Changes:
    """`since`: day of the older state. `new`: figures published since; `steady`: those that do not differ from the one
    before. `unchanged`: figures with nothing to tell, of the `compared` ones.
    """

    since: date
    new: tuple[Sentence, ...]
    steady: tuple[Sentence, ...]
    revised: tuple[Sentence, ...]
    crossed_thresholds: tuple[Sentence, ...]
    newly_significant: tuple[Sentence, ...]
    unchanged: int
    compared: int

    @property
    def is_empty(self) -> bool:
        return self.unchanged == self.compared


@dataclass(frozen=True)
class _Told:
    """A change of one series, and what makes it alike to others: kind of change and period."""

    kind: str
    period: str
    key: SeriesKey
    sentence: Sentence


def changements(before: State, after: State) -> Changes:
    """Compare two states (`after` made by `etat.state_today`): the same two states always give the same sentences."""
    old, today, names = before.by_series, after.by_series, _names(before) | _names(after)
    new, steady, revised, crossed, differing = [], [], [], [], []
    changed = set()
    compared = _in_order(list(old), names)
    for key in compared:
        pair = pair_of(old[key], today.get(key, {}))
        named = _subject(key, pair.indicator, names)
        found = (
            (steady if movement(pair) in STEADY else new, _new(pair, named)),
            *((revised, _revised(item, today.get(key, {}).get(item.period), named)) for item in old[key].values()),
            (crossed, _crossed(pair, named, after)),
            (differing, _differing(pair, named, before, after)),
        )
        for kept, told in found:
            if told is not None:
                kept.append(told)
                changed.add(key)
    return Changes(
        before.taken_on,
        _gathered(new, names),
        _gathered(steady, names),
        _gathered(revised, names),
        tuple(item.sentence for item in crossed),
        _gathered(differing, names),
        len(compared) - len(changed),
        len(compared),
    )


def _new(pair: Pair, named: str) -> _Told | None:
    if not pair.is_new:
        return None
    latest, before = pair.latest, pair.again
    if latest.value is None:
        text = f"{named} : le chiffre {of(latest.period)} est couvert par le secret statistique."
        return _told("nouveau secret", latest, text, (latest,))
    text = f"{named} : {figure_words(latest, pair.indicator)} {at(latest.period)}"
    if before is None or before.value is None:
        return _told("nouveau", latest, f"{text}.", (latest,))
    change = movement(pair)
    since = f", après {figure_words(before, pair.indicator)} {at(before.period)}"
    return _told("nouveau", latest, f"{text}{since}{f' ({change})' if change else ''}.", (latest, before))


def _revised(then: Observation, again: Observation | None, named: str) -> _Told | None:
    """What has become of a figure that was kept. Its old value is told beside the one that replaces it, and only so."""
    indicator = load_catalogue().indicators[then.indicator]
    figure = f"le chiffre {of(then.period)}"
    hidden = again is None or again.value is None
    if hidden and then.value is None:
        return None
    if hidden and (again is None or again.status != "secret"):
        return _told("retiré", then, f"{named} : {figure} n’est plus publié.", ())
    if hidden:
        text = f"{named} : {figure} est désormais couvert par le secret statistique."
        return _told("devenu secret", again, text, (again,))
    now = figure_words(again, indicator)
    if then.value is None:
        text = f"{named} : {figure}, qui n’était pas publié, l’est désormais : {now}."
        return _told("devenu public", again, text, (again,))
    before = figure_words(then, indicator)
    if before == now:
        return None
    return _told("révisé", again, f"{named} : {figure} est révisé, de {before} à {now}.", (again, again))


def _crossed(pair: Pair, named: str, after: State) -> _Told | None:
    """A limit or a target that the figure did not keep and now keeps, or the contrary."""
    start, end = pair.again, pair.latest
    if not pair.is_new or start is None or not start.is_comparable or not end.is_comparable:
        return None
    if break_between(load_catalogue(), end.indicator, end.level, start.period, end.period) is not None:
        return None
    said = crossings(start, end, after.departement, demo=after.demo)
    if not said:
        return None
    words = figure_words
    text = (
        f"{named} : de {words(start, pair.indicator)} {at(start.period)} à {words(end, pair.indicator)} "
        f"{at(end.period)} ; {' ; '.join(said)}."
    )
    return _told("seuil", end, text, (start, end))


def _differing(pair: Pair, named: str, before: State, after: State) -> _Told | None:
    """A comparison with the département, else with France, that told no difference and now does, or the contrary."""
    key = series_key(pair.then)
    level, code = ("france", FRANCE) if key[1] == "departement" else ("departement", before.departement)
    known = pair.latest is not None and pair.again is not None and pair.again.value is not None
    if not known or key[1] in WIDER_LEVELS:
        return None
    beside = (key[0], level, code, key[3])
    other = after.benchmarks.get(beside, {}).get(pair.latest.period)
    start = judge(pair.then, before.benchmarks.get(beside, {}).get(pair.then.period), pair.indicator)
    end = judge(pair.latest, other, pair.indicator)
    if start is None or end is None or (start.side == "close") == (end.side == "close"):
        return None
    here, there = (figure_words(item, pair.indicator) for item in (pair.latest, other))
    text = (
        f"{named} : {here} {at(pair.latest.period)}, un chiffre {_SIDES[end.side]} {BENCHMARK_WORDS[level]} ({there})"
    )
    was = "" if end.side == "close" else f" ; {at(pair.then.period)}, l’écart n’était pas établi"
    return _told("écart", pair.latest, f"{text}{was if pair.is_new else ''}.", (pair.latest, other))


def _gathered(found: list[_Told], names: dict[tuple[str, str], str]) -> tuple[Sentence, ...]:
    """Sentences in order. Where many territories of a level, or many groups of persons of a territory, say the same,
    their number replaces them.
    """
    alike = Counter(_alike(item) for item in found)
    told, counted = [], set()
    for item in found:
        if alike[_alike(item)] <= MOST_NAMED:
            told.append(item.sentence)
        elif _alike(item) not in counted:
            counted.add(_alike(item))
            told.append(Sentence(french(_counted(item, alike[_alike(item)], names))))
    return tuple(told)


def _alike(item: _Told) -> tuple[str, ...]:
    indicator, level, territory, breakdown = item.key
    return item.kind, indicator, level, "" if breakdown == breakdowns.TOTAL else territory, item.period


#: What happened to the figures of many territories at once, after "43 communes ".
_MANY = {
    "nouveau": "ont un nouveau chiffre, {of}",
    "nouveau secret": "ont un chiffre {of} couvert par le secret statistique",
    "révisé": "ont un chiffre {of} révisé",
    "devenu secret": "ont un chiffre {of} désormais couvert par le secret statistique",
    "devenu public": "ont un chiffre {of} qui n’était pas publié et l’est désormais",
    "retiré": "ont un chiffre {of} qui n’est plus publié",
    "écart": "ont un chiffre {of} dont l’écart avec le repère est désormais établi, ou ne l’est plus",
}


def _counted(item: _Told, many: int, names: dict[tuple[str, str], str]) -> str:
    indicator, level, territory, breakdown = item.key
    title, said = load_catalogue().indicators[indicator].title, _MANY[item.kind].format(of=of(item.period))
    if breakdown == breakdowns.TOTAL:
        return f"{title} : {formats.count_level(many, level)} {said}."
    return f"{title}, {names.get((level, territory), territory)} : {formats.count(many, 'sous-groupe')} {said}."


def _told(kind: str, about: Observation, text: str, behind: tuple[Observation, ...]) -> _Told:
    evidence = tuple(
        Evidence(item.indicator, item.level, item.territory, item.period, item.breakdown)
        for item in behind
        if item.value is not None
    )
    return _Told(kind, about.period, series_key(about), Sentence(french(text), evidence))


def _subject(key: SeriesKey, indicator: Indicator, names: dict[tuple[str, str], str]) -> str:
    """ "Taux de pauvreté, Est Béarn", "Retour à l’emploi…, femmes, Est Béarn"; a delay says its own start."""
    title = breakdowns.title_from(indicator.title, key[3])
    cut = (_cut_words(key[3]),) if title == indicator.title and key[3] != breakdowns.TOTAL else ()
    return ", ".join((title, *cut, names.get((key[1], key[2]), key[2])))


def _cut_words(breakdown: str) -> str:
    """The label of a breakdown inside a sentence; a name keeps its capital."""
    said = breakdowns.label(breakdown)
    return said if breakdowns.parse(breakdown)[0] in NAMED else said[0].lower() + said[1:]


def _names(state: State) -> dict[tuple[str, str], str]:
    return {(level, code): name for level, code, name in state.names}


def _in_order(keys: list[SeriesKey], names: dict[tuple[str, str], str]) -> list[SeriesKey]:
    """Indicators as in the catalogue, then the widest levels, then names in French order."""
    rank = {name: place for place, name in enumerate(load_catalogue().indicators)}

    def order(key: SeriesKey) -> tuple:
        indicator, level, code, breakdown = key
        name = formats.sort_key(names.get((level, code), code))
        return rank[indicator], -LEVELS.index(level), name, code, breakdowns.reading_order(breakdown)

    return sorted((key for key in keys if key[0] in rank), key=order)
