"""The comparing screen as figures: the numbers of the screen, the same when asked again, nothing hidden told."""

from __future__ import annotations

import re
from functools import cache

import pytest

from observatoire.documents.evidences import evidences_of
from observatoire.documents.figures_at import figure_at
from observatoire.documents.model import Figure
from observatoire.errors import ObservatoireError
from observatoire.view.comparer import compare_view

FUNNEL = "/comparer?niveau=epci&indicateur=part_avec_referent#entonnoir"
ADDRESSES = (
    *(
        "/comparer",
        "/comparer?niveau=epci",
        "/comparer?niveau=epci&theme=pauvrete#tapis",
        "/comparer?niveau=departement",
    ),
    *(FUNNEL, "/comparer?niveau=epci#semblables", "/comparer?territoire=epci:200067825#semblables"),
)


@pytest.fixture(scope="module")
def figures(snapshot) -> dict[str, Figure]:
    return {address: figure_at(address, snapshot) for address in ADDRESSES}


@cache
def known(indicator: str, level: str, period: str, snapshot):
    return snapshot.observations_at(indicator, level, period)


def published(proof, snapshot):
    return known(proof.indicator, proof.level, proof.period, snapshot)[proof.territory]


def test_the_address_of_a_figure_shows_it_again(figures, snapshot):
    for address, figure in figures.items():
        assert figure_at(figure.address, snapshot) == figure, address


def test_every_number_of_the_rug_is_the_published_one_and_what_is_hidden_has_none(figures, snapshot):
    checked = hidden = 0
    for row in figures["/comparer?niveau=epci"].table.rows:
        for cell in row[2:4]:
            proof = cell.evidence
            if proof is None:
                assert cell.value is None
                continue
            found = published(proof, snapshot)
            if found.value is None or found.is_bounded:
                assert cell.value is None and cell.text
                hidden += 1
            else:
                assert cell.value == pytest.approx(round(found.value, cell.decimals))
                checked += 1
    assert checked > 50 and hidden


def test_a_page_prints_the_worse_cells_of_the_rug_and_says_so(figures, snapshot):
    figure, view = figures["/comparer?niveau=epci"], compare_view({"niveau": "epci"}, snapshot)
    worse = sum(row.worse for row in view.rug.rows)
    assert len(figure.table.rows) == len(view.rug.rows) * len(view.rug.columns)
    assert 0 < len(figure.table.on_page.rows) == min(worse, 30)
    assert any("ne garde que les" in note for note in figure.notes)


def test_a_rug_too_large_for_a_page_is_a_table_and_a_small_one_a_picture(figures):
    small = figures["/comparer?niveau=epci&theme=pauvrete#tapis"].picture
    assert small is not None and small.width <= 1400
    assert figures["/comparer?niveau=departement"].picture is None


def test_the_funnel_is_drawn_without_the_words_that_the_page_writes_and_all_its_points_are_in_its_table(
    figures, snapshot
):
    figure = figures[FUNNEL]
    view = compare_view({"niveau": "epci", "indicateur": "part_avec_referent"}, snapshot)
    assert figure.title not in figure.picture.svg and "Données de démonstration" not in figure.picture.svg
    values = [row[1].value for row in figure.table.rows if row[1].value is not None]
    assert values == [pytest.approx(point.value, abs=0.05) for point in view.funnel.points]
    named = {row[0].text for row in figure.table.rows}
    assert named == {place.name for place in snapshot.territories("epci")}


def test_only_a_figure_that_is_an_observation_names_its_proof(figures, snapshot):
    """Sizes, distances and differences are computed: a change of the observation would not be theirs."""
    for address, figure in figures.items():
        for row in figure.table.rows:
            for cell in row:
                if cell.evidence is not None and cell.value is not None:
                    proof = cell.evidence
                    found = published(proof, snapshot)
                    assert cell.value == pytest.approx(round(found.value, cell.decimals)), address


def test_every_figure_says_what_it_is_where_it_comes_from_and_what_not_to_conclude(figures):
    for address, figure in figures.items():
        assert figure.title.endswith("?") and figure.subtitle and figure.alt.endswith("."), address
        assert figure.source.startswith("Source") and "Données publiées le" in figure.source, address
        assert figure.indicators and figure.definition and figure.not_to_conclude and figure.sentences, address
        assert "Données de démonstration, fictives" in figure.mentions, address
        assert re.fullmatch(r"[a-z0-9-]+", figure.key), figure.key
        texts = [figure.subtitle, figure.alt, figure.source, *figure.notes, *(item.text for item in figure.sentences)]
        texts += [cell.text for table in (figure.table, figure.table.on_page) for row in table.rows for cell in row]
        assert not [text for text in texts if re.search(r"\d\.\d", text)], address
    assert evidences_of(figures["/comparer"])


@pytest.mark.parametrize(
    "address",
    [
        "/comparer#inconnu",
        "/comparer?niveau=epci&indicateur=niveau_vie_median#entonnoir",
        "/comparer?niveau=departement#vigilance",
    ],
)
def test_what_has_no_answer_is_told_in_a_sentence(address, snapshot):
    with pytest.raises(ObservatoireError, match=r"\.$"):
        figure_at(address, snapshot)
