"""The meeting of a panier, asked of the server as its slides do."""

from __future__ import annotations

import json

import pytest

from observatoire.carnet import open_carnet
from observatoire.carnet.paniers import add_item, new_panier

ADDRESS = "/territoire/departement/05#taux_chomage_localise"
SENT = {"adresse": ADDRESS, "texte": "Ouvrir une permanence", "responsable": "Mme Roux", "etat": "a_faire"}
ELSEWHERE = {"Origin": "https://ailleurs.exemple", "Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def reader(hautes_alpes, monkeypatch, tmp_path):
    monkeypatch.setenv("OBSERVATOIRE_CARNET", str(tmp_path / "carnet.sqlite"))
    monkeypatch.setenv("OBSERVATOIRE_ADRESSE", "https://observatoire.exemple.fr")
    return hautes_alpes


@pytest.fixture
def panier(reader, tmp_path) -> str:
    carnet = open_carnet(tmp_path / "carnet.sqlite")
    return add_item(carnet, new_panier(carnet, "Comité").id, ADDRESS, "Chômage").id


def test_the_slides_of_a_panier_are_served_with_a_policy_of_their_own(reader, panier):
    answer = reader.get(f"/copil/{panier}")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'") and "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    said = answer.get_data(as_text=True)
    assert "Où le chômage est-il le plus élevé\u202f?" in said and "/f/" in said


def test_the_style_and_the_script_of_the_slides_are_served(reader, panier):
    said = reader.get(f"/copil/{panier}").get_data(as_text=True)
    for kind in ("css", "js"):
        address = next(
            part.partition('"')[0] for part in said.split('="') if part.startswith(f"/assets/copil/copil.{kind}")
        )
        assert reader.get(address).status_code == 200


def test_the_other_pages_do_not_load_the_slides(reader):
    assert "copil/copil" not in reader.get("/").get_data(as_text=True)


def test_a_decision_is_kept_then_changed(reader, panier):
    kept = reader.post(f"/copil/{panier}/decisions", json=SENT)
    assert kept.status_code == 201
    assert kept.json["texte"] == "Ouvrir une permanence" and kept.json["etat"] == "a_faire"
    changed = reader.post(f"/copil/{panier}/decisions/{kept.json['id']}", json=SENT | {"etat": "faite"})
    assert (changed.status_code, changed.json["etat"]) == (200, "faite")
    assert '"etat": "faite"' in reader.get(f"/copil/{panier}").get_data(as_text=True)


def test_a_decision_of_another_panier_cannot_be_changed(reader, panier, tmp_path):
    kept = reader.post(f"/copil/{panier}/decisions", json=SENT).json
    other = new_panier(open_carnet(tmp_path / "carnet.sqlite")).id
    assert reader.post(f"/copil/{other}/decisions/{kept['id']}", json=SENT).status_code == 400


@pytest.mark.parametrize("path", ["decisions", "decisions/1", "decisions/reprise", "terminer"])
def test_another_site_cannot_write_in_a_meeting(reader, panier, path):
    assert reader.post(f"/copil/{panier}/{path}", json=SENT, headers=ELSEWHERE).status_code == 403
    assert reader.post(f"/copil/{panier}/{path}", data=SENT).status_code == 415


def test_what_is_refused_is_told_in_a_sentence(reader, panier):
    answer = reader.post(f"/copil/{panier}/decisions", json=SENT | {"texte": " "})
    assert (answer.status_code, answer.json["phrase"]) == (400, "Une décision a besoin d’un texte.")


def test_a_file_saved_without_network_is_taken_back(reader, panier):
    file = {"format": "decisions-copil", "decisions": [SENT | {"prise_le": "2026-01-15"}]}
    answer = reader.post(f"/copil/{panier}/decisions/reprise", json=file)
    assert answer.json["phrase"] == "1\u00a0décision reprise."
    assert [item["texte"] for item in answer.json["decisions"]] == ["Ouvrir une permanence"]
    again = reader.post(f"/copil/{panier}/decisions/reprise", json=file)
    assert again.json["phrase"] == "Ce fichier n’apporte rien de nouveau."


def test_a_meeting_is_ended(reader, panier):
    answer = reader.post(f"/copil/{panier}/terminer", json={})
    assert answer.status_code == 200 and "terminée" in answer.json["phrase"]


def test_the_file_for_a_room_without_network_is_downloaded(reader, panier):
    answer = reader.get(f"/fichiers/copil/{panier}.html")
    assert answer.headers["Content-Disposition"] == "attachment; filename=demonstration-copil-comite.html"
    said = answer.get_data(as_text=True)
    assert "default-src 'none'" in said and 'src="/' not in said
    assert panier not in said


def test_the_meeting_is_a_presentation_too(reader, panier):
    answer = reader.get(f"/fichiers/copil/{panier}.pptx")
    assert answer.status_code == 200 and answer.data.startswith(b"PK")


def test_a_format_or_a_panier_that_does_not_exist_is_told_in_a_sentence(reader, panier):
    assert "html, pptx" in reader.get(f"/fichiers/copil/{panier}.doc").get_data(as_text=True)
    for path in (f"/copil/{'A' * 22}", "/copil/x", f"/fichiers/copil/{'A' * 22}.html"):
        answer = reader.get(path)
        assert (answer.status_code, answer.mimetype) == (404, "text/plain")
        assert "n’existe pas" in answer.get_data(as_text=True)


def test_a_meeting_without_any_warehouse_says_what_to_run(reader, panier, monkeypatch, tmp_path):
    monkeypatch.setenv("OBSERVATOIRE_ENTREPOT", str(tmp_path / "absent.duckdb"))
    answer = reader.get(f"/copil/{panier}")
    assert answer.status_code == 503 and "make demo" in answer.get_data(as_text=True)


def test_the_data_of_the_page_are_those_of_the_carnet(reader, panier):
    reader.post(f"/copil/{panier}/decisions", json=SENT)
    said = reader.get(f"/copil/{panier}").get_data(as_text=True)
    data = json.loads(said.partition('id="seance">')[2].partition("</script>")[0])
    assert data["direct"] is True and [item["responsable"] for item in data["decisions"]] == ["Mme Roux"]
