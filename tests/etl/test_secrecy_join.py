"""Cubes of the same persons read together."""

from __future__ import annotations

import pandas as pd
import pytest

from etl.secrecy.audit import audit
from etl.secrecy.cube import build_cube
from etl.secrecy.join import joined
from etl.secrecy.layout import Cube, Layout
from etl.secrecy.rule import load_rule
from etl.secrecy.suppress import protect
from observatoire.errors import CheckFailed

RULE = load_rule()
TERRITORY = pd.Series({"a": "nord", "b": "sud", "c": "est"})
WHOLE = pd.Series("64", index=TERRITORY.index)
ALL = "tous"


def cube(counts: dict[tuple[str, ...], int], classes: dict[str, tuple[str, ...]], dimension: str = "") -> Cube:
    """Persons by atom and class, or by atom, class and modality of a dimension shown for the whole only."""
    columns = ["atom", "cls", *([dimension] if dimension else []), "count"]
    rows = pd.DataFrame([(*key, count) for key, count in counts.items()], columns=columns)
    breakdowns = {"departement": (dimension,)} if dimension else {}
    levels = {"sdsei": TERRITORY, "departement": WHOLE}
    return build_cube(rows, Layout(levels, breakdowns, classes, ALL if len(classes) > 1 else None), RULE)


def shared(names: tuple[str, ...], **by_place: tuple[int, ...]) -> Cube:
    """Classes that each hold the one before, the last one everybody."""
    counts = {(place, name): n for place, row in by_place.items() for name, n in zip(names, row, strict=True)}
    return cube(counts, {ALL if name == names[-1] else name: names[: i + 1] for i, name in enumerate(names)})


def test_a_total_that_two_cubes_count_is_one_cell():
    one = shared(("orientes", "non"), a=(20, 30), b=(30, 40), c=(25, 25))
    other = shared(("suivis", "non"), a=(25, 25), b=(35, 35), c=(40, 10))
    both = joined([one, other])
    assert both.system.size < one.system.size + other.system.size
    assert len(both.cells) == 4 * 3  # three territories and the département; oriented, followed, everybody
    assert both.cells.loc[both.cells["cls"] == ALL, "cell"].is_unique


def test_figures_that_stand_in_no_sum_are_joined_and_protected():
    whole = Layout({"departement": pd.Series({"a": "64"})}, {}, {ALL: (ALL,)})
    few, many = (
        build_cube(pd.DataFrame([("a", ALL, n)], columns=["atom", "cls", "count"]), whole, RULE) for n in (3, 40)
    )
    assert len(few.system.start) == len(joined([few, few]).system.start) == 1
    assert [protect(joined([one, one]).system).hidden.tolist() for one in (few, many)] == [[True], [False]]


def test_a_class_counted_alike_in_two_cubes_ties_them():
    """Apart, each cube hides what it must; read together, the second would tell what the first hides."""
    one = shared(("orientes", "non"), a=(20, 3), b=(30, 40), c=(25, 25))
    other = cube({("a", "orientes"): 20, ("b", "orientes"): 30, ("c", "orientes"): 25}, {"orientes": ("orientes",)})
    both = joined([one, other])
    hidden = protect(both.system).hidden
    assert audit(both.system, hidden).passed
    cells = both.marked(hidden).set_index(["territory", "cls"])["hidden"]
    assert cells["nord", "orientes"] or cells["nord", ALL]


def test_cubes_that_do_not_count_the_same_persons_are_refused():
    one = shared(("orientes", "non"), a=(20, 30), b=(30, 40), c=(25, 25))
    other = shared(("orientes", "non"), a=(21, 30), b=(30, 40), c=(25, 25))
    with pytest.raises(CheckFailed):
        joined([one, other])


def test_a_modality_that_is_a_class_of_the_ensemble_is_one_cell_with_it():
    base = shared(("ft", "ailleurs"), a=(20, 30), b=(30, 40), c=(25, 25))
    rows = {
        (atom, "tout", where): n
        for atom, ft, n in (("a", 20, 30), ("b", 30, 40), ("c", 25, 25))
        for where, n in (("ft", ft), ("cd", n))
    }
    counts = pd.DataFrame([(*key, n) for key, n in rows.items()], columns=["atom", "cls", "organisme", "count"])
    layout = Layout(
        {"departement": WHOLE}, {"departement": ("organisme",)}, {ALL: ("tout",)}, same={("organisme:ft", ALL): "ft"}
    )
    both = joined([base, build_cube(counts, layout, RULE)])
    cells = both.cells[both.cells["level"] == "departement"].set_index(["breakdown", "cls"])["cell"]
    assert cells["organisme:ft", ALL] == cells["ensemble", "ft"]


def test_two_names_of_the_same_persons_in_one_cube_are_one_cell_in_the_others():
    """Nobody is oriented between thirty and ninety days: the first cube has one cell for both, the second one a cell of
    its own for ninety. What one hides must not be shown by the other."""
    one = cube(
        {("a", "avant"): 4, ("a", "non"): 60, ("b", "avant"): 40, ("b", "non"): 40},
        {"avant": ("avant",), "nonante": ("avant",), ALL: ("avant", "non")},
    )
    other = shared(("nonante", "non"), a=(4, 60), b=(40, 40))
    both = joined([one, other])
    place = both.cells[both.cells["territory"].eq("nord")].set_index("cls")["cell"]
    assert place["avant"] == place["nonante"]
    assert both.cells.duplicated(["level", "territory", "breakdown", "cls"]).sum() == 0
    names = {one.cell for one in both.published}
    assert set(both.system.publishable.nonzero()[0]) <= names  # no figure is protected that nothing shows
