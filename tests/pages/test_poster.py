"""The poster of a territory, asked from its portrait."""

import io

from pypdf import PdfReader

from tests.pages.screens import links, screen

TERRITORY = "/territoire/epci/200067825"  # communauté d'agglomération Gap-Tallard-Durance
A3_MM = {297, 420}


def test_the_menu_of_a_portrait_leads_to_a_poster_of_one_a3_sheet(hautes_alpes, monkeypatch, tmp_path):
    monkeypatch.setenv("OBSERVATOIRE_CARNET", str(tmp_path / "carnet.sqlite"))
    (address,) = [href for href in links(screen(hautes_alpes, TERRITORY)) if "papier=a3" in href]
    answer = hautes_alpes.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].endswith("-affiche.pdf")
    (sheet,) = PdfReader(io.BytesIO(answer.data)).pages
    assert {round(float(side) / 72 * 25.4) for side in (sheet.mediabox.width, sheet.mediabox.height)} == A3_MM


def test_a_poster_in_another_format_is_refused_in_a_sentence(hautes_alpes):
    answer = hautes_alpes.get("/fichiers/portrait.docx?niveau=epci&code=200067825&papier=a3")
    assert (answer.status_code, answer.get_data(as_text=True)) == (404, "L’affiche A3 n’existe qu’en PDF.")
