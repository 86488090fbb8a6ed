"""Maps and other drawings as crisp pictures, all those of a deck at once: a process that draws is slow to start.

PNG and not SVG: PowerPoint redraws an SVG in its own way, and would lose the hatching that says « secret ».
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Sequence

from observatoire.documents.model import Picture
from observatoire.errors import ObservatoireError
from observatoire.typography import french

#: Width in pixels: twice what a projector of 1920 pixels shows of a picture as wide as the slide.
WIDTH_PX = 3520

_DRAW = (
    "import base64, json, sys, vl_convert; "
    "json.dump([base64.b64encode(vl_convert.svg_to_png(svg, scale=scale)).decode() for svg, scale in "
    "json.load(sys.stdin)], sys.stdout)"
)


def pictures_png(pictures: Sequence[Picture]) -> list[bytes]:
    """Each picture as PNG, drawn by another process: vl_convert would stop every thread of this one for seconds.

    Raises ObservatoireError when they cannot be drawn in a minute.
    """
    if not pictures:
        return []
    asked = [(picture.svg, WIDTH_PX / max(picture.width, picture.height * 16 / 9)) for picture in pictures]
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _DRAW], input=json.dumps(asked).encode(), capture_output=True, check=True,
            timeout=60,
        )  # fmt: skip
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise ObservatoireError(
            french("Les cartes n’ont pas pu être dessinées : le document n’est pas prêt, demandez-le à nouveau.")
        ) from error
    return [base64.b64decode(drawn) for drawn in json.loads(done.stdout)]
