"""The same files always make the same publication: otherwise two of them could be compared, or averaged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb

from tests.documents.demonstration import SEED, copied, publish_again

#: It orders the levels of territories otherwise than the seed of the demonstration, which the test verifies.
OTHER_SEED = "3"
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


def levels_in_their_order(seed: str) -> bytes:
    return subprocess.check_output([sys.executable, "-c", LEVELS_IN_A_SET], env=os.environ | {"PYTHONHASHSEED": seed})


def test_two_publications_of_the_same_files_are_the_same_whatever_the_order_of_sets(tmp_path_factory, tmp_path):
    """Python orders a set of texts by chance, anew in each process: two chances are drawn."""
    assert levels_in_their_order(SEED) != levels_in_their_order(OTHER_SEED)
    first = rows_of(copied("64", tmp_path / "published", tmp_path_factory))
    second = rows_of(publish_again("64", tmp_path / "again", OTHER_SEED))
    assert first.keys() == second.keys()
    for name in first:
        assert len(first[name]) == len(second[name]), name
        assert [pair for pair in zip(first[name], second[name], strict=True) if pair[0] != pair[1]][:3] == [], name
