"""A code leads to one content for ever, and the same content has one code."""

from __future__ import annotations

from hashlib import sha256

import pytest

from observatoire.carnet import frozen
from observatoire.carnet.frozen import ALPHABET, encoded, frozen_content, keep_frozen


def test_the_alphabet_is_that_of_crockford():  # https://www.crockford.com/base32.html
    assert len(ALPHABET) == 32 and not set("ILOU") & set(ALPHABET)
    assert encoded(bytes([0b00000_000, 0b01_00010_0, 0b0011_0010, 0b0_00101_00, 0b110_00111])) == "01234567"


def test_the_same_content_has_the_same_code(carnet):
    code = keep_frozen(carnet, "contenu", "<svg/>")
    assert len(code) == 8 and code == encoded(sha256(b"contenu").digest())[:8]
    assert keep_frozen(carnet, "contenu", "<svg/>") == code
    assert keep_frozen(carnet, "autre", "") != code
    kept = frozen_content(carnet, code)
    assert (kept.payload, kept.picture) == ("contenu", "<svg/>")


def test_a_code_is_found_as_it_is_heard(carnet, monkeypatch):
    monkeypatch.setattr(frozen, "encoded", lambda digest: "01ABCDEF" + "Z" * 44)
    keep_frozen(carnet, "contenu", "")
    for heard in ("01ABCDEF", "01abcdef", "OIabcdef", "oLAB-CDEF", "01AB CDEF"):
        assert frozen_content(carnet, heard).payload == "contenu"


@pytest.mark.parametrize("code", ["", "A", "ZZZZZZZZ", "'; DROP TABLE frozen_figure; --", "UUUUUUUU"])
def test_an_unknown_code_leads_nowhere(carnet, code):
    keep_frozen(carnet, "contenu", "")
    assert frozen_content(carnet, code) is None


def test_two_contents_whose_digests_begin_alike_have_different_codes(carnet, monkeypatch):
    digests = {b"un": "AAAAAAAABB" + "0" * 42, b"deux": "AAAAAAAABC" + "0" * 42}
    known = {sha256(content).digest(): text for content, text in digests.items()}
    monkeypatch.setattr(frozen, "encoded", lambda digest: known[digest])
    assert keep_frozen(carnet, "un", "") == "AAAAAAAA"
    assert keep_frozen(carnet, "deux", "") == "AAAAAAAAB"
    assert keep_frozen(carnet, "deux", "") == "AAAAAAAAB"
    assert frozen_content(carnet, "AAAAAAAA").payload == "un"
    assert frozen_content(carnet, "AAAAAAAAB").payload == "deux"
