"""The wait in documents is its curve, as on screen, and never bars of medians that start from several days."""

import re

import pytest

from observatoire.documents.figure_parcours import parcours_figure
from observatoire.view.parcours import parcours
from tests.samples.parcours_warehouse import parcours_warehouse

EST_BEARN = {"niveau": "sdsei", "territoire": "est-bearn"}
WITHOUT_CURVE = {"niveau": "sdsei", "territoire": "haut-bearn"}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return parcours_warehouse(tmp_path_factory.mktemp("parcours"))


def words(svg: str) -> str:
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg)).replace("\u202f", " ").replace("\xa0", " ")


def test_the_wait_is_drawn_as_the_two_curves_of_the_screen(snapshot):
    figure, waits = parcours_figure(EST_BEARN, "attente", snapshot), parcours(EST_BEARN, snapshot).blocks.waits
    assert figure.chart is None
    reached = sum(len({point.share for point in curve.points if point.share}) for curve in (waits.own, waits.other))
    end = 1  # that of the slow curve, beyond its last tenth
    median = 1
    assert figure.picture.svg.count("<circle") == reached + end + median
    assert figure.picture.svg.count("<polygon") == 2
    assert f"médiane : {round(waits.own.median.value)} jours" in words(figure.picture.svg)


def test_the_persons_who_still_wait_are_under_the_days(snapshot):
    said = words(parcours_figure(EST_BEARN, "attente", snapshot).picture.svg)
    under = said[said.index("Personnes encore suivies") :]
    assert "Est Béarn 200 " in under and "Pyrénées-Atlantiques 1 000 " in under


def test_a_comparison_is_said_only_where_it_is_drawn(snapshot):
    assert ", comparé aux Pyrénées-Atlantiques" in parcours_figure(EST_BEARN, "attente", snapshot).subtitle
    for query, block in (({}, "attente"), (EST_BEARN, "seuils"), (EST_BEARN, "stock"), (EST_BEARN, "etapes")):
        assert "comparé" not in parcours_figure(query, block, snapshot).subtitle


def test_the_start_of_the_curve_is_said(snapshot):
    figure = parcours_figure(EST_BEARN | {"origine": "reception"}, "attente", snapshot)
    assert figure.subtitle.endswith("depuis la réception de l’information par le département")
    assert figure.sentences[0].text.endswith("depuis la réception de l’information par le département.")
    assert "42 jours, décret" in words(figure.picture.svg)


def test_a_territory_without_a_curve_says_why_and_keeps_its_table(snapshot):
    figure = parcours_figure(WITHOUT_CURVE, "attente", snapshot)
    assert figure.picture is None and figure.chart is None and figure.table.rows
    assert any(note.startswith("Aucune courbe") for note in figure.notes)


def test_medians_of_several_starts_are_a_table_that_says_not_to_compare_them(snapshot):
    figure = parcours_figure(EST_BEARN, "attente", snapshot)
    assert len({row[1].text for row in figure.table.on_page.rows}) > 2
    assert any("chacun part d’un autre jour" in note for note in figure.notes)
