"""The sentences of a map: what it already says, the spread, how many are on each side of the benchmark."""

from __future__ import annotations

from observatoire import formats
from observatoire.documents.model import Sentence
from observatoire.sentences.amounts import said, size_of
from observatoire.sentences.grammar import grammar_of
from observatoire.sentences.places import in_place
from observatoire.sentences.rows import evidence_of
from observatoire.sentences.words import sentence_case
from observatoire.territories import level_name
from observatoire.typography import french
from observatoire.view.carte import MapView, Row

_SIDES = (("higher", "au-dessus"), ("lower", "au-dessous"), ("close", "sans écart net"))


def level_sentences(view: MapView) -> tuple[Sentence, ...]:
    """What a level says of an indicator: extremes, their spread, what is not known, sides of the benchmark."""
    sharp = [row for row in view.sorted_rows if row.observation is not None and _is_sharp(row)]
    extremes = sharp[:3] if view.is_count else [sharp[-1], sharp[0]] if len(sharp) >= 2 else []
    said = [Sentence(text) for text in view.sentences]
    if extremes:
        first = Sentence(said[0].text, evidence_of(*(row.observation for row in extremes)))
        said = [first, *([] if view.is_count else _spread(view, extremes)), *said[1:]]
    if view.rows and len(sharp) == len(view.rows):
        said.append(Sentence(french(_all_known(view))))
    return (*said, *_sides(view))


def _is_sharp(row: Row) -> bool:
    return row.observation.value is not None and not row.observation.is_bounded


def _all_known(view: MapView) -> str:
    many, level = len(view.rows), view.question.niveau
    if many == 1:
        return f"Le seul territoire de ce niveau ({level_name(level)}) a un chiffre."
    return f"Les {formats.count_level(many, level)} ont un chiffre."


def _spread(view: MapView, extremes: list[Row]) -> list[Sentence]:
    level = view.question.niveau
    lowest, highest = (row.observation for row in extremes)
    size = size_of(formats.difference(highest.value - lowest.value, view.indicator, level), view.indicator)
    if not size:
        return []
    text = f"Entre ces deux valeurs, l’écart est de {size}."
    return [Sentence(french(text), evidence_of(lowest, highest))]


def _sides(view: MapView) -> list[Sentence]:
    """ "Par rapport aux Pyrénées-Atlantiques (12,6 %) : 2 SDSeI au-dessus, 3 au-dessous."."""
    judged = [row for row in view.rows if row.judgement is not None]
    benchmark = view.benchmark
    if not judged or view.is_count:
        return []
    counts = [(sum(1 for row in judged if row.judgement.side == side), words) for side, words in _SIDES]
    parts = [f"{formats.decimal(many)} {words}" for many, words in counts if many]
    place = in_place(benchmark.level, benchmark.code, benchmark.name)
    figure = said(benchmark.observation.value, view.indicator, benchmark.level)
    known = formats.count_level(len(judged), view.question.niveau)
    grammar = grammar_of(view.indicator)
    figure = f"{figure} {grammar.period(view.question.periode)}"
    text = f"{sentence_case(place)}, {grammar.subject} est de {figure} : sur {known}, {formats.listed(parts)}."
    return [Sentence(french(text), evidence_of(benchmark.observation))]
