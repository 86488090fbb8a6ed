"""Words in a drawing: SVG has no line breaks, so lines are measured and cut here."""

from xml.sax.saxutils import escape

FONTS = "'Source Sans 3', Arial, sans-serif"
BOLD = 1.07  # bold letters are wider

# Widths in shares of the font size, on the wide side (Arial) so that a line never leaves the page.
NARROW, WIDE = set("iljtfrI.,;:!'’|()[]- \u00a0\u202f"), set("mwMWŒœ%@—")


def text_width(text: str, size: float) -> float:
    """Approximate width of a line, in the unit of the font size."""
    shares = (
        0.3 if letter in NARROW else 0.88 if letter in WIDE else 0.69 if letter.isupper() else 0.55 for letter in text
    )
    return size * sum(shares)


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Lines no wider than `width`; breaks at ordinary spaces only, so « 8,7 % » stays whole."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        if lines[-1] and text_width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def line_of_text(text: str, x: float, y: float, size: float, extra: str = "") -> str:
    """One <text> element, baseline at y; extra: attributes, with a leading space."""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}"{extra}>{escape(text)}</text>'
