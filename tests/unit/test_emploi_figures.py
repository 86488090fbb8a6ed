"""The charts of the employment screen: nothing is drawn that is not known, nothing is cut from zero."""

import pytest

from observatoire.catalogue import load_catalogue
from observatoire.figures.cohorts import cohorts, cohorts_words
from observatoire.figures.counts import CountRow, counts
from observatoire.figures.palette import PAPER
from observatoire.view.emploi import emploi_view
from tests.samples.emploi_warehouse import EST_BEARN, HIDDEN, emploi_warehouse
from tests.samples.parcours_warehouse import row

NAMES = ("à 6 mois", "à 12 mois")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    hidden = row("taux_retour_emploi_12_mois", None, period="2024", **EST_BEARN, **HIDDEN)
    return emploi_warehouse(tmp_path_factory.mktemp("entrepot"), [hidden])


@pytest.fixture(scope="module")
def drawn(snapshot):
    return cohorts(emploi_view({}, snapshot).cohorts, NAMES)


def words_of(figure):
    return [item["text"].replace("<br>", " ") for item in figure["layout"]["annotations"]]


def test_each_dot_is_the_published_rate_with_its_interval(drawn):
    early, late = drawn["data"]
    assert [round(year) for year in early["x"]] == [round(year) for year in late["x"]] == [2023, 2024, 2025, 2026]
    assert early["y"] == [16.0, 17.0, 18.0, None] and late["y"] == [30.0, 32.0, None, None]
    assert late["error_y"]["array"][:2] == late["error_y"]["arrayminus"][:2] == [2.5, 2.5]
    assert early["connectgaps"] is late["connectgaps"] is False


def test_a_cohort_that_is_too_young_is_a_dashed_frame_that_says_so_and_covers_no_dot(drawn):
    frames = {round((item["x0"] + item["x1"]) / 2): item for item in drawn["layout"]["shapes"]}
    assert set(frames) == {2025, 2026}
    assert all(item["line"]["dash"] == "dash" for item in frames.values())
    assert frames[2025]["y0"] > 20.5 and frames[2026]["y0"] == 0
    assert {"à 12 mois\u202f: trop récent", "trop récent"} <= set(words_of(drawn))


def test_a_hidden_rate_has_its_word_and_no_dot(snapshot):
    figure = cohorts(emploi_view({"niveau": "sdsei", "territoire": "est-bearn"}, snapshot).cohorts, NAMES)
    late = figure["data"][1]
    assert late["y"][[round(year) for year in late["x"]].index(2024)] is None
    assert "à 12 mois\u202f: secret" in words_of(figure)
    words = [note["text"].split("<br>") for note in figure["layout"]["annotations"] if "secret" in note["text"]]
    assert words and max(len(line) for lines in words for line in lines) <= 6  # a frame is 43 px wide on a phone


def test_a_year_with_both_rates_hidden_says_secret_once(tmp_path):
    rates = ("taux_retour_emploi_6_mois", "taux_retour_emploi_12_mois")
    hidden = [row(name, None, period="2024", **EST_BEARN, **HIDDEN) for name in rates]
    snapshot = emploi_warehouse(tmp_path, hidden)
    figure = cohorts(emploi_view({"niveau": "sdsei", "territoire": "est-bearn"}, snapshot).cohorts, NAMES)
    assert [item["text"] for item in figure["layout"]["annotations"] if item["x"] == 2024] == ["secret"]


def test_the_whiskers_of_a_year_stand_side_by_side(drawn):
    early, late = drawn["data"]
    assert all(second - first == pytest.approx(0.1) for first, second in zip(early["x"], late["x"], strict=True))


def test_no_whisker_of_a_year_crosses_the_values_written_above_and_below_it(tmp_path):
    wide = [
        row("taux_retour_emploi_6_mois", 18.0, period="2024", margin=10.0, denominator=60, **EST_BEARN),
        row("taux_retour_emploi_12_mois", 20.0, period="2024", margin=14.0, denominator=60, **EST_BEARN),
    ]
    figure = cohorts(
        emploi_view({"niveau": "sdsei", "territoire": "est-bearn"}, emploi_warehouse(tmp_path, wide)).cohorts, NAMES
    )
    heights = {item["text"]: item["y"] for item in figure["layout"]["annotations"] if round(item["x"]) == 2024}
    below, above = (next(y for words, y in heights.items() if rate in words) for rate in ("18,0", "20,0"))
    assert (below, above) == (6.0, 34.0)  # the later whisker goes lower than the earlier one


def test_lines_are_named_beside_them_and_start_from_zero(drawn):
    assert {"<b>à 6 mois</b>", "<b>à 12 mois</b>"} <= {
        part for item in drawn["layout"]["annotations"] for part in item["text"].split("<br>")
    }
    low, high = drawn["layout"]["yaxis"]["range"]
    assert low == 0 and high > 34.5


def test_the_cohorts_are_told_in_words(snapshot):
    said = cohorts_words(emploi_view({}, snapshot).cohorts, NAMES)
    assert "2024, à 6 mois 17,0\u202f%, à 12 mois 32,0\u202f%" in said
    assert "2026, à 6 mois trop récent" in said


def test_bars_of_counts_start_from_zero_and_a_hidden_one_has_only_its_word():
    hours = load_catalogue().indicators["heures_insertion_engagees"]
    rows = [
        CountRow("2025 engagées", "73 500", 73500.0, pale=True, first=True),
        CountRow("réalisées", "secret", None),
        CountRow("2024 engagées", "70 000", 70000.0, pale=True, first=True),
        CountRow("réalisées", "52 000", 52000.0),
    ]
    figure = counts(rows, hours).figure
    bars = figure["data"][0]
    assert bars["x"] == [73500.0, None, 70000.0, 52000.0]
    assert figure["layout"]["xaxis"]["range"][0] == 0
    assert "réalisées  secret" in figure["layout"]["yaxis"]["ticktext"]
    assert len(set(bars["marker"]["color"])) == 2
    gaps = [after - before for before, after in zip(bars["y"], bars["y"][1:], strict=False)]
    assert gaps[1] > gaps[0] == gaps[2]  # years stand apart


def test_a_bar_of_a_year_that_is_not_over_is_a_dashed_outline():
    hours = load_catalogue().indicators["heures_insertion_engagees"]
    figure = counts([CountRow("2026", "47", 47.0, partial=True), CountRow("2025", "70", 70.0)], hours).figure
    assert figure["data"][0]["marker"]["color"][0] == PAPER != figure["data"][0]["marker"]["color"][1]
    (outline,) = figure["layout"]["shapes"]
    assert (outline["x0"], outline["x1"], outline["line"]["dash"]) == (0, 47.0, "dash")
