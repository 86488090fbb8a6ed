"""Every exported file carries the code of its figures, and the code leads to the numbers of the file."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest
import zxingcpp
from openpyxl import load_workbook
from PIL import Image

SITE = "https://observatoire.exemple.fr"
TERRITORY = "niveau=epci&code=200067825"  # communauté d'agglomération Gap-Tallard-Durance
TABLES = (
    "carte.csv?niveau=epci",
    "carte.csv?niveau=commune",
    "carte.csv?niveau=commune&vue=tableau",
    "carte.csv?niveau=commune&vue=barres&indicateur=foyers_rsa",
    f"territoire.csv?{TERRITORY}",
    "parcours.csv?bloc=attente",
    "parcours.csv",
    "emploi.csv?bloc=carte",
    "emploi.csv",
    "comparer.csv?niveau=epci&bloc=tapis",
    "comparer.csv?niveau=epci&bloc=entonnoir&indicateur=part_avec_referent",
    "comparer.csv?bloc=semblables",
)
PICTURES = (
    "carte.{}?niveau=epci",
    "carte.{}?niveau=epci&vue=barres",
    "emploi.{}?",
    "comparer.{}?niveau=epci&bloc=tapis",
    "comparer.{}?niveau=epci&bloc=entonnoir&indicateur=part_avec_referent",
)


@pytest.fixture
def reader(hautes_alpes, monkeypatch, tmp_path):
    monkeypatch.setenv("OBSERVATOIRE_CARNET", str(tmp_path / "carnet.sqlite"))
    monkeypatch.setenv("OBSERVATOIRE_ADRESSE", SITE)
    return hautes_alpes


def got(reader, path):
    answer = reader.get(f"/fichiers/{path}")
    assert answer.status_code == 200, (path, answer.get_data(as_text=True))
    return answer.data


def lines_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def codes_in(words):
    """Codes told by (label, text) lines, each followed by its address."""
    told = [text for label, text in words if label.startswith("Code de la figure")]
    found = [re.fullmatch(rf"([0-9A-Z]{{8,}})\u202f: {SITE}/f/\1", text) for text in told]
    assert all(found), told
    return [match[1] for match in found]


def frozen_numbers(reader, code):
    """Numbers of the page of a code, as a CSV prints them."""
    rows = reader.get(f"/f/{code}.json").json["figure"]["table"]["rows"]
    cells = [cell for row in rows for cell in row if cell["value"] is not None]
    return {f"{cell['value']:.{cell['decimals']}f}".replace(".", ",") for cell in cells}


@pytest.mark.parametrize("path", TABLES)
def test_the_code_of_a_table_leads_to_a_page_with_every_value_of_the_table(reader, path):
    lines = lines_of(got(reader, path))
    codes = codes_in([line[:2] for line in lines])
    assert codes
    end = next(place for place, line in enumerate(lines) if not any(line))
    column = lines[0].index("valeur" if "valeur" in lines[0] else "distance")
    printed = {line[column] for line in lines[1:end] if line[column]}
    kept = set().union(*(frozen_numbers(reader, code) for code in codes))
    assert printed and printed <= kept, sorted(printed - kept)[:10]
    assert all(reader.get(f"/f/{code}.csv").status_code == 200 for code in codes)


def test_a_whole_screen_has_a_code_for_each_question_and_says_which(reader):
    words = [line[:2] for line in lines_of(got(reader, "parcours.csv"))]
    labels = [label for label, _ in words if label.startswith("Code de la figure")]
    assert len(labels) == len(set(labels)) > 5 and all(label.endswith("?)") for label in labels)


@pytest.mark.parametrize(
    "path", ["carte.{}?niveau=epci", f"territoire.{{}}?{TERRITORY}", "parcours.{}?bloc=seuils", "emploi.{}?bloc=retour",
             "comparer.{}?niveau=epci"],
)  # fmt: skip
def test_the_workbook_and_the_csv_of_a_view_give_the_same_code(reader, path):
    sheet = load_workbook(io.BytesIO(got(reader, path.format("xlsx"))))["À lire"]
    words = [(row[0] or "", row[1] or "") for row in sheet.iter_rows(min_col=1, max_col=2, values_only=True)]
    codes = codes_in(words)
    assert codes == codes_in([line[:2] for line in lines_of(got(reader, path.format("csv")))]) and len(codes) == 1
    assert any(label == "À quoi sert un code" for label, _ in words)


@pytest.mark.parametrize("path", PICTURES)
def test_a_phone_reads_the_code_of_a_picture_even_printed_small(reader, path):
    image = Image.open(io.BytesIO(got(reader, path.format("png")))).convert("L")
    for width in (image.width, 1000):
        drawn = image.resize((width, round(image.height * width / image.width)))
        (read,) = zxingcpp.read_barcodes(drawn)
        address = re.fullmatch(rf"{SITE}(/f/[0-9A-Z]+)", read.text)
        assert reader.get(f"{address[1]}.json").status_code == 200
    drawing = ElementTree.fromstring(got(reader, path.format("svg")))
    assert read.text in "".join(drawing.itertext())


def test_the_same_view_gives_the_same_bytes(reader):
    for path in ("carte.csv?niveau=epci", "carte.svg?niveau=epci", "carte.xlsx?niveau=epci", "emploi.csv"):
        assert got(reader, path) == got(reader, path), path


def test_a_carnet_that_cannot_be_written_spoils_no_file_and_the_log_says_so(reader, monkeypatch, tmp_path, caplog):
    (tmp_path / "fichier").write_text("pas un dossier")
    monkeypatch.setenv("OBSERVATOIRE_CARNET", str(tmp_path / "fichier" / "carnet.sqlite"))
    for path in ("carte.csv", f"territoire.csv?{TERRITORY}", "parcours.csv", "emploi.csv", "comparer.csv"):
        caplog.clear()
        content = got(reader, path).decode("utf-8-sig")
        assert "À LIRE" in content and "Code de la figure" not in content and "sert un code" not in content
        assert "no code in the file" in caplog.text and "carnet" in caplog.text, path
    assert "Figure" not in "".join(ElementTree.fromstring(got(reader, "carte.svg?niveau=epci")).itertext())


def test_a_suppressed_value_is_not_behind_the_code(reader):
    lines = lines_of(got(reader, "carte.csv?niveau=commune&indicateur=taux_pauvrete"))
    hidden = {line[1] for line in lines[1:] if "secret" in line[5]}
    (code,) = codes_in([line[:2] for line in lines])
    rows = reader.get(f"/f/{code}.json").json["figure"]["table"]["rows"]
    shown = [row for row in rows if row[0]["text"] in hidden]
    assert len(shown) == len(hidden) > 50
    assert all(row[1]["value"] is None for row in shown)
