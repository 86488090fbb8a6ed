"""The published warehouse: one DuckDB file, and everything that pages and documents read from it.

The only home of SQL for pages. The web opens the file read-only; one cursor per thread (a DuckDB connection may not be
shared between threads). The address given is a symbolic link to the last published version: readers follow it at
each snapshot, so a new publication is served without a restart.
"""

from observatoire.warehouse.opening import Warehouse, open_warehouse
from observatoire.warehouse.rows import CurvePoint, Observation, Publication, Territory
from observatoire.warehouse.snapshot import Snapshot

__all__ = [
    "CurvePoint",
    "Observation",
    "Publication",
    "Snapshot",
    "Territory",
    "Warehouse",
    "open_warehouse",
]
