"""At the end of the retention, persons are no longer in the file, and it is written down."""

from __future__ import annotations

import csv
import fcntl
import stat
from datetime import date

import pytest

from etl.extracts.purge import months_before, purge
from observatoire.errors import CheckFailed
from tests.samples.extracts.written import orientation, person, pid, read, right, write

TODAY = date(2026, 7, 15)


@pytest.fixture
def filled(folder, database, load):
    """a: right closed long ago, nothing since. b: right closed long ago, met since. c: right open since 2020."""
    write(folder, "beneficiaires", [person(name, date_demande="2020-01-01") for name in "abcd"] + [person("d")])
    write(
        folder,
        "droits",
        [
            right("a", "2020-01-01", "2021-03-31"),
            right("b", "2020-01-01", "2021-03-31"),
            right("c", "2020-01-01"),
            right("d", "2020-01-01", "2021-03-31"),
            right("d", "2021-04-01", etat="clos"),
        ],
    )
    write(
        folder, "orientations", [orientation(name, "2020-02-01") for name in "abc"] + [orientation("z", "2020-02-01")]
    )
    met = {"id_rdv": pid("rdv"), "id_personne": pid("b"), "date_rdv": "2025-01-10"}
    write(folder, "rendez_vous", [met])
    write(folder, "structures", [{"id": "S1"}])
    write(folder, "referents", [{"id_referent": pid("referent")}])
    load()
    return database


def persons(database, table: str = "beneficiaires") -> set[str]:
    return {found for (found,) in read(database, f"SELECT id_personne FROM {table}")}


def test_who_has_no_open_right_and_no_sign_since_the_limit_leaves_with_all_her_rows(filled):
    done = purge(filled, 24, TODAY)
    assert done.limit == date(2024, 7, 15)
    assert persons(filled) == persons(filled, "orientations") | {pid("c")} == {pid("b"), pid("c")}
    assert (done.deleted["beneficiaires"], done.kept["beneficiaires"]) == (2, 2)
    assert (done.deleted["droits"], done.deleted["structures"]) == (3, 0)


def test_the_deleted_pseudonyms_are_no_longer_in_the_bytes_of_the_file(filled):
    assert pid("a").encode() in filled.read_bytes()
    purge(filled, 24, TODAY)
    assert pid("a").encode() not in filled.read_bytes()
    assert pid("c").encode() in filled.read_bytes() and pid("referent").encode() in filled.read_bytes()


def test_an_extraction_older_than_the_retention_loses_everybody_and_its_journal(filled):
    purge(filled, 24, date(2028, 7, 1))
    assert persons(filled) == persons(filled, "droits") == set()
    assert read(filled, "SELECT count(*) FROM extract_load") == [(0,)]
    assert read(filled, "SELECT count(*) FROM quarantine") == [(0,)]
    assert read(filled, "SELECT count(*) FROM structures") == [(1,)]
    assert pid("referent").encode() not in filled.read_bytes()


def test_the_day_of_the_limit_itself_is_still_within_the_retention(filled):
    purge(filled, 18, date(2026, 7, 10))  # limit: 10 January 2025, the day b was met
    assert pid("b") in persons(filled)
    purge(filled, 18, date(2026, 7, 11))
    assert pid("b") not in persons(filled)


def test_a_purge_is_noted_with_its_date_and_counts_one_after_the_other(filled):
    purge(filled, 24, TODAY)
    purge(filled, 12, TODAY)
    log = filled.parent / "purges.csv"
    with log.open(encoding="utf-8", newline="") as handle:
        lines = [line for line in csv.DictReader(handle, delimiter=";") if line["fichier"] == "beneficiaires"]
    assert [(line["date"], line["mois"], line["lignes_supprimees"]) for line in lines] == [
        ("2026-07-15", "24", "2"),
        ("2026-07-15", "12", "1"),
    ]
    assert stat.S_IMODE(log.stat().st_mode) == 0o600 and stat.S_IMODE(filled.stat().st_mode) == 0o600


def test_a_purge_through_a_link_empties_the_file_that_it_leads_to(filled, tmp_path):
    link = tmp_path / "elsewhere" / "parcours.duckdb"
    link.parent.mkdir(mode=0o700)
    link.symlink_to(filled)
    purge(link, 24, TODAY)
    assert link.is_symlink() and pid("a").encode() not in filled.read_bytes()
    assert [file.name for file in link.parent.iterdir()] == ["parcours.duckdb"]


def test_nothing_to_purge_is_a_sentence(database):
    with pytest.raises(CheckFailed, match="rien à purger"):
        purge(database, 24, TODAY)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 7, 15), 24, date(2024, 7, 15)),
        (date(2026, 1, 31), 1, date(2025, 12, 31)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 13, date(2024, 12, 15)),
    ],
)
def test_months_are_those_of_the_calendar(day, months, before):
    assert months_before(day, months) == before


def left_by_a_killed_check(folder):
    work = folder / ".check.work"
    work.mkdir(parents=True)
    folder.chmod(0o700)
    (work / "trial.duckdb").write_text("microdata")
    return work


def test_what_killed_commands_left_beside_the_database_leaves_with_the_purge(filled):
    work = left_by_a_killed_check(filled.parent)
    purge(filled, 24, TODAY)
    assert not work.exists()


def test_it_leaves_even_when_there_is_no_database(database):
    work = left_by_a_killed_check(database.parent)
    with pytest.raises(CheckFailed, match="rien à purger"):
        purge(database, 24, TODAY)
    assert not work.exists()


def test_the_folder_of_a_command_at_work_stays(filled):
    work = left_by_a_killed_check(filled.parent)
    with open(filled.parent / ".check.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        purge(filled, 24, TODAY)
    assert (work / "trial.duckdb").exists()
