"""Golden cases: a situation built by hand, and the exact French that it gives."""

from __future__ import annotations

import re

import pytest

from observatoire.sentences import row_sentences, swot
from observatoire.sentences.places import in_place, of_place
from observatoire.sentences.swot import TITLES
from observatoire.typography import french
from tests.unit.sentences.situations import cases_of, plain, portrait_of, row_of, territory

FILES = ("indicators", "values", "absences", "comparisons", "evolutions", "ranks")
CASES = [(name, case) for name in FILES for case in cases_of(name)]
PLACES = cases_of("places")
PROPOSALS = cases_of("swot")


def said_of(case, catalogue):
    """The sentences that the case looks at: all, or those at the positions of `sentences` (from 1; -1 is the last)."""
    row, place = row_of(case, catalogue)
    said = row_sentences(row, place)
    return [said[at - 1 if at > 0 else at] for at in case["sentences"]] if "sentences" in case else said


def test_there_are_two_hundred_golden_cases_at_least():
    assert len(CASES) >= 200 and len(PLACES) >= 60


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[f"{name}: {case['case']}" for name, case in CASES])
def test_a_situation_is_said_in_these_words(case, catalogue):
    assert plain(" ".join(sentence.text for sentence in said_of(case, catalogue))) == case["says"].strip()


@pytest.mark.parametrize("case", PLACES, ids=[case["at"] for case in PLACES])
def test_a_territory_is_entered_and_left_with_its_own_article(case):
    place = territory(case["at"])
    where = (place.level, place.code, place.name, place.parent_departement)
    assert (in_place(*where), of_place(*where)) == (case["where"], case["of"])


@pytest.mark.parametrize("case", PROPOSALS, ids=[case["case"] for case in PROPOSALS])
def test_forces_faiblesses_opportunites_menaces_are_proposed_in_these_words(case, catalogue):
    rows = [{"at": "epci 1 CC du Haut Béarn", **row} for row in case["rows"]]
    proposal = swot(portrait_of(rows, catalogue))
    for quadrant in TITLES:
        said = [plain(line.sentence.text) for line in getattr(proposal, quadrant)]
        assert said == [text.strip() for text in case.get(quadrant, [])], quadrant


def test_every_indicator_of_the_catalogue_has_its_golden_sentence(catalogue):
    assert {case["of"].split(" ")[0] for case in cases_of("indicators")} == set(catalogue.indicators)


def test_sentences_have_french_spaces_one_colon_and_a_full_stop(catalogue):
    for _, case in CASES:
        row, place = row_of(case, catalogue)
        for sentence in row_sentences(row, place):
            assert french(sentence.text) == sentence.text
            assert re.search(r"\d[.]\d|\s{2}| [,.]|\d [%€]|\d \d{3}", sentence.text) is None, sentence.text
            assert sentence.text.endswith(".") and sentence.text[0].isupper()
            assert len(re.findall("\u202f:", re.sub(r"\(.*?\)", "", sentence.text))) <= 1, sentence.text


@pytest.mark.parametrize("status", ["secret", "missing", "immature", "not_applicable"])
def test_a_figure_without_value_lets_nothing_of_its_counts_out(status, catalogue):
    """Whatever else the row carries by mistake."""
    case = {"at": "sdsei est-bearn Est Béarn", "of": "taux_presence_rdv 2025", "status": status, "qualifier": "ours"}
    row, place = row_of(case | {"numerator": 37, "denominator": 419, "low": 8.3, "high": 11.9}, catalogue)
    (sentence,) = row_sentences(row, place)
    assert set(re.findall(r"\d+", sentence.text)) == {"2025"}


def test_the_same_row_gives_the_same_sentences(catalogue):
    row, place = row_of(CASES[0][1], catalogue)
    assert row_sentences(row, place) == row_sentences(row, place)
