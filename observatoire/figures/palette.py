"""Colours and patterns of the maps: the one place they are chosen. assets/carte.css repeats them (a test compares).

Classes go from light to dark in one hue, told apart in greyscale; the diverging scale has a class around its benchmark.
A status is told by a pattern, never by a colour.
"""

INK = "#1b1f24"
SOFT_INK = "#4b5563"
ACCENT = "#1f4e79"
PAPER = "#ffffff"
BORDER = "#7a8492"

CLASSES = ("c0", "c1", "c2", "c3", "c4")
STATUSES = ("secret", "missing", "not_applicable", "floor", "immature")

PALETTES: dict[str, tuple[str, str, str, str, str]] = {
    "difficulty": ("#fdebd2", "#f8c488", "#e08a3c", "#ab5115", "#64280a"),
    "resource": ("#e0f2ef", "#a5d6cf", "#56aaa5", "#1f7574", "#0a4346"),
    "neutral": ("#e8ecf1", "#c0c9d5", "#8c9bad", "#596b80", "#2a3847"),
    # Purple below the benchmark, orange above: the two ends differ in lightness too, for black and white prints.
    "diverging": ("#472a7a", "#a493cc", "#f6f6f6", "#fbc581", "#cc6410"),
}

# Fill of the area under proportional circles, and index of the class that colours the circles.
PLAIN = "#f3f4f6"
CIRCLE_CLASS = 3
CIRCLE_OPACITY = 0.75
# Points above coloured areas: a dark line, lighter inside: seen on every class, which stays in sight under them.
POINT_OPACITY = 0.3
# Radius of the largest circle, as a share of the longest side of the map (assets/carte.js draws the same).
CIRCLE_SHARE = 0.05
