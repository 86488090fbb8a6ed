"""Statistical secrecy: nobody recognisable in what is published, whoever reads all of it together.

`build_cube`, `build_magnitudes` or `build_shared_counts` lays out what will be published as a `System`, `joined` makes
one of several of the same persons, `Ties` of several that inclusions tie; `protect` chooses what to hide; `audit`
attacks the result; `rounded` is the alternative; `price` tells the cost.
docs/secret.md explains the method.
"""

from etl.secrecy.attack import Intervals, attack
from etl.secrecy.audit import AuditResult, audit, audit_rounded
from etl.secrecy.contributors import build_shared_counts
from etl.secrecy.cube import build_cube
from etl.secrecy.join import joined
from etl.secrecy.layout import Cube, Layout
from etl.secrecy.magnitudes import build_magnitudes
from etl.secrecy.price import price
from etl.secrecy.rounding import Rounding, rounded
from etl.secrecy.rule import Rule, load_rule
from etl.secrecy.suppress import Protection, protect
from etl.secrecy.system import System, make_system
from etl.secrecy.ties import Ties

__all__ = [
    "AuditResult",
    "Cube",
    "Intervals",
    "Layout",
    "Protection",
    "Rounding",
    "Rule",
    "System",
    "Ties",
    "attack",
    "audit",
    "audit_rounded",
    "build_cube",
    "build_magnitudes",
    "build_shared_counts",
    "joined",
    "load_rule",
    "make_system",
    "price",
    "protect",
    "rounded",
]
