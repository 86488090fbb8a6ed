"""Charts of the parcours screen, read as the dictionaries that the browser draws."""

import itertools
import json
from dataclasses import replace

import pytest

from observatoire.catalogue import load_catalogue
from observatoire.documents import figure_parcours
from observatoire.documents.parcours_files import shown_figures
from observatoire.figures.dots import DotRow, dots
from observatoire.figures.palette import ACCENT, PAPER
from observatoire.figures.quarters import quarters_figure, quarters_words
from observatoire.figures.survival import still_waiting, survival_figure, survival_words
from observatoire.figures.waiting import waiting_figure
from observatoire.view.parcours import parcours
from observatoire.view.parcours_attente import Curve
from observatoire.warehouse import CurvePoint
from tests.samples.parcours_warehouse import parcours_warehouse, row

BASIC_TRACES = {"scatter", "bar"}


@pytest.fixture
def waits(blocks):
    return blocks().waits


def lines(figure):
    return [trace for trace in figure["data"] if trace.get("name")]


def words(figure):
    return [annotation["text"] for annotation in figure["layout"]["annotations"]]


def curve_figure(waits, recent=False):
    return survival_figure(waits.own, waits.other, waits.drawn, recent=recent)


def test_every_chart_is_plain_json_of_the_light_plotly(blocks):
    found = blocks()
    rows = [DotRow("Femmes", found.key.median.own, "50 jours")]
    for figure in (
        curve_figure(found.waits),
        waiting_figure(found.stock),
        quarters_figure(found.quarters),
        dots(rows, load_catalogue().indicators["delai_median_orientation"]).figure,
    ):
        assert {trace["type"] for trace in figure["data"]} <= BASIC_TRACES
        json.dumps(figure, allow_nan=False)


def test_a_curve_has_a_point_on_the_day_of_each_tenth(waits):
    beside, own = lines(curve_figure(waits))
    assert own["mode"] == "lines+markers" and own["name"] == "Est Béarn"
    assert own["y"] == [10, 20, 30, 40, 50, 60, 70, 80, 90] and own["x"] == sorted(own["x"])
    assert own["text"][4] == "Est Béarn<br>50\u202f% orientées en 57\xa0jours<br>environ 100 suivies, non orientées"
    assert (beside["x"][-1], beside["y"][-2:]) == (364, [80, 80])  # followed so far, another tenth was not reached
    assert beside["text"][-1] == "Pyrénées-Atlantiques<br>80\u202f% orientées en 364\xa0jours"


def test_bands_are_filled_between_the_bounds_of_the_interval(waits):
    areas = [trace for trace in curve_figure(waits)["data"] if trace.get("fill") == "tonexty"]
    assert len(areas) == 2  # the territory and the one beside it
    assert areas[-1]["y"] == [point.high for point in waits.own.points if point.high is not None]


def test_the_median_is_marked_where_half_are_oriented(waits):
    figure = curve_figure(waits)
    assert "médiane\u202f: 50\xa0jours" in words(figure)
    marks = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "circle"]
    assert [(mark["xanchor"], mark["yanchor"]) for mark in marks] == [(50.0, 50)]


def test_a_cohort_too_young_is_dashed_and_has_no_median(waits):
    figure = curve_figure(waits, recent=True)
    assert lines(figure)[-1]["line"]["dash"] == "dash"
    assert not [text for text in words(figure) if text.startswith("médiane")]


def test_limits_are_labelled_lines_one_above_the_other(blocks):
    waits = blocks(origine="reception").waits
    figure = curve_figure(waits)
    assert [shape["x0"] for shape in figure["layout"]["shapes"] if shape.get("yref") == "paper"] == [42, 30]
    named = [a for a in figure["layout"]["annotations"] if a.get("yref") == "paper"]
    assert [a["text"] for a in named] == ["42\xa0jours, décret", "30\xa0jours, plan national"]
    assert len({a["yshift"] for a in named}) == 2


def test_both_curves_carry_their_name(waits):
    assert {"Est Béarn", "Pyrénées-Atlantiques"} <= set(words(curve_figure(waits)))


def curve(name, *points):
    """A curve through (day, share) points."""
    return Curve(name, tuple(CurvePoint(day, share, None, None, None) for day, share in points), None)


SLOW = curve("Pyrénées-Atlantiques", (0, 0), (40, 10), (60, 30), (95, 60), (150, 80), (224, 90))
FLAT = curve("Nive-Nivelle", (0, 0), (38, 10), (49, 30), (70, 40), (211, 50), (316, 60), (364, 60))
FAST = curve("Est Béarn", (0, 0), (33, 10), (40, 30), (47, 50), (56, 80), (63, 90))
NEAR = curve("Pau Agglomération", (0, 0), (39, 10), (58, 30), (74, 50), (96, 70), (133, 90))


@pytest.mark.parametrize(
    ("own", "other"), [(FAST, SLOW), (NEAR, SLOW), (FLAT, SLOW), (NEAR, FLAT), (SLOW, FAST), (SLOW, FLAT)]
)
@pytest.mark.parametrize("width_px", [278, 740])
def test_the_name_of_a_curve_is_beside_it_and_over_no_curve(own, other, width_px):
    figure = survival_figure(own, other, (), recent=False)
    across, up = width_px / figure["layout"]["xaxis"]["range"][1], 322 / 101  # px a day, px a %
    names = {note["text"]: note for note in figure["layout"]["annotations"]}
    for drawn, beside in ((own, other), (other, own)):
        note = names[drawn.name]
        assert "bgcolor" not in note  # nothing is wiped out under it
        x, y, wide = note["x"] * across + note["xshift"], note["y"] * up + note["yshift"], 7 * len(drawn.name)
        left = x - (wide if note["xanchor"] == "right" else 0)
        bottom = y - {"bottom": 0, "middle": 8, "top": 16}[note["yanchor"]]
        away = {
            one.name: min(
                max(left - across * day, across * day - left - wide, bottom - up * share, up * share - bottom - 16)
                for day, share in spots(one)
            )
            for one in (drawn, beside)
        }
        assert 0 < away[drawn.name] < 12 and away[beside.name] > away[drawn.name], (drawn.name, away)


def test_nothing_is_drawn_before_the_first_tenth(waits):
    """At 30 days a straight line from the start would show 7,5 %, where the table may say 2,6 %."""
    (line,) = lines(survival_figure(SLOW, None, (), recent=False))
    assert (line["x"][:2], line["y"][:2]) == ([40, 60], [10, 30])
    (young,) = lines(survival_figure(curve("Nay", (0, 0), (20, 0)), None, (), recent=True))
    assert young["x"] == [0, 20]  # fewer than a tenth, for as long as they are followed


def spots(curve):
    """Close spots of the line."""
    for before, after in itertools.pairwise(curve.points):
        for step in range(50):
            share = before.share + step / 50 * (after.share - before.share)
            yield before.day + step / 50 * (after.day - before.day), share


def test_persons_still_waiting_are_those_of_the_last_tenth_reached_by_the_day(waits):
    own = still_waiting(waits.own, 364)
    assert [(mark.day, mark.persons) for mark in own] == [(0, 200), (30, 160), (60, 100), (91, 60)]  # ends on day 157
    other = still_waiting(waits.other, 364)
    assert [mark.day for mark in other] == [0, 30, 60, 91, 182]  # no tenth is reached after it: nothing is said twice
    assert (other[0].place, other[-1].place, other[-1].persons) == (0, 0.5, 200)


def test_where_the_persons_are_not_told_none_wait(waits):
    untold = replace(waits.own, points=tuple(replace(point, at_risk=None) for point in waits.own.points))
    assert still_waiting(untold, 364) == ()
    assert "attendaient" not in "".join(lines(survival_figure(untold, None, (), recent=False))[-1]["text"])


def test_a_curve_is_told_in_words(waits):
    said = survival_words(waits.own, None, "depuis la demande")
    assert "depuis la demande" in said and "50\u202f% en 57\xa0jours" in said and "0\u202f% en 0" not in said


def test_a_row_without_a_figure_has_its_words_and_no_dot(blocks):
    rows = [DotRow("Moins de 25 ans", None, "secret"), DotRow("Ensemble", blocks().key.median.own, "50 jours")]
    figure = dots(rows, load_catalogue().indicators["delai_median_orientation"]).figure
    assert figure["layout"]["yaxis"]["ticktext"] == ["Moins de 25 ans  secret", "Ensemble  50 jours"]
    assert figure["data"][0]["x"] == [50.0]


def test_a_dot_has_its_interval_and_a_fragile_one_is_open(blocks):
    places = {row.territory.code: row.fact.own for row in blocks().places.rows}
    rows = [DotRow(code, places[code]) for code in ("est-bearn", "haut-bearn")]
    trace = dots(rows, load_catalogue().indicators["delai_median_orientation"]).figure["data"][0]
    assert (trace["error_x"]["array"], trace["error_x"]["arrayminus"]) == ([6.0, 20.0], [6.0, 20.0])
    assert trace["marker"]["color"][0] != trace["marker"]["color"][1] == "#ffffff"


def test_a_dot_without_its_whole_interval_is_an_open_diamond_and_says_so(blocks):
    known = blocks().key.median.own
    rows = [DotRow("Femmes", known), DotRow("Parent seul avec enfant", replace(known, value=334.0, high=None))]
    trace = dots(rows, load_catalogue().indicators["delai_median_orientation"]).figure["data"][0]
    assert trace["marker"]["symbol"] == ["circle", "diamond"]
    assert trace["marker"]["color"] == [ACCENT, PAPER]
    assert [hover.endswith("<br>marge non connue") for hover in trace["text"]] == [False, True]


def test_a_quarter_without_its_whole_interval_is_an_open_diamond(blocks):
    shown = blocks().quarters
    place = next(place for place, item in enumerate(shown.own) if item is not None and item.value is not None)
    own = tuple(replace(item, high=None) if at == place else item for at, item in enumerate(shown.own))
    marker = lines(quarters_figure(replace(shown, own=own)))[-1]["marker"]
    assert (marker["symbol"].count("diamond"), marker["symbol"][place]) == (1, "diamond")
    assert (marker["color"].count(PAPER), marker["color"][place]) == (1, PAPER)


def test_two_territories_of_a_row_are_told_apart_by_their_shape(blocks):
    row = blocks().waits.rows[1]
    figure = dots([DotRow("30 jours", row.fact.own, "", row.fact.other)], row.fact.indicator).figure
    assert {symbol for trace in figure["data"] for symbol in trace["marker"]["symbol"]} == {"circle", "square"}
    assert len({trace["y"][0] for trace in figure["data"]}) == 2


def test_long_names_are_cut_in_lines_and_their_row_is_taller(blocks):
    indicator, own = load_catalogue().indicators["delai_median_orientation"], blocks().key.median.own
    short = dots([DotRow("Femmes", own, "50 jours")], indicator)
    long = dots([DotRow("Caisse d’allocations familiales (Caf)", own, "50 jours")], indicator)
    assert "<br>" in long.figure["layout"]["yaxis"]["ticktext"][0]
    assert long.height_px > short.height_px


def test_names_of_the_quarters_stand_in_the_right_margin_and_never_meet(blocks):
    layout = quarters_figure(blocks().quarters)["layout"]
    names = [a for a in layout["annotations"] if a.get("xref") == "paper"]
    assert [a["text"] for a in names] == ["Pyrénées-<br>Atlantiques", "Est Béarn"]
    plot_px = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    high, low = (a["y"] / layout["yaxis"]["range"][1] * plot_px + a["yshift"] for a in names)
    assert high - low >= 29  # the middles of two lines of words and of one
    assert layout["margin"]["r"] >= 80


def test_the_words_of_a_benchmark_end_at_its_line_and_are_no_wider_than_the_names(blocks):
    rows = [DotRow("Nive-Nivelle", blocks().key.median.own, "50 jours")]
    line = (80.0, "Pyrénées-Atlantiques\u202f: 80\xa0jours")
    drawn = dots(rows, load_catalogue().indicators["delai_median_orientation"], line).figure["layout"]
    words = drawn["annotations"][0]
    assert (words["x"], words["xanchor"]) == (80.0, "right")
    assert "<br>" in words["text"] and drawn["margin"]["t"] > 40


@pytest.fixture(scope="module")
def holed(tmp_path_factory):
    """Haut-Béarn, of which three quarters only are published, on both sides of the event."""
    place = {"level": "sdsei", "territory": "haut-bearn", "margin": 4, "denominator": 60}
    more = [
        row("delai_median_orientation_trimestre", value, period=period, **place)
        for period, value in (("2022-T3", 80.0), ("2022-T4", 78.0), ("2023-T4", 60.0))
    ]
    snapshot = parcours_warehouse(tmp_path_factory.mktemp("holed"), more)
    return parcours({"niveau": "sdsei", "territoire": "haut-bearn"}, snapshot)


def test_quarters_without_a_row_cut_the_line_instead_of_being_joined_over(holed):
    shown = holed.blocks.quarters
    own = lines(quarters_figure(shown))[-1]
    assert len(own["x"]) == 18 and own["connectgaps"] is False
    drawn = {x - 0.125: y for x, y in zip(own["x"], own["y"], strict=True) if y is not None}
    assert drawn == {2022.5: 80.0, 2022.75: 78.0, 2023.75: 60.0}
    assert own["y"][own["y"].index(78.0) + 1] is None
    assert shown.absence in quarters_words(shown)


def test_quarters_without_a_row_are_counted_with_their_reason(holed, blocks):
    assert holed.blocks.quarters.absence == (
        "15 des 18 trimestres n’ont pas de chiffre pour Haut-Béarn\u202f: trop peu de personnes y sont entrées. "
        "La ligne s’y interrompt."
    )
    assert blocks().quarters.absence == ""


def test_quarters_without_a_row_keep_their_line_in_the_file_and_their_place_in_a_document(holed):
    told = [(fact.period, observation) for fact, observation, place in shown_figures(holed, "evenements")
            if place.code == "haut-bearn" and "T" in fact.period]  # fmt: skip
    assert len(told) == 18 and sum(observation is None for _, observation in told) == 15
    drawn, _ = figure_parcours._events(holed)
    assert drawn.categories[0] == "T1 2022" and drawn.series[0].points[0].value is None


def test_quarters_show_their_event_and_leave_a_gap_where_nothing_is_known(blocks):
    shown = blocks().quarters
    figure = quarters_figure(shown)
    own = lines(figure)[-1]
    assert own["y"][-1] is None and own["connectgaps"] is False
    event = figure["layout"]["shapes"][0]
    assert event["x0"] == event["x1"] == pytest.approx(2023 + 59 / 366)
    before = [x for x in own["x"] if x < event["x0"]]
    assert before[-1] == 2023.125  # the first quarter of 2023, drawn in its middle
    assert any("Plateforme" in text for text in words(figure))
    assert "1er mars 2023" in quarters_words(shown)
