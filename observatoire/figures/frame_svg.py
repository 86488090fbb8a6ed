"""What surrounds a picture made to travel alone: its banner and titles above, its notes and sources below."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from observatoire.figures.palette import INK, PAPER, SOFT_INK
from observatoire.figures.svg_text import BOLD, FONTS, line_of_text, wrapped

MARGIN, LEADING = 24.0, 1.3


def header(titles: Sequence[str], banner: str, width: float, size: float) -> tuple[str, float]:
    """Banner in white on dark, title in bold, subtitles; and the y below them. `size`: that of the subtitles."""
    parts, y = [], MARGIN / 2 if titles else 0.0
    if banner:
        lines = wrapped(banner, size * BOLD, width - 2 * MARGIN)
        height = len(lines) * size * LEADING + 14
        parts.append(f'<rect width="{width:.0f}" height="{height:.0f}" fill="{INK}"/>')
        bold = f' font-weight="600" fill="{PAPER}"'
        parts += [
            line_of_text(line, MARGIN, 7 + size + rank * size * LEADING, size, bold) for rank, line in enumerate(lines)
        ]
        y += height
    for rank, title in enumerate(titles):
        large, extra = (size, f' fill="{SOFT_INK}"') if rank else (size * 1.35, ' font-weight="600"')
        for line in wrapped(title, large * (1 if rank else BOLD), width - 2 * MARGIN):
            y += large * LEADING
            parts.append(line_of_text(line, MARGIN, y, large, extra))
    return "".join(parts), y + (MARGIN if titles else 0)


def footer(said: Sequence[str], y: float, width: float, size: float) -> tuple[str, float]:
    """Sentences across the width from y, and the y below them."""
    parts = []
    for line in [line for text in said for line in wrapped(text, size, width - 2 * MARGIN)]:
        y += size * LEADING
        parts.append(line_of_text(line, MARGIN, y, size, f' fill="{SOFT_INK}"'))
    return "".join(parts), y + (MARGIN if said else 0)


def whole(body: str, width: float, height: float, words: str) -> str:
    """The picture; `words` tell it to who cannot see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}"'
        f' height="{height:.0f}" font-family="{escape(FONTS)}" fill="{INK}" role="img" aria-label={quoteattr(words)}>'
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="{PAPER}"/>{body}</svg>'
    )
