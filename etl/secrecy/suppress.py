"""Complementary suppression of least loss: hide no more than what keeps every hidden figure uncertain.

The sensitive cells are hidden; the pattern is attacked; each cell found too narrow demands more (a cut); the cheapest
pattern that meets the demands is attacked in turn, until the audit passes. With everything hidden it always passes: the
true values may then be multiplied by any number, so every round has something left to hide and the rounds end.

Mixed-integer programming chooses a first pattern under the demands of the sensitive cells alone, and cheapest moves
(moves.py) make it safe, which is quick. It then chooses afresh under all the demands met on the way, as long as this
may save something; the last bound says how much.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from etl.secrecy.audit import Siege
from etl.secrecy.cuts import Pattern, cut_of
from etl.secrecy.moves import with_few_moves, with_moves
from etl.secrecy.search import Breach
from etl.secrecy.system import System
from etl.secrecy.witness import Witnesses
from observatoire.errors import CheckFailed
from observatoire.formats import count

#: Work given to finding a cheaper pattern once one is safe: cells of the system, and ANY_SIZE, times patterns tried.
#: Work, not time: the same figures always hide the same cells, or two publications could be compared.
EFFORT = 100_000
#: What a pattern costs in any system, however small, in cells.
ANY_SIZE = 150
#: Most patterns tried by default, however small the system.
MOST_PATTERNS = 20
#: A pattern this close to the least cost possible is good enough.
CLOSE = 0.02


@dataclass(frozen=True)
class Protection:
    """hidden (n): sensitive, complementary, and never shown. cost: of the complementary cells; gap: share of it that a
    better pattern could save at most (1: not known); rounds: patterns that an attack refused; cuts: demands met;
    seconds: computation spent. What an audit may verify: moves, found possible on the way, and narrow, {attacker: cells
    (mask, n) whose width was measured with everything hidden}."""

    hidden: np.ndarray
    cost: float
    gap: float
    rounds: int
    cuts: int
    seconds: float
    moves: Witnesses
    narrow: dict[str, np.ndarray]


def protect(
    system: System, effort: int = EFFORT, most: int = MOST_PATTERNS, at_least: np.ndarray | None = None
) -> Protection:
    """Cells to hide so that the audit passes, at the least total cost found; always the same for the same system.

    effort: see EFFORT. most: patterns tried at most. at_least: cells (mask, n) that stay hidden, of a pattern to go on
    from. Raises CheckFailed when a cell is narrow whatever is hidden (a total known to everybody, for instance).
    """
    start = time.process_time()
    defence = _Defence(system)
    always = ~system.publishable | system.sensitive
    if at_least is not None:
        always, effort = always | at_least, 0
    defence.attacked(always)
    best, bound = defence.safe(defence.pattern.least(always, ahead=True)[0]), 0.0
    for _ in range(min(most, effort // (system.size + ANY_SIZE))):
        if defence.cost(best) <= 0:
            break
        cheapest, least = defence.pattern.least(always, ahead=True)
        bound, demands = max(bound, least), len(defence.pattern.cuts)
        if bound >= (1 - CLOSE) * defence.cost(best):
            break
        best = defence.safe(cheapest, than=best)
        if len(defence.pattern.cuts) == demands:
            break
    cost = defence.cost(best)
    return Protection(
        hidden=best,
        cost=cost,
        gap=1 - min(bound, cost) / cost if cost else 0.0,
        rounds=defence.rounds,
        cuts=len(defence.pattern.cuts),
        seconds=time.process_time() - start,
        moves=defence.siege.known,
        narrow=defence.siege.measured,
    )


def mended(siege: Siege, hidden: np.ndarray) -> np.ndarray:
    """A pattern (n) that is nearly safe, with a little of what it lacks; the same when it is safe.

    What is added may lack more in turn: it is to be mended again. Raises CheckFailed as `protect` does.
    """
    while doubts := siege.doubts(hidden):
        wider = hidden
        for attacker, narrow in doubts:
            wider = with_few_moves(siege.system, attacker, narrow, siege.widths(attacker), wider, siege.known)
        siege.verify()
        stuck = {attacker.name: narrow & siege.looking(attacker, wider).narrow() for attacker, narrow in doubts}
        news = siege.measure(stuck)
        if (wider != hidden).any():
            return wider
        breaches = siege.breaches(hidden)
        if breaches and not news and not siege.concede(breaches):
            return _Defence(siege.system, siege).demands_met(hidden)
        if not breaches:
            return hidden
    return hidden


class _Defence:
    """A system under siege and the demands met so far."""

    def __init__(self, system: System, siege: Siege | None = None):
        self.system, self.siege, self.pattern, self.rounds = system, siege or Siege(system), Pattern(system), 0

    def cost(self, hidden: np.ndarray) -> float:
        return float(self.system.cost[hidden & self.system.may_choose].sum())

    def attacked(self, hidden: np.ndarray) -> bool:
        """Whether an attack on a pattern succeeds; what it demands is kept."""
        breaches = self.siege.breaches(hidden, thorough=False)
        self.demanded(breaches, hidden)
        return bool(breaches)

    def demanded(self, breaches: list[Breach], hidden: np.ndarray) -> bool:
        """Keep what breaches of a pattern demand. Whether some ask for what nothing can give, and this is new."""
        cuts = [cut_of(self.system, breach, hidden) for breach in breaches]
        self.pattern.add([cut for cut in cuts if cut.cells])
        return self.siege.concede([b for b, cut in zip(breaches, cuts, strict=True) if not cut.cells])

    def safe(self, hidden: np.ndarray, than: np.ndarray | None = None) -> np.ndarray:
        """The pattern with what it lacks to be safe: cheapest moves, then whatever the attacks still demand.

        than: a safe pattern, given back as soon as this one, which only grows, costs as much.
        """
        most = np.inf if than is None else self.cost(than)
        if self.attacked(hidden):
            for attacker in self.siege.attackers:
                looking = self.siege.looking(attacker, hidden)
                hidden = with_moves(attacker, looking, self.siege.widths(attacker), hidden)
                if self.cost(hidden) >= most:
                    return than
        return self.demands_met(hidden, most, than)

    def demands_met(
        self, hidden: np.ndarray, most: float = np.inf, than: np.ndarray | None = None
    ) -> np.ndarray | None:
        """The pattern with whatever the attacks still demand, until they fail; `than` as soon as it costs the most."""
        while breaches := self.siege.breaches(hidden, thorough=False):
            self.rounds += 1
            conceded = self.demanded(breaches, hidden)
            wider, _ = self.pattern.least(hidden)
            if (wider == hidden).all() and not conceded:
                wider = self.last_resort(hidden, len(breaches))
            hidden = wider
            if self.cost(hidden) >= most:
                return than
        return hidden

    def last_resort(self, hidden: np.ndarray, narrow: int) -> np.ndarray:
        """All that is not zero, then all."""
        system = self.system
        for wider in (hidden | (system.may_choose & (system.values > 0)), hidden | system.may_choose):
            if (wider != hidden).any():
                return wider
        found = count(narrow, "cellule se retrouve", "cellules se retrouvent")
        raise CheckFailed(
            f"Secret statistique : {found} par différence même si tout est caché ; retirez les totaux connus de tous "
            "ou publiez cet indicateur arrondi."
        )
