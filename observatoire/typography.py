"""French typography, applied once where a text enters: narrow no-break spaces before ; : ! ? % » and after «."""

from __future__ import annotations

import re
from functools import lru_cache

THIN = "\u202f"
_BEFORE = re.compile(r"[ \u00a0]([;:!?%»])")
_AFTER = re.compile(r"«[ \u00a0]")


@lru_cache(maxsize=4096)
def french(text: str) -> str:
    """The same text with narrow no-break spaces; web addresses have no space before their colon and do not change."""
    return _AFTER.sub("«" + THIN, _BEFORE.sub(THIN + r"\1", text))
