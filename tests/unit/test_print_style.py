"""On paper: tables stay tables, and charts take the width of the page."""

from __future__ import annotations

import re
from pathlib import Path

ASSETS = Path(__file__).parents[2] / "assets"


def media_of(rule: str, name: str) -> str:
    """The condition of the media block in which a rule of a style sheet stands."""
    before = (ASSETS / name).read_text(encoding="utf-8").split(rule)[0]
    return re.findall(r"@media ([^{]+) {", before)[-1]


def test_rows_become_cards_on_a_narrow_screen_and_never_on_paper():
    assert media_of(".en-fiches > thead { position: absolute", "page_portrait.css").startswith("screen")
    assert media_of("tr > td:nth-child(n + 7) { display: inline-block", "page_emploi.css").startswith("screen")


def test_a_printed_chart_has_the_frame_that_the_script_gives_it():
    script = (ASSETS / "impression.js").read_text(encoding="utf-8")
    assert "beforeprint" in script and "viewBox" in script
    for name in set(re.findall(r"'(--[a-z-]+)'", script)):
        assert media_of(f"var({name})", "style.css") == "print"
