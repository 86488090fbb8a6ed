"""Work shared between the processors of the machine, on Linux, where processes are cheap to make."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Protocol, TypeVar

Piece, Result = TypeVar("Piece"), TypeVar("Result")
PR_SET_PDEATHSIG = 1
#: Workers let their parent go first: they wait for what it makes, and whoever reads the site waits for nobody.
LESS_URGENT = 5
#: In a worker: what it was made for.
_WORKS: list[Callable[[], object]] = []


class Each(Protocol):
    """Do a work on each piece. -> the results, in their order, as they come."""

    def __call__(self, work: Callable[[Piece], Result], pieces: Iterable[Piece]) -> Iterator[Result]: ...


def one_by_one(work: Callable[[Piece], Result], pieces: Iterable[Piece]) -> Iterator[Result]:
    return map(work, pieces)


@contextmanager
def crew() -> Iterator[Each]:
    """Processes made now, for pieces to come: they have what this process has now, and not what it will open.

    They work from the first piece made.
    """
    if _processors() < 2:
        yield one_by_one
        return
    with _pool(_processors()) as pool:
        pool.submit(os.getpid)  # they are all made for the first work
        yield pool.map


def in_background(*works: Callable[[], Result]) -> tuple[Callable[[], Result], ...]:
    """Begin `works` in another process, one after the other. -> for each, what waits for its result and gives it again.

    They have what this process has now, and what those before them keep. An error is raised to whoever waits.
    """
    if _processors() < 2:
        return tuple(map(cache, works))
    pool = _pool(1, works)
    begun = [pool.submit(_given, number) for number in range(len(works))]
    pool.shutdown(wait=False)
    return tuple(future.result for future in begun)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _pool(processes: int, works: tuple[Callable[[], object], ...] = ()) -> ProcessPoolExecutor:
    """A worker dies with the process that made it, even if that one is killed. It is given `works` without any copy."""
    context = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(os.getpid(), works))


def _begin(parent: int, works: tuple[Callable[[], object], ...]) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before this line
        os._exit(1)
    os.nice(LESS_URGENT)
    gc.freeze()  # what its parent made is not its garbage: looking through it would copy it page by page
    _WORKS.extend(works)


def _given(number: int) -> object:
    return _WORKS[number]()
