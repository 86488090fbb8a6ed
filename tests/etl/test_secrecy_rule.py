"""The primary rule, as the catalogue declares it."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

from etl.secrecy.rule import load_rule
from observatoire.catalogue import DATA


@pytest.fixture
def rule():
    return load_rule()


def test_one_to_four_persons_are_never_told_and_zero_is(rule):
    assert rule.sensitive_counts(np.arange(7)).tolist() == [False, True, True, True, True, False, False]


def test_a_departement_may_ask_that_zero_be_hidden_too(tmp_path):
    declared = yaml.safe_load((DATA / "catalogue" / "secrecy.yml").read_text(encoding="utf-8"))
    declared["by_source"] = {"extraits": {"counts": {"hide_zero": True}}}
    path = tmp_path / "secrecy.yml"
    path.write_text(yaml.safe_dump(declared), encoding="utf-8")
    assert load_rule("extraits", path).sensitive_counts(np.array([0]))[0]
    assert not load_rule("autre", path).sensitive_counts(np.array([0]))[0]


@pytest.mark.parametrize(
    ("numerator", "denominator", "hidden"),
    [
        (5, 10, False),
        (4, 40, True),
        (37, 40, True),
        (5, 9, True),
        (0, 29, True),
        (29, 29, True),
        (0, 30, False),
        (30, 30, False),
        (0, 0, False),
    ],
)
def test_a_rate_is_hidden_by_a_thin_denominator_a_small_numerator_or_a_small_complement(
    rule, numerator, denominator, hidden
):
    assert rule.sensitive_rates(np.array([numerator]), np.array([denominator]))[0] == hidden


@pytest.mark.parametrize(
    ("total", "largest", "contributors", "hidden"),
    [(100, 50, 2, True), (100, 86, 5, True), (100, 85, 5, False), (100, 40, 3, False), (0, 0, 0, False)],
)
def test_an_amount_needs_three_contributors_and_none_above_85_percent(rule, total, largest, contributors, hidden):
    assert rule.sensitive_magnitudes(np.array([total]), np.array([largest]), np.array([contributors]))[0] == hidden


def test_every_number_of_the_rule_has_its_reason():
    declared = yaml.safe_load((DATA / "catalogue" / "secrecy.yml").read_text(encoding="utf-8"))["default"]
    numbers = {f"{part}.{name}" for part, held in declared.items() if isinstance(held, dict) for name in held}
    numbers |= {part for part, held in declared.items() if not isinstance(held, dict)}
    assert set(declared["reasons"]) == {name for name in numbers if not name.startswith("reasons")}


def test_a_rounding_finer_than_the_threshold_is_refused(rule):
    with pytest.raises(ValueError, match="rounding_base"):
        type(rule).model_validate(rule.model_dump() | {"rounding_base": 3})


def test_persons_of_both_sides_are_few_on_either():
    """Twelve persons: all have an event that counts, three have one that does not."""
    assert load_rule().sensitive_rates(np.array([12]), np.array([12]), np.array([3]))[0]
    assert not load_rule().sensitive_rates(np.array([12]), np.array([12]), np.array([5]))[0]
