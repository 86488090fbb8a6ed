"""Errors that a person reads: each message is a complete French sentence."""

from __future__ import annotations

from functools import partial

from observatoire.typography import french


class ObservatoireError(Exception):
    """An expected failure, told to the reader as one French sentence."""

    def __init__(self, sentence: str):
        super().__init__(french(sentence))


class CheckFailed(ObservatoireError):
    """Something that must be true before publication is not."""


class BadFile(ObservatoireError):
    """A received file cannot be read as its producer's layout says.

    The sentence names the file, the line and column when they are known, the rule and the next move.
    """

    def __init__(self, file: str, rule: str, next_move: str, *, line: int | None = None, column: str | None = None):
        self.file, self.rule, self.next_move, self.line, self.column = file, rule, next_move, line, column
        place = file
        if line is not None:
            place += f", ligne {line}"
        if column is not None:
            place += f", colonne {column}"
        super().__init__(f"{place} : {rule} ; {next_move}.")

    def __reduce__(self):
        """Whole in another process: files are read by several."""
        return partial(BadFile, line=self.line, column=self.column), (self.file, self.rule, self.next_move)
