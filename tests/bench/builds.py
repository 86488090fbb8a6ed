"""How long a build takes and how much memory it needs, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measuring import Measure

ROOT = Path(__file__).parents[2]
#: What the kernel counts the peak memory of one process in.
BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024
LOOK_EVERY_S = 0.25


@dataclass(frozen=True)
class Goal:
    seconds: float
    mb: float


NATIONAL = Goal(30, 2000)
#: Extracts of a département, and of a région and beyond: persons -> goal.
EXTRACTS = {20_000: Goal(20, 2000), 2_000_000: Goal(300, 8000)}


@dataclass(frozen=True)
class Cost:
    """Of one process and those that it makes: wall clock and processor seconds, peak memory of all together in MB."""

    wall_s: float
    processor_s: float
    peak_mb: float


def demo(warehouse: Path) -> list[Measure]:
    """Publish the demonstration of the 64 at `warehouse`."""
    cost = _run("demo", "--departement", "64", "--warehouse", str(warehouse))
    return _measures("démonstration du 64", cost)


def extracts(persons: int, folder: Path, goal: Goal) -> list[Measure]:
    """Publish fictitious extracts of so many persons: written first, in a process of its own, then measured."""
    written = folder / f"extraits-{persons}"
    subprocess.run([sys.executable, "-m", "tests.bench.extracts", str(persons), str(written)], cwd=ROOT, check=True)
    received_mb = sum(file.stat().st_size for file in written.rglob("*") if file.is_file()) / 1e6
    cost = _run(
        "build",
        *("--departement", "64", "--raw", str(written / "national"), "--extracts", str(written / "extraits")),
        *("--private", str(written / "prive" / "parcours.duckdb"), "--warehouse", str(written / "publie.duckdb")),
    )
    return _measures(f"extraits de {persons:,} personnes ({received_mb:.0f} Mo)".replace(",", " "), cost, goal)


def real(raw: Path, warehouse: Path) -> list[Measure]:
    """Publish the 64 from national files at `warehouse`."""
    cost = _run("build", "--departement", "64", "--raw", str(raw), "--warehouse", str(warehouse))
    received_mb = sum(file.stat().st_size for file in raw.rglob("*") if file.is_file()) / 1e6
    return _measures(f"vrais fichiers ({received_mb:.0f} Mo reçus), le 64", cost)


def _measures(what: str, cost: Cost, goal: Goal = NATIONAL) -> list[Measure]:
    return [
        Measure(f"{what} : durée", [cost.wall_s], "s", goal.seconds, 1),
        Measure(f"{what} : processeur", [cost.processor_s], "s", None, 1),
        Measure(f"{what} : mémoire au plus haut", [cost.peak_mb], "Mo", goal.mb),
    ]


def _run(*arguments: str) -> Cost:
    """Run `python -m etl` and account for it alone, as on a machine where Python keeps what it has compiled."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "etl"]
    subprocess.run([*command, "--help"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            [*command, *arguments], cwd=ROOT, env=environment, stdout=said, stderr=said, process_group=0
        )
        with _peak_of_group(process.pid) as peak_mb:
            _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(said.read().decode(errors="replace"))
    peak_mb.append(usage.ru_maxrss * BYTES_PER_UNIT / 1e6)
    return Cost(wall_s, usage.ru_utime + usage.ru_stime, max(peak_mb))


@contextmanager
def _peak_of_group(group: int) -> Iterator[list[float]]:
    """What all the processes of a group held at once, in MB, several times a second; nothing where none can say.

    A page that several of them share counts once.
    """
    seen: list[float] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(LOOK_EVERY_S):
            seen.append(sum(_held_mb(process, group) for process in Path("/proc").glob("[0-9]*")))

    looking = threading.Thread(target=look)
    if Path("/proc/self/smaps_rollup").exists():
        looking.start()
    try:
        yield seen
    finally:
        over.set()
        if looking.is_alive():
            looking.join()


def _held_mb(process: Path, group: int) -> float:
    """Proportional set size of a process, if it is of the group."""
    try:
        if int((process / "stat").read_text().rsplit(")", 1)[1].split()[2]) != group:
            return 0.0
        return sum(
            int(line.split()[1]) / 1e3
            for line in (process / "smaps_rollup").read_text().splitlines()
            if line.startswith("Pss:")
        )
    except (OSError, IndexError):  # it has just ended
        return 0.0
