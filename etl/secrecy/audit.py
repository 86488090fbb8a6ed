"""Is a pattern of hidden cells safe? Every attacker, every cell that must stay uncertain, everything read together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.secrecy.attack import Attacker, attackers, breaches, prove, search
from etl.secrecy.search import Breach
from etl.secrecy.system import System
from etl.secrecy.witness import Witnesses


@dataclass(frozen=True)
class AuditResult:
    """passed; checked: how many cells; breaches: those that are too narrow, the narrowest first."""

    passed: bool
    checked: int
    breaches: tuple[Breach, ...]


class Siege:
    """The attacks on one system, pattern after pattern; what was proved once serves again."""

    def __init__(self, system: System):
        self.system = system
        self.attackers = attackers(system)
        self.known = Witnesses(system)
        self.openness: dict[str, np.ndarray] = {}
        # With all this hidden, one who knows more than the others is as uncertain as he can be made.
        self.most_hidden = ~system.publishable | system.sensitive | (system.values > 0)
        # What stays wide with everything shown stays wide whatever is shown.
        required = np.where(system.to_check(~system.publishable), system.width, 0.0)
        prove(search(system, self.attackers[-1], ~system.publishable, required, self.known))

    def breaches(self, hidden: np.ndarray, thorough: bool = True) -> list[Breach]:
        """Every cell too narrow for one attacker, told once; hidden (n) includes what is never shown.

        Not thorough: some of them at least, if there are any.
        """
        asked = np.where(self.system.to_check(hidden), self.system.width, 0.0)
        found: dict[int, Breach] = {}
        for attacker in self.attackers:
            required = self.possible(attacker, asked) if attacker.relaxed else asked.copy()
            required[list(found)] = 0.0
            attacks = self.attack(attacker, hidden, required, thorough)
            if attacker.relaxed and attacks:
                cells = np.array([breach.cell for breach in attacks])
                self.measure(attacker, cells[self.held(attacker)[cells]])
                required = self.possible(attacker, asked)
                attacks = [breach for breach in attacks if breach.width < required[breach.cell]]
            found |= {breach.cell: breach for breach in attacks}
            if found and not thorough:
                break
        return sorted(found.values(), key=lambda breach: breach.width)

    def attack(
        self, attacker: Attacker, hidden: np.ndarray, required: np.ndarray, thorough: bool = True
    ) -> list[Breach]:
        return breaches(search(self.system, attacker, hidden, required, self.known), thorough)

    def possible(self, attacker: Attacker, asked: np.ndarray) -> np.ndarray:
        """Widths asked of a better informed attacker: no more than what he leaves when all is hidden."""
        return np.minimum(asked, self.openness.setdefault(attacker.name, np.full(self.system.size, np.inf)))

    def measure(self, attacker: Attacker, cells: np.ndarray) -> None:
        """Note how wide these cells are for an attacker when everything is hidden.

        Only a cell of a sum that he holds on all sides may be narrow then; the others are measured when nothing is
        left to hide for them.
        """
        openness = self.openness[attacker.name]
        cells = cells[np.isinf(openness[cells])]
        required = np.zeros(self.system.size)
        required[cells] = openness[cells] = self.system.width[cells]
        if len(cells):
            for breach in self.attack(attacker, self.most_hidden, required):
                openness[breach.cell] = breach.width

    def concede(self, breaches: list[Breach]) -> bool:
        """Measure cells that nothing left to hide would widen; whether some had not been measured yet."""
        unmeasured = False
        for attacker in self.attackers:
            if attacker.relaxed:
                cells = np.array([breach.cell for breach in breaches if breach.attacker == attacker.name], dtype=int)
                unmeasured |= bool(np.isinf(self.openness[attacker.name][cells]).any())
                self.measure(attacker, cells)
        return unmeasured

    def held(self, attacker: Attacker) -> np.ndarray:
        """Cells (n) of a sum whose other cells are all bounded by what an attacker knows beforehand."""
        system = self.system
        loose = (np.isinf(attacker.high) & self.most_hidden)[system.members]
        others = system.per_relation(loose)[system.relation_of] - loose
        held = np.zeros(system.size, dtype=bool)
        held[system.members[others == 0]] = True
        return held


def audit(system: System, hidden: np.ndarray) -> AuditResult:
    """Attack a pattern; hidden (n) must include what is never shown and what is sensitive."""
    siege = Siege(system)
    found = tuple(siege.breaches(hidden))
    if siege.concede(list(found)):
        found = tuple(siege.breaches(hidden))
    return AuditResult(not found, int(system.to_check(hidden).sum()), found)
