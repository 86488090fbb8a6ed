"""On a whole published demonstration, every number of every sentence comes from an observation."""

from __future__ import annotations

import re
from itertools import permutations

import pytest

from observatoire import formats
from observatoire.catalogue import load_catalogue
from observatoire.sentences import level_sentences, row_sentences, swot, swot_quadrants
from observatoire.sentences.grammar import grammar_of, load_grammar
from observatoire.sentences.places import in_place
from observatoire.sentences.swot import MOST_LINES, TITLES
from observatoire.view.carte import map_view
from observatoire.view.figures_of import FEWEST_PERSONS
from observatoire.view.portrait import portrait

NUMBER = re.compile(r"\d{1,3}(?:\u202f\d{3})+(?:,\d+)?|\d+(?:,\d+)?")
#: Words that would be a cause or an advice.
NEVER_SAID = ("grâce à", "à cause", "en raison", "parce que", "il faut", "devrait", "permet", "s’explique")


@pytest.fixture(scope="module")
def portraits(snapshot):
    """The département, its EPCI, and communes enough to meet every status."""
    levels = [("departement", 1), ("epci", 20), ("canton", 5), ("commune", 30)]
    asked = [("departement", "05")] + [
        (level, place.code) for level, many in levels[1:] for place in snapshot.territories(level)[:many]
    ]
    return [portrait(level, code, {}, snapshot) for level, code in asked]


def numbers(text):
    return set(NUMBER.findall(text))


@pytest.fixture(scope="module")
def resolved(snapshot):
    """The observations of a sentence, read again in the warehouse: each address leads to one."""
    known: dict[tuple[str, str], dict] = {}

    def read(sentence):
        for one in sentence.evidence:
            if (one.level, one.territory) not in known:
                figures = snapshot.figures_of(one.level, one.territory)
                known[one.level, one.territory] = {(item.indicator, item.period): item for item in figures}
        return [known[one.level, one.territory][one.indicator, one.period] for one in sentence.evidence]

    return read


def known_numbers(observations):
    """Every number that these observations print: values, bounds, gaps between two of them, methods, periods."""
    texts = []
    for item in observations:
        indicator, grammar = load_catalogue().indicators[item.indicator], load_grammar()[item.indicator]
        texts += [item.method, grammar.period(item.period), formats.period(item.period)]
        if item.value is not None:
            shown = (item.value, item.low, item.high)
            texts += [formats.number(value, indicator, item.level) for value in shown if value is not None]
            texts.append(formats.decimal(item.value))
    valued = [item for item in observations if item.value is not None]
    for one, other in permutations(valued, 2):
        indicator = load_catalogue().indicators[one.indicator]
        gap = one.value - other.value
        texts += [formats.difference(gap, indicator), formats.difference(gap, indicator, one.level)]
        if other.value:
            texts.append(formats.decimal(100 * gap / other.value, 1))
    return numbers(" ".join(texts))


def words_of(row, place):
    """Numbers that belong to names, not to figures: the indicator, the territories, the rules."""
    grammar, benchmark = grammar_of(row.indicator), row.benchmark
    rules = f"5 {FEWEST_PERSONS} {formats.decimal(row.indicator.fragile_below_population or 0)}"
    breaks = " ".join(formats.period(found.period) for found in load_catalogue().breaks)
    names = f"{place.name} {in_place(place.level, place.code, place.name)} {benchmark.name} {row.rank_text}"
    when = grammar.period(row.period)
    return numbers(f"{grammar.noun} {grammar.one} {when} {names} {rules} {breaks} {row.reason}")


def test_every_number_of_a_row_resolves_to_an_observation(portraits, resolved):
    read = 0
    for found in portraits:
        for row in found.all_rows:
            for sentence in row_sentences(row, found.territory):
                strangers = numbers(sentence.text) - known_numbers(resolved(sentence))
                assert strangers <= words_of(row, found.territory), sentence.text
                read += 1
    assert read > 800


def test_every_number_of_a_proposal_resolves_to_an_observation(portraits, resolved):
    for found in portraits:
        rows = {row.indicator.id: row for row in found.all_rows}
        proposal = swot(found)
        for quadrant in TITLES:
            for line in getattr(proposal, quadrant):
                strangers = numbers(line.sentence.text) - known_numbers(resolved(line.sentence))
                assert strangers <= words_of(rows[line.indicator], found.territory), line.sentence.text


def test_a_proposal_is_short_and_its_keys_find_their_line_again(portraits):
    for found in portraits:
        proposal = swot(found)
        lines = [line for quadrant in TITLES for line in getattr(proposal, quadrant)]
        assert all(len(getattr(proposal, quadrant)) <= MOST_LINES for quadrant in TITLES)
        assert len({line.key for line in lines}) == len(lines)
        assert all(line.key.partition("/")[2] == line.indicator for line in lines)
    assert any(swot(found).faiblesses for found in portraits) and any(swot(found).forces for found in portraits)


def test_a_quadrant_without_a_line_stays_an_empty_list(portraits):
    for found in portraits:
        proposal, block = swot(found), swot_quadrants(swot(found))
        assert [shown.title for shown in block.lists] == ["Forces", "Faiblesses", "Opportunités", "Menaces"]
        assert [len(shown.items) for shown in block.lists] == [len(getattr(proposal, quadrant)) for quadrant in TITLES]


def test_sentences_give_neither_cause_nor_advice(portraits):
    for found in portraits:
        for row in found.all_rows:
            text = " ".join(sentence.text for sentence in row_sentences(row, found.territory)).casefold()
            assert not [word for word in NEVER_SAID if word in text], text


@pytest.fixture(scope="module")
def views(snapshot):
    first = map_view({}, snapshot)
    return [
        map_view({"indicateur": indicator.id, "niveau": level}, snapshot)
        for indicator in first.choices.indicators
        for level in map_view({"indicateur": indicator.id}, snapshot).choices.levels
    ]


def test_the_sentences_of_a_map_begin_with_those_it_shows(views):
    for view in views:
        said = [sentence.text for sentence in level_sentences(view)]
        assert [text for text in said if text in view.sentences] == list(view.sentences)
        assert len(set(said)) == len(said)


def test_the_figures_of_a_map_in_its_sentences_resolve_to_observations(views, resolved):
    spread = 0
    for view in views:
        for sentence in level_sentences(view):
            if not sentence.evidence:
                continue
            printed = known_numbers(resolved(sentence)) | {formats.decimal(n) for n in range(len(view.rows) + 1)}
            names = " ".join(
                (view.indicator.unit, grammar_of(view.indicator).noun, *(r.territory.name for r in view.rows))
            )
            assert numbers(sentence.text) <= printed | numbers(names), sentence.text
            spread += "l’écart est de" in sentence.text
    assert spread > 10


def test_the_sides_of_the_benchmark_add_up_to_the_territories_compared(views):
    compared = 0
    for view in views:
        judged = [row for row in view.rows if row.judgement is not None]
        text = level_sentences(view)[-1].text if level_sentences(view) else ""
        if not judged or view.is_count:
            assert " au-dessous" not in text
            continue
        many, _, sides = text.rpartition("sur ")[2].partition(", ")
        assert sum(int(number) for number in re.findall(r"\d+", sides)) == len(judged)
        assert int(re.match(r"\d+", many.replace("\u202f", "")).group()) == len(judged)
        compared += 1
    assert compared > 10
