"""Drawings as PNG, all those of a file at once, drawn by another process.

vl_convert would stop every thread of this one for seconds, and a process that draws is slow to start.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence

from observatoire.documents.model import Document, Picture
from observatoire.errors import ObservatoireError
from observatoire.typography import french

_DRAW = (
    "import base64, json, sys, vl_convert; "
    "json.dump([base64.b64encode(vl_convert.svg_to_png(svg, scale=scale)).decode() for svg, scale in "
    "json.load(sys.stdin)], sys.stdout)"
)
_ONE_AT_A_TIME = threading.Lock()  # drawing takes a whole core


def rasters(asked: Sequence[tuple[str, float]], failure: str) -> list[bytes]:
    """Each (SVG, pixels a unit) as PNG. Raises ObservatoireError(failure) when they cannot be drawn in a minute."""
    if not asked:
        return []
    with _ONE_AT_A_TIME:
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-c", _DRAW],
                input=json.dumps(asked).encode(),
                capture_output=True,
                check=True,
                timeout=60,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise ObservatoireError(french(failure)) from error
    return [base64.b64decode(drawn) for drawn in json.loads(done.stdout)]


def pictures_png(document: Document, width: Callable[[Picture], float]) -> dict[str, bytes]:
    """{key of the figure: PNG} of the figures drawn as a picture; width: pixels across each.

    PNG and not SVG: office software redraws an SVG in its own way, and would lose the hatching that says « secret ».
    Raises ObservatoireError when they cannot be drawn in a minute.
    """
    drawn = [figure for figure in document.figures if figure.chart is None and figure.picture is not None]
    made = rasters(
        [(figure.picture.svg, width(figure.picture) / figure.picture.width) for figure in drawn],
        "Les cartes n’ont pas pu être dessinées : le document n’est pas prêt, demandez-le à nouveau.",
    )
    return dict(zip((figure.key for figure in drawn), made, strict=True))
