"""Where a map is cut, and in which class a value falls."""

from __future__ import annotations

import itertools
import random
import statistics

import pytest

from observatoire.statistics.classification import METHODS, around, class_count, class_of, edges


@pytest.mark.parametrize(
    ("territories", "classes"), [(0, 0), (1, 1), (2, 1), (3, 1), (5, 2), (6, 3), (7, 3), (10, 5), (545, 5)]
)
def test_there_are_two_territories_a_class_and_five_classes_at_most(territories, classes):
    assert class_count(territories) == classes


def test_the_natural_breaks_of_the_textbook_example_are_found():
    # 4, 5, 9, 10 in two classes: the sum of squared deviations is 1 for (4 5)(9 10), 14 for the two other cuts
    # (Jenks 1977, as worked out in most courses of thematic cartography).
    assert edges([4, 5, 9, 10], "jenks", 2, 0) == [4, 5, 10]


@pytest.mark.parametrize("seed", range(8))
def test_no_other_cut_has_less_variance_inside_its_classes_than_the_natural_breaks(seed):
    draw = random.Random(seed)
    values = sorted(draw.sample(range(1000), 10))
    inner = edges([float(value) for value in values], "jenks", 3, 0)[1:-1]

    def spread(cuts) -> float:
        groups = [[v for v in values if class_of(v, [values[0], *cuts, values[-1]]) == number] for number in range(3)]
        return sum(statistics.pvariance(group) * len(group) for group in groups if group)

    assert spread(inner) == pytest.approx(min(spread(pair) for pair in itertools.combinations(values[:-1], 2)))


def test_quantiles_hold_as_many_values_each():
    values = [float(value) for value in range(1, 101)]
    cuts = edges(values, "quantiles", 5, 1)
    assert [sum(class_of(value, cuts) == number for value in values) for number in range(5)] == [20] * 5


def test_equal_widths_are_equal():
    assert edges([0, 1, 2, 3, 4, 50], "egaux", 5, 0) == [0, 10, 20, 30, 40, 50]


@pytest.mark.parametrize(("value", "number"), [(8.0, 0), (10.0, 0), (10.1, 1), (15.0, 1), (15.1, 2), (20.0, 2)])
def test_a_class_holds_its_upper_bound_and_the_first_one_its_lower_bound(value, number):
    assert class_of(value, [8.0, 10.0, 15.0, 20.0]) == number


@pytest.mark.parametrize(("value", "number"), [(-3.0, 0), (99.0, 2)])
def test_a_value_beyond_the_edges_falls_in_the_nearest_class(value, number):
    assert class_of(value, [8.0, 10.0, 15.0, 20.0]) == number


@pytest.mark.parametrize("method", METHODS)
def test_a_single_value_makes_a_single_class(method):
    cuts = edges([12.3, 12.3], method, 5, 1)
    assert cuts == [12.3, 12.3]
    assert class_of(12.3, cuts) == 0


@pytest.mark.parametrize("method", METHODS)
def test_edges_are_printed_numbers_in_order_from_the_least_to_the_most(method):
    draw = random.Random(64)
    cuts = edges([round(draw.uniform(5, 30), 1) for _ in range(200)], method, 5, 1)
    assert len(cuts) == 6
    assert cuts == sorted(set(cuts)) and all(round(cut, 1) == cut for cut in cuts)


def test_there_are_no_more_classes_than_values():
    assert edges([5, 5, 9, 9, 9], "jenks", 5, 0) == [5, 5, 9]


def test_an_unknown_method_is_an_error_of_the_program():
    with pytest.raises(ValueError, match="unknown classification method"):
        edges([1, 2, 3], "hasard", 2, 0)


def test_the_middle_class_around_a_reference_is_close_to_it():
    cuts = around(12.6, 3.0, 1)
    assert cuts == [float("-inf"), 8.1, 11.1, 14.1, 17.1, float("inf")]
    assert [class_of(value, cuts) for value in (2, 9, 12.6, 16, 40)] == [0, 1, 2, 3, 4]
