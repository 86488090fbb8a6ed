"""Work given to another process: its result, and its error, reach whoever waits."""

from __future__ import annotations

import os

import pytest

from etl.workers import crew, in_background, one_by_one
from observatoire.errors import BadFile, CheckFailed

#: What a process opens, for those that it makes.
OPENED: list[str] = []


def test_work_in_the_background_has_what_this_process_has_and_gives_its_result_again():
    seen = {"territory": "64"}
    (begun,) = in_background(lambda: (seen["territory"], os.getpid()))
    seen["territory"] = "changed after the start"
    assert begun() == begun()
    assert begun()[0] == "64" or len(os.sched_getaffinity(0)) < 2


def test_works_done_one_after_the_other_share_what_they_keep():
    kept = []
    first, second = in_background(lambda: kept.append("read") or len(kept), lambda: [*kept, "drawn"])
    assert second() == ["read", "drawn"]
    assert first() == 1


def test_a_bad_file_read_by_another_process_is_told_as_it_is():
    def refused():
        raise BadFile("a.csv", "« x » n’est pas un nombre", "corrigez la cellule", line=3, column="TP60")

    (begun,) = in_background(refused)
    with pytest.raises(BadFile, match=r"a\.csv, ligne 3, colonne TP60.*corrigez la cellule") as told:
        begun()
    assert (told.value.file, told.value.line, told.value.column) == ("a.csv", 3, "TP60")


def test_pieces_are_given_back_in_their_order():
    with crew() as each:
        assert list(each(abs, iter([-3, 2, -1]))) == [3, 2, 1]
    assert list(one_by_one(abs, iter([-3, 2, -1]))) == [3, 2, 1]


def opened_since(number: int) -> int:
    return len(OPENED)


def test_a_crew_has_what_stood_when_it_was_made_and_nothing_that_was_opened_since():
    with crew() as each:
        OPENED.append("microdata")
        try:
            seen = list(each(opened_since, [1, 2, 3]))
        finally:
            OPENED.clear()
    assert seen == [0, 0, 0] or len(os.sched_getaffinity(0)) < 2


def failing(number: int) -> int:
    raise CheckFailed(f"pièce {number}")


def test_an_error_on_a_piece_is_told_as_it_is():
    with crew() as each, pytest.raises(CheckFailed, match="pièce 1"):
        list(each(failing, [1, 2]))
