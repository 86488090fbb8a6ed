"""Command lines that speak French: their help screens, a wrong use, a failure that was to be expected."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator

import typer
from rich.console import Console
from typer.core import TyperCommand, TyperGroup

from observatoire.errors import ObservatoireError
from observatoire.typography import french
from observatoire.usage import UsageError, wrong_use

#: What an option or an argument expects, as typer says it and as the help says it here.
EXPECTED = {
    "<str>": "<texte>",
    "<list[str]>": "<texte>",
    "<int>": "<nombre>",
    "<int range>": "<nombre>",
    "<float>": "<nombre>",
    "<dir>": "<dossier>",
    "<file>": "<fichier>",
    "<path>": "<chemin>",
    "<list[Path]>": "<chemin>",
    "<bool>": "",
}
#: What asks a command to end: a service that is stopped, a session that is closed.
ENDING = (signal.SIGTERM, signal.SIGHUP)


class _InFrench:
    """Words that typer has in English, on the help screen of a command or of a group of them."""

    def get_params(self, ctx: typer.Context) -> list:
        params = super().get_params(ctx)
        for param in params:
            said = EXPECTED.get(found := param.display_type(ctx), found)
            param.display_type = lambda _, said=said: said
        return params

    def format_help(self, ctx: typer.Context, formatter) -> None:
        from typer import rich_utils  # long to import, and only help is written by it

        rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
        rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"
        rich_utils.DEFAULT_STRING = "[défaut : {}]"
        super().format_help(ctx, formatter)

    def get_usage(self, ctx: typer.Context) -> str:
        return super().get_usage(ctx).replace("Usage: ", "Usage : ", 1)

    def get_help_option(self, ctx: typer.Context):
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Montrer cette aide."
        return option


class Command(_InFrench, TyperCommand):
    pass


class Group(_InFrench, TyperGroup):
    pass


class Commands(typer.Typer):
    """Commands of one program, or of one of its parts; help: what they are for."""

    def __init__(self, help: str):
        super().__init__(
            cls=Group,
            help=help,
            subcommand_metavar="COMMANDE [ARGUMENTS]…",
            add_completion=False,
            no_args_is_help=True,
            pretty_exceptions_enable=False,
        )

    def command(self, name: str | None = None) -> Callable:
        return super().command(name, cls=Command)


def run(app: Commands, err: Console, *, before: str = "") -> None:
    """Raises SystemExit: 0 done; 1 an expected failure, a sentence after `before` on standard error; 2 a wrong use.

    128 + the number of a signal of ENDING: what the command opened is closed first, and its working folders removed.
    """
    try:
        with _closing_when_asked_to_end():
            raise SystemExit(app(standalone_mode=False))
    except UsageError as error:
        err.print(french(wrong_use(error)), style="bold", highlight=False, soft_wrap=True, markup=False)
        raise SystemExit(2) from error
    except typer.Abort as error:
        raise SystemExit(1) from error
    except ObservatoireError as error:
        err.print(f"{before}{error}", style="bold", highlight=False, soft_wrap=True, markup=False)
        raise SystemExit(1) from error


@contextlib.contextmanager
def _closing_when_asked_to_end() -> Iterator[None]:
    """A signal of ENDING raises SystemExit, once; one that the caller has set aside (nohup) stays so."""
    asked: list[int] = []

    def end(number: int, _) -> None:
        for one in former:
            signal.signal(one, signal.SIG_IGN)
        asked.append(number)
        raise SystemExit(128 + number)

    ours = threading.current_thread() is threading.main_thread()
    former = [one for one in ENDING if ours and signal.getsignal(one) is signal.SIG_DFL]
    for one in former:
        signal.signal(one, end)
    try:
        yield
    except RuntimeError:
        # DuckDB says « Query interrupted » in the place of what a signal raised while it was at work.
        if asked:
            raise SystemExit(128 + asked[0]) from None
        raise
    finally:
        for one in former:
            signal.signal(one, signal.SIG_DFL)
