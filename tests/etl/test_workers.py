"""Work given to another process: its result, and its error, reach whoever waits."""

from __future__ import annotations

import os

import pytest

from etl.workers import each, in_background
from observatoire.errors import BadFile


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
    assert each(abs, iter([-3, 2, -1])) == [3, 2, 1]
