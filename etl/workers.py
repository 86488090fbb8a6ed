"""Work shared between the processors of the machine, on Linux, where processes are cheap to make."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from typing import TypeVar

Piece, Result = TypeVar("Piece"), TypeVar("Result")
PR_SET_PDEATHSIG = 1
#: In a worker: what it was made for.
_WORK: list[Callable[[], object]] = []


def each(work: Callable[[Piece], Result], pieces: Iterable[Piece]) -> list[Result]:
    """`work` on each piece, in their order; by several processes, from the first piece made."""
    processors = _processors()
    if processors < 2:
        return [work(piece) for piece in pieces]
    with _pool(processors) as pool:
        return list(pool.map(work, pieces))


def in_background(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin `work` in another process. -> what waits for its result, and gives it again each time it is asked.

    `work` has what this process has, as it is now. Its error is raised to whoever waits.
    """
    if _processors() < 2:
        return cache(work)
    pool = _pool(1, work)
    begun = pool.submit(_given)
    pool.shutdown(wait=False)
    return begun.result


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _pool(processes: int, work: Callable[[], object] | None = None) -> ProcessPoolExecutor:
    """A worker dies with the process that made it, even if that one is killed. It is given `work` without any copy."""
    context = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(os.getpid(), work))


def _begin(parent: int, work: Callable[[], object] | None) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before this line
        os._exit(1)
    _WORK.append(work)


def _given() -> object:
    return _WORK[-1]()
