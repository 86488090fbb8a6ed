"""The lines of a file that give the code of each of its figures."""

from __future__ import annotations

from collections.abc import Sequence

from observatoire.documents.model import Figure
from observatoire.typography import french

WHAT_A_CODE_IS = (
    "son adresse garde ces chiffres avec leur question, leur version et leur définition, quoi qu’il soit publié ensuite"
)


def code_words(kept: Sequence[Figure]) -> list[tuple[str, str]]:
    """(label, text) for the words of a file: the code of each of its figures and where it leads."""
    codes = [(figure, figure.frozen) for figure in kept if figure.frozen is not None]
    several = len(codes) > 1
    said = [
        (f"Code de la figure ({figure.title})" if several else "Code de la figure", f"{frozen.code} : {frozen.address}")
        for figure, frozen in codes
    ]
    meaning = [("À quoi sert un code", WHAT_A_CODE_IS)] if codes else []
    return [(french(label), french(text)) for label, text in (*said, *meaning)]
