"""The poverty rate of a union that nobody publishes: never an average, always within bounds that hold the truth."""

from __future__ import annotations

import itertools
import random

import pandas as pd
import pytest

from etl.unions import Rate, rounding_half_width, union_rate


def published(value: float, half_width: float = 0.05) -> Rate:
    return Rate(value, value - half_width, value + half_width, 0.0)


FLOORED = Rate(2.5, 0.0, 5.0, 0.0)


def test_whole_epci_are_added_by_their_persons_and_not_averaged():
    union = union_rate(
        frozenset("abc"),
        {"X": {"a", "b"}, "Y": {"c"}},
        {"a": 600.0, "b": 300.0, "c": 100.0},
        {},
        {"X": published(10.0), "Y": published(20.0)},
    )
    assert union.value == pytest.approx(11.0)
    assert (union.low, union.high) == pytest.approx((10.95, 11.05))
    assert (union.persons, union.exact, union.inside_share, union.published_share) == (1000, True, 1, 1)


def test_published_communes_alone_make_an_exact_rate_with_their_rounding():
    union = union_rate(
        frozenset("ab"),
        {"X": {"a", "b", "c"}},
        {"a": 100.0, "b": 300.0, "c": 50.0},
        {"a": published(8, 0.5), "b": published(12, 0.5)},
        {},
    )
    assert union.value == pytest.approx(11.0)
    assert (union.low, union.high, union.exact) == (pytest.approx(10.5), pytest.approx(11.5), True)


def test_three_epci_of_which_two_communes_in_a_thousand_persons_are_outside_give_an_estimate_close_to_them():
    persons = {"luys": 28_000.0, "nord_est": 34_500.0, "nay": 28_100.0, "outside": 181.0}
    union = union_rate(
        frozenset({"luys", "nord_est", "nay"}),
        {"1": {"luys"}, "2": {"nord_est"}, "3": {"nay", "outside"}},
        persons,
        {},
        {"1": published(7.8), "2": published(9.2), "3": published(9.3)},
    )
    assert not union.exact
    assert union.inside_share == pytest.approx(0.998, abs=1e-4)
    assert union.value == pytest.approx((7.8 * 28_000 + 9.2 * 34_500 + 9.3 * 28_100) / 90_600, abs=0.01)
    # Nobody or everybody poor among the 181 persons outside: two tenths of a point at most.
    assert 0.1 < union.high - union.low < 0.35
    assert union.low <= union.value <= union.high


def test_what_is_left_of_the_epci_is_shared_among_the_hidden_communes():
    union = union_rate(
        frozenset({"a", "b"}),
        {"X": {"a", "b", "c"}},
        {"a": 9000.0, "b": 300.0, "c": 100.0},
        {"a": published(10, 0.5)},
        {"X": published(10.2)},
    )
    hidden_poor = 10.2 * 9400 / 100 - 900
    assert union.value == pytest.approx(100 * (900 + hidden_poor * 300 / 400) / 9300)
    assert union.published_share == pytest.approx(9000 / 9300)


def test_a_territory_of_hidden_communes_is_refused_with_its_bounds():
    union = union_rate(
        frozenset("ab"), {"X": {"a", "b", "c"}}, {"a": 100.0, "b": 100.0, "c": 800.0}, {}, {"X": published(15.0)}
    )
    assert union.value is None
    assert (union.low, union.high) == pytest.approx((0, 75.25))
    assert union.published_share == 0


def test_bounds_of_just_four_points_still_give_a_figure():
    def union(hidden_persons: float):
        persons = {"a": 1000.0 - hidden_persons, "b": hidden_persons, "c": 500.0}
        return union_rate(frozenset("ab"), {"X": {"a", "b", "c"}}, persons, {"a": Rate(10, 10, 10, 0)}, {})

    assert union(39).value is not None and union(41).value is None


def test_five_percent_or_less_is_never_averaged_as_if_it_were_five():
    for union in (
        union_rate(
            frozenset("ab"),
            {"X": {"a"}, "Y": {"b"}},
            {"a": 900.0, "b": 100.0},
            {},
            {"X": published(10.0), "Y": FLOORED},
        ),
        union_rate(
            frozenset("ab"),
            {"X": {"a", "b", "c"}},
            {"a": 900.0, "b": 100.0, "c": 9.0},
            {"a": published(10.0), "b": FLOORED},
            {},
        ),
    ):
        assert not union.exact
        assert union.value == pytest.approx(9.25)
        assert (union.low, union.high) == (pytest.approx(8.955), pytest.approx(9.545))


def test_an_epci_contradicted_by_its_communes_is_left_out():
    contradicted = union_rate(
        frozenset("a"),
        {"X": {"a", "b"}},
        {"a": 500.0, "b": 500.0},
        {"a": published(10, 0.5), "b": published(12, 0.5)},
        {"X": published(40.0)},
    )
    assert contradicted.value == pytest.approx(10)
    assert (contradicted.low, contradicted.high) == pytest.approx((9.5, 10.5))


def test_nothing_is_said_when_the_persons_of_a_commune_are_not_known():
    assert union_rate(frozenset("a"), {"X": {"a", "b"}}, {"a": 100.0}, {"a": published(10)}, {}) is None


def test_nothing_is_said_when_a_commune_has_no_epci():
    assert union_rate(frozenset("ab"), {"X": {"a"}}, {"a": 100.0, "b": 10.0}, {}, {"X": published(10)}) is None


def test_rates_all_whole_are_rounded_to_the_unit_and_others_to_the_tenth():
    assert rounding_half_width(pd.Series([5.0, 12.0, None])) == 0.5
    assert rounding_half_width(pd.Series([5.0, 12.1])) == 0.05


def commune_rate(poor: int, persons: int) -> Rate:
    rounded = round(100 * poor / persons)
    return FLOORED if rounded <= 5 else published(rounded, 0.5)


@pytest.mark.parametrize("seed", range(40))
def test_the_bounds_hold_every_truth_that_the_published_figures_allow(seed):
    """Every way to share poor persons out among the communes that gives the same published figures is within bounds."""
    draw = random.Random(seed)
    communes = "abcd"
    persons = {commune: draw.randrange(3, 9) for commune in communes}
    inside = frozenset(draw.sample(communes, draw.randrange(1, 4)))
    shown = draw.sample(communes, draw.randrange(0, 4))
    members = {"X": {"a", "b", "c"}, "Y": {"d"}}
    epci_shown = [epci for epci in members if draw.random() < 0.7]

    def figures(poor: dict[str, int]):
        rates = {commune: commune_rate(poor[commune], persons[commune]) for commune in shown}
        wholes = {}
        for epci in epci_shown:
            total = sum(persons[commune] for commune in members[epci])
            wholes[epci] = published(round(100 * sum(poor[commune] for commune in members[epci]) / total, 1))
        return rates, wholes

    truth = {commune: draw.randrange(0, persons[commune] + 1) for commune in communes}
    known = figures(truth)
    union = union_rate(
        inside,
        {epci: held for epci, held in members.items() if held & inside},
        {commune: float(count) for commune, count in persons.items()},
        *known,
    )
    allowed = 0
    for counts in itertools.product(*(range(persons[commune] + 1) for commune in communes)):
        poor = dict(zip(communes, counts, strict=True))
        if figures(poor) == known:
            allowed += 1
            rate = 100 * sum(poor[commune] for commune in inside) / sum(persons[commune] for commune in inside)
            assert union.low - 1e-9 <= rate <= union.high + 1e-9
    assert allowed >= 1
    if union.value is not None:
        assert union.low <= union.value <= union.high
