"""An attacker who reads everything published together: between which bounds does each hidden figure lie for him?

Three attackers. The outsider knows that values are not negative, every sum and every figure shown. The one who knows
the rule also guesses right which hidden figures are the small ones (the threshold of fixture F2). The insider is the
only contributor of a magnitude and knows it. Bounds come from linear programming; for counts they are narrowed to
whole values, as the attacker knows that nobody is cut in two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.secrecy.search import Breach, Search
from etl.secrecy.system import System
from etl.secrecy.witness import Witnesses


@dataclass(frozen=True)
class Attacker:
    """What one knows of every cell (n) before reading. relaxed: his knowledge alone may already be narrow."""

    name: str
    low: np.ndarray
    high: np.ndarray
    relaxed: bool


def attackers(system: System) -> list[Attacker]:
    """Who attacks, the best informed first."""
    found = [
        Attacker(f"insider {number}", *_pinned(system, cells), relaxed=True)
        for number, cells in enumerate(system.insiders)
    ]
    guess_low = np.where(system.sensitive, np.maximum(system.low, system.guess_low), system.low)
    guess_high = np.where(system.sensitive, np.minimum(system.high, system.guess_high), system.high)
    if (guess_low > system.low).any() or (guess_high < system.high).any():
        found.append(Attacker("rule", guess_low, guess_high, relaxed=True))
    return [*found, Attacker("outsider", system.low, system.high, relaxed=False)]


def _pinned(system: System, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    low, high = system.low.copy(), system.high.copy()
    low[cells] = high[cells] = system.values[cells]
    return low, high


def search(system: System, attacker: Attacker, hidden: np.ndarray, required: np.ndarray, known: Witnesses) -> Search:
    """The search of an attacker who has read what is not hidden."""
    low = np.where(hidden, attacker.low, system.values)
    high = np.where(hidden, attacker.high, system.values)
    return Search(system, attacker.name, low, high, (attacker.low, attacker.high), required, known)


def breaches(looking: Search, thorough: bool = True) -> list[Breach]:
    """Cells whose bounds are narrower than required; when not thorough, some of them at least if there are any."""
    found = looking.subtracted()
    if thorough or not found:
        prove(looking)
        found += looking.settled(every=thorough)
    return found


def prove(looking: Search) -> None:
    """Prove wide what can be proved many cells at a time."""
    looking.still.sweep()
    looking.take(looking.still)
    looking.sweep()
