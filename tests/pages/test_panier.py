"""The panier and the frozen figures through the server: what a browser sends, what it reads."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest

from observatoire.carnet import open_carnet, paniers
from observatoire.carnet.paniers import LONGEST_COMMENT
from tests.pages.screens import components, links, published_by_hand, screen, text

EPCI = "/carte?niveau=epci&vue=barres"
SCRIPT = '<script>alert("x")</script>'


@pytest.fixture
def reader(hautes_alpes, monkeypatch, tmp_path):
    """The site of the 05 with an empty carnet of its own."""
    monkeypatch.setenv("OBSERVATOIRE_CARNET", str(tmp_path / "carnet.sqlite"))
    monkeypatch.setenv("OBSERVATOIRE_ADRESSE", "https://observatoire.exemple.fr")
    return hautes_alpes


@pytest.fixture
def carnet(tmp_path):
    return open_carnet(tmp_path / "carnet.sqlite")


def add(reader, address, panier=""):
    return reader.post("/paniers/ajouter", json={"panier": panier, "adresse": address})


def change(reader, panier, version, action, **asked):
    return reader.post(f"/paniers/{panier}/changer", json={"version": version, "action": action, **asked})


def codes(reader, panier) -> list[str]:
    """Codes printed in the archive of a panier, figure after figure."""
    with_codes = reader.get(f"/fichiers/panier/{panier}.xlsx")
    assert with_codes.status_code == 200, with_codes.get_data(as_text=True)[:300]
    return list(dict.fromkeys(re.findall(r"/f/([0-9A-Z]{8})", unzipped(with_codes.data))))


def unzipped(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_a_drawing_shown_alone_brings_its_font(reader):
    """In an image, the font of the page is not there: a wider one would leave the drawing, and be cut."""
    answer = reader.get("/fichiers/figure.svg", query_string={"adresse": EPCI})
    assert answer.status_code == 200
    assert "@font-face{font-family:'Source Sans 3'" in answer.get_data(as_text=True)
    assert "font-src data:" in answer.headers["Content-Security-Policy"]


def test_the_first_figure_makes_a_panier_and_the_next_ones_join_it(reader):
    first = add(reader, "/carte").json
    assert first["nombre"] == 1 and first["phrase"] == "Ajouté au panier"
    second = add(reader, EPCI, first["panier"]).json
    assert (second["panier"], second["nombre"]) == (first["panier"], 2)
    again = add(reader, EPCI, first["panier"]).json
    assert again["nombre"] == 2 and "déjà" in again["phrase"]


def test_a_panier_that_a_restored_carnet_has_forgotten_is_replaced(reader):
    assert add(reader, "/carte", "A" * 22).json["nombre"] == 1


def test_the_address_kept_says_the_choices_that_the_screen_made_by_default(reader, carnet):
    kept = paniers.panier(carnet, add(reader, "/carte").json["panier"])
    assert "indicateur=taux_pauvrete" in kept.items[0].address and "periode=2021" in kept.items[0].address


@pytest.mark.parametrize("address", ["/sources", "https://ailleurs.example/carte", "//ailleurs", "", "javascript:x"])
def test_an_address_without_figure_is_refused_in_a_sentence(reader, address):
    answer = add(reader, address)
    assert answer.status_code == 400 and answer.json["phrase"].endswith(".")


def test_what_does_not_come_from_our_pages_changes_nothing(reader, carnet):
    panier = paniers.new_panier(carnet)
    asked = {"panier": panier.id, "adresse": "/carte"}
    refused = [
        reader.post("/paniers/ajouter", data=asked),
        reader.post("/paniers/ajouter", data=json.dumps(asked), content_type="text/plain"),
        reader.post("/paniers/ajouter", json=asked, headers={"Origin": "https://ailleurs.example"}),
        reader.post("/paniers/ajouter", json=asked, headers={"Origin": "null"}),
        reader.post("/paniers/ajouter", json=asked, headers={"Sec-Fetch-Site": "cross-site"}),
        reader.post("/paniers/ajouter", json=asked, headers={"Sec-Fetch-Site": "same-site"}),
        reader.post("/paniers/ajouter", json=[asked]),
        reader.post("/paniers/ajouter", json=asked | {"reste": "x" * 70_000}),
        reader.get("/paniers/ajouter"),
    ]
    assert [answer.status_code for answer in refused[:-1]] == [415, 415, 403, 403, 403, 403, 400, 413]
    assert paniers.panier(carnet, panier.id) == panier
    ours = {"Origin": "https://observatoire.exemple.fr"}  # behind a proxy, the host is not the address of the site
    assert reader.post("/paniers/ajouter", json=asked, headers=ours).status_code == 200


def test_each_change_is_saved_and_a_stale_one_is_refused(reader, carnet):
    panier = add(reader, "/carte").json["panier"]
    version = add(reader, EPCI, panier).json["version"]
    figure = paniers.panier(carnet, panier).items[0].id
    for action, asked in (
        ("titre", {"texte": "Comité de mars"}),
        ("commentaire", {"figure": figure, "texte": "À redire"}),
        ("deplacer", {"figure": figure, "sens": 1}),
        ("retirer", {"figure": figure}),
        ("remettre", {"figure": figure}),
    ):
        answer = change(reader, panier, version, action, **asked)
        assert answer.status_code == 200 and answer.json["version"] == version + 1
        version += 1
    kept = paniers.panier(carnet, panier)
    assert kept.title == "Comité de mars" and [item.comment for item in kept.items] == ["", "À redire"]
    stale = change(reader, panier, version - 1, "titre", texte="autre")
    assert stale.status_code == 409 and "modifié" in stale.json["phrase"]
    assert paniers.panier(carnet, panier) == kept


@pytest.mark.parametrize(
    "asked",
    [
        {"action": "effacer", "version": 2},
        {"action": "titre", "texte": "x"},
        {"action": "titre", "version": "2", "texte": "x"},
        {"action": "commentaire", "version": 2, "figure": "1", "texte": "x"},
        {"action": "commentaire", "version": 2, "figure": 1, "texte": ["x"]},
        {"action": "commentaire", "version": 2, "figure": 1, "texte": "x" * (LONGEST_COMMENT + 1)},
        {"action": "lignes", "version": 2, "figure": 1, "partie": "forces", "texte": "x"},
    ],
)
def test_a_change_that_makes_no_sense_is_refused(reader, carnet, asked):
    panier = add(reader, "/carte").json["panier"]
    before = paniers.panier(carnet, panier)
    assert reader.post(f"/paniers/{panier}/changer", json=asked).status_code == 400
    assert paniers.panier(carnet, panier) == before


def test_an_unknown_panier_is_told_on_screen_and_in_files(reader):
    assert "n’existe pas" in text(screen(reader, "/panier/inconnu"))
    assert (
        reader.post(f"/paniers/{'A' * 22}/changer", json={"version": 1, "action": "titre", "texte": "x"}).status_code
        == 404
    )
    for path in (f"/fichiers/panier/{'A' * 22}.pptx", "/fichiers/panier/x.zip"):
        assert reader.get(path).status_code == 404


def test_the_page_shows_each_figure_with_its_words_and_its_comment(reader):
    told = add(reader, EPCI).json
    add(reader, "/parcours#etapes", told["panier"])
    page = screen(reader, f"/panier/{told['panier']}")
    shown = text(page)
    assert "Où la pauvreté est-elle la plus forte" in shown and "Où le parcours s’arrête-t-il" in shown
    images = components(page, "Img")
    assert len(images) == 2 and all(image["props"]["alt"] for image in images)
    for image in images:
        drawing = reader.get(image["props"]["src"])
        assert drawing.mimetype == "image/svg+xml" and drawing.data.startswith(b"<svg")
    files = [link for link in links(page) if link.startswith("/fichiers/panier/")]
    assert [link.rsplit(".", 1)[1] for link in files] == ["pptx", "docx", "pdf", "xlsx", "zip"]
    assert f"/copil/{told['panier']}" in links(page)


def test_the_content_is_read_again_after_a_change(reader, carnet):
    told = add(reader, EPCI).json
    figure = paniers.panier(carnet, told["panier"]).items[0].id
    change(reader, told["panier"], told["version"], "commentaire", figure=figure, texte="relire ensemble")
    answer = reader.post(
        "/_dash-update-component",
        json={
            "output": "..panier-contenu.children...panier-titre.children...panier-resume.children..",
            "outputs": [{"id": f"panier-{name}", "property": "children"} for name in ("contenu", "titre", "resume")],
            "inputs": [{"id": "panier-version", "property": "data", "value": told["version"] + 1}],
            "state": [{"id": "panier-cle", "property": "data", "value": told["panier"]}],
            "changedPropIds": ["panier-version.data"],
        },
    )
    assert answer.status_code == 200
    assert "relire ensemble" in answer.get_data(as_text=True)


def test_what_a_reader_types_is_text_everywhere(reader, carnet):
    told = add(reader, EPCI).json
    figure = paniers.panier(carnet, told["panier"]).items[0].id
    version = change(reader, told["panier"], told["version"], "titre", texte=SCRIPT).json["version"]
    change(reader, told["panier"], version, "commentaire", figure=figure, texte=f"=1+1 {SCRIPT}")
    assert SCRIPT in text(screen(reader, f"/panier/{told['panier']}"))  # a text of a component, never HTML
    workbook = unzipped(reader.get(f"/fichiers/panier/{told['panier']}.xlsx").data)
    assert SCRIPT not in workbook and "&lt;script&gt;" in workbook
    assert "<f>" not in workbook


def test_lines_kept_for_a_territory_go_with_its_portrait(reader, carnet):
    """The whole way: proposed on the page, changed, and read in the file of the portrait."""
    told = add(reader, "/territoire/epci/200067825?repere=departement#forces-faiblesses").json
    figure = paniers.panier(carnet, told["panier"]).items[0].id
    fields = [item["props"]["id"] for item in components(screen(reader, f"/panier/{told['panier']}"), "Textarea")]
    assert f"panier-lignes-{figure}-menaces" in fields
    line = "Le départ annoncé de deux médecins"
    asked = {"figure": figure, "partie": "menaces", "texte": line}
    assert change(reader, told["panier"], told["version"], "lignes", **asked).status_code == 200
    portrait = f"/fichiers/portrait.xlsx?niveau=epci&code=200067825&repere=departement&panier={told['panier']}"
    kept, proposed = reader.get(portrait), reader.get(portrait.partition("&panier")[0])
    assert kept.status_code == proposed.status_code == 200
    assert line in unzipped(kept.data) and line not in unzipped(proposed.data)


def test_every_exported_figure_has_a_code_that_leads_to_its_numbers(reader):
    told = add(reader, EPCI).json
    (code,) = codes(reader, told["panier"])
    page = screen(reader, f"/f/{code.lower()}")
    shown = text(page)
    for words in (code, "Où la pauvreté est-elle la plus forte", "Données publiées le", "À ne pas conclure",
                  "Ces chiffres sont ceux qui sont publiés aujourd’hui", "Réutilisation"):  # fmt: skip
        assert words in shown, words
    assert any(link.startswith("/carte?indicateur=taux_pauvrete") for link in links(page))
    assert reader.get(f"/f/{code}.svg").data.startswith(b"<svg")
    table = reader.get(f"/f/{code}.csv").data.decode("utf-8-sig")
    assert table.startswith("EPCI;") and reader.get(f"/f/{code}.json").json["code"] == code
    assert reader.get("/f/ZZZZZZZZ.csv").status_code == 404
    assert "Aucune figure n’a ce code" in text(screen(reader, "/f/ZZZZZZZZ"))


def test_a_new_publication_leaves_paniers_and_frozen_figures_as_they_were(reader, carnet, monkeypatch, tmp_path):
    """Another warehouse altogether: the carnet is another file, and a frozen figure needs no warehouse of its own."""
    told = add(reader, EPCI).json
    (code,) = codes(reader, told["panier"])
    before = reader.get(f"/f/{code}.csv").data
    rows = [("taux_pauvrete", "departement", "64", "2021", 12.6, None, None, "published", "", "")]
    other = published_by_hand(tmp_path, rows)
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(other))
    assert reader.get(f"/f/{code}.csv").data == before
    shown = text(screen(reader, f"/f/{code}"))
    assert "Hautes-Alpes" in shown and "Où la pauvreté est-elle la plus forte" in shown
    assert len(paniers.panier(carnet, told["panier"]).items) == 1


@pytest.mark.parametrize("extension", ["pptx", "docx", "pdf", "xlsx"])
def test_a_document_is_downloaded_under_a_readable_name(reader, extension):
    told = add(reader, EPCI).json
    answer = reader.get(f"/fichiers/panier/{told['panier']}.{extension}")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF" if extension == "pdf" else b"PK")
    assert f"demonstration-panier-de-figures.{extension}" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "path", ["/fichiers/portrait.odt?niveau=epci", "/fichiers/portrait.pptx?niveau=commune&code=99999",
             "/fichiers/bilan.odt", "/fichiers/bilan.pptx?niveau=commune&code=99999", "/fichiers/panier/x.odt"]
)  # fmt: skip
def test_what_cannot_be_written_is_told_in_a_sentence(reader, path):
    answer = reader.get(path)
    assert answer.status_code == 404 and answer.get_data(as_text=True).endswith(".")


@pytest.mark.parametrize("path", ["/parcours", "/emploi"])
def test_each_figure_of_a_screen_has_its_button(reader, path):
    page = screen(reader, path)
    buttons = [item for item in components(page, "Button") if "data-panier-adresse" in item["props"]]
    assert len(buttons) >= 4
    for button in buttons:
        answer = add(reader, button["props"]["data-panier-adresse"])
        assert answer.status_code == 200, answer.json


def test_a_carnet_that_cannot_be_written_is_told_and_the_other_screens_stay(reader, monkeypatch, tmp_path):
    (tmp_path / "fichier").write_text("")
    monkeypatch.setenv("OBSERVATOIRE_CARNET", str(tmp_path / "fichier" / "carnet.sqlite"))
    assert "ne peut pas être ouvert" in add(reader, "/carte").json["phrase"]
    assert "Où la pauvreté" in text(screen(reader, "/carte"))
