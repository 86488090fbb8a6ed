"""The same files always make the same publication: otherwise two of them could be compared, or averaged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[2]
#: Two that order the levels of territories differently, which the test verifies.
SEEDS = ("1", "3")
LEVELS_IN_A_SET = "print(list({'commune', 'epci', 'sdsei', 'departement'}))"
#: Days and fingerprints of the files and of the publication, which are those of each run.
OF_THE_RUN = ("publication", "source_load")


def rows_of(warehouse: Path) -> dict[str, list[tuple]]:
    """Rows of every table, in one order."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = [name for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()]
        return {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall()
            for name in names
            if name not in OF_THE_RUN
        }


def test_two_publications_of_the_same_files_are_the_same_whatever_the_order_of_sets(tmp_path):
    """Python orders a set of texts by chance, anew in each process: two chances are drawn."""
    found, orders = [], set()
    for seed in SEEDS:
        warehouse = tmp_path / seed / "observatoire.duckdb"
        warehouse.parent.mkdir()
        asked = ["-m", "etl", "demo", "--departement", "64", "--personnes", "3000", "--warehouse", str(warehouse)]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, *asked], cwd=ROOT, env=environment, check=True, capture_output=True)
        orders.add(subprocess.check_output([sys.executable, "-c", LEVELS_IN_A_SET], env=environment))
        found.append(rows_of(warehouse))
    assert len(orders) == 2
    first, second = found
    assert first.keys() == second.keys()
    for name in first:
        assert len(first[name]) == len(second[name]), name
        assert [pair for pair in zip(first[name], second[name], strict=True) if pair[0] != pair[1]][:3] == [], name
