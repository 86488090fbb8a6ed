"""The portrait as a document: each number is that of the warehouse, nothing hidden is told, every absence is said."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass

import pytest

from observatoire.catalogue import load_catalogue
from observatoire.documents.model import Bullets, Cell, Document, Evidence, Figure, KeyFigure, Point, Quadrants
from observatoire.documents.portrait_document import UNSAID_QUESTION, portrait_document
from observatoire.outline import load_outline
from observatoire.view.diagnostic import diagnostic


def of_kind(item, kind) -> list:
    """Every object of a kind inside a document."""
    found = [item] if isinstance(item, kind) else []
    if is_dataclass(item):
        return found + [inner for field in fields(item) for inner in of_kind(getattr(item, field.name), kind)]
    if isinstance(item, tuple):
        return found + [inner for one in item for inner in of_kind(one, kind)]
    return found


@pytest.fixture(scope="module")
def documents(snapshot) -> dict[str, Document]:
    """A portrait of each level of the demonstration, and of a union."""
    epci = [territory.code for territory in snapshot.territories("epci")]
    places = [
        ("departement", "05"),
        ("departement", "64"),
        ("epci", epci[0]),
        ("commune", "05061"),
        ("canton", snapshot.territories("canton")[0].code),
        ("region", "93"),
        ("france", "F"),
        ("union", f"epci~{epci[0]}~{epci[1]}"),
    ]
    return {level + code: portrait_document(diagnostic(level, code, {}, snapshot), snapshot) for level, code in places}


@pytest.fixture(scope="module")
def whole(documents) -> Document:
    return documents["departement05"]


def test_every_indicator_of_the_catalogue_is_in_exactly_one_chapter():
    listed = [name for chapter in load_outline() for block in chapter.blocks for name in block.indicators]
    assert sorted(listed) == sorted(load_catalogue().indicators)


def test_every_chapter_says_what_it_does_not_measure_and_who_publishes_it():
    assert len(load_outline()) == 8
    for chapter in load_outline():
        assert chapter.question.endswith("?") and chapter.not_measured
        assert all(item.what and item.where for item in chapter.not_measured)


def test_every_number_of_a_portrait_is_that_of_the_warehouse(documents, snapshot):
    """Those of a union are computed from its parts: tests/unit/test_union.py."""
    checked = 0
    for name, document in documents.items():
        for mark in of_kind(document, (Cell, Point)):
            if name.startswith("union") or mark.value is None or mark.evidence is None:
                continue
            shown = mark.evidence
            found = snapshot.observation(shown.indicator, shown.level, shown.territory, shown.period)
            decimals = load_catalogue().indicators[shown.indicator].decimals_at(shown.level)
            assert mark.value == round(found.value, decimals) + 0.0
            checked += 1
    assert checked > 500


def test_a_ratio_over_jobseekers_names_their_producer_beside_the_extracts(documents):
    figures = [
        figure
        for document in documents.values()
        for figure in document.figures
        if figure.indicators == ("etp_iae_pour_1000_de",)
    ]
    assert figures and all("Dares" in figure.source and "extraits" in figure.source for figure in figures)


def test_a_figure_hidden_this_year_says_the_last_year_that_is_known(documents, snapshot):
    listed = [item for item in of_kind(documents["departement64"], Bullets) if "sans chiffre récent" in item.title]
    listed += [item for item in of_kind(documents["departement05"], Bullets) if "sans chiffre récent" in item.title]
    told = {
        (name, year)
        for block in listed
        for item in block.items
        for name, year in re.findall(r"(?:[:;] )([^;:]+?) \([^;)]+ ; dernier chiffre connu : (\d{4})", plain(item.text))
    }
    assert told
    titles = {indicator.title: name for name, indicator in load_catalogue().indicators.items()}
    for title, year in told:
        series = snapshot.series(titles[title], "departement", "05")
        assert max(item.period for item in series if item.value is not None) == year


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_every_figure_of_a_chart_has_its_evidence(documents):
    for document in documents.values():
        for point in of_kind(document, Point):
            assert point.value is None or isinstance(point.evidence, Evidence)
        for key_figure in of_kind(document, KeyFigure):
            assert key_figure.evidence is not None


def test_a_figure_hidden_or_known_by_a_bound_has_no_value_in_any_mark(documents, snapshot):
    kept_back = 0
    for mark in [mark for document in documents.values() for mark in of_kind(document, (Cell, Point))]:
        if mark.evidence is None or "~" in mark.evidence.territory:
            continue
        shown = mark.evidence
        found = snapshot.observation(shown.indicator, shown.level, shown.territory, shown.period)
        if found is None or found.value is None or found.is_bounded:
            assert mark.value is None
            kept_back += 1
    assert kept_back > 20


def test_a_spine_never_shows_the_figure_of_a_peer_that_is_hidden(documents, snapshot):
    """Its two ends are published figures of the level."""
    found = diagnostic("epci", snapshot.territories("epci")[0].code, {}, snapshot)
    placed = [row for chapter in found.chapters for row in chapter.rows if row.spine is not None]
    assert placed
    for row in placed:
        exact = [item.value for item in row.row.peers if item.value is not None and not item.is_bounded]
        assert row.spine.peers <= len(exact)


def test_a_chapter_that_nothing_measures_says_what_is_missing(whole):
    families = next(section for section in whole.sections if section.question.startswith("Ménages et familles"))
    listed = next(block for block in families.blocks if isinstance(block, Bullets))
    assert any("monoparentales" in item.text and "Insee" in item.text for item in listed.items)
    last = next(section for section in whole.sections if section.question == UNSAID_QUESTION)
    told = {table.caption for table in last.blocks}
    assert len(told) == len(last.blocks), "the name of a chapter is read once"
    silent = {chapter.title for chapter in load_outline()} - told
    assert "Ménages et familles" in silent and told
    for title in silent:
        section = next(section for section in whole.sections if section.question.startswith(title))
        assert of_kind(section, Bullets)


def test_titles_are_questions_and_drawings_have_a_text_alternative(documents):
    for document in documents.values():
        for section in document.sections:
            assert section.question.endswith("?")
        for figure in document.figures:
            assert figure.title.endswith("?") and figure.alt.endswith(".") and figure.source.startswith("Source")
            assert figure.chart is not None or figure.picture is not None
            assert figure.table.rows


def test_figures_of_a_document_have_keys_of_their_own(documents):
    for document in documents.values():
        keys = [figure.key for figure in document.figures]
        assert len(keys) == len(set(keys)) and all(re.fullmatch(r"[a-z0-9-]+", key) for key in keys)


def test_no_number_is_written_with_a_point(documents):
    for document in documents.values():
        for text in of_kind(document, str):
            if not text.startswith("<svg"):
                assert not re.search(r"\d\.\d", text.replace("Licence Ouverte 2.0", "")), text


def test_words_of_the_drawings_have_no_point_either(documents):
    for picture in [figure.picture for document in documents.values() for figure in document.figures]:
        if picture is not None:
            said = " ".join(re.findall(r"<text[^>]*>([^<]*)<", picture.svg))
            assert said and not re.search(r"\d\.\d", said)


def test_a_comparison_draws_the_territory_beside_others_and_a_headcount_has_no_benchmark(documents):
    for document in documents.values():
        for figure in (item for item in document.figures if item.chart is not None and item.chart.kind == "bars"):
            known = [point for point in figure.chart.series[0].points if point.value is not None]
            assert len(known) >= 2
            indicator = load_catalogue().indicators[figure.indicators[0]]
            assert indicator.kind != "count" or figure.chart.benchmark is None


def test_a_line_has_three_figures_at_least(documents):
    lines = [
        figure.chart
        for document in documents.values()
        for figure in document.figures
        if figure.chart is not None and figure.chart.kind == "lines"
    ]
    assert lines
    for chart in lines:
        assert sum(point.value is not None for point in chart.series[0].points) >= 3


def test_the_four_quadrants_are_there_even_when_one_is_empty(whole):
    quadrants = of_kind(whole, Quadrants)
    assert [listed.title for listed in quadrants[0].lists] == ["Forces", "Faiblesses", "Opportunités", "Menaces"]


def test_the_same_portrait_is_the_same_document(snapshot):
    made = [portrait_document(diagnostic("departement", "05", {}, snapshot), snapshot) for _ in range(2)]
    assert made[0] == made[1]


def test_the_mentions_of_a_demonstration_travel_with_the_document_and_each_figure(whole):
    assert "Données de démonstration, fictives" in whole.mentions
    assert all("Données de démonstration, fictives" in figure.mentions for figure in whole.figures)
    assert whole.file_stem.startswith("demonstration-portrait-departement-hautes-alpes")


def test_every_indicator_shown_is_defined_in_the_appendix(whole):
    defined = {definition.indicator for definition in whole.definitions}
    assert {indicator for figure in whole.figures for indicator in figure.indicators} <= defined


def test_an_unknown_territory_has_no_diagnostic(snapshot):
    assert diagnostic("commune", "99999", {}, snapshot) is None
    assert diagnostic("union", "epci~1~2", {}, snapshot) is None


def test_figures_are_not_a_dump(documents):
    for document in documents.values():
        assert len([item for item in document.figures if isinstance(item, Figure)]) <= 20
