"""What fits in a box, in points: nothing overflows, text is split or shortened, never made unreadable."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from observatoire.figures.svg_text import BOLD, text_width, wrapped

LINE = 1.2
#: Space after a paragraph, in shares of its size.
AFTER = 0.4
ELLIPSIS = "…"
#: A machine without Arial nor Liberation Sans draws with a wider font: texts are measured as if all did.
WIDER = 1.15
_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-ZÀ-ÝŒ])")


@dataclass(frozen=True)
class Box:
    """A rectangle of a slide, in points from its top left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height


@lru_cache(maxsize=8192)
def line_count(text: str, size: float, width: float, bold: bool = False) -> int:
    """Lines of a text; a word longer than the box, which is cut anywhere, takes several."""
    drawn = size * WIDER * (BOLD if bold else 1)
    return sum(max(1, math.ceil(text_width(line, drawn) / width)) for line in wrapped(text, drawn, width))


def height_of(texts: Sequence[str], size: float, width: float, bold: bool = False) -> float:
    """Height of paragraphs one under the other, space between them included."""
    return sum(line_count(text, size, width, bold) * size * LINE + size * AFTER for text in texts)


def shortened(text: str, size: float, width: float, lines: int, bold: bool = False) -> str:
    """The text on so many lines at most, cut at a space and ended by an ellipsis when it is longer."""
    if line_count(text, size, width, bold) <= lines:
        return text
    words = text.split(" ")
    for kept in range(len(words) - 1, 0, -1):
        cut = " ".join(words[:kept]).rstrip(" ,;:\u202f\u00a0") + ELLIPSIS
        if line_count(cut, size, width, bold) <= lines:
            return cut
    return words[0] + ELLIPSIS


def fitted(text: str, sizes: Sequence[float], width: float, lines: int, bold: bool = False) -> tuple[str, float]:
    """The largest size at which the text holds on `lines` lines, no word cut; at the smallest one, it is shortened."""
    for size in sizes:
        if line_count(text, size, width, bold) <= lines and widest(text.split(" "), size, bold) <= width:
            return text, size
    return shortened(text, sizes[-1], width, lines, bold), sizes[-1]


def pages(texts: Sequence[str], size: float, width: float, height: float) -> list[list[str]]:
    """The paragraphs shared between boxes of the same height, in order; one longer than a box is shortened."""
    most = max(int((height - size * AFTER) // (size * LINE)), 1)
    shared: list[list[str]] = [[]]
    for text in (shortened(text, size, width, most) for text in texts):
        if shared[-1] and height_of([*shared[-1], text], size, width) > height:
            shared.append([])
        shared[-1].append(text)
    return shared


def shortest(texts: Sequence[str], size: float, width: float, height: float) -> list[str]:
    """The first paragraphs, as many as the box holds; an ellipsis says that others follow, in the notes.

    The longest one loses its last sentences before any is cut.
    """
    texts = list(texts)
    while height_of(texts, size, width) > height:
        rank = max(range(len(texts)), key=lambda rank: len(texts[rank]))
        kept = _SENTENCE_END.split(texts[rank].removesuffix(f" {ELLIPSIS}"))[:-1]
        if not kept:
            break
        texts[rank] = f"{' '.join(kept)} {ELLIPSIS}"
    first, *others = pages(texts, size, width, height)
    if not others:
        return first
    return [*first[:-1], f"{first[-1]}{'' if first[-1].endswith(ELLIPSIS) else ' ' + ELLIPSIS}"]


def balanced(many: int, most: int) -> list[range]:
    """Ranks 0…many − 1 in slices of about the same length, none longer than `most`."""
    slices = max(-(-many // most), 1)
    ends = [many * rank // slices for rank in range(slices + 1)]
    return [range(start, end) for start, end in zip(ends, ends[1:], strict=False)]


def widest(texts: Sequence[str], size: float, bold: bool = False) -> float:
    return max((text_width(text, size * WIDER * (BOLD if bold else 1)) for text in texts), default=0.0)
