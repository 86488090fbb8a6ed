"""Bars and histogram of a map view."""

import pytest

from observatoire.figures.bars import MOST_BARS, bars, unit_above
from observatoire.figures.histogram import MOST_BINS, bins, histogram, histogram_words
from observatoire.figures.palette import CIRCLE_CLASS, CLASSES, PALETTES
from observatoire.view.carte import map_view
from observatoire.warehouse import Warehouse
from tests.documents.demonstration import published


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return Warehouse(published("64", tmp_path_factory)).snapshot()


@pytest.fixture(scope="module")
def communes(snapshot):
    """Living standards of communes: hundreds of values."""
    return map_view({"indicateur": "niveau_vie_median", "niveau": "commune"}, snapshot)


@pytest.fixture(scope="module")
def sdsei(snapshot):
    """Poverty rates of the SDSeI: published, estimated and refused ones."""
    return map_view({"indicateur": "taux_pauvrete", "niveau": "sdsei"}, snapshot)


@pytest.fixture(scope="module")
def households(snapshot):
    return map_view({"indicateur": "foyers_rsa", "niveau": "commune"}, snapshot)


def colours(view) -> set[str]:
    return {PALETTES[view.palette][CLASSES.index(row.key)] for row in view.rows if row.key in CLASSES}


def test_bars_start_at_zero_and_go_down_from_the_highest(communes):
    figure = bars(communes).figure
    assert figure["layout"]["xaxis"]["range"][0] == 0
    assert figure["data"][0]["x"] == sorted(communes.values, reverse=True)[:MOST_BARS]


def test_beyond_thirty_bars_a_sentence_says_how_many_are_left_out(communes):
    chart = bars(communes)
    assert len(chart.figure["data"][0]["x"]) == MOST_BARS
    assert f"30\u00a0barres pour {len(communes.values)}\u00a0communes" in chart.left_out[0]


def test_the_chosen_territory_has_its_bar_even_if_it_is_the_lowest(communes):
    lowest = min((row for row in communes.rows if row.key in CLASSES), key=lambda row: row.observation.value)
    trace = bars(communes, highlighted=lowest.territory.code).figure["data"][0]
    assert len(trace["x"]) == MOST_BARS
    assert trace["customdata"][-1] == lowest.territory.code
    assert trace["marker"]["line"]["width"].count(2.5) == 1


def test_a_long_unit_is_told_above_the_bars_and_leaves_room_for_the_names(snapshot):
    view = map_view({"indicateur": "siae_pour_10000_hab", "niveau": "epci"}, snapshot)
    layout = bars(view).figure["layout"]
    assert unit_above(view.indicator) == view.indicator.unit
    assert not [label for label in layout["yaxis"]["ticktext"] if "structure" in label]
    assert "structure" not in layout["annotations"][0]["text"]


def test_bars_have_the_colours_of_the_map(communes):
    shown = bars(communes, most=len(communes.rows)).figure["data"][0]["marker"]["color"]
    assert set(shown) == colours(communes)


def test_counts_have_one_colour_and_no_benchmark_line(households):
    figure = bars(households).figure
    assert set(figure["data"][0]["marker"]["color"]) == {PALETTES[households.palette][CIRCLE_CLASS]}
    assert figure["layout"]["shapes"] == []


def test_estimated_bars_are_striped_and_the_others_are_plain(sdsei):
    trace = bars(sdsei).figure["data"][0]
    status = {row.territory.code: row.observation.status for row in sdsei.rows if row.observation is not None}
    shapes = dict(zip(trace["customdata"], trace["marker"]["pattern"]["shape"], strict=True))
    assert {status[code] for code, shape in shapes.items() if shape} == {"estimated"}
    assert {status[code] for code, shape in shapes.items() if not shape} == {"published"}


def test_territories_without_a_figure_are_named_under_the_bars(sdsei):
    absent = {row.territory.name for row in sdsei.rows if row.key == "missing"}
    said = " ".join(bars(sdsei).left_out)
    assert absent
    assert all(name in said for name in absent)


def test_whiskers_show_the_intervals_wide_enough_to_be_seen(sdsei):
    bar, *whiskers = bars(sdsei).figure["data"]
    intervals = {row.territory.code: (row.observation.low, row.observation.high) for row in sdsei.rows if row.interval}
    assert whiskers
    for whisker in whiskers:
        low, high = intervals[bar["customdata"][whisker["y"][0]]]
        assert whisker["x"] == pytest.approx([low, high], abs=1e-3)
        assert high - low > 0.02 * max(bar["x"])


def test_the_benchmark_is_a_line_at_its_value_with_its_name(sdsei):
    layout = bars(sdsei).figure["layout"]
    value = sdsei.benchmark.observation.value
    assert {(line["x0"], line["x1"]) for line in layout["shapes"]} == {(value, value)}
    assert layout["annotations"][0]["text"] == f"Pyrénées-Atlantiques\u202f: {sdsei.benchmark.text}"


def test_bars_of_nothing_are_empty_and_say_who_is_absent(snapshot):
    view = map_view({"indicateur": "taux_pauvrete", "niveau": "sdsei"}, snapshot)
    chart = bars(view, most=0)
    assert chart.figure["data"][0]["x"] == []
    assert chart.height_px > 0


def test_the_histogram_counts_each_territory_that_has_a_class_once(communes):
    classified = [row for row in communes.rows if row.key in CLASSES]
    traces = histogram(communes)["data"]
    assert sum(sum(trace["y"]) for trace in traces) == len(classified)
    assert {trace["marker"]["color"] for trace in traces} == colours(communes)


def test_the_histogram_shows_the_limits_of_the_classes(communes):
    lines = [shape for shape in histogram(communes)["layout"]["shapes"] if shape["line"].get("width") == 1]
    assert [line["x0"] for line in lines] == [edge + 0.5 for edge in communes.edges[1:-1]]


def test_the_histogram_is_told_in_words_with_the_counts_of_the_legend(communes):
    words = histogram_words(communes)
    for entry in communes.legend:
        if entry.key in CLASSES:
            assert f"{entry.count}\u00a0commune" in words
            assert entry.label in words


@pytest.mark.parametrize(
    ("values", "decimals", "expected"),
    [
        ([6, 22], 0, (5.5, 1)),
        ([16_900, 32_160], 0, (15_999.5, 1000)),
        ([8.6, 15.4], 1, (8.45, 0.5)),
        ([3, 3], 0, (2.5, 1)),
    ],
)
def test_bins_have_round_widths_and_limits_between_two_printed_values(values, decimals, expected):
    start, width = bins(values, decimals)
    assert (start, width) == pytest.approx(expected)
    assert start < min(values) and max(values) < start + MOST_BINS * width
