"""The name of a file says what it holds, and first of all whether its figures are invented."""

from __future__ import annotations

from observatoire.formats import slug
from observatoire.warehouse import Publication


def file_stem(publication: Publication, *words: str) -> str:
    """Readable and plain ASCII, without extension: "demonstration-portrait-epci-ca-pau-bearn-pyrenees"."""
    return slug("demonstration" if publication.demo else "", *words)
