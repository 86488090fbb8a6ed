"""French typography, applied once where a text enters: narrow no-break spaces before ; : ! ? % » and after «."""

from __future__ import annotations

import re

THIN = "\u202f"
_BEFORE = re.compile(r"[ \u00a0]([;:!?%»])")
_AFTER = re.compile(r"«[ \u00a0]")


def french(text: str) -> str:
    """"Source : Insee ; 5 %" with narrow no-break spaces; web addresses are left alone (no space before their colon)."""
    return _AFTER.sub("«" + THIN, _BEFORE.sub(THIN + r"\1", text))
