"""From counts of atoms to a system: every margin that will be published, and every overlap that margins may betray.

Territories of several levels, breakdowns one dimension at a time, classes of one denominator. The margins of different
dimensions meet in their `ensemble`. Levels that do not nest meet in pieces: the largest groups of atoms that no
published level cuts. Pieces, remainders of one territory beside another, classes between two published ones and
complements are never shown; they are in the system so that what can be deduced from the rest is seen and protected.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.secrecy.areas import Pieces, pieces
from etl.secrecy.classes import Classes, classes_of
from etl.secrecy.layout import Cube, Layout, atoms_of, axes_of, costs_of, published_cells
from etl.secrecy.margins import Axis, small_groups, sums
from etl.secrecy.naming import alike, cell_keys, class_parts
from etl.secrecy.rule import Rule
from etl.secrecy.system import system_from_arrays

#: A cell that is no figure: nobody can guess anything of it from the rule.
NEVER_SHOWN = {"publishable": False, "guess_low": 0.0, "guess_high": np.inf}


def build_cube(
    counts: pd.DataFrame,
    layout: Layout,
    rule: Rule,
    ground: Pieces | None = None,
    tied: pd.DataFrame | None = None,
    persons: pd.DataFrame | None = None,
) -> Cube:
    """The system of counts of persons, or of events of which one person may bring several.

    counts: columns atom, cls, count and one column a dimension (missing: not known); rows of a same combination are
    added. ground: pieces of the levels of the layout, when they are made already. tied: the same columns but cls,
    persons whose number is that of everybody of the denominator, more or less what is told elsewhere: whoever reads one
    reads the other. persons: the persons behind events, on whom what is sensitive is then judged: columns atom,
    dimension, modality, one a base class (whether they have events of it), count, and most (the most events of one of
    them); a person is in one atom, and in as many modalities and classes as her events. Raises KeyError when a level
    shows a dimension that counts has not.
    """
    classes = classes_of(layout.classes, layout.denominator)
    kept = counts[counts["cls"].isin(classes.base)]
    ground = ground or pieces(layout.levels, atoms_of(kept, layout), layout.nowhere)
    axes = axes_of(kept, layout, ground, classes, tied, persons)
    published = published_cells(axes, classes)
    columns = _columns(axes, ground, classes, rule, layout)
    groups = [group for axis in axes for group in small_groups(axis, classes, rule.small)]
    first = len(columns["values"])
    relations = [
        *sums(axes, ground, classes),
        *((np.array([[first + number, *parts]]), False) for number, (*_, parts) in enumerate(groups)),
    ]
    none = np.zeros(0, dtype=np.int64)  # one figure alone is in no sum
    implied = np.concatenate([none.astype(bool), *(np.full(len(block), follows) for block, follows in relations)])
    lost = _flat(
        np.array(False),
        np.array([count for count, *_ in groups]),
        np.array(True),
        width=np.maximum(rule.counts.overlap_width, [most for _, most, _ in groups]),
        **NEVER_SHOWN,
    )
    columns = _stacked([columns, lost])
    values, known = columns["values"], columns["known"]
    system = system_from_arrays(
        values,
        np.cumsum([0, *(block.shape[1] for block, _ in relations for _ in block)]),
        np.concatenate([none, *(block.ravel() for block, _ in relations)]),
        sensitive=columns["sensitive"],
        publishable=columns["publishable"],
        cost=costs_of(values, published, ground),
        width=columns["width"],
        low=np.where(known, values, 0.0),
        high=np.where(known, values, np.inf),
        implied=implied,
        guess=(columns["guess_low"], columns["guess_high"]),
    )
    keys = cell_keys(axes, ground, classes, layout.same)
    keys += [("sum", frozenset(keys[part] for part in parts)) for *_, parts in groups]
    return Cube(system, published, tuple(keys), class_parts(axes, ground, classes, layout.same), alike(classes))


def _columns(axes: list[Axis], ground: Pieces, classes: Classes, rule: Rule, layout: Layout) -> dict[str, np.ndarray]:
    """values, sensitive, publishable, known, width, guess_low and guess_high of the cells of every axis, in order."""
    kept = [classes.published[name] for name in layout.kept]
    not_said = frozenset(number for number, name in enumerate(classes.base) if name in layout.unknown)
    unknown = np.array([held <= not_said for held in classes.sets])
    published = np.zeros(len(classes.sets), dtype=bool)
    published[list(classes.published.values())] = True
    told = published | np.isin(np.arange(len(published)), list(classes.complements.values()))
    blocks = []
    for axis in axes:
        rows = np.array(axis.areas.rows)
        by_class = axis.by_class(rows)
        nowhere = ~(rows & ~ground.nowhere).any(axis=1)
        known = ((nowhere[:, None] | ~axis.shown)[..., None] | unknown) & (rule.unknown == "known")
        counts = by_class[: axis.territories] @ classes.matrix
        persons = axis.persons_in(rows, classes.matrix)
        own = persons[: axis.territories]
        small = np.where(published, rule.sensitive_counts(own), rule.small(own))
        if classes.denominator is not None:
            shares = [number for number in classes.published.values() if number in classes.complements]
            rests = [classes.complements[number] for number in shares]
            whole = own[..., [classes.denominator]]
            untold = rule.sensitive_rates(own[..., shares], whole, own[..., rests])
            spared = np.isin(shares, kept)
            small[..., shares] |= untold & ~spared
            small[..., classes.denominator] |= (untold & spared).any(axis=-1)
        guessed = small & told & (counts < rule.counts.threshold) & axis.shown[:, None]
        lowest = np.where((counts > 0) & (not rule.counts.hide_zero), 1.0, 0.0)
        least = np.where(guessed, lowest, 0.0)
        most = np.where(guessed, rule.counts.threshold - 1.0, np.inf)
        if axis.tied is not None:
            small[..., classes.denominator] |= rule.small(axis.tied_in(rows[: axis.territories])) & axis.shown
            _guess_tied(axis, counts[..., classes.denominator], rule, least, most, classes.denominator)
        blocks.append(
            _flat(
                known[: axis.territories],
                values=counts,
                sensitive=small,
                width=np.maximum(rule.counts.width, small * axis.largest_in(rows[: axis.territories])),
                publishable=published & axis.shown[:, None],
                guess_low=least,
                guess_high=most,
            )
        )
        beneath, base = axis.territories, len(classes.base)
        few = rule.small(persons[beneath:, :, :base])
        blocks.append(
            _flat(
                known[beneath:, :, :base],
                values=by_class[beneath:],
                sensitive=few,
                width=np.maximum(rule.counts.overlap_width, few * axis.largest_in(rows[beneath:])[..., :base]),
                **NEVER_SHOWN,
            )
        )
    return _stacked(blocks)


def _guess_tied(axis: Axis, everybody: np.ndarray, rule: Rule, least: np.ndarray, most: np.ndarray, whole: int) -> None:
    """Narrow the guesses of everybody: nobody tied is the least there can be; hidden, few may be the reason."""
    persons = axis.tied_in(np.array(axis.areas.rows[: axis.territories]))
    few = rule.small(persons) & axis.shown
    least[..., whole] = np.maximum(least[..., whole], everybody - persons + few)
    most[..., whole] = np.where(
        few, np.minimum(most[..., whole], everybody - persons + rule.counts.threshold - 1), most[..., whole]
    )


def _flat(known: np.ndarray, values: np.ndarray, sensitive: np.ndarray, **others) -> dict[str, np.ndarray]:
    """One entry a cell; what everybody knows is not sensitive."""
    columns = {"values": values, "sensitive": sensitive & ~known, "known": known, **others}
    return {name: np.broadcast_to(column, values.shape).ravel() for name, column in columns.items()}


def _stacked(blocks: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
