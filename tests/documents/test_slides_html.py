"""Slides as one HTML page: everything is in it, it asks for nothing, and it tells what the document tells."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html import unescape

import pytest

from observatoire.carnet.decisions import Decision
from observatoire.documents.model import Bullets, Evidence, Figure, KeyFigure, Section, Sentence
from observatoire.documents.slides.blocks import key_figures
from observatoire.documents.slides.deck import slides_of
from observatoire.documents.slides.svg import inline
from observatoire.documents.slides_html import asset_address, slides_html
from observatoire.view.suivi import Followed
from tests.documents.sample_document import bars_figure, sample_document

MOST_BYTES = 15 * 1024 * 1024


def decision(**fields) -> Decision:
    known = {
        "id": 7,
        "panier": "p",
        "address": bars_figure().address,
        "indicator": "taux_pauvrete",
        "territory": "sdsei/est-bearn",
        "text": "Ouvrir une permanence",
        "owner": "Mme Etchegaray",
        "due": date(2026, 12, 15),
        "taken_on": date(2026, 3, 12),
        "status": "en_cours",
        "value_then": "",
    }
    return Decision(**known | fields)


@pytest.fixture(scope="module")
def document():
    return sample_document()


@pytest.fixture(scope="module")
def page(document) -> str:
    return slides_html(document, live=False)


def slide_texts(page: str) -> list[str]:
    """What a person reads on each slide, notes included."""
    found = re.findall(r'<section class="diapo.*?</section>', page, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", " ", slide)) for slide in found]


def test_every_figure_has_its_slide_with_its_title_source_and_code(document, page):
    slides = slide_texts(page)
    for figure in document.figures:
        mine = next(slide for slide in slides if figure.title in slide and figure.source in slide)
        assert figure.subtitle in mine
        assert all(sentence.text in mine for sentence in figure.sentences)
        assert figure.comment in mine
        assert figure.frozen is None or figure.frozen.code in mine


def test_the_mentions_are_on_every_slide(document, page):
    for slide in slide_texts(page):
        assert all(mention in slide for mention in document.mentions)


def test_every_number_of_the_tables_is_in_the_page(document, page):
    said = unescape(page)
    for figure in document.figures:
        for row in figure.table.rows:
            assert all(cell.text in said for cell in row)


def test_a_presenter_has_the_definition_the_limits_and_what_must_not_be_concluded(page):
    first = next(text for text in slide_texts(page) if "vit sous le seuil de pauvreté dans les" in text)
    assert "Définition" in first and "À ne pas conclure" in first and "Les chiffres" in first
    assert "Que deux territoires dont les taux sont proches diffèrent." in first


def test_the_file_asks_for_nothing(page):
    addresses = re.findall(r'(?:src|href|xlink:href|action|poster)="([^"]*)"', page)
    assert [address for address in addresses if not address.startswith(("#", "data:"))] == []
    assert "@import" not in page
    assert all(address.startswith("data:") for address in re.findall(r'url\("([^"]+)"\)', page))
    assert len(page.encode()) < MOST_BYTES


def test_the_file_forbids_itself_everything_but_its_own_style_and_script(page):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page).group(1)
    assert policy.startswith("default-src 'none'; ")
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        inside = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL).group(1)
        digest = b64encode(sha256(inside.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert " style=" not in page and not re.search(r"\son[a-z]+=", page.partition("<script>")[0])


def test_the_live_page_takes_its_style_and_script_from_the_site(document):
    live = slides_html(document, live=True)
    assert f'<script src="{asset_address("copil/copil.js")}"></script>' in live
    assert f'href="{asset_address("copil/copil.css")}"' in live
    assert "<style>" not in live and "Content-Security-Policy" not in live
    assert "Terminer la séance" in live


def test_no_name_is_given_twice_in_the_page(page):
    names = re.findall(r'\sid="([^"]+)"', page)
    assert len(names) == len(set(names)) > 30


def test_every_pattern_that_a_drawing_uses_is_in_the_page(page):
    names = set(re.findall(r'\sid="([^"]+)"', page))
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= names


def test_every_drawing_has_words_for_those_who_do_not_see_it(document, page):
    drawings = re.findall(r"<svg\b[^>]*>", page)
    assert all('role="img"' in drawing and 'aria-label="' in drawing for drawing in drawings)
    for figure in document.figures:
        if figure.chart is not None or figure.picture is not None:
            assert f'aria-label="{figure.alt}"' in unescape(page)


def test_numbers_are_french_everywhere_a_person_reads(page):
    for slide in slide_texts(page):
        assert not re.findall(r"\d\.\d", slide)


def test_the_same_document_gives_the_same_page(document, page):
    assert slides_html(document, live=False) == page


def test_what_readers_write_is_never_markup(document):
    hostile = '</script><script>alert("x")</script><img src=x onerror=alert(1)>'
    figure = replace(bars_figure(), title=hostile, comment=hostile, sentences=(Sentence(hostile),), alt=hostile)
    section = Section(hostile, (figure, Bullets(hostile, (Sentence(hostile),))))
    written = slides_html(
        replace(document, title=hostile, sections=(section,)),
        [decision(text=hostile, owner=hostile)],
        [Followed(decision(text=hostile))],
        live=False,
    )
    assert hostile not in written and "<img" not in written
    assert written.count("<script") == 2 and written.count("</script>") == 2


def test_a_long_table_goes_on_in_the_next_slides_and_loses_no_row(document):
    titles = [slide.title for slide in slides_of(document)]
    assert sum(title.endswith("(suite)") for title in titles) >= 2
    said = " ".join(slide.body for slide in slides_of(document))
    assert all(f"Commune n° {rank}<" in said for rank in range(1, 41))


def test_a_long_list_goes_on_in_the_next_slides_under_its_own_title(document):
    items = tuple(Sentence(f"Chiffre {rank} : {'mot ' * 40}fin.") for rank in range(12))
    slides = slides_of(replace(document, sections=(Section("Question", (Bullets("Nouveaux chiffres", items),)),)))[1:]
    assert len(slides) >= 2
    assert all("<h2>Nouveaux chiffres</h2>" in slide.body for slide in slides)
    assert [f"Chiffre {rank} :" for rank in range(12)] == re.findall(
        r"Chiffre \d+ :", " ".join(slide.body for slide in slides)
    )


def test_a_hidden_figure_has_no_number_on_its_slide(document):
    table = bars_figure().table
    hidden = [cell for row in table.rows for cell in row if cell.value is None and cell.text == "secret"]
    assert hidden
    slide = next(item for item in slides_of(document) if item.address == bars_figure().address)
    assert re.findall(r"Béarn des Gaves</text>.*?<text[^>]*>([^<]+)<", slide.body)[0] == "secret"


def test_an_earlier_decision_is_told_beside_its_figure_with_what_it_has_become(document):
    told = Followed(decision(), "8,5 % en 2020", "8,8 % en 2021", "écart non établi")
    slide = next(item for item in slides_of(document, [told]) if item.address == bars_figure().address)
    said = unescape(slide.body)
    assert "Décision du 12 mars 2026" in said and "Ouvrir une permanence (Mme Etchegaray, en cours)." in said
    assert "Alors\u202f: 8,5\u202f% en 2020. Aujourd’hui\u202f: 8,8\u202f% en 2021 (écart non établi)." in said


def test_a_decision_follows_its_figure_when_a_new_period_is_published(document):
    old = decision(address=bars_figure().address.replace("periode=2021", "periode=2020"))
    slide = next(item for item in slides_of(document, [Followed(old)]) if item.address == bars_figure().address)
    assert "Ouvrir une permanence" in slide.body
    written = slides_html(document, [old], live=False)
    assert f'"adresse": "{bars_figure().address}"' in written


def test_two_drawings_of_one_page_keep_their_own_patterns():
    drawn = '<?xml version="1.0"?><svg xmlns="x" width="9" height="9"><defs><pattern id="secret"/></defs>'
    drawn += '<rect fill="url(#secret)"/></svg>'
    assert inline(drawn, "a", "Carte") == (
        '<svg xmlns="x" role="img" aria-label="Carte"><defs><pattern id="a-secret"/></defs>'
        '<rect fill="url(#a-secret)"/></svg>'
    )


def test_a_figure_that_is_its_table_has_no_drawing():
    document = sample_document()
    figures = [figure for figure in document.figures if figure.chart is None and figure.picture is None]
    assert figures and all(isinstance(figure, Figure) for figure in figures)
    slide = next(item for item in slides_of(document) if item.address == figures[0].address)
    assert "<table>" in slide.body and "<svg" not in slide.body


def test_a_number_whose_unit_is_wider_than_its_column_is_set_smaller():
    seen = Evidence("portefeuille_moyen_referent", "sdsei", "est-bearn", "2025")
    items = [KeyFigure("Nom", text, (), seen) for text in ("8,7\u202f%", "22,6\u00a0personnes par référent")]
    short, long = re.findall(r'<span class="(valeur[^"]*)">', key_figures(items))
    assert (short, long) == ("valeur", "valeur mots")
