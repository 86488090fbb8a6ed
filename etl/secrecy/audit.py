"""Is a pattern of hidden cells safe? Every attacker, every cell that must stay uncertain, everything read together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from etl.secrecy.attack import Attacker, Bounds, attackers, breaches, prove, search
from etl.secrecy.deduction import one_sum_bounds
from etl.secrecy.search import Breach, Search
from etl.secrecy.system import System
from etl.secrecy.witness import Witnesses

#: More cells that may be narrow are taken for such, rather than attacked one by one.
MANY_DOUBTS = 20


@dataclass(frozen=True)
class AuditResult:
    """passed; checked: how many cells; breaches: those too narrow, the narrowest first."""

    passed: bool
    checked: int
    breaches: tuple[Breach, ...]


class Siege:
    """The attacks on one system, pattern after pattern; what was proved once serves again.

    openness: {attacker: widths (n) that no pattern can exceed for him}, as far as is known.
    """

    def __init__(
        self,
        system: System,
        known: Witnesses | None = None,
        openness: Mapping[str, np.ndarray] | None = None,
    ):
        self.system = system
        self.unread = attackers(system)
        self.known = known or Witnesses(system)
        # With all this hidden, one who knows more than the others is as uncertain as he can be made.
        self.most_hidden = ~system.publishable | system.sensitive | (system.values > 0)
        self.openness = {attacker.name: self.at_most(attacker) for attacker in self.unread if attacker.relaxed}
        for name, widths in self.openness.items():
            self.openness[name] = np.minimum(widths, (openness or {}).get(name, np.inf))
        self.measured = {name: np.zeros(system.size, dtype=bool) for name in self.openness}
        self.having_read(None)
        # What stays wide with everything shown stays wide whatever is shown.
        required = np.where(system.to_check(~system.publishable), system.width, 0.0)
        prove(search(system, self.attackers[-1], ~system.publishable, required, self.known))

    def having_read(self, bounds: Bounds | None) -> None:
        """From now on everybody has read this beside the figures, and nothing else.

        It makes nothing narrow "whatever is hidden", as it can be left untold.
        """
        self.attackers = [attacker.having_read(bounds) if bounds else attacker for attacker in self.unread]
        self.last: tuple[tuple, Search] | None = None

    def verify(self) -> None:
        """Keep what can be verified only: who makes a pattern is not who says that its moves are possible."""
        self.known, self.last = self.known.checked(), None

    def at_most(self, attacker: Attacker) -> np.ndarray:
        """Widths (n) that no pattern can exceed for an attacker, each sum taken alone."""
        values, hidden = self.system.values, self.most_hidden
        low, high = np.where(hidden, attacker.low, values), np.where(hidden, attacker.high, values)
        low, high = one_sum_bounds(self.system, low, high)
        return high - low

    def widths(self, attacker: Attacker) -> np.ndarray:
        """Width (n) to leave to an attacker: to a better informed one, no more than what he has when all is hidden."""
        return np.minimum(self.system.width, self.openness.get(attacker.name, np.inf))

    def result(self, hidden: np.ndarray) -> AuditResult:
        """Every attack on a pattern, what cannot be wider being conceded."""
        left = self.breaches(hidden)
        if self.concede(left):
            left = self.breaches(hidden)
        return AuditResult(not left, int(self.system.to_check(hidden).sum()), tuple(left))

    def breaches(self, hidden: np.ndarray, thorough: bool = True) -> list[Breach]:
        """Every cell too narrow for one attacker, told once; hidden (n) includes what is never shown.

        Not thorough: some of them at least, if there are any.
        """
        found: dict[int, Breach] = {}
        for attacker in self.attackers:
            attacks = breaches(self.looking(attacker, hidden, told=tuple(found)), thorough)
            found |= {breach.cell: breach for breach in attacks}
            if found and not thorough:
                break
        return sorted(found.values(), key=lambda breach: breach.width)

    def doubts(self, hidden: np.ndarray) -> list[tuple[Attacker, np.ndarray]]:
        """Cells (mask, n) that are not proved wide for an attacker, each told once: they are narrow, or many."""
        found, told = [], np.zeros(self.system.size, dtype=bool)
        for attacker in self.attackers:
            looking = self.looking(attacker, hidden, told=tuple(np.flatnonzero(told)))
            if looking.narrow().any():
                prove(looking)
            narrow = looking.narrow()
            if narrow.sum() <= MANY_DOUBTS:
                narrow = np.isin(np.arange(self.system.size), [breach.cell for breach in breaches(looking)])
            if narrow.any():
                found.append((attacker, narrow))
                told |= narrow
        return found

    def looking(self, attacker: Attacker, hidden: np.ndarray, told: Sequence[int] = ()) -> Search:
        """The search of an attacker before a pattern, for all that must stay uncertain but the cells `told`.

        The last one is given again: what it has proved serves to mend the pattern.
        """
        asked = attacker.name, hidden.tobytes(), told
        if self.last is None or self.last[0] != asked:
            required = np.where(self.system.to_check(hidden), self.widths(attacker), 0.0)
            required[list(told)] = 0.0
            self.last = asked, search(self.system, attacker, hidden, required, self.known)
        return self.last[1]

    def proofs(self, hidden: np.ndarray) -> Witnesses:
        """The moves that serve best as proofs for a pattern."""
        values = self.system.values
        return self.known.best(
            (np.where(hidden, attacker.low, values), np.where(hidden, attacker.high, values))
            for attacker in self.attackers
        )

    def concede(self, breaches_left: list[Breach]) -> bool:
        """Measure how wide cells are with everything hidden, when nothing more can be hidden for them.

        Whether some had not been measured yet.
        """
        asked = {attacker.name: np.zeros(self.system.size, dtype=bool) for attacker in self.attackers}
        for breach in breaches_left:
            asked[breach.attacker][breach.cell] = True
        return self.measure(asked)

    def measure(self, asked: Mapping[str, np.ndarray]) -> bool:
        """Measure how wide some cells ({attacker: mask, n}) are with everything hidden, for those who know more than
        others. Whether some had not been measured yet."""
        news = False
        for attacker in self.unread:
            if attacker.relaxed and attacker.name in asked:
                cells = asked[attacker.name] & ~self.measured[attacker.name]
                news |= bool(cells.any()) and self._measured(attacker, cells)
        return news

    def _measured(self, attacker: Attacker, cells: np.ndarray) -> bool:
        openness = self.openness[attacker.name]
        self.measured[attacker.name] |= cells
        required = np.where(cells, self.widths(attacker), 0.0)
        for breach in breaches(search(self.system, attacker, self.most_hidden, required, self.known)):
            openness[breach.cell] = breach.width
        if self.last is not None and self.last[0][0] == attacker.name:
            np.minimum(self.last[1].required, openness, out=self.last[1].required)
        return True


def audit_rounded(system: System, low: np.ndarray, high: np.ndarray) -> AuditResult:
    """Attack figures that are all shown, each known only within bounds low, high (n): sensitive cells must stay wide.

    What is never shown has the bounds that everybody knows.
    """
    outsider = attackers(system)[-1]
    required = np.where(system.sensitive & ~system.everybody_knows, system.width, 0.0)
    ends = np.maximum(low, system.low), np.minimum(high, system.high)
    looking = Search(system, outsider.name, *ends, (system.low, system.high), required, Witnesses(system))
    found = breaches(looking)
    return AuditResult(not found, int((required > 0).sum()), tuple(found))


def audit(
    system: System,
    hidden: np.ndarray,
    found: Witnesses | None = None,
    narrow: Mapping[str, np.ndarray] | None = None,
) -> AuditResult:
    """Attack a pattern; hidden (n) must include what is never shown and what is sensitive.

    found: moves that whoever made the pattern says are possible; each is verified before it counts as a proof, and only
    the cells that none proves wide are attacked by programs. narrow: {attacker: cells (mask, n) said to be narrow for
    him whatever is hidden}; that is measured too, before the attacks rather than after them.
    """
    siege = Siege(system, found and found.checked())
    siege.measure(narrow or {})
    return siege.result(hidden)
