"""The key of the tests and the pseudonyms that it makes."""

from __future__ import annotations

import hashlib
import hmac

from etl.extracts.mapping import SoftwareMapping

KEY = bytes(range(32))
NO_MAPPING = SoftwareMapping()


def expected(identifier: str, key: bytes = KEY) -> str:
    return hmac.new(key, identifier.encode(), hashlib.sha256).hexdigest()[:16]
