"""The stock of those who wait, month after month, by age of waiting."""

import pytest

from observatoire.figures.waiting import COLOURS, bands, waiting_figure, waiting_words
from observatoire.view.parcours_figures import figures
from observatoire.view.parcours_temps import stock
from tests.samples.parcours_warehouse import parcours_warehouse, row


def test_the_longest_wait_is_at_the_base_and_the_darkest(blocks):
    data = waiting_figure(blocks().stock)["data"]
    assert [trace["name"] for trace in data] == ["6 mois et plus", "De 3 à 6 mois", "De 1 à 3 mois", "Moins d’un mois"]
    assert [trace["marker"]["color"] for trace in data] == list(reversed(COLOURS))


def test_each_band_of_the_stock_is_named_with_its_colour_from_the_top(blocks):
    stock = blocks().stock
    drawn = {trace["name"]: trace["marker"]["color"] for trace in waiting_figure(stock)["data"]}
    assert [name for _, name, _ in bands(stock)][0] == "Moins d’un mois"
    assert {name: colour for _, name, colour in bands(stock)} == drawn


def test_a_territory_without_december_keeps_its_place_empty(tmp_path):
    place = {"level": "epci", "territory": "200000001", "qualifier": "rounded_5"}
    months = ("2025-03", "2025-06", "2025-09", "2026-03", "2026-06")
    more = [row("stock_attente_orientation", 160.0, period=month, **place) for month in months]
    drawn = waiting_figure(stock(figures(parcours_warehouse(tmp_path, more), "epci", "200000001", "2025")))
    first, *others = drawn["data"][0]["x"]
    assert [other - first for other in others] == [1, 2, 4, 5]
    assert drawn["layout"]["xaxis"]["ticktext"] == ["juin<br>2025", "juin<br>2026"]


def test_a_stock_without_detail_has_plain_bars_and_no_name_beside_them(tmp_path):
    place = {"level": "epci", "territory": "200000001", "qualifier": "rounded_5"}
    more = [row("stock_attente_orientation", 160.0, period=f"2026-{month}", **place) for month in ("03", "06")]
    found = stock(figures(parcours_warehouse(tmp_path, more), "epci", "200000001", "2025"))
    drawn = waiting_figure(found)
    assert found.parts == {} and [trace["y"] for trace in drawn["data"]] == [[160.0, 160.0]]
    assert [note["text"] for note in drawn["layout"]["annotations"]] == ["<b>160</b>"]
    assert "empilées" not in waiting_words(found)


def stock_of(folder, *values, breakdowns=("ensemble",)):
    """A stock of an EPCI at the end of each of the last quarters; 0 reads "moins de 5"."""
    place = {"level": "epci", "territory": "200000001"}
    more = [
        row(
            "stock_attente_orientation",
            value,
            period=month,
            breakdown=breakdown,
            qualifier="rounded_5" if value else "below_5",
            **place,
        )
        for month, value in zip(("2026-03", "2026-06"), values, strict=True)
        for breakdown in breakdowns
    ]
    return stock(figures(parcours_warehouse(folder, more), "epci", "200000001", "2025"))


def test_fewer_than_five_waiting_is_never_drawn_nor_written_as_zero(tmp_path):
    drawn = waiting_figure(stock_of(tmp_path, 10.0, 0.0))
    plain, few = drawn["data"]
    assert plain["y"] == [10.0, None]
    assert (few["x"], few["y"]) == (plain["x"][1:], [4])
    assert few["marker"]["pattern"]["shape"] == "-" and "moins de 5" in few["hovertext"][0]
    note = drawn["layout"]["annotations"][0]
    assert (note["text"], note["y"]) == ("<b>moins de 5</b>", 4)


def test_a_wait_of_fewer_than_five_has_no_height_in_a_bar_of_exact_sums(tmp_path):
    found = stock_of(tmp_path, 5.0, 0.0, breakdowns=("ensemble", "attente:moins_1_mois"))
    drawn = waiting_figure(found)
    shortest = next(trace for trace in drawn["data"] if trace["name"] == "Moins d’un mois")
    assert shortest["y"] == [5.0, None]


@pytest.mark.parametrize(("values", "marks"), [((10.0, 0.0), 5), ((0.0, 0.0), 5), ((500.0, 400.0), None)])
def test_the_axis_of_numbers_rounded_to_five_has_no_mark_between_them(tmp_path, values, marks):
    axis = waiting_figure(stock_of(tmp_path, *values))["layout"]["yaxis"]
    assert axis.get("dtick") == marks and axis["range"][1] > 10


def test_named_months_of_the_stock_are_those_of_the_season_of_the_latest(blocks):
    axis = waiting_figure(blocks().stock)["layout"]["xaxis"]
    assert axis["ticktext"] == ["juin<br>2025", "juin<br>2026"]
    assert axis["tickvals"][1] - axis["tickvals"][0] == 4  # a year: their names stand side by side on a phone


def test_the_stock_is_told_in_words(blocks):
    assert "de 130\xa0personnes fin mars 2025 à 130\xa0personnes fin juin 2026" in waiting_words(blocks().stock)
