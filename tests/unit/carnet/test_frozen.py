"""A code leads to one content for ever, and the same content has one code."""

from __future__ import annotations

from hashlib import sha256

import pytest

from observatoire.carnet import database, frozen
from observatoire.carnet.database import open_carnet
from observatoire.carnet.frozen import ALPHABET, encoded, frozen_content, keep_frozen
from observatoire.carnet.schema import MIGRATIONS


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


def test_a_figure_kept_before_figures_were_packed_is_still_read(tmp_path, monkeypatch):
    path = tmp_path / "ancien.sqlite"
    monkeypatch.setattr(database, "MIGRATIONS", MIGRATIONS[:1])
    with open_carnet(path).writing() as connection:
        connection.execute("INSERT INTO frozen_figure VALUES ('01ABCDEF', 'digest', 'Éléments', NULL, '2026-11-26')")
    monkeypatch.undo()
    kept = frozen_content(open_carnet(path), "01ABCDEF")
    assert (kept.payload, kept.picture, kept.frozen_on.isoformat()) == ("Éléments", "", "2026-11-26")


def test_a_long_figure_takes_little_room(carnet):
    payload = "".join(f'{{"text":"commune {rank}","value":{rank % 7}}},' for rank in range(5_000))
    keep_frozen(carnet, payload, "")
    with carnet.reading() as connection:
        (room,) = connection.execute("SELECT length(payload) FROM frozen_figure").fetchone()
    assert room < len(payload) / 5
