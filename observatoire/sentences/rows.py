"""The French sentences of one indicator of a territory: its value, its comparison, its evolution, its rank.

Each states what a view already holds, in the same digits, and nothing else: no cause, no advice. A figure that is
hidden, missing or bounded is said so, and is neither compared nor ranked.
"""

from __future__ import annotations

from observatoire import formats
from observatoire.catalogue import Indicator
from observatoire.documents.model import Evidence, Sentence
from observatoire.sentences.absence import absence
from observatoire.sentences.amounts import ROUNDED_WORDS, counted, is_rounded, margin, said, size_of
from observatoire.sentences.evolutions import (
    before_of,
    evolution_sentence,
    followed,
    overlap,
    trend_of_row,
    trend_sentence,
)
from observatoire.sentences.grammar import Grammar, grammar_of
from observatoire.sentences.places import in_place, of_place, than_in
from observatoire.sentences.words import one_colon, sentence_case
from observatoire.typography import french
from observatoire.view.figures_of import FEWEST_PERSONS, may_be_judged
from observatoire.view.portrait import PortraitRow
from observatoire.warehouse import Observation, Territory

_TESTS = ("wilson", "byar", "interval")
_NO_BENCHMARK = {
    "secret": "est couvert par le secret statistique",
    "immature": "est trop récent pour être mesuré",
    "not_applicable": "est sans objet",
}
SIGNIFICANT = "un écart statistiquement significatif"


def evidence_of(*observations: Observation | None) -> tuple[Evidence, ...]:
    """Addresses of observations, in order, once each."""
    found = [
        Evidence(item.indicator, item.level, item.territory, item.period, item.breakdown)
        for item in observations
        if item is not None
    ]
    return tuple(dict.fromkeys(found))


def row_sentences(row: PortraitRow, territory: Territory) -> tuple[Sentence, ...]:
    """Sentences of a row in reading order: value, how it is known, comparison, evolution, trend, rank.

    A row without value has one sentence, which says why.
    """
    grammar, observation = grammar_of(row.indicator), row.observation
    where = sentence_case(in_place(territory.level, territory.code, territory.name, territory.parent_departement))
    if observation is None or observation.value is None:
        return (Sentence(french(absence(row, where, grammar)), evidence_of(observation)),)
    own, both = evidence_of(observation), evidence_of(row.benchmark.observation, observation)
    before, trend = before_of(row), trend_of_row(row)
    said_of = [
        (value_sentence(observation, row.indicator, grammar, where), own),
        (known_how(observation, row.indicator, grammar), own),
        (comparison_sentence(row, grammar), both),
        (evolution_sentence(row, grammar, before), evidence_of(before, observation) if row.change else own),
        (trend_sentence(trend), evidence_of(*followed(row, trend))),
        (rank_sentence(row), own),
    ]
    return tuple(Sentence(french(text), evidence) for text, evidence in said_of if text)


def value_sentence(observation: Observation, indicator: Indicator, grammar: Grammar, where: str) -> str:
    """ "À Pau, le taux de pauvreté est de 22 % en 2021."; a bound is said as a bound."""
    when = grammar.period(observation.period)
    if indicator.kind == "count":
        return f"{where}, {_count(observation, indicator, grammar, when)}."
    if observation.is_bounded:
        bound = formats.with_unit(formats.decimal(observation.value), indicator.unit)
        least = f"{grammar.agreed('inférieur')} ou {grammar.agreed('égal')} à {bound}"
        return f"{where}, {grammar.subject} est {least} {when} ; la valeur exacte n’est pas publiée."
    amount = said(observation.value, indicator, observation.level)
    verb = f"est {grammar.agreed('estimé')} à" if observation.status == "estimated" else "est de"
    return f"{where}, {grammar.subject} {verb} {amount} {when}{_between_brackets(observation, indicator)}."


def _count(observation: Observation, indicator: Indicator, grammar: Grammar, when: str) -> str:
    if observation.is_bounded:
        return f"on compte moins de 5 {grammar.noun} {when} ; le nombre exact n’est pas publié"
    brackets = _between_brackets(observation, indicator)
    if observation.status == "estimated":
        number = formats.number(observation.value, indicator, observation.level)
        return f"on estime à {number} {grammar.subject} {when}{brackets}"
    if observation.value == 0:
        none = "aucun" if grammar.gender == "masculine" else "aucune"
        return f"on ne compte {none} {grammar.one} {when}{brackets}"
    return f"on compte {counted(observation, indicator, grammar)} {when}{brackets}"


def _between_brackets(observation: Observation, indicator: Indicator) -> str:
    between = margin(observation, indicator)
    if between:
        return f" (marge {'d’arrondi' if is_rounded(observation) else 'd’incertitude'} : {between})"
    if is_rounded(observation) and indicator.kind == "count":
        return f" (nombre {ROUNDED_WORDS[observation.qualifier]})"
    return {"provisional": " (chiffre provisoire)", "year_to_date": " (année en cours)"}.get(observation.qualifier, "")


def known_how(observation: Observation, indicator: Indicator, grammar: Grammar) -> str:
    """The method of an estimate, the fragility of a figure, what a bound forbids."""
    if observation.status == "estimated" and observation.method:
        return f"Estimation : {one_colon(observation.method)}."
    alone = f"{grammar.pronoun} n’est ni {grammar.agreed('comparé')}, ni {grammar.agreed('classé')}"
    if observation.qualifier == "fragile":
        return "Ce chiffre est fragile, car il porte sur peu de personnes : il n’est ni comparé, ni classé."
    if observation.is_bounded and indicator.kind != "count":
        return f"{sentence_case(alone)}."
    return ""


def is_tested(observation: Observation, indicator: Indicator) -> bool:
    """Whether a figure is compared by a statistical interval, and not by what its rounding allows."""
    if indicator.comparison not in _TESTS or observation.status == "estimated" or is_rounded(observation):
        return False
    return observation.low is not None or (observation.numerator is not None and observation.denominator is not None)


def comparison_sentence(row: PortraitRow, grammar: Grammar) -> str:
    """ "C’est mieux qu’en France (14,9 %) : 2,3 points de moins."; why there is no comparison, when one was due."""
    indicator, judgement, benchmark = row.indicator, row.judgement, row.benchmark
    if indicator.comparison == "none" or indicator.kind == "count" or not row.observation.is_comparable:
        return ""
    if judgement is None:
        return _not_compared(row, grammar)
    place = (benchmark.level, benchmark.code, benchmark.name)
    figure = f"({said(benchmark.observation.value, indicator, benchmark.level)})"
    tested = is_tested(row.observation, indicator) and is_tested(benchmark.observation, indicator)
    if judgement.side == "close":
        pronoun, of = sentence_case(grammar.pronoun), of_place(*place)
        if tested and overlap(row.observation, benchmark.observation, indicator):
            return f"{pronoun} ne diffère pas significativement de {grammar.that_of} {of} {figure}."
        return f"{pronoun} est proche de {grammar.that_of} {of} {figure}."
    size, way = size_of(judgement.text, indicator), "plus" if judgement.side == "higher" else "moins"
    known = f"{size} de {way}" if size else f"un peu {way}"
    sure = f", {SIGNIFICANT}" if tested else ""
    if judgement.favourable is None:
        return f"C’est {known} {than_in(*place)} {figure}{sure}."
    verdict = "mieux" if judgement.favourable else "moins bien"
    return f"C’est {verdict} {than_in(*place)} {figure} : {known}{sure}."


def _not_compared(row: PortraitRow, grammar: Grammar) -> str:
    """Why a figure that could be compared is not: its benchmark, or what is known of its precision."""
    benchmark, observation, indicator = row.benchmark, row.observation, row.indicator
    there = in_place(benchmark.level, benchmark.code, benchmark.name)
    refusal = f"{sentence_case(grammar.pronoun)} n’est pas {grammar.agreed('comparé')}"
    other = benchmark.observation
    if other is None or other.value is None:
        why = _NO_BENCHMARK.get(other.status if other is not None else "", "n’est pas disponible")
        return f"{refusal} : {there}, ce chiffre {why}."
    if other.is_bounded:
        return f"{refusal} : {there}, ce chiffre n’est connu que par une borne."
    if other.qualifier == "fragile":
        return f"{refusal} : {there}, ce chiffre est fragile."
    known = may_be_judged(observation, indicator)
    place = f"{there}, " if known else ""
    few = (other if known else observation).denominator
    if few is not None and few < FEWEST_PERSONS:
        return f"{refusal} : {place}ce chiffre est calculé sur moins de {FEWEST_PERSONS} cas."
    return f"{refusal} : {place}la marge d’incertitude de ce chiffre n’est pas connue."


def rank_sentence(row: PortraitRow) -> str:
    """ "C’est la 2e valeur la plus élevée sur 43 communes au chiffre publié."; nothing of a figure without a place."""
    if not row.rank_text:
        return ""
    return f"C’est {'la ' if row.rank is not None else ''}{row.rank_text}."
