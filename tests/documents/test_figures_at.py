"""The figure of an address is the one of the screen: same numbers, nothing hidden told, the same when asked again."""

from __future__ import annotations

import re
from functools import cache

import pytest

from observatoire.documents.evidences import evidences_of
from observatoire.documents.figures_at import figure_at
from observatoire.documents.model import Figure
from observatoire.errors import ObservatoireError
from observatoire.view.carte import map_view
from observatoire.view.emploi import QUESTIONS as EMPLOI
from observatoire.view.parcours import QUESTIONS as PARCOURS

TERRITORY = "/territoire/epci/200067825"  # communauté d'agglomération Gap-Tallard-Durance
ADDRESSES = (
    *("/carte", "/carte?niveau=commune", "/carte?niveau=epci&vue=barres", "/carte?niveau=commune&vue=tableau"),
    *(f"/parcours#{block}" for block in PARCOURS),
    *(f"/emploi#{block}" for block in EMPLOI),
    *(TERRITORY, f"{TERRITORY}#taux_pauvrete", f"{TERRITORY}#foyers_rsa", f"{TERRITORY}#pauvrete"),
)


@pytest.fixture(scope="module")
def figures(snapshot) -> dict[str, Figure]:
    return {address: figure_at(address, snapshot) for address in ADDRESSES}


@cache
def rows_of(indicator: str, level: str, territory: str, snapshot):
    return {(row.period, row.breakdown): row for row in snapshot.broken_down([indicator], level, territory)}


def published(evidence, snapshot):
    rows = rows_of(evidence.indicator, evidence.level, evidence.territory, snapshot)
    return rows.get((evidence.period, evidence.breakdown))


def test_the_address_of_a_figure_shows_it_again(figures, snapshot):
    for address, figure in figures.items():
        assert figure_at(figure.address, snapshot) == figure, address


def test_every_number_of_a_table_is_the_published_one(figures, snapshot):
    """An independent reading: each cell against the row of the warehouse that its proof names."""
    checked = 0
    for address in ADDRESSES:
        if "niveau=commune" in address:
            continue  # the next test reads a whole level at once
        for row in figures[address].table.rows:
            for cell in row:
                if cell.value is None or cell.evidence is None:
                    continue
                found = published(cell.evidence, snapshot)
                assert cell.value == pytest.approx(round(found.value, cell.decimals)), (address, cell)
                checked += 1
    assert checked > 300


def test_the_map_of_communes_holds_them_all_and_its_table_says_which_are_hidden(figures, snapshot):
    view = map_view({"niveau": "commune"}, snapshot)
    figure = figures["/carte?niveau=commune"]
    assert len(figure.table.rows) == len(view.rows) + 1  # and the benchmark
    printed = {row[0].text: row[1] for row in figure.table.rows}
    hidden = [row for row in view.rows if row.observation is None or row.observation.value is None]
    bounded = [row for row in view.rows if row.observation is not None and row.observation.is_bounded]
    assert len(hidden) > 50
    for row in (*hidden, *bounded):
        assert printed[row.territory.name].value is None


def test_a_hidden_or_bounded_figure_has_no_mark_in_any_chart(figures, snapshot):
    absent = 0
    for address, figure in figures.items():
        for series in figure.chart.series if figure.chart is not None else ():
            for point in series.points:
                if point.evidence is None:
                    assert point.value is None, address
                    continue
                found = published(point.evidence, snapshot)
                if found.value is None or found.is_bounded:
                    assert point.value is None and point.low is None and point.high is None, (address, point)
                    assert point.text and not re.fullmatch(r"[\d\s,%]+", point.text)
                    absent += 1
    assert absent > 3


def test_every_figure_says_what_it_is_where_it_comes_from_and_what_not_to_conclude(figures):
    for address, figure in figures.items():
        assert figure.title.rstrip().endswith("?"), address
        assert figure.subtitle and figure.alt.endswith("."), address
        assert figure.source.startswith("Source") and "Données publiées le" in figure.source, address
        assert figure.indicators and figure.definition, address
        assert "Données de démonstration, fictives" in figure.mentions, address
        assert re.fullmatch(r"[a-z0-9-]+", figure.key), figure.key


def test_no_french_text_has_a_point_between_two_digits(figures):
    for address, figure in figures.items():
        texts = [figure.title, figure.subtitle, figure.alt, figure.source, *figure.notes, figure.benchmark]
        texts += [cell.text for row in figure.table.rows for cell in row] + [item.text for item in figure.sentences]
        wrong = [text for text in texts if re.search(r"\d\.\d", text)]
        assert not wrong, (address, wrong)


def test_a_number_of_a_sentence_has_a_proof(figures):
    for address, figure in figures.items():
        if address.startswith(("/parcours", "/emploi")) and address != "/emploi#carte":  # a map counts territories
            for sentence in figure.sentences:
                assert sentence.evidence, (address, sentence.text)
        assert figure.indicators and evidences_of(figure), address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "carte",
        "//ailleurs.example/carte",
        "https://ailleurs.example/carte",
        "/sources",
        "/territoire/commune/99999",
        f"{TERRITORY}#indicateur_inconnu",
        "/parcours#inconnu",
        "/emploi#inconnu",
        "/carte?" + "x" * 3000,
        "/../etc/passwd",
    ],
)
def test_an_address_that_shows_no_figure_is_told_in_a_sentence(address, snapshot):
    with pytest.raises(ObservatoireError, match=r"\.$"):
        figure_at(address, snapshot)
