"""The annual bilan: its chapters, last year's frozen figures beside this year's, what has changed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from observatoire.carnet import open_carnet
from observatoire.carnet.states import keep_state, states_of
from observatoire.documents.bilan_document import ALONE, bilan, bilan_document
from observatoire.documents.evidences import evidences
from observatoire.documents.model import Bullets, Chart, Figure, KeyFigures, Prose, Table
from observatoire.errors import ObservatoireError
from observatoire.view.etat import State, state_of

LAST_YEAR, THIS_YEAR = date(2025, 11, 20), date(2026, 11, 25)
#: A value that no figure of the demonstration has.
OLD = 4321.0
CHAPTERS = (
    "Quels sont les chiffres de l’année ?",
    "Où la pauvreté et le RSA pèsent-ils le plus ?",
    "Où le parcours s’arrête-t-il ?",
    "Les délais fixés sont-ils tenus ?",
    "Vers qui et vers quoi oriente-t-on ?",
    "Que deviennent les personnes accompagnées ?",
    "Que pèsent l’insertion par l’activité économique et les clauses ?",
)


@pytest.fixture(scope="module")
def territory(snapshot):
    return snapshot.territory("departement", "05")


@pytest.fixture(scope="module")
def alone(territory, snapshot):
    """The first bilan of a département."""
    return bilan_document(territory, snapshot, None)


@pytest.fixture(scope="module")
def last_year(alone, territory, snapshot) -> State:
    """What the bilan of last year would have kept: each figure one period earlier."""
    kept = state_of(evidences(alone), snapshot, LAST_YEAR)
    older = []
    for indicator in sorted({item.indicator for item in kept.observations}):
        known = [item for item in snapshot.series(indicator, territory.level, territory.code) if item.value is not None]
        older += known[-2:-1]
    return replace(kept, observations=tuple(older))


@pytest.fixture(scope="module")
def second(territory, snapshot, last_year):
    return bilan_document(territory, snapshot, last_year)


def read(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def blocks(document, kind) -> list:
    return [block for section in document.sections for block in section.blocks if isinstance(block, kind)]


def words(document) -> str:
    """Everything that a person reads in the document, drawings left out."""
    said = []
    for section in document.sections:
        said.append(section.question)
        for block in section.blocks:
            match block:
                case Figure():
                    said += [sentence.text for sentence in block.sentences]
                    said += [cell.text for row in block.table.rows for cell in row]
                case Table():
                    said += [cell.text for row in block.rows for cell in row]
                case KeyFigures():
                    said += [text for item in block.items for text in (item.text, *item.details)]
                case Prose():
                    said += [sentence.text for sentence in block.sentences]
                case Bullets():
                    said += [sentence.text for sentence in block.items]
    return read("\n".join(said))


def test_a_bilan_has_its_chapters_in_the_order_of_a_meeting(alone):
    assert tuple(read(section.question) for section in alone.sections) == CHAPTERS
    assert all(section.blocks for section in alone.sections)


def test_the_first_bilan_says_that_there_is_none_before_it(alone):
    assert ALONE in {sentence.text for prose in blocks(alone, Prose) for sentence in prose.sentences}
    assert blocks(alone, Table)[0].columns[1].heading == "Période précédente"


def test_the_first_bilan_compares_with_the_period_published_before(alone, snapshot):
    row = next(row for row in blocks(alone, Table)[0].rows if row[0].text == "Taux de chômage localisé")
    latest = max(snapshot.series("taux_chomage_localise", "departement", "05"), key=lambda item: item.period)
    season = latest.period.partition("-")[2]
    assert row[2].evidence.period == latest.period
    assert row[1].evidence.period == f"{int(latest.period[:4]) - 1}-{season}"


def test_a_figure_of_one_period_is_not_its_own_previous_one(alone):
    rows = [row for row in blocks(alone, Table)[0].rows if row[3].text == "pas de nouveau chiffre"]
    assert rows and all((row[1].text, row[1].evidence) == ("—", None) for row in rows)


def test_last_years_frozen_figures_stand_beside_those_of_this_year(second, last_year):
    table = blocks(second, Table)[0]
    assert table.columns[1].heading == "Chiffre du bilan du 20 novembre 2025"
    frozen = {item.indicator: item for item in last_year.observations}
    told = {row[2].evidence.indicator: row for row in table.rows if row[2].evidence is not None}
    assert len(told) > 10
    for indicator, row in told.items():
        if indicator in frozen:
            assert row[1].evidence.period == frozen[indicator].period


def test_the_second_bilan_ends_with_what_has_changed(second):
    assert read(second.sections[-1].question) == "Ce qui a changé depuis le 20 novembre 2025"
    lists = [block for block in second.sections[-1].blocks if isinstance(block, Bullets)]
    assert lists and all(item.evidence for listed in lists for item in listed.items)


def test_an_old_value_is_not_told_once_its_figure_is_withdrawn(territory, snapshot, last_year):
    """The figure kept is of a period that is not published any more."""
    first, *others = last_year.observations
    withdrawn = replace(first, value=OLD, period="1990")
    document = bilan_document(territory, snapshot, replace(last_year, observations=(withdrawn, *others)))
    assert "n’est plus publié" in words(document)
    assert "4 321" not in words(document) and "4321" not in words(document)


@pytest.fixture(scope="module")
def published(snapshot):
    """`published(evidence)`: the observation of the warehouse, or None."""
    known = {}

    def find(evidence):
        series = evidence.indicator, evidence.level, evidence.territory
        if series not in known:
            rows = snapshot.broken_down([evidence.indicator], evidence.level, evidence.territory)
            known[series] = {(row.period, row.breakdown): row for row in rows}
        return known[series].get((evidence.period, evidence.breakdown))

    return find


def test_every_number_comes_from_an_observation_of_the_warehouse(second, published):
    shown = evidences(second)
    assert len(shown) > 50
    assert [evidence for evidence in shown if published(evidence) is None] == []


def test_every_printed_value_is_that_of_its_observation(second, published):
    cells = [cell for figure in second.figures for row in figure.table.rows for cell in row]
    counted = [cell for cell in cells if cell.value is not None and cell.evidence is not None]
    assert len(counted) > 50
    for cell in counted:
        assert cell.value == pytest.approx(round(published(cell.evidence).value, cell.decimals))


def test_delays_are_drawn_against_a_limit_that_starts_where_they_start(snapshot, second):
    figure = next(item for item in second.figures if item.key.startswith("bilan-delais"))
    assert figure.chart.kind == "lines" and figure.chart.unit == "jours"
    assert figure.chart.benchmark is None or "jours" in figure.chart.benchmark[0]


def shares(chart: Chart) -> list[list[float | None]]:
    """Parts of each territory."""
    return [[series.points[rank].value for series in chart.series] for rank in range(len(chart.categories))]


def test_orientations_are_parts_of_a_hundred_or_not_told_at_all(second):
    figure = next(item for item in second.figures if item.key.startswith("bilan-orientations"))
    for parts in shares(figure.chart):
        known = [part for part in parts if part is not None]
        assert known == [] or (len(known) == len(parts) and sum(known) == pytest.approx(100, abs=2))


def test_numbers_are_french(second):
    assert not re.findall(r"\d\.\d", words(second))


def test_every_indicator_shown_is_defined_in_the_appendix(second):
    defined = {item.indicator for item in second.definitions}
    assert {name for figure in second.figures for name in figure.indicators} <= defined
    assert {row[2].evidence.indicator for row in blocks(second, Table)[0].rows if row[2].evidence} <= defined


def test_a_commune_has_a_bilan_without_parcours_that_says_so(snapshot):
    document = bilan_document(snapshot.territory("commune", "05061"), snapshot, None)
    assert "Le département n’a pas donné d’extrait, ou aucun chiffre n’est publié à ce sujet." in words(document)
    assert {figure.address.partition("?")[0] for figure in document.figures} == {"/carte"}


def test_a_bilan_keeps_its_figures_for_the_next_one(tmp_path, snapshot):
    carnet = open_carnet(tmp_path / "carnet.sqlite")
    first = bilan(carnet, "departement", "05", snapshot, LAST_YEAR)
    assert read(ALONE) in words(first)
    assert [item.taken_on for item in states_of(carnet, "bilan/departement/05")] == [LAST_YEAR]
    second = bilan(carnet, "departement", "05", snapshot, THIS_YEAR)
    assert read(second.sections[-1].question) == "Ce qui a changé depuis le 20 novembre 2025"
    assert "Aucun des chiffres montrés n’a changé depuis cette date." in words(second)


def test_a_bilan_made_twice_in_a_year_compares_with_the_year_before_both_times(tmp_path, snapshot, last_year):
    carnet = open_carnet(tmp_path / "carnet.sqlite")
    keep_state(carnet, "bilan/departement/05", LAST_YEAR, last_year.to_json)
    once = bilan(carnet, "departement", "05", snapshot, THIS_YEAR)
    again = bilan(carnet, "departement", "05", snapshot, date(2026, 12, 1))
    assert once == again


def test_a_territory_that_is_not_published_is_refused_in_a_sentence(tmp_path, snapshot):
    with pytest.raises(ObservatoireError, match="n’existe pas"):
        bilan(open_carnet(tmp_path / "carnet.sqlite"), "commune", "99999", snapshot, THIS_YEAR)
