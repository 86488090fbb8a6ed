"""Exits from the SIAE: what they count, and that nothing is told of a few persons, nor of a structure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest

from etl.parcours.family import ALL
from etl.parcours.protection import Protected, protect_families
from etl.parcours.siae_exits import CLASSES, SIAE_EXITS, count_siae_exits
from etl.secrecy.areas import pieces
from etl.secrecy.audit import audit
from etl.secrecy.contributors import build_shared_counts, told_by_few
from etl.secrecy.layout import Cube, Layout
from etl.secrecy.suppress import protect
from observatoire.statistics.intervals import wilson
from tests.etl.parcours.conftest import RULE
from tests.etl.parcours.microdata import figure
from tests.samples.extracts_by_hand import Extracts, crowd

PAU, BAYONNE, OLORON = "64445", "64102", "64422"
KINDS = ("durable", "transition", "positive", "autre")
#: Exits of a structure where nothing is to be hidden: durable, transition, positive, others.
USUAL = (8, 7, 6, 9)


def extracts_of(structures: dict[tuple[str, str], tuple], annee: int = 2023, **given) -> Extracts:
    """{(structure, commune): exits of the four kinds}, None where the structure left the cell empty."""
    extracts = Extracts()
    crowd(extracts, 5, date(2022, 3, 1), 40, PAU)
    for (name, commune), exits in structures.items():
        columns = ("sorties_durable", "sorties_transition", "sorties_positives", "sorties_autres")
        told = {column: "" if count is None else count for column, count in zip(columns, exits, strict=True)}
        extracts.add("siae", id_siae=name, code_commune=commune, annee=annee, **{"type": "ACI"} | given | told)
    return extracts


def many(commune: str, number: int = 5, exits: tuple = USUAL) -> dict[tuple[str, str], tuple]:
    return {(f"{commune} {rank}", commune): exits for rank in range(number)}


def protected(counted, extracts: Extracts) -> Protected:
    with counted(extracts) as microdata:
        return protect_families([count_siae_exits(microdata)], microdata.atoms, RULE)


def shown(found: Protected, breakdown: str = "ensemble", level: str = "sdsei") -> pd.Series:
    """Share of each territory in 2023; missing where it is hidden."""
    rows = found.figures
    kept = rows[rows["level"].eq(level) & rows["breakdown"].eq(breakdown) & rows["period"].eq("2023")]
    return kept.set_index("territory")["value"]


def test_a_share_is_of_all_the_exits_with_its_interval(counted):
    extracts = extracts_of({("a", PAU): (10, 20, 30, 40), ("b", BAYONNE): (5, 5, 5, 5)})
    with counted(extracts) as microdata:
        families = count_siae_exits(microdata)
    whole = figure(families, SIAE_EXITS)
    assert (whole["numerator"], whole["denominator"]) == (75, 120)
    assert whole["value"] == pytest.approx(62.5)
    assert (whole["low"], whole["high"]) == pytest.approx([100 * float(end) for end in wilson(75, 120)])
    durable = figure(families, SIAE_EXITS, breakdown="sortie_iae:durable")
    assert durable["value"] == pytest.approx(100 * 15 / 120)
    here = figure(families, SIAE_EXITS, level="sdsei", territory="pau-agglomeration", breakdown="sortie_iae:positive")
    assert here["value"] == pytest.approx(30)


def test_what_is_not_a_declared_exit_of_the_iae_of_the_departement_is_not_counted(counted):
    """An adapted firm, a structure that left a cell empty, another whose commune is not known."""
    extracts = extracts_of({("a", PAU): (10, 20, 30, 40), ("partial", PAU): (50, None, 0, 0), ("lost", ""): USUAL})
    extracts.rows["siae"] += extracts_of({("adapted", PAU): USUAL}, type="EA").rows["siae"]
    with counted(extracts) as microdata:
        assert figure(count_siae_exits(microdata), SIAE_EXITS)["denominator"] == 100


def test_a_year_that_is_not_over_is_too_recent(counted):
    found = protected(counted, extracts_of(many(PAU), annee=2024)).figures
    assert set(found["status"]) == {"immature"} and found["value"].isna().all()


def test_an_extract_without_exits_has_no_figure(counted):
    with counted(extracts_of({})) as microdata:
        assert count_siae_exits(microdata) == []


def test_many_exits_of_many_structures_are_told(counted):
    found = protected(counted, extracts_of(many(PAU) | many(BAYONNE)))
    assert shown(found).notna().all() and shown(found, "sortie_iae:durable").notna().all()
    assert found.broken == 0


def test_a_territory_of_two_structures_tells_nothing_and_is_not_found_by_subtraction(counted):
    found = protected(counted, extracts_of(many(PAU) | many(BAYONNE) | many(OLORON, 2)))
    for breakdown in ("ensemble", "sortie_iae:durable"):
        told = shown(found, breakdown)
        assert pd.isna(told["haut-bearn"])
        whole = shown(found, breakdown, "departement")
        assert pd.isna(whole["64"]) or told.isna().sum() >= 2
    denominators = found.figures[found.figures["status"].eq("secret")]["denominator"]
    assert denominators[found.figures["territory"].eq("haut-bearn")].isna().all()
    assert found.attacked > 0 and found.broken == 0


def test_a_structure_with_nearly_all_the_exits_hides_its_territory(counted):
    one = {("seule", OLORON): (80, 70, 60, 90)} | many(OLORON, 3, (4, 3, 3, 5))
    found = protected(counted, extracts_of(many(PAU) | many(BAYONNE) | one))
    assert pd.isna(shown(found)["haut-bearn"])


def test_a_kind_that_two_structures_only_declare_is_hidden_and_so_is_what_it_is_all_but(counted):
    """Others are those of two structures: durable, transition and positive together would tell them."""
    oloron = {(f"o{rank}", OLORON): (10, 10, 10, 8 if rank < 2 else 0) for rank in range(5)}
    found = protected(counted, extracts_of(many(PAU) | many(BAYONNE) | oloron))
    assert pd.isna(shown(found)["haut-bearn"])


def test_a_few_exits_are_hidden(counted):
    few = {(f"o{rank}", OLORON): (1 if rank < 3 else 0, 10, 10, 10) for rank in range(5)}
    found = protected(counted, extracts_of(many(PAU) | many(BAYONNE) | few))
    assert pd.isna(shown(found, "sortie_iae:durable")["haut-bearn"])
    hidden = found.figures[found.figures["status"].eq("secret")]
    assert hidden["method"].str.contains("cinq personnes ou de trois structures").all()


def test_nobody_and_nothing_declared_are_not_the_same(counted):
    """Five structures without any exit: a zero would be that of each of them; where none is, there is no figure."""
    found = protected(counted, extracts_of(many(PAU) | many(BAYONNE) | many(OLORON, 5, (0, 0, 0, 0))))
    statuses = found.figures[found.figures["level"].eq("sdsei")].groupby("territory")["status"].agg(set)
    assert statuses["haut-bearn"] == {"secret"}
    assert set(statuses.index) == {"bab", "haut-bearn", "pau-agglomeration"}


def test_a_structure_does_not_find_the_few_persons_of_the_others():
    """Of 23 durable exits, 20 are its own: three persons are left to the two others."""
    assert told_by_few(np.array([20.0, 2, 1]), RULE)
    assert not told_by_few(np.array([20.0, 4, 3]), RULE)


EPCI = pd.Series({"a": "nord", "b": "nord", "c": "sud", "d": "sud", "e": "mer"})
SDSEI = pd.Series({"a": "est", "b": "ouest", "c": "est", "d": "ouest", "e": "ouest"})
LAYOUT = Layout(
    {"epci": EPCI, "sdsei": SDSEI, "departement": pd.Series("64", EPCI.index)}, {}, CLASSES, ALL, ("inconnue",)
)


def cube_of(exits: dict[tuple[str, str], tuple]) -> Cube:
    """{(structure, atom): exits of the four kinds}."""
    rows = [
        (atom, who, kind, count)
        for (who, atom), counts in exits.items()
        for kind, count in zip(KINDS, counts, strict=True)
    ]
    counts = pd.DataFrame(rows, columns=["atom", "contributor", "cls", "count"])
    ground = pieces(LAYOUT.levels, pd.Index([*EPCI.index, "inconnue"]), LAYOUT.nowhere)
    return build_shared_counts(counts, LAYOUT, RULE, ground)


def drawn(seed: int) -> dict[tuple[str, str], tuple]:
    draws = np.random.default_rng(seed)
    places = draws.choice(list("abcde"), 14, p=(0.3, 0.25, 0.25, 0.15, 0.05))
    exits = draws.multinomial(draws.poisson(12 * np.exp(draws.normal(0, 0.7, 14))), (0.26, 0.22, 0.2, 0.32))
    return {(f"s{rank:02d}", place): tuple(exits[rank].tolist()) for rank, place in enumerate(places)}


@pytest.mark.parametrize("seed", range(12))
def test_no_structure_bounds_what_is_hidden_with_what_it_knows_of_itself(seed):
    system = cube_of(drawn(seed)).system
    assert len(system.insiders) == 14
    assert audit(system, protect(system, 0).hidden).passed


def test_what_is_hidden_from_a_reader_only_is_bounded_by_a_structure():
    """Else the test above would prove nothing."""
    system = cube_of(drawn(8)).system
    for_a_reader = protect(replace(system, insiders=()), 0).hidden
    assert {one.attacker for one in audit(system, for_a_reader).breaches} == {"insider 1", "insider 3"}


def test_a_structure_knows_no_less_than_what_it_brings():
    exits = drawn(3)
    cube = cube_of(exits)
    (whole,) = (one.cell for one in cube.published if (one.level, one.cls) == ("departement", ALL))
    assert [least[whole] for least, _ in cube.system.insiders] == [sum(counts) for counts in exits.values()]
    assert all(np.isinf(most[whole]) for _, most in cube.system.insiders)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_shown_leaves_five_persons_and_two_structures_besides_each_structure(seed):
    exits = drawn(seed)
    cube = cube_of(exits)
    cells = cube.marked(protect(cube.system, 0).hidden)
    told = cells[~cells["hidden"] & cells["value"].gt(0)]
    known = {(one.level, one.territory, one.cls) for one in told.itertuples()}
    for level, cls in product(LAYOUT.levels, CLASSES):
        for territory in set(LAYOUT.levels[level]):
            if (level, territory, cls) in known:
                brought = np.array(
                    [
                        sum(counts[KINDS.index(kind)] for kind in CLASSES[cls])
                        for (_, atom), counts in exits.items()
                        if LAYOUT.levels[level][atom] == territory
                    ]
                )
                assert (brought > 0).sum() >= 3 and brought.max() <= 0.85 * brought.sum()
                assert brought.sum() - brought.max() >= 5


def test_a_place_without_a_structure_is_no_shelter():
    """The commune b has none, everybody knows it: nord is a, and est less nord would be the two structures of c."""
    exits = {(f"{atom}{rank}", atom): USUAL for atom in "ade" for rank in range(5)}
    cube = cube_of(exits | {("c0", "c"): USUAL, ("c1", "c"): USUAL})
    cells = cube.marked(protect(cube.system, 0).hidden).set_index(["level", "territory", "cls"])["hidden"]
    assert cells["sdsei", "est", ALL] or cells["epci", "nord", ALL]
    assert cells["sdsei", "ouest", ALL] or cells["epci", "sud", ALL] or cells["epci", "mer", ALL]


def test_a_structure_alone_in_two_hidden_places_does_not_find_the_other_one():
    """est and mer are hidden: without a third place, who is alone in one would read the other."""
    exits = {("seule", "e"): (9, 8, 7, 9), ("x", "a"): USUAL, ("y", "c"): USUAL}
    exits |= {(f"{atom}{rank}", atom): USUAL for atom in "bd" for rank in range(4)}
    cube = cube_of(exits)
    protection = protect(cube.system, 0)
    assert audit(cube.system, protection.hidden).passed
    cells = cube.marked(protection.hidden).set_index(["level", "territory", "cls"])["hidden"]
    assert cells["epci", "mer", ALL] and cells["sdsei", "est", ALL]
    assert cells[["sdsei"]].xs(ALL, level="cls").sum() == 2  # est is found from ouest
