"""What typer says in English of a wrong use, said in French; what is not known here is told as it is."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import typer

#: Parent of every wrong use: an unknown command or option, a missing or bad value.
UsageError = typer.BadParameter.__base__
WORDS = (
    (r"Missing option '(.+?)'.*", r"il manque l’option \1."),
    (r"Missing argument '(.+?)'.*", r"il manque l’argument \1."),
    (r"Missing command\.", "il manque une commande."),
    (r"No such command '(.+?)'.*", r"la commande « \1 » n’existe pas."),
    (r"No such option: (\S+)(?: .*)?", r"l’option \1 n’existe pas."),
    (r"Option '(.+)' requires an argument\.", r"l’option \1 attend une valeur."),
    (r"Option '(.+)' does not take a value\.", r"l’option \1 n’attend pas de valeur."),
    (r"Got unexpected extra argument(?:\(s\)|s)? \((.+)\)", r"argument en trop : \1."),
    (r"\w+ '(.+)' does not exist\.", r"« \1 » n’existe pas."),
    (r"\w+ '(.+)' is a file\.", r"« \1 » est un fichier, un dossier est attendu."),
    (r"\w+ '(.+)' is a directory\.", r"« \1 » est un dossier, un fichier est attendu."),
    (r"Input should be greater than or equal to (\S+)", r"un nombre d’au moins \1 est attendu."),
    (r"Input should be less than or equal to (\S+)", r"un nombre d’au plus \1 est attendu."),
    (r"Input should be a valid integer.*", "un nombre entier est attendu."),
)


def in_french(said: str) -> str:
    """A message of typer, in French when it is known.

    >>> in_french("Missing option '--departement'.")
    'il manque l’option --departement.'
    """
    if bad := re.fullmatch(r"Invalid value(?: for '?(.+?)'?)?: (.*)", said, re.DOTALL):
        place = f"valeur refusée pour {bad[1]} : " if bad[1] else "valeur refusée : "
        return place + in_french(bad[2])
    for pattern, french in WORDS:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return found.expand(french)
    return said


def wrong_use(error: UsageError) -> str:
    """Two lines: what is wrong, and where the help is. Empty when the help itself was printed."""
    if not (said := error.format_message()):
        return ""
    program = f"python -m {Path(sys.argv[0]).parent.name}"
    command = error.ctx.command_path if error.ctx is not None else program
    return f"Mauvais usage : {in_french(said)}\nAide : {command} --help"
