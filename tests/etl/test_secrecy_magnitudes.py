"""Amounts of contributors: each knows what it brings, and everybody knows where contributors stand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from etl.secrecy.attack import attack
from etl.secrecy.audit import audit
from etl.secrecy.layout import Cube, Layout
from etl.secrecy.magnitudes import build_magnitudes
from etl.secrecy.rule import load_rule
from etl.secrecy.suppress import protect
from etl.secrecy.system import System

RULE = load_rule()
EPCI = pd.Series({"a": "nord", "b": "nord", "c": "sud", "d": "sud", "e": "mer", "f": "mont"})
SDSEI = pd.Series({"a": "est", "b": "ouest", "c": "est", "d": "ouest", "e": "ouest", "f": "est"})
LAYOUT = Layout(
    {"epci": EPCI, "sdsei": SDSEI, "departement": pd.Series("64", EPCI.index)}, {}, {}, nowhere=("inconnue",)
)
ONE_LEVEL = Layout({"epci": EPCI, "departement": pd.Series("64", EPCI.index)}, {}, {}, nowhere=("inconnue",))
#: Three territories where nothing is to be hidden.
USUAL = {(atom, f"{atom}{rank}"): 100.0 for atom in "cde" for rank in range(5)}


def rows(made: dict[tuple[str, str], float]) -> pd.DataFrame:
    return pd.DataFrame([(*key, amount) for key, amount in made.items()], columns=["atom", "contributor", "amount"])


def cube_of(made: dict[tuple[str, str], float], layout: Layout = LAYOUT) -> Cube:
    """{(atom, contributor): amount}."""
    return build_magnitudes(rows(made), layout, RULE)


def hidden_in(cube: Cube) -> pd.Series:
    """Whether the figure of each territory is hidden, by level and territory."""
    return cube.marked(protect(cube.system).hidden).set_index(["level", "territory"])["hidden"]


def hiding(cube: Cube, *territories: str) -> np.ndarray:
    """The pattern that hides these territories and shows every other one."""
    hidden = ~cube.system.publishable
    hidden[[one.cell for one in cube.published if one.territory in territories]] = True
    return hidden


def places_unknown(system: System) -> System:
    """The system for attackers who do not know where contributors stand."""
    free = np.full(system.size, np.inf)
    return replace(system, high=free, guess_high=free)


def test_a_place_where_nobody_stands_is_no_shelter():
    """Nobody is in b, everybody knows it: nord is a, and est less nord and mont would be the two structures of c."""
    made = {(atom, f"{atom}{rank}"): 100.0 for atom in "adef" for rank in range(5)}
    cube = cube_of(made | {("c", "c0"): 60.0, ("c", "c1"): 50.0})
    shown = hiding(cube)
    (two,) = np.flatnonzero(cube.system.values == 110)
    assert {breach.cell for breach in audit(cube.system, shown).breaches} == {two}
    assert audit(places_unknown(cube.system), shown).passed  # b might have been anything
    hidden = hidden_in(cube)
    assert hidden["sdsei", "est"] or hidden["epci", "nord"] or hidden["epci", "mont"]


def test_who_brings_nearly_all_of_two_hidden_territories_does_not_find_what_others_bring():
    """nord and mont are hidden together and 1 075 is read of both, of which x brings 1 000: he would bound the others
    of nord, whose total is 970, within 75."""
    made = {("a", "x"): 900.0, ("a", "y"): 40.0, ("a", "z"): 30.0, ("f", "x"): 100.0, ("f", "v"): 3.0, ("f", "w"): 2.0}
    cube = cube_of(made | USUAL, ONE_LEVEL)
    pair = hiding(cube, "nord", "mont")
    breaches = audit(cube.system, pair).breaches
    assert {breach.attacker[:7] for breach in breaches} == {"insider"}
    assert max(breach.high - breach.low for breach in breaches) == pytest.approx(75)
    assert audit(replace(cube.system, insiders=()), pair).passed  # nobody else finds anything
    hidden = hidden_in(cube)
    assert hidden["epci", "nord"] and hidden["epci", "mont"] and hidden.sum() == 3


def test_who_is_beside_few_others_does_not_find_them_in_what_is_left_of_a_sum():
    """x is alone in none of the two hidden territories and brings most of both; the département is shown."""
    made = {("a", "x"): 500.0, ("a", "y"): 20.0, ("f", "x"): 400.0, ("f", "z"): 30.0}
    cube = cube_of(made | USUAL, ONE_LEVEL)
    assert not audit(cube.system, hiding(cube, "nord", "mont")).passed
    assert audit(cube.system, protect(cube.system).hidden).passed


def test_nothing_is_zero_where_nobody_stands_and_told_so():
    cube = cube_of(USUAL | {("a", f"a{rank}"): 100.0 for rank in range(5)}, ONE_LEVEL)
    assert not hidden_in(cube).any()
    assert cube.cells.set_index("territory")["value"]["mont"] == 0


def test_a_zero_that_contributors_stand_behind_is_not_told():
    """It would be that of each; and another territory keeps it company."""
    made = USUAL | {("a", f"a{rank}"): 100.0 for rank in range(5)} | {("f", f"f{rank}"): 0.0 for rank in range(4)}
    cube = cube_of(made, ONE_LEVEL)
    hidden = hidden_in(cube)
    assert hidden["epci", "mont"] and hidden["epci"].sum() == 2 and not hidden["departement", "64"]


def test_one_contributor_a_place_attacks_for_all_of_them():
    """The one who brings most: what the others know is less. One who stands in two places knows of both."""
    made = {("a", "a0"): 10.0, ("a", "a1"): 30.0, ("a", "a2"): 20.0, ("c", "c0"): 10.0, ("c", "both"): 5.0}
    cube = cube_of(made | {("a", "both"): 5.0})
    (whole,) = (one.cell for one in cube.published if one.level == "departement")
    assert sorted(low[whole] for low, _ in cube.system.insiders) == [10, 10, 30]  # c0, both, a1
    assert all(np.isinf(high[whole]) for _, high in cube.system.insiders)


def drawn(seed: int) -> dict[tuple[str, str], float]:
    draws = np.random.default_rng(seed)
    made = {}
    for rank in range(12):
        places = draws.choice(list("abcdef"), draws.integers(1, 3), replace=False, p=(0.3, 0.2, 0.2, 0.15, 0.1, 0.05))
        size = np.exp(draws.normal(2, 1.5))
        made |= {(place, f"s{rank:02d}"): float(np.round(size * np.exp(draws.normal(0, 0.5)), 1)) for place in places}
    return made


@pytest.mark.parametrize("seed", range(6))
def test_no_contributor_bounds_what_is_hidden_with_what_it_knows(seed):
    """Bounds computed cell by cell for every contributor, even those that another one outdoes."""
    made = drawn(seed)
    cube = cube_of(made)
    system, hidden = cube.system, protect(cube.system).hidden
    everything = ~system.publishable | system.sensitive | (system.values > 0)
    assert audit(system, hidden).passed
    own = system.size - system.sums_of_others[0].sum()  # the cells that come first, those of the areas
    everybody = cube_of(dict.fromkeys(made, 1.0)).system.values[:own]
    for name in {contributor for _, contributor in made}:
        mine = {key: amount if key[1] == name else 0.0 for key, amount in made.items()}
        brought = cube_of(mine).system.values[:own]
        alone = (brought > 0) & (cube_of({key: float(key[1] == name) for key in made}).system.values[:own] == everybody)
        low, high = system.low.copy(), system.high.copy()
        low[:own] = np.maximum(low[:own], brought)
        high[:own] = np.where(alone, system.values[:own], high[:own])
        knowing = replace(system, low=low, high=high, guess_low=low, guess_high=high)
        cells = np.flatnonzero(system.to_check(hidden))
        found, most = attack(knowing, hidden, cells), attack(knowing, everything, cells)
        assert (found.width >= np.minimum(system.width[cells], most.width) - 1e-3).all()


def test_what_is_hidden_from_a_reader_only_is_bounded_by_a_contributor():
    """Else the test above would prove nothing."""
    attackers = set()
    for seed in range(12):
        system = cube_of(drawn(seed)).system
        attackers |= {one.attacker[:7] for one in audit(system, protect(replace(system, insiders=())).hidden).breaches}
    assert attackers == {"insider"}
