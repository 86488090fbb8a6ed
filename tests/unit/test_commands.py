"""An expected failure of a command is told as it is written."""

from __future__ import annotations

import io

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
