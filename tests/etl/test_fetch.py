"""Downloads into a folder and their manifest, against a producer's server played on the loopback."""

from __future__ import annotations

import hashlib
import json

import pytest

from etl.transfer import Download
from observatoire.errors import BadFile
from observatoire.typography import french
from tests.samples.producer import DATE, OTHER_ROWS, ROWS, asked_of, names_in, run, send, serving


def test_a_published_file_arrives_byte_for_byte_and_enters_the_manifest(producer, tmp_path):
    producer.pages["/communes.csv"] = serving(ROWS, ETag='"v1"', Last_Modified=DATE)
    result = run(tmp_path, asked_of(producer, "communes.csv"))
    assert (result.status, result.path) == ("fetched", tmp_path / "communes.csv")
    assert result.path.read_bytes() == ROWS
    assert json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8")) == [
        {
            "source": "filosofi",
            "vintage": "2021",
            "file": "communes.csv",
            "url": producer.url("/communes.csv"),
            "sha256": hashlib.sha256(ROWS).hexdigest(),
            "bytes": len(ROWS),
            "fetched_at": "2026-03-02T12:00:00+00:00",
            "etag": '"v1"',
            "last_modified": DATE,
        }
    ]
    assert names_in(tmp_path) == {"communes.csv", "manifest.json"}


def test_an_address_that_is_gone_is_asked_for_once_and_stops_no_other_file(producer, tmp_path):
    producer.pages |= {"/gone.csv": lambda handler, number: send(handler, 404), "/communes.csv": serving(ROWS)}
    gone, kept = run(tmp_path, asked_of(producer, "gone.csv"), asked_of(producer, "communes.csv"))
    assert len(producer.requests("/gone.csv")) == 1
    assert gone.status == "failed"
    assert gone.sentence == french(
        f"gone.csv : le serveur répond 404 à l’adresse {producer.url('/gone.csv')} ; "
        "corrigez l’adresse dans data/catalogue/sources/filosofi.yml ou déposez le fichier à la main."
    )
    assert (kept.status, kept.path.read_bytes()) == ("fetched", ROWS)
    assert [entry["file"] for entry in json.loads((tmp_path / "manifest.json").read_text())] == ["communes.csv"]


def test_a_file_that_is_not_the_pinned_one_is_set_aside_and_yesterdays_stays(producer, tmp_path):
    producer.pages["/communes.csv"] = serving(ROWS)
    run(tmp_path, asked_of(producer, "communes.csv"))
    manifest = (tmp_path / "manifest.json").read_bytes()
    producer.pages["/communes.csv"] = serving(OTHER_ROWS)
    result = run(tmp_path, asked_of(producer, "communes.csv", sha256=hashlib.sha256(b"expected").hexdigest()))
    assert (result.status, "sha256" in result.sentence) == ("failed", True)
    assert (tmp_path / "communes.csv").read_bytes() == ROWS
    assert (tmp_path / "communes.csv.rejected").read_bytes() == OTHER_ROWS
    assert (tmp_path / "manifest.json").read_bytes() == manifest
    assert names_in(tmp_path) == {"communes.csv", "communes.csv.rejected", "manifest.json"}


def test_the_pinned_file_is_accepted_whatever_the_case_of_its_fingerprint(producer, tmp_path):
    producer.pages["/communes.csv"] = serving(ROWS)
    pinned = asked_of(producer, "communes.csv", sha256=hashlib.sha256(ROWS).hexdigest().upper())
    assert [run(tmp_path, pinned).status, run(tmp_path, pinned).status] == ["fetched", "unchanged"]


def test_a_file_already_there_is_not_asked_for_again(producer, tmp_path):
    producer.pages["/communes.csv"] = serving(ROWS)
    run(tmp_path, asked_of(producer, "communes.csv"))
    assert run(tmp_path, asked_of(producer, "communes.csv")).status == "unchanged"
    assert len(producer.requests("/communes.csv")) == 1


@pytest.mark.parametrize("altered", [b"CODGEO;TP60\n01001;5\n", None])
def test_a_file_altered_or_removed_since_is_fetched_again(producer, tmp_path, altered):
    producer.pages["/communes.csv"] = serving(ROWS)
    path = run(tmp_path, asked_of(producer, "communes.csv")).path
    path.unlink() if altered is None else path.write_bytes(altered)
    assert run(tmp_path, asked_of(producer, "communes.csv")).status == "fetched"
    assert path.read_bytes() == ROWS


def test_a_new_address_in_the_catalogue_replaces_the_file_of_the_former_one(producer, tmp_path):
    producer.pages |= {"/2020.csv": serving(OTHER_ROWS), "/2021.csv": serving(ROWS)}
    run(tmp_path, Download("filosofi", "2020", producer.url("/2020.csv"), "communes.csv"))
    result = run(tmp_path, Download("filosofi", "2021", producer.url("/2021.csv"), "communes.csv"))
    assert (result.status, result.path.read_bytes()) == ("fetched", ROWS)
    entries = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert [(entry["file"], entry["vintage"]) for entry in entries] == [("communes.csv", "2021")]


def test_a_forced_run_asks_the_server_whether_the_file_changed(producer, tmp_path):
    def page(handler, number):
        if handler.headers.get("If-None-Match") == '"v1"' and handler.headers.get("If-Modified-Since") == DATE:
            handler.send_response(304)
            handler.end_headers()
        else:
            send(handler, 200, ROWS, ETag='"v1"', Last_Modified=DATE)

    producer.pages["/communes.csv"] = page
    run(tmp_path, asked_of(producer, "communes.csv"))
    manifest = (tmp_path / "manifest.json").read_bytes()
    assert run(tmp_path, asked_of(producer, "communes.csv"), force=True).status == "unchanged"
    assert len(producer.requests("/communes.csv")) == 2
    assert (tmp_path / "manifest.json").read_bytes() == manifest
    producer.pages["/communes.csv"] = serving(OTHER_ROWS, ETag='"v2"')
    revised = run(tmp_path, asked_of(producer, "communes.csv"), force=True)
    assert (revised.status, revised.path.read_bytes()) == ("fetched", OTHER_ROWS)


def test_two_addresses_under_one_name_do_not_overwrite_each_other(producer, tmp_path):
    producer.pages |= {"/a.csv": serving(ROWS), "/b.csv": serving(OTHER_ROWS)}
    other = Download("filosofi", "2020", producer.url("/b.csv"), "a.csv")
    first, second = run(tmp_path, asked_of(producer, "a.csv"), other)
    assert (first.status, second.status) == ("fetched", "failed")
    assert (tmp_path / "a.csv").read_bytes() == ROWS


def test_a_disk_that_refuses_a_file_stops_no_other_file(producer, tmp_path):
    producer.pages |= {"/a.csv": serving(ROWS), "/b.csv": serving(ROWS)}
    (tmp_path / "a.csv").mkdir()
    first, second = run(tmp_path, asked_of(producer, "a.csv"), asked_of(producer, "b.csv"))
    assert (first.status, "disque" in first.sentence, second.status) == ("failed", True, "fetched")


def test_a_damaged_manifest_is_not_silently_replaced(tmp_path):
    (tmp_path / "manifest.json").write_text('[{"file": "communes', encoding="utf-8")
    with pytest.raises(BadFile, match="registre des téléchargements est abîmé"):
        run(tmp_path, Download("filosofi", "2021", "http://127.0.0.1:9/a.csv", "a.csv"))


def test_only_the_progress_bar_is_printed_and_only_on_the_error_stream(producer, tmp_path, capfd):
    producer.pages |= {"/a.csv": serving(ROWS), "/b.csv": serving(ROWS)}
    run(tmp_path, asked_of(producer, "a.csv"))
    assert capfd.readouterr() == ("", "")
    run(tmp_path, asked_of(producer, "b.csv"), progress=True)
    out, err = capfd.readouterr()
    assert (out, "b.csv" in err) == ("", True)
