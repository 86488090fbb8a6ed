"""A build killed at any moment leaves the warehouse of the day before served, and nothing that stops the next build."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from etl.build import build
from observatoire.warehouse import Warehouse

SAMPLES = Path(__file__).parent.parent / "samples"
#: A small département: what is killed here is read, computed, drawn and published by the very code of a large one.
DEPARTEMENT = "90"
KILLS, KILLS_WHILE_PUBLISHING = 50, 25


@pytest.fixture
def raw(tmp_path) -> Path:
    folder = tmp_path / "raw"
    for source in ("filosofi_long", "filosofi_disp", "populations_municipales"):
        shutil.copytree(SAMPLES / source, folder / source)
    return folder


class Steps:
    """Duration of each step of a build, from what it says of its progress."""

    def __init__(self):
        self.names, self.starts_s = [], []

    def __call__(self, name: str) -> None:
        self.names.append(name)
        self.starts_s.append(time.monotonic())

    def durations_s(self, end_s: float) -> list[float]:
        return [after - before for before, after in zip(self.starts_s, [*self.starts_s[1:], end_s], strict=True)]


def kill_moments(durations_s: list[float]) -> dict[int, list[float]]:
    """{step: delays after its beginning}: random over the whole build, and more over its last step, which writes."""
    draw = random.Random(90)
    moments: dict[int, list[float]] = {step: [] for step in range(len(durations_s))}
    for _ in range(KILLS - KILLS_WHILE_PUBLISHING):
        step = draw.choices(range(len(durations_s)), weights=durations_s)[0]
        moments[step].append(draw.uniform(0, durations_s[step]))
    moments[len(durations_s) - 1] += [draw.uniform(0, durations_s[-1]) for _ in range(KILLS_WHILE_PUBLISHING)]
    return moments


def killed_after(process: int, delay_s: float) -> bool:
    """Wait, kill, and say whether it was still running."""
    time.sleep(delay_s)
    os.kill(process, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])


def figures(link: Path) -> int:
    snapshot = Warehouse(link).snapshot()
    assert snapshot.publication().departement == DEPARTEMENT
    assert len(snapshot.territories("commune")) > 50
    return sum(many for *_, many, _ in snapshot.availability())


def test_a_build_killed_at_50_moments_never_takes_the_served_warehouse_away(raw, tmp_path):
    link = tmp_path / "served" / "observatoire.duckdb"
    steps = Steps()
    build(DEPARTEMENT, raw, link, progress=steps)
    durations_s = steps.durations_s(time.monotonic())
    assert steps.names[-1] == "Publication"
    expected, moments = figures(link), kill_moments(durations_s)
    assert expected > 100
    killed, left_behind, step = [], set(), iter(range(len(durations_s)))

    def kill_copies(_: str) -> None:
        """Copy the running build (fork) at each of its steps, let the copy go on, and kill it a moment later."""
        for delay_s in moments.pop(next(step), []):
            while not (copy := os.fork()) or not killed_after(copy, delay_s):
                if copy == 0:
                    moments.clear()
                    return
                delay_s *= 0.7  # the copy was quicker than its killer
            killed.append(delay_s)
            assert figures(link) == expected
            left_behind.update(path.suffix for path in link.parent.iterdir())

    test_process = os.getpid()
    try:
        build(DEPARTEMENT, raw, link, progress=kill_copies)
    finally:
        if os.getpid() != test_process:
            os._exit(0)
    assert len(killed) == KILLS
    assert ".partial" in left_behind  # some were killed while they wrote
    assert figures(link) == expected
    names = {path.name for path in link.parent.iterdir()}
    assert not [name for name in names if ".partial" in name or "fresh" in name]
