"""From counted atoms to everything published together: margins, overlaps, unknowns, shared figures."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from etl.secrecy.areas import areas_of, pieces
from etl.secrecy.attack import attack
from etl.secrecy.audit import audit
from etl.secrecy.cube import build_cube
from etl.secrecy.layout import Cube, Layout
from etl.secrecy.magnitudes import build_magnitudes
from etl.secrecy.rule import load_rule
from etl.secrecy.suppress import protect
from observatoire.errors import CheckFailed

RULE = load_rule()
#: Two SDSeI and two EPCI that share four communes crosswise.
EPCI = pd.Series({"a": "nord", "b": "nord", "c": "sud", "d": "sud"})
SDSEI = pd.Series({"a": "est", "b": "ouest", "c": "est", "d": "ouest"})
DEPARTEMENT = pd.Series("64", index=EPCI.index)


def people(counts: dict[tuple, int], *columns: str) -> pd.DataFrame:
    rows = [(*key, count) for key, count in counts.items()]
    return pd.DataFrame(rows, columns=["atom", "cls", *columns, "count"])


def layout(classes=None, denominator=None, breakdowns=None, **levels: pd.Series) -> Layout:
    levels = levels or {"epci": EPCI, "sdsei": SDSEI, "departement": DEPARTEMENT}
    return Layout(levels, breakdowns or {}, classes or {"persons": ("persons",)}, denominator)


def told(cube: Cube, **where: str) -> pd.DataFrame:
    cells = cube.marked(protect(cube.system).hidden)
    for column, wanted in where.items():
        cells = cells[cells[column] == wanted]
    return cells


def test_margins_are_the_sums_of_their_communes():
    cube = build_cube(
        people({(c, "persons"): n for c, n in zip("abcd", (10, 20, 30, 40), strict=True)}), layout(), RULE
    )
    values = cube.cells.set_index(["level", "territory"])["value"]
    assert values.to_dict() == {
        ("epci", "nord"): 30,
        ("epci", "sud"): 70,
        ("sdsei", "est"): 40,
        ("sdsei", "ouest"): 60,
        ("departement", "64"): 100,
    }


def test_nothing_is_hidden_when_nobody_can_be_found():
    cube = build_cube(
        people({(c, "persons"): n for c, n in zip("abcd", (10, 20, 30, 40), strict=True)}), layout(), RULE
    )
    assert not told(cube)["hidden"].any()


def test_an_overlap_of_three_persons_that_no_level_shows_is_not_given_away():
    """Commune b is the part of the EPCI nord outside the SDSeI est; its territories are shown to be 33 and 30."""
    counts = people({("a", "persons"): 30, ("b", "persons"): 3, ("c", "persons"): 40})
    two = {"epci": EPCI[["a", "b", "c"]], "sdsei": pd.Series({"a": "est", "b": "ouest", "c": "ouest"})}
    cube = build_cube(counts, layout(**two, departement=DEPARTEMENT[["a", "b", "c"]]), RULE)
    everything = attack(cube.system, ~cube.system.publishable)
    small = cube.system.values[everything.cells] == 3
    assert (everything.width[small] == 0).all()
    assert told(cube)["hidden"].any()
    assert audit(cube.system, protect(cube.system).hidden).passed


def test_the_number_between_two_published_delays_is_protected_too():
    """50 persons oriented within 30 days and 52 within 42 days: two persons in between."""
    counts = people(
        {("a", "30"): 50, ("a", "42"): 2, ("a", "plus"): 30, ("c", "30"): 60, ("c", "42"): 9, ("c", "plus"): 40}
    )
    shown = {"30_jours": ("30",), "42_jours": ("30", "42"), "entrants": ("30", "42", "plus")}
    plan = layout(shown, "entrants", epci=EPCI[["a", "c"]], departement=DEPARTEMENT[["a", "c"]])
    cube = build_cube(counts, plan, RULE)
    nord = told(cube, level="epci", territory="nord").set_index("cls")["hidden"]
    assert nord["30_jours"] or nord["42_jours"]


@pytest.mark.parametrize(
    ("oriented", "entrants", "hidden"), [(20, 40, False), (37, 40, True), (0, 12, True), (6, 9, True)]
)
def test_a_share_is_hidden_by_its_complement_or_its_denominator(oriented, entrants, hidden):
    counts = people({("a", "oui"): oriented, ("a", "non"): entrants - oriented, ("c", "oui"): 60, ("c", "non"): 50})
    plan = layout(
        {"orientees": ("oui",), "entrants": ("oui", "non")},
        "entrants",
        epci=EPCI[["a", "c"]],
        departement=DEPARTEMENT[["a", "c"]],
    )
    nord = told(build_cube(counts, plan, RULE), level="epci", territory="nord").set_index("cls")["hidden"]
    assert nord["orientees"] == hidden


def test_two_territories_of_the_same_communes_share_one_cell():
    counts = people({("a", "persons"): 2, ("b", "persons"): 9, ("c", "persons"): 30, ("d", "persons"): 40})
    plan = layout(epci=EPCI, mds=pd.Series({"a": "M1", "b": "M1", "c": "M2", "d": "M2"}), departement=DEPARTEMENT)
    cells = build_cube(counts, plan, RULE).cells.set_index(["level", "territory"])["cell"]
    assert cells["epci", "nord"] == cells["mds", "M1"] and cells["epci", "sud"] == cells["mds", "M2"]


def test_persons_of_unknown_sex_shelter_nobody_and_are_not_sheltered():
    """40 women, 3 men and 2 unknown among 45: the men are not hidden by the doubt on the two."""
    counts = people(
        {
            ("a", "persons", "F"): 40,
            ("a", "persons", "M"): 3,
            ("a", "persons", None): 2,
            ("c", "persons", "F"): 30,
            ("c", "persons", "M"): 30,
        },
        "sexe",
    )
    plan = layout(
        breakdowns={"epci": ("sexe",), "departement": ("sexe",)},
        epci=EPCI[["a", "c"]],
        departement=DEPARTEMENT[["a", "c"]],
    )
    cube = build_cube(counts, plan, RULE)
    nord = told(cube, level="epci", territory="nord").set_index("breakdown")["hidden"]
    assert nord.to_dict() == {"ensemble": False, "sexe:F": True, "sexe:M": True}
    assert "sexe:inconnu" not in set(cube.cells["breakdown"])


def test_a_column_that_nobody_fills_in_makes_no_total_known_to_everybody():
    counts = people({(atom, "persons", None): n for atom, n in zip("abcd", (30, 3, 40, 50), strict=True)}, "sexe")
    plan = layout(breakdowns={"epci": ("sexe",)}, epci=pd.Series(dict(zip("abcd", "nsew", strict=True))), d=DEPARTEMENT)
    hidden = told(build_cube(counts, plan, RULE)).set_index("territory")["hidden"]
    assert hidden["s"] and hidden[["n", "e", "w"]].any() and not hidden["64"]


def test_persons_of_a_class_that_the_files_do_not_say_shelter_nobody():
    """3 oriented to an organism, 40 to others, 43 in all: nobody believes that some are oriented to nobody knows whom,
    although the files could say so."""
    classes = {"few": ("few",), "others": ("others",), "oriented": ("few", "others", "inconnu")}
    counts = people({("a", "few"): 3, ("a", "others"): 40, ("a", "inconnu"): 0})
    sheltered = layout(classes, departement=DEPARTEMENT[["a"]])
    doubted, known = (build_cube(counts, plan, RULE) for plan in (sheltered, replace(sheltered, unknown=("inconnu",))))
    widths = []
    for cube in (doubted, known):
        few = next(one.cell for one in cube.published if one.cls == "few")
        hidden = ~cube.system.publishable | (np.arange(cube.system.size) == few)
        widths += attack(cube.system, hidden, [few]).width.tolist()
    assert widths == [3.0, 0.0]
    assert audit(known.system, protect(known.system).hidden).passed


def test_persons_of_unknown_commune_do_not_hide_the_departement():
    counts = people({("a", "persons"): 30, ("c", "persons"): 40, ("inconnue", "persons"): 2})
    plan = layout(epci=EPCI[["a", "c"]], departement=pd.Series("64", index=["a", "c", "inconnue"]))
    assert not told(build_cube(counts, plan, RULE))["hidden"].any()


def random_cube(draws: np.random.Generator) -> Cube:
    """A small département: communes in two partitions that do not nest, one or two dimensions, delays or a share."""
    communes = [f"c{number}" for number in range(draws.integers(6, 14))]
    cut = {
        level: pd.Series(
            [f"{level}{name}" for name in draws.integers(0, draws.integers(2, 5), len(communes))], index=communes
        )
        for level in ("epci", "sdsei")
    }
    persons = int(draws.integers(60, 900))
    rows = pd.DataFrame(
        {
            "atom": draws.choice(communes, persons, p=draws.dirichlet(np.ones(len(communes)))),
            "cls": draws.choice(["30", "42", "plus"], persons, p=[0.5, 0.2, 0.3]),
            "sexe": draws.choice(["F", "M", None], persons, p=[0.5, 0.45, 0.05]),
            "age": draws.choice(["<25", "25-59", "60+"], persons, p=[0.2, 0.7, 0.1]),
        }
    )
    counts = rows.groupby(["atom", "cls", "sexe", "age"], dropna=False).size().rename("count").reset_index()
    dimensions = ("sexe", "age")[: draws.integers(1, 3)]
    shown = {"30_jours": ("30",), "42_jours": ("30", "42"), "entrants": ("30", "42", "plus")}
    levels = {**cut, "departement": pd.Series("64", index=communes)}
    return build_cube(counts, Layout(levels, dict.fromkeys(levels, dimensions), shown, "entrants"), RULE)


def test_a_hundred_random_departements_give_nobody_away():
    """Bounds computed cell by cell, without the shortcuts of the audit."""
    draws, attacked = np.random.default_rng(3), 0
    for number in range(100):
        cube = random_cube(draws)
        hidden = protect(cube.system, 0).hidden
        assert not (cube.system.sensitive & ~hidden).any()
        assert audit(cube.system, hidden).passed
        if number % 10 == 0:
            found = attack(cube.system, hidden)
            assert (found.width >= cube.system.width[found.cells] - 1e-5).all()
            attacked += len(found.cells)
    assert attacked > 300


def hours(made: dict[tuple[str, str], float]) -> pd.DataFrame:
    return pd.DataFrame([(*key, amount) for key, amount in made.items()], columns=["atom", "contributor", "amount"])


def test_a_territory_of_one_structure_shows_no_amount_and_neither_does_another():
    made = (
        {("a", "seule"): 900.0} | {("b", f"b{n}"): 300.0 for n in range(4)} | {("c", f"c{n}"): 500.0 for n in range(5)}
    )
    cut = pd.Series({"a": "A", "b": "B", "c": "C"})
    cube = build_magnitudes(hours(made), layout(sdsei=cut, departement=pd.Series("64", index=cut.index)), RULE)
    cells = told(cube).set_index("territory")["hidden"]
    assert cells["A"] and not cells["64"] and cells[["B", "C"]].any()


def test_a_structure_cannot_use_its_own_hours_to_find_those_of_another():
    """A and B have one structure each and are hidden together: each would find the other's hours by subtraction.

    The first insider speaks for the five of C."""
    made = {("a", "x"): 900.0, ("b", "y"): 700.0} | {("c", f"c{n}"): 500.0 for n in range(5)}
    cut = pd.Series({"a": "A", "b": "B", "c": "C"})
    cube = build_magnitudes(hours(made), layout(sdsei=cut, departement=pd.Series("64", index=cut.index)), RULE)
    pair = cube.system.sensitive | ~cube.system.publishable
    assert {one.attacker for one in audit(cube.system, pair).breaches} == {"insider 1", "insider 2"}
    cells = told(cube).set_index("territory")["hidden"]
    assert cells["A"] and cells["B"] and (cells["C"] or cells["64"])


def test_everybody_is_not_told_where_a_few_persons_are_read_off_them():
    """Three persons of the EPCI nord, twenty of sud, are everybody less what is told elsewhere."""
    counts = people({(c, cls): n for c, n in zip("abcd", (10, 20, 30, 40), strict=True) for cls in ("young", "other")})
    tied = pd.DataFrame({"atom": ["a", "c"], "cls": "", "count": [3, 20]})
    shown = {"young": ("young",), "persons": ("young", "other")}
    free = told(build_cube(counts, layout(shown, "persons"), RULE))
    held = build_cube(counts, layout(shown, "persons"), RULE, tied=tied)
    hidden = told(held, cls="persons").set_index(["level", "territory"])["hidden"]
    assert not free["hidden"].any()
    assert hidden["epci", "nord"] and not hidden["departement", "64"]
    assert audit(held.system, protect(held.system).hidden).passed


def test_the_part_of_two_territories_is_not_told_where_a_few_persons_are_read_off_it():
    """Each EPCI and SDSeI has enough of them; commune a, that no level shows, has three."""
    counts = people({(c, cls): n for c, n in zip("abcd", (10, 20, 30, 40), strict=True) for cls in ("young", "other")})
    tied = pd.DataFrame({"atom": ["a", "b", "c", "d"], "cls": "", "count": [3, 20, 20, 20]})
    cube = build_cube(counts, layout({"young": ("young",), "persons": ("young", "other")}, "persons"), RULE, tied=tied)
    lost = np.flatnonzero(cube.system.sensitive & ~cube.system.publishable)
    assert 20.0 in cube.system.values[lost]  # everybody of commune a


def events(counted: int, others: int, persons: dict[tuple[bool, bool], int], most: int = 9) -> Cube:
    """Events of the EPCI nord, of `persons` by whether they have some that count and some that do not; sud has many."""
    counts = people({("a", "yes"): counted, ("a", "no"): others, ("c", "yes"): 90, ("c", "no"): 60})
    by_atom = {"a": persons, "c": {(True, True): 40, (True, False): 30}}
    behind = pd.DataFrame(
        [(atom, yes, no, n) for atom, held in by_atom.items() for (yes, no), n in held.items()],
        columns=["atom", "yes", "no", "count"],
    ).assign(dimension="ensemble", modality="ensemble", most=most)
    plan = layout(
        {"came": ("yes",), "expected": ("yes", "no")},
        "expected",
        epci=EPCI[["a", "c"]],
        departement=DEPARTEMENT[["a", "c"]],
    )
    return build_cube(counts, plan, RULE, persons=behind)


@pytest.mark.parametrize(
    ("persons", "hidden"),
    [
        ({(True, True): 6}, True),  # too few in all
        ({(True, True): 12}, False),
        ({(True, True): 3, (True, False): 9}, True),  # three have all the events that do not count
        ({(True, True): 3, (False, True): 9}, True),
        ({(True, True): 5, (True, False): 9}, False),
    ],
)
def test_a_share_of_events_is_hidden_by_the_persons_who_bring_them(persons, hidden):
    cube = events(14, 12, persons)
    cells = told(cube, cls="came").set_index("level")["hidden"]
    assert cells["epci"].all() == hidden and not cells["departement"]
    assert audit(cube.system, protect(cube.system).hidden).passed


def test_hidden_events_stay_uncertain_by_all_those_of_one_person():
    cube = events(14, 12, {(True, True): 6}, most=7)
    hidden = protect(cube.system).hidden
    nord = told(cube, level="epci", territory="nord", cls="came")["cell"].to_numpy()
    found = attack(cube.system, hidden, nord)
    assert (found.width >= 7).all()


def test_persons_of_other_events_are_refused():
    with pytest.raises(CheckFailed, match="même requête"):
        events(14, 12, {(True, False): 12})


def test_pieces_sent_twice_are_the_same_with_what_was_asked_of_them():
    """From one process to another, where what they are made of is long to find again."""
    levels = {"epci": EPCI, "sdsei": SDSEI}
    made = pieces(levels, EPCI.index, ())
    first = pickle.loads(pickle.dumps(made))
    areas = areas_of(first, ("epci", "sdsei"))
    again = pickle.loads(pickle.dumps(made))
    assert again is first and again.made
    assert [row.tolist() for row in areas.rows] == [row.tolist() for row in areas_of(made, ("epci", "sdsei")).rows]
    other = pickle.loads(pickle.dumps(pieces({**levels, "sdsei": EPCI}, EPCI.index, ())))
    assert other is not first and not other.made
