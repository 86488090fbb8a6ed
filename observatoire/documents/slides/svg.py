"""A drawing of the house inside an HTML page: no declaration, names of its own, a size that follows the slide."""

from __future__ import annotations

import re
from html import escape

_DECLARATION = re.compile(r"^\s*(<\?xml[^>]*\?>)?\s*(<!DOCTYPE[^>]*>)?\s*")
_OPENING = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r'\s(?:width|height|role|aria-label|aria-labelledby)="[^"]*"')
_TOLD = re.compile(r"<(title|desc)\b[^>]*>.*?</\1>", re.DOTALL)
_ID = re.compile(r'\bid="([^"]+)"')


def inline(svg: str, mark: str, alt: str) -> str:
    """The same drawing to be put in a page beside others.

    mark: put before its ids, so that a hidden slide does not take the patterns of another away. alt: what a person
    who does not see it must know; replaces the drawing's own words.
    """
    drawing = _TOLD.sub("", _DECLARATION.sub("", svg, count=1))
    for name in set(_ID.findall(drawing)):
        for before, after in (('id="', '"'), ("url(#", ")"), ('href="#', '"')):
            drawing = drawing.replace(f"{before}{name}{after}", f"{before}{mark}-{name}{after}")
    opening = _OPENING.search(drawing).group()
    named = _SIZE.sub("", opening).removesuffix(">") + f' role="img" aria-label="{escape(alt)}">'
    return drawing.replace(opening, named, 1)
