"""Series drawn small, and large: a break is never crossed, an unknown period leaves a gap."""

import xml.etree.ElementTree as ET
from urllib.parse import unquote

import pytest

from observatoire.catalogue import load_catalogue
from observatoire.figures.sparkline import HEIGHT, WIDTH, sparkline_svg, sparkline_uri, sparkline_words
from observatoire.figures.trend import Line, trend_figure
from observatoire.view.portrait import TrendPoint
from observatoire.warehouse import Observation

RATE = load_catalogue().indicators["taux_pauvrete"]
SVG = "{http://www.w3.org/2000/svg}"


def points(*series):
    """("2012", 12.0) or ("2012", 12.0, True) after a break."""
    return tuple(TrendPoint(item[0], item[1], len(item) == 3) for item in series)


def lines(drawn):
    """Coordinates of each joined piece of the line."""
    return [
        [tuple(map(float, pair.split(","))) for pair in item.get("points").split()]
        for item in ET.fromstring(drawn).iter(f"{SVG}polyline")
    ]


def test_years_are_spaced_by_the_time_between_them():
    (line,) = lines(sparkline_svg(points(("2010", 1.0), ("2011", 2.0), ("2015", 3.0))))
    first, second, last = (x for x, _ in line)
    assert (last - second) / (second - first) == pytest.approx(4, abs=0.05)


def test_a_higher_value_is_drawn_higher():
    (_, low), (_, high) = lines(sparkline_svg(points(("2010", 1.0), ("2011", 2.0))))[0]
    assert high < low


def test_a_break_cuts_the_line():
    drawn = lines(sparkline_svg(points(("2010", 1.0), ("2011", 2.0), ("2013", 9.0, True), ("2014", 9.5))))
    assert [len(piece) for piece in drawn] == [2, 2]


def test_a_flat_series_stays_inside_the_drawing():
    for _, y in lines(sparkline_svg(points(("2010", 5.0), ("2011", 5.0))))[0]:
        assert 0 < y < HEIGHT


def test_every_point_stays_inside_the_drawing():
    for x, y in lines(sparkline_svg(points(("2010", -3.0), ("2011", 800.0), ("2012-06", 12.0))))[0]:
        assert 0 < x < WIDTH and 0 < y < HEIGHT


def test_a_single_value_draws_nothing():
    assert sparkline_uri(points(("2021", 12.6))) == ""
    assert sparkline_words(points(("2021", 12.6)), RATE, "departement") == ""


def test_the_address_holds_the_whole_drawing():
    series = points(("2012", 12.0), ("2021", 12.6))
    assert unquote(sparkline_uri(series)).removeprefix("data:image/svg+xml,") == sparkline_svg(series)
    assert "#" not in sparkline_uri(series)


def test_the_words_of_a_series_tell_its_ends_and_its_breaks():
    words = sparkline_words(points(("2012", 12.0), ("2019", 12.2, True), ("2021", 12.6)), RATE, "departement")
    assert words == "De 12,0\u202f% (2012) à 12,6\u202f% (2021)\u202f; 1\xa0rupture de série"


def observed(period, value, status="published"):
    return Observation(
        "taux_pauvrete",
        "departement",
        "64",
        period,
        value,
        None,
        None,
        None,
        None,
        status if value is not None else "missing",
        "",
        "",
        "filosofi_wide",
        "2021",
    )


def line(name, *series):
    known = [item for item in series if item[1] is not None]
    return Line(name, "departement", tuple(observed(item[0], item[1]) for item in series), points(*known))


def test_an_unknown_period_leaves_a_gap_in_the_chart():
    drawn = trend_figure(line("64", ("2012", 12.0), ("2013", None), ("2014", 12.5)), None, RATE)["data"][0]
    assert drawn["y"] == [12.0, None, 12.5]
    assert drawn["connectgaps"] is False


def test_a_break_is_drawn_between_the_two_points_that_it_separates():
    drawn = trend_figure(line("64", ("2012", 12.0), ("2014", 13.0, True)), None, RATE)
    assert [shape["x0"] for shape in drawn["layout"]["shapes"]] == [2013.0]
    assert drawn["data"][0]["y"] == [12.0, None, 13.0]
    assert "rupture de série" in [note["text"] for note in drawn["layout"]["annotations"]]


def test_lines_are_named_at_their_end_the_higher_one_above():
    own, wider = line("64", ("2012", 12.0), ("2021", 12.6)), line("France", ("2012", 14.0), ("2021", 14.9))
    drawn = trend_figure(own, wider, RATE)
    names = {note["text"]: note["yanchor"] for note in drawn["layout"]["annotations"]}
    assert names == {"France": "bottom", "64": "top"}
    assert drawn["layout"]["showlegend"] is False


def test_rates_are_read_from_zero():
    assert trend_figure(line("64", ("2012", 12.0)), None, RATE)["layout"]["yaxis"]["rangemode"] == "tozero"
    income = load_catalogue().indicators["niveau_vie_median"]
    assert trend_figure(line("64", ("2012", 20000.0)), None, income)["layout"]["yaxis"]["rangemode"] == "normal"


def test_a_long_series_names_few_years():
    months = [(f"{year}-{month:02d}", 10.0) for year in range(1982, 2026) for month in (1, 7)]
    years = trend_figure(line("64", *months), None, RATE)["layout"]["xaxis"]["tickvals"]
    assert 3 < len(years) <= 9 and all(year % 10 == 0 for year in years)
