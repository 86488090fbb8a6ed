"""Work shared between the processors of the machine, on Linux, where processes are cheap to make."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Piece, Result = TypeVar("Piece"), TypeVar("Result")
PR_SET_PDEATHSIG = 1


def each(work: Callable[[Piece], Result], pieces: Iterable[Piece]) -> list[Result]:
    """`work` on each piece, in their order; by several processes, from the first piece made."""
    processors = _processors()
    if processors < 2:
        return [work(piece) for piece in pieces]
    with _pool(processors) as pool:
        return list(pool.map(work, pieces))


def in_background(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin `work` in another process. -> what waits for its result, and gives it again each time it is asked."""
    if _processors() < 2:
        return work
    pool = _pool(1)
    begun = pool.submit(work)
    pool.shutdown(wait=False)
    return begun.result


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _pool(processes: int) -> ProcessPoolExecutor:
    """A worker dies with the process that made it, even if that one is killed."""
    context = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_die_with, initargs=(os.getpid(),))


def _die_with(parent: int) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before this line
        os._exit(1)
