"""The figures of the parcours say from which day they count, which steps are young, and every limit, known or not."""

import csv
import io

import pytest

from observatoire.documents.figure_parcours import parcours_figure
from observatoire.documents.fitting import height_of, shortest
from observatoire.documents.parcours_files import parcours_csv
from observatoire.view.parcours import parcours
from tests.samples.parcours_warehouse import parcours_warehouse, row

EST_BEARN = {"niveau": "sdsei", "territoire": "est-bearn"}
UNKNOWN_HERE = {"niveau": "sdsei", "territoire": "haut-bearn"}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return parcours_warehouse(tmp_path_factory.mktemp("parcours"))


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_shares_within_so_many_days_say_from_which_day(snapshot):
    assert "depuis la demande" in parcours_figure(EST_BEARN, "seuils", snapshot).subtitle
    received = parcours_figure(EST_BEARN | {"origine": "reception"}, "seuils", snapshot).subtitle
    assert "depuis la réception" in received


def test_a_limit_with_a_target_comes_first_with_its_verdict(snapshot):
    first, *others = (plain(one.text) for one in parcours_figure(EST_BEARN, "seuils", snapshot).sentences)
    assert first.endswith(": 32,0 %, non atteint.")
    assert any("42 jours depuis la réception" in text and "66,0 %" in text for text in others)


def test_a_limit_whose_name_says_its_length_does_not_say_it_twice(snapshot):
    said = [plain(one.text) for one in parcours_figure(EST_BEARN, "seuils", snapshot).sentences]
    named = [text for text in said if "en 30 jours" in text]
    assert named and all(text.count("30 jours") == 1 and "depuis la demande" in text for text in named)


def test_a_limit_whose_share_is_not_known_is_said_all_the_same(snapshot):
    said = [plain(one.text) for one in parcours_figure(UNKNOWN_HERE, "seuils", snapshot).sentences]
    assert any(text.startswith("Orientation en six semaines") and text.endswith(": non disponible.") for text in said)


def test_late_steps_of_a_young_cohort_are_said_to_be_recent_in_figures_and_files(snapshot):
    steps = parcours_figure(EST_BEARN, "etapes", snapshot).chart.categories
    assert [step for step in steps if "trop récent" in step] == [
        "Premier contrat signé (trop récent)",
        "Premier emploi (trop récent)",
    ]
    text = parcours_csv(parcours(EST_BEARN, snapshot), "etapes").decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    young = {line["ventilation"] for line in lines if "trop récent" in (line["mention"] or "")}
    assert len(young) == 2


def test_an_end_of_year_that_is_not_there_is_explained_beside_its_line(tmp_path):
    place = {"level": "sdsei", "territory": "nive-nivelle", "qualifier": "rounded_5"}
    months = ("2025-09", "2026-03", "2026-06")
    more = [row("stock_attente_orientation", 120.0, period=month, **place) for month in months]
    snapshot = parcours_warehouse(tmp_path, more)
    figure = parcours_figure({"niveau": "sdsei", "territoire": "nive-nivelle"}, "stock", snapshot)
    assert "Le nombre de décembre n’est donné que pour le département." in [one.text for one in figure.sentences]
    whole = parcours_figure({}, "stock", snapshot)
    assert not any("décembre" in one.text for one in whole.sentences)


def test_a_sentence_that_leaves_says_so():
    texts = ["La première phrase est courte. La deuxième ne tient pas dans la place qui reste sur la diapositive."]
    whole = height_of(texts, 18, 4.0)
    (kept,) = shortest(texts, 18, 4.0, whole * 0.6)
    assert kept == "La première phrase est courte. …"
    assert shortest(texts, 18, 4.0, whole) == texts
