"""Publication is all or nothing, and readers never wait for it nor see half of it."""

from __future__ import annotations

import os
import resource
import threading

import pytest

from observatoire.errors import CheckFailed
from observatoire.publication import VERSIONS_KEPT, publish
from observatoire.schema import FORMAT_VERSION
from observatoire.typography import french
from observatoire.warehouse import Warehouse


def filled_with(persons: float):
    """Fill a warehouse with one figure, written twice: a reader who sees two values sees half of a version."""

    def fill(connection):
        connection.execute(
            "INSERT INTO publication VALUES ('64', 'Pyrénées-Atlantiques', now()::TIMESTAMP, false, 2026,"
            f" {FORMAT_VERSION})"
        )
        for period in ("2020", "2021"):
            connection.execute(
                "INSERT INTO observation VALUES ('population', 'departement', '64', ?, "
                "'ensemble', ?, NULL, NULL, NULL, NULL,"
                " 'published', '', '', 'fictive', '2021')",
                [period, persons],
            )

    return fill


def persons_in(warehouse: Warehouse) -> list[float]:
    return [observation.value for observation in warehouse.snapshot().series("population", "departement", "64")]


def names_in(folder) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.endswith(".lock")}


@pytest.fixture
def link(tmp_path):
    return tmp_path / "observatoire.duckdb"


def test_the_address_given_to_readers_is_a_link_to_the_last_version(link):
    version = publish(link, filled_with(1))
    assert link.is_symlink() and link.resolve() == version
    assert names_in(link.parent) == {link.name, version.name}


def test_a_reader_sees_the_new_version_without_being_reopened(link):
    publish(link, filled_with(1))
    warehouse = Warehouse(link)
    assert persons_in(warehouse) == [1, 1]
    publish(link, filled_with(2))
    assert persons_in(warehouse) == [2, 2]


def test_an_answer_begun_on_one_version_ends_on_it(link):
    publish(link, filled_with(1))
    before = Warehouse(link).snapshot()
    for value in range(2, 2 + VERSIONS_KEPT + 1):
        publish(link, filled_with(value))
    assert not os.path.exists(before.version)
    assert before.observation("population", "departement", "64", "2020").value == 1


@pytest.mark.parametrize("failure", [RuntimeError("disque"), KeyboardInterrupt(), CheckFailed("Contrôle manqué.")])
def test_a_failure_in_the_middle_leaves_the_former_version_and_no_trace(link, failure):
    publish(link, filled_with(1))
    before = names_in(link.parent)

    def fails(connection):
        filled_with(2)(connection)
        raise failure

    with pytest.raises(type(failure)):
        publish(link, fails)
    assert persons_in(Warehouse(link)) == [1, 1]
    assert names_in(link.parent) == before


def test_a_row_that_breaks_a_rule_of_the_schema_publishes_nothing(link):
    publish(link, filled_with(1))

    def value_without_status(connection):
        filled_with(2)(connection)
        connection.execute(
            "INSERT INTO observation SELECT * REPLACE ('secret' AS status, '2019' AS period) FROM observation LIMIT 1"
        )

    with pytest.raises(Exception, match="CHECK constraint"):
        publish(link, value_without_status)
    assert persons_in(Warehouse(link)) == [1, 1]


def test_a_warehouse_that_says_nothing_of_itself_is_not_published(link):
    publish(link, filled_with(1))
    with pytest.raises(CheckFailed, match="ne se relit pas"):
        publish(link, lambda connection: None)
    assert persons_in(Warehouse(link)) == [1, 1]


@pytest.mark.parametrize("room_bytes", [4_096, 200_000])
def test_a_full_disk_leaves_the_former_version_and_is_told_in_a_sentence(link, room_bytes):
    publish(link, filled_with(1))
    before = names_in(link.parent)
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room_bytes, room_bytes))  # no file may grow beyond
        try:
            publish(link, filled_with(2))
        except CheckFailed as refused:
            os._exit(3 if "vérifiez la place libre" in str(refused) else 4)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    assert names_in(link.parent) == before
    assert persons_in(Warehouse(link)) == [1, 1]


def test_an_address_that_cannot_be_written_is_told_in_a_sentence(tmp_path):
    (tmp_path / "dossier").write_text("a file where the folder should be")
    with pytest.raises(CheckFailed, match="L’entrepôt observatoire.duckdb n’a pas pu être écrit"):
        publish(tmp_path / "dossier" / "observatoire.duckdb", filled_with(1))


def test_two_builds_at_once_are_one_too_many_and_the_second_is_told_so(link):
    def meanwhile(connection):
        with pytest.raises(CheckFailed) as refused:
            publish(link, filled_with(2))
        assert str(refused.value) == french(
            "Une autre construction de observatoire.duckdb est en cours : attendez sa fin, puis recommencez."
        )
        filled_with(1)(connection)

    publish(link, meanwhile)
    assert persons_in(Warehouse(link)) == [1, 1]


def test_two_warehouses_of_one_folder_are_built_at_once_and_keep_their_own_versions(link):
    other = link.with_name("observatoire-65.duckdb")
    publish(other, filled_with(65))

    def meanwhile(connection):
        publish(link, filled_with(64))
        filled_with(650)(connection)

    publish(other, meanwhile)
    for value in range(VERSIONS_KEPT + 2):
        publish(link, filled_with(value))
    assert persons_in(Warehouse(other)) == [650, 650]


def test_the_last_versions_are_kept_and_the_older_ones_removed(link):
    versions = [publish(link, filled_with(value)) for value in range(VERSIONS_KEPT + 2)]
    assert [version.exists() for version in versions] == [False, False] + [True] * VERSIONS_KEPT


def test_a_plain_file_at_the_address_is_replaced_by_the_link(link):
    link.write_bytes(b"an older layout of the warehouse")
    publish(link, filled_with(1))
    assert link.is_symlink()
    assert persons_in(Warehouse(link)) == [1, 1]


def test_what_a_killed_build_left_is_removed_by_the_next_one(link):
    stale = "observatoire-20260101T000000000000.partial"
    (link.parent / stale).write_bytes(b"half")
    (link.parent / f"{stale}.wal").write_bytes(b"half")
    (link.parent / f"{stale}.tmp").mkdir()
    (link.parent / f"{stale}.tmp" / "spilled").write_bytes(b"half")
    (link.parent / ".observatoire.duckdb.fresh").symlink_to("nowhere")
    version = publish(link, filled_with(1))
    assert names_in(link.parent) == {link.name, version.name}


def test_readers_answer_during_publications_and_never_mix_two_versions(link):
    publish(link, filled_with(0))
    warehouse, done, seen, broken = Warehouse(link), threading.Event(), [], []

    def read():
        last = 0
        while not done.is_set():
            try:
                first, second = persons_in(warehouse)
                if first != second or first < last:
                    broken.append((last, first, second))
                last = first
                seen.append(first)
            except Exception as error:  # whatever it is, a reader would have seen it
                broken.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for value in range(1, 9):
        publish(link, filled_with(value))
    done.set()
    for reader in readers:
        reader.join()
    assert broken == []
    assert len(set(seen)) >= 5
    assert persons_in(warehouse) == [8, 8]
