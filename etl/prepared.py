"""What the steps of a build hand over to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from etl.checks import CheckResult
from etl.discover import LeftFile
from etl.geography import Geography
from etl.parcours import Parcours
from etl.reading import Aside

Progress = Callable[[str], None]


@dataclass(frozen=True)
class MapLayer:
    """A map as it is served: content is JSON, small is the same compressed."""

    level: str
    name: str
    ids: tuple[str, ...]
    content: bytes
    small: bytes


@dataclass(frozen=True)
class Load:
    """One file read: its counts and what was set aside."""

    source: str
    vintage: str
    path: Path
    sha256: str
    rows_in: int
    rows_out: int
    aside: tuple[Aside, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Prepared:
    """Everything that a publication writes, computed and checked."""

    geography: Geography
    published: pd.DataFrame
    breaks: pd.DataFrame
    loads: tuple[Load, ...]
    left: tuple[LeftFile, ...]
    checks: tuple[CheckResult, ...]
    parcours: Parcours | None = None

    @property
    def figures(self) -> int:
        return int(self.published["value"].notna().sum())
