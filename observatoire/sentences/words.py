"""The small French that sentences need: elision, contraction, agreement, lists."""

from __future__ import annotations

import unicodedata

from observatoire.typography import THIN

_CONTRACTED = {("de", "le"): "du", ("de", "les"): "des", ("à", "le"): "au", ("à", "les"): "aux"}


def is_vowel(text: str, aspirated: tuple[str, ...] = ()) -> bool:
    """Whether a word before `text` loses its vowel: "allocataires", "heures", "Yvetot", not "Haguenau" nor "Yenne"."""
    letters = unicodedata.normalize("NFD", text.replace("œ", "o").replace("Œ", "O")).casefold()
    if letters.startswith("h"):
        return text.replace("-", " ").split(" ")[0] not in aspirated
    if letters.startswith("y"):
        return letters[1:2] not in ("a", "e", "i", "o", "u", "")
    return letters[:1] in ("a", "e", "i", "o", "u")


def elided(word: str, following: str, aspirated: tuple[str, ...] = ()) -> str:
    """ "de" and "allocataires" -> "d’allocataires"; "que" and "en France" -> "qu’en France"."""
    return f"{word[:-1]}’{following}" if is_vowel(following, aspirated) else f"{word} {following}"


def contracted(preposition: str, article: str) -> str:
    """ "de" and "le" -> "du"; "à" and "les" -> "aux"; "à" and "la" -> "à la"."""
    return _CONTRACTED.get((preposition, article), f"{preposition} {article}")


def joined(prefix: str, following: str) -> str:
    """A prefix and what follows, with the space that an apostrophe does without."""
    return f"{prefix}{following}" if prefix.endswith("’") else f"{prefix} {following}"


def sentence_case(text: str) -> str:
    """The same text with a capital first letter; the rest is untouched."""
    return text[:1].upper() + text[1:]


def one_colon(clause: str) -> str:
    """A clause to put after a colon: its own colons become semicolons."""
    return clause.replace(f"{THIN}:", f"{THIN};").replace(" :", " ;")
