"""The map of the first view: what carte.js will draw, as HTML, from the same answer and the same map file."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from observatoire.figures.palette import CIRCLE_SHARE
from observatoire.formats import THIN

#: As in carte.js: key of a status, side of its pattern, path of its pattern.
PATTERNS = {
    "secret": (8, "M-2 10L10-2M-2 2L2-2M6 10L10 6"),
    "missing": (9, "M4.5 4.5h0"),
    "floor": (7, "M0 3.5H7"),
}

#: Units of a map file in a pixel of the frame, about: the hatching is that of the map to come.
UNITS_A_PIXEL = 1.5
ZOOM = "".join(f'<button type="button">{sign}</button>' for sign in "+−⟲")


def map_html(answer: Mapping, layer: Mapping) -> str:
    """The frame of the map and the line under it. answer: as `payload` gives it; layer: the map file, parsed."""
    areas = "".join(
        f'<path d="{path}" class="k-{key}"{_fill(key)}/>' for path, key in zip(layer["d"], answer["k"], strict=True)
    )
    dashed = "".join(path for path, key in zip(layer["d"], answer["k"], strict=True) if key == "immature")
    lines = "".join(f'<path class="carte-trait-{name}" d="{path}"/>' for name, path in layer["outlines"].items())
    chosen = next((path for path, code in zip(layer["d"], layer["ids"], strict=True) if code == answer["selected"]), "")
    circles, pad = _circles(answer["r"], layer)
    box = f"{-pad:.2f} {-pad:.2f} {layer['w'] + 2 * pad:.2f} {layer['h'] + 2 * pad:.2f}"
    scale = f"Outre-mer{THIN}: hors échelle" if "insets" in layer["outlines"] else ""
    words = " · ".join(filter(None, (answer["hint"], scale, layer["credit"])))
    return (
        f'<div class="carte" data-palette="{answer["palette"]}" data-kind="{answer["kind"]}">'
        f'<div class="carte-cadre" role="img" aria-label="{escape(answer["title"])}">'
        f'<svg class="carte-svg" viewBox="{box}" aria-hidden="true"><defs>{_patterns()}</defs>'
        f'<g class="carte-zones">{areas}</g><path class="carte-tirets" d="{dashed}"/>'
        f'<g class="carte-traits">{lines}</g><g class="carte-cercles">{circles}</g>'
        f'<g class="carte-choisi"><path class="carte-halo" d="{chosen}"/><path d="{chosen}"/></g></svg></div>'
        f'<div class="carte-pied"><div class="carte-zoom">{ZOOM}</div><p class="carte-note">{escape(words)}</p></div>'
        "</div>"
    )


def _fill(key: str) -> str:
    return f' fill="url(#premiere-{key})"' if key in PATTERNS else ""


def _patterns() -> str:
    return "".join(
        f'<pattern id="premiere-{key}" width="{side}" height="{side}" patternUnits="userSpaceOnUse"'
        f' patternTransform="scale({UNITS_A_PIXEL})">'
        f'<rect class="carte-motif-fond" width="{side}" height="{side}"/>'
        f'<path class="carte-motif-{key}" d="{path}"/></pattern>'
        for key, (side, path) in PATTERNS.items()
    )


def _circles(radii: list[float] | None, layer: Mapping) -> tuple[str, float]:
    """Circles of a count, the largest below, and the room they need around the map."""
    largest = CIRCLE_SHARE * max(layer["w"], layer["h"])
    shown = [(point, radius) for point, radius in zip(layer["c"], radii or (), strict=False) if point and radius]
    drawn = [(*point, radius * largest) for point, radius in shown]
    marks = "".join(
        f'<circle cx="{x}" cy="{y}" r="{radius:.2f}"/>' for x, y, radius in sorted(drawn, key=lambda one: -one[2])
    )
    room = (radius - min(x, y, layer["w"] - x, layer["h"] - y) for x, y, radius in drawn)
    return marks, max(0.0, *room, 0.0)
