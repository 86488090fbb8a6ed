"""An expected failure of a command is told as it is written."""

from __future__ import annotations

import io
import signal
import subprocess
import sys

import pytest
from rich.console import Console

from observatoire.commands import Commands, run
from observatoire.errors import CheckFailed


def test_a_failure_is_told_whole_even_with_brackets(monkeypatch):
    monkeypatch.setattr("sys.argv", ["commande"])
    app, said = Commands("Des essais."), io.StringIO()

    @app.command()
    def fail() -> None:
        raise CheckFailed("recus[bold]/a.csv n’est pas lu.")

    with pytest.raises(SystemExit) as end:
        run(app, Console(file=said), before="Rien n’a été publié. ")
    assert (end.value.code, said.getvalue()) == (1, "Rien n’a été publié. recus[bold]/a.csv n’est pas lu.\n")


AT_WORK = """
import signal, sys, time
from pathlib import Path
import duckdb
from rich.console import Console
from etl.extracts.private import workspace
from observatoire.commands import Commands, run

for asked in (signal.SIGTERM, signal.SIGHUP):  # whoever runs the tests under nohup ignores one of them
    signal.signal(asked, signal.SIG_DFL)
app = Commands("Des essais.")

@app.command()
def work(folder: Path, how: str) -> None:
    with workspace(folder, "essai") as bench:
        (bench / "brut.csv").write_text("DURAND")
        print("à l’ouvrage", flush=True)
        if how == "query":
            duckdb.sql("SELECT count(*) FROM range(300_000_000) t(i) WHERE hash(i) = 1").fetchall()
        time.sleep(60)

run(app, Console(stderr=True))
"""


@pytest.mark.parametrize("how", ["query", "wait"])
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_asked_to_end_removes_what_it_was_working_on(tmp_path, how, asked):
    tmp_path.chmod(0o700)
    with subprocess.Popen(
        [sys.executable, "-c", AT_WORK, str(tmp_path), how], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.readline()
        process.send_signal(asked)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (128 + asked, "")
    assert [path.name for path in tmp_path.iterdir()] == [".essai.lock"]
