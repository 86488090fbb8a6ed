"""Writing the extracts: one csv an entity, filled part after part by DuckDB, and the manifest beside them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from etl.demo.parcours.calendar import EXTRACTION_DAY, FIRST_DAY, NEVER

SOFTWARE, VERSION = "démonstration", "1"
FILTER = "aucun : population fictive"
MANIFEST = "manifest.json"


class ExtractFile:
    """One csv being written: its header, then parts in the order given; counts its lines and digests its bytes."""

    def __init__(self, folder: Path, entity: str, departement: str):
        self.path = folder / f"{entity}_{departement}_{EXTRACTION_DAY.replace('-', '')}.csv"
        self.lines = 0
        self._digest = hashlib.sha256()

    def append(self, connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> None:
        """Add typed rows (see `cells`); columns whose name begins with _ are not written."""
        first, part = self.lines == 0, self.path.with_suffix(".part")
        kept = rows[_written(rows)]
        connection.from_df(kept).project(cells(kept)).write_csv(str(part), sep=";", header=first)
        with part.open("rb") as source, self.path.open("wb" if first else "ab") as target:
            while block := source.read(1 << 22):
                self._digest.update(block)
                target.write(block)
        part.unlink()
        self.lines += len(rows)

    def manifest_entry(self) -> dict[str, object]:
        return {"lignes": self.lines, "sha256": self._digest.hexdigest()}


def cells(rows: pd.DataFrame) -> str:
    """SELECT list giving the csv cells of typed rows: int32 columns are days, uint64 ones pseudonyms (0 is empty)."""
    written = []
    for name, dtype in rows.dtypes.items():
        if dtype == np.int32:
            written.append(f"CASE WHEN {name} < {NEVER} THEN make_date({name}) END AS {name}")
        elif dtype == np.uint64:
            written.append(f"CASE WHEN {name} > 0 THEN lpad(lower(hex({name})), 16, '0') END AS {name}")
        elif dtype == np.float64:
            written.append(f"CASE WHEN NOT isnan({name}) THEN {name} END AS {name}")
        else:
            written.append(name)
    return ", ".join(written)


def as_texts(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> pd.DataFrame:
    """The cells that `append` would write, as text; columns whose name begins with _ are left out."""
    kept = rows[_written(rows)]
    return connection.from_df(kept).project(cells(kept)).project("CAST(COLUMNS(*) AS VARCHAR)").df()


def _written(rows: pd.DataFrame) -> list[str]:
    return [name for name in rows.columns if not name.startswith("_")]


def write_manifest(folder: Path, departement: str, files: dict[str, dict[str, object]]) -> Path:
    """`files`: {file name: {lignes, sha256}}; lines without the header."""
    path = folder / MANIFEST
    content = {
        "departement": departement,
        "date_extraction": EXTRACTION_DAY,
        "periode_debut": FIRST_DAY,
        "periode_fin": EXTRACTION_DAY,
        "logiciel": SOFTWARE,
        "version": VERSION,
        "filtre": FILTER,
        "fichiers": files,
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path
