"""Controlled rounding: every count goes to a multiple of five beside it, and sums still add up.

The alternative to hiding, for stocks that are counted again and again: 20 persons then 21 are both shown as 20, so the
one who came in does not appear (Cox, JASA 82, 1987: zero-restricted controlled rounding).
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from etl.secrecy.polytope import quiet_solver
from etl.secrecy.system import System

SECONDS, GAP = 2.0, 0.001
#: What a sum that does not add up costs, against one unit of distance.
BROKEN_SUM = 1000.0


@dataclass(frozen=True)
class Rounding:
    """rounded (n): multiples of the base. broken: sums that could not add up, usually none. change: mean distance of
    the cells to their value."""

    rounded: np.ndarray
    broken: int
    change: float


def round_cells(system: System, base: int) -> Rounding:
    """Round every cell of a system of counts. A multiple stays; the others go to the neighbour that lets the sums add
    up, at the least total distance."""
    values = system.values
    floor = np.floor(values / base) * base
    moves = floor != values
    relations = len(system.start) - 1
    # Columns: one a cell (0 or 1 step up), then what each sum lacks and has too much.
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = system.size + 2 * relations, relations
    up = (floor + base - values) - (values - floor)
    model.col_cost_ = np.concatenate([np.where(moves, up, 0.0), np.full(2 * relations, BROKEN_SUM)])
    model.col_lower_ = np.zeros(system.size + 2 * relations)
    model.col_upper_ = np.concatenate([moves.astype(float), np.full(2 * relations, np.inf)])
    whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    model.integrality_ = [whole if one else real for one in moves] + [real] * (2 * relations)
    model.row_lower_ = model.row_upper_ = -system.per_relation(system.sign * floor[system.members])
    lengths = np.diff(system.start)
    lacks = system.size + 2 * np.repeat(np.arange(relations), 2) + np.tile([0, 1], relations)
    ends = np.repeat(system.start[1:], 2)  # the two last entries of each row
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(lengths + 2)])
    model.a_matrix_.index_ = np.insert(system.members, ends, lacks)
    model.a_matrix_.value_ = np.insert(system.sign * base, ends, np.tile([1.0, -1.0], relations))
    solver = quiet_solver()
    solver.setOptionValue("time_limit", SECONDS)
    solver.setOptionValue("mip_rel_gap", GAP)
    solver.passModel(model)
    solver.run()
    found = np.array(solver.getSolution().col_value)
    steps = np.round(found[: system.size]) if len(found) else np.round((values - floor) / base)
    rounded = floor + base * steps * moves
    lacking = found[system.size :] if len(found) else np.zeros(0)
    change = float(np.abs(rounded - values).mean()) if system.size else 0.0
    return Rounding(rounded, int((lacking > 0.5).sum()), change)
