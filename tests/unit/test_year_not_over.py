"""A sum of a year that is not over is never put beside whole years, nor shown first."""

from __future__ import annotations

import pytest

from observatoire.catalogue import load_catalogue
from observatoire.documents.bilan_parts import pairs_of
from observatoire.documents.carte_files import carte_csv
from observatoire.documents.emploi_files import emploi_csv
from observatoire.documents.figure_emploi import RUNNING, emploi_figure
from observatoire.sentences.swot import swot
from observatoire.view.carte import map_view
from observatoire.view.emploi import emploi_view
from observatoire.view.figures_of import evolution, previous
from observatoire.view.paire import pair_of
from observatoire.view.portrait import portrait
from observatoire.view.tendance import trend_of
from tests.samples.emploi_warehouse import emploi_warehouse
from tests.samples.parcours_warehouse import row
from tests.unit.figures_by_hand import CATALOGUE, PRESENCE, figure, share

PROMISED, WORKED = "heures_insertion_engagees", "heures_insertion_realisees"
HOURS = CATALOGUE.indicators[PROMISED]
RUNNING_YEAR = {"period": "2026", "qualifier": "year_to_date"}
NOT_COMPARED = "année en cours, au 30 juin 2026, à ne pas comparer aux années entières"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    more = [row(PROMISED, 90000.0, **RUNNING_YEAR), row(WORKED, 10000.0, **RUNNING_YEAR)]
    more += [
        row(PROMISED, value, level="sdsei", territory="est-bearn", period=period, qualifier=qualifier)
        for period, value, qualifier in (("2025", 9000.0, ""), ("2026", 9900.0, "year_to_date"))
    ]
    return emploi_warehouse(tmp_path_factory.mktemp("emploi"), more)


def test_it_has_no_evolution_and_nothing_evolves_from_it():
    whole, running = figure(HOURS, 100.0, "2025"), figure(HOURS, 150.0, "2026", qualifier="year_to_date")
    after = figure(HOURS, 120.0, "2027")
    assert evolution([whole, running], running, HOURS, CATALOGUE) == ("", "l’année est en cours")
    assert previous([whole, running, after], after) == whole


def test_a_trend_ends_with_the_last_whole_year():
    years = [share(100 * rank, 1000, str(2020 + rank)) for rank in range(1, 6)]
    running = figure(PRESENCE, 5.0, "2026", qualifier="year_to_date")
    assert trend_of([*years, running], PRESENCE, CATALOGUE).periods[-1] == "2025"


def test_the_portrait_shows_the_last_whole_year_and_no_opportunity_comes_from_the_other(snapshot):
    found = portrait("departement", "64", {}, snapshot)
    hours = {item.indicator.id: item for item in found.all_rows if item.indicator.id in (PROMISED, WORKED)}
    assert {name: item.period for name, item in hours.items()} == {PROMISED: "2025", WORKED: "2024"}  # 2025 is hidden
    assert all(point.period != "2026" for item in hours.values() for point in item.trend)
    proposed = swot(found)
    assert not any(
        line.indicator == PROMISED and "2026" in line.sentence.text
        for line in (*proposed.opportunites, *proposed.menaces)
    )


def test_the_map_opens_on_the_last_whole_year_and_says_when_the_year_asked_is_not(snapshot):
    asked = {"indicateur": PROMISED, "niveau": "sdsei"}
    first = map_view(asked, snapshot)
    assert first.question.periode == "2025" and not any("en cours" in note for note in first.notes)
    running = map_view(asked | {"periode": "2026"}, snapshot)
    assert f"2026\u202f: {NOT_COMPARED}." in running.notes
    assert "à ne pas comparer aux années entières" in carte_csv(running).decode()


def test_a_map_that_has_this_year_only_shows_it_and_says_so(tmp_path):
    more = [row(PROMISED, 9900.0, level="sdsei", territory="est-bearn", **RUNNING_YEAR)]
    view = map_view({"indicateur": PROMISED, "niveau": "sdsei"}, emploi_warehouse(tmp_path, more))
    assert view.question.periode == "2026" and any(NOT_COMPARED in note for note in view.notes)


def test_the_figure_of_a_document_draws_it_as_immature_and_quotes_the_last_whole_year(snapshot):
    drawn = emploi_figure({}, "clauses", snapshot)
    for series in drawn.chart.series:
        last = series.points[-1]
        assert (last.value, last.text) == (None, RUNNING)
    assert drawn.chart.categories[-1] == "2026" and not any("2026" in item.text for item in drawn.sentences)
    assert any("Année en cours" in note and "30 juin 2026" in note for note in drawn.notes)


def test_hours_that_are_hidden_in_this_year_stay_secret_in_the_figure(tmp_path):
    hidden = {"period": "2026", "status": "secret", "qualifier": "ours"}
    snapshot = emploi_warehouse(tmp_path, [row(PROMISED, 90000.0, **RUNNING_YEAR), row(WORKED, None, **hidden)])
    promised, worked = emploi_figure({}, "clauses", snapshot).chart.series
    assert promised.points[-1].text == RUNNING and worked.points[-1].text.startswith("secret")


def test_the_files_say_it_in_words(snapshot):
    assert NOT_COMPARED in emploi_csv(emploi_view({}, snapshot), "clauses").decode()


def test_the_bilan_compares_whole_years(snapshot):
    (pair,) = pairs_of([PROMISED], "departement", "64", None, snapshot)
    assert (pair.then.period, pair.latest.period) == ("2024", "2025")
    series = {item.period: item for item in snapshot.series(PROMISED, "departement", "64")}
    kept = pair_of(series, series)
    assert (kept.then.period, kept.latest.period) == ("2025", "2025")


def test_the_catalogue_says_it_of_both_indicators():
    for name in (PROMISED, WORKED):
        assert any("année en cours" in text for text in load_catalogue().indicators[name].caveats)


def test_hours_that_no_row_tells_yet_are_too_recent_and_why_in_the_drawing_and_in_the_files(tmp_path):
    hidden = {"period": "2026", "status": "secret", "qualifier": "ours"}
    snapshot = emploi_warehouse(tmp_path, [row(PROMISED, None, **hidden)])
    _, worked = emploi_figure({}, "clauses", snapshot).chart.series
    assert worked.points[-1].text == "trop récent"
    lines = emploi_csv(emploi_view({}, snapshot), "clauses").decode().splitlines()
    (line,) = [line for line in lines if "réalisées" in line and ";2026;" in line]
    assert ";trop récent pour être mesuré;la période finit après l’extraction du 30 juin 2026;" in line
