"""Archives received from a producer's server played on the loopback."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.samples.producer import ROWS, asked_of, names_in, run, serving


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_the_members_of_an_archive_are_put_in_a_folder_of_its_name(producer, tmp_path):
    producer.pages["/rp2021.zip"] = serving(zipped({"rp2021.csv": ROWS, "meta/notice.txt": b"lisez-moi"}))
    result = run(tmp_path, asked_of(producer, "rp2021.zip", unzip=True))
    assert result.status == "fetched"
    assert result.members == (tmp_path / "rp2021/meta/notice.txt", tmp_path / "rp2021/rp2021.csv")
    assert (tmp_path / "rp2021/rp2021.csv").read_bytes() == ROWS
    assert run(tmp_path, asked_of(producer, "rp2021.zip", unzip=True)).members == result.members


def test_a_new_archive_leaves_no_member_of_the_former_one(producer, tmp_path):
    producer.pages["/rp.zip"] = serving(zipped({"rp2020.csv": ROWS}))
    run(tmp_path, asked_of(producer, "rp.zip", unzip=True))
    producer.pages["/rp.zip"] = serving(zipped({"rp2021.csv": ROWS}))
    result = run(tmp_path, asked_of(producer, "rp.zip", unzip=True), force=True)
    assert names_in(tmp_path / "rp") == {"rp2021.csv"}
    assert result.status == "fetched"


@pytest.mark.parametrize("name", ["../evil.csv", "/evil.csv", "a/../../evil.csv", "..\\evil.csv", "C:\\evil.csv"])
def test_an_archive_that_writes_outside_its_folder_is_refused(producer, tmp_path, name):
    producer.pages["/rp2021.zip"] = serving(zipped({"rp2021.csv": ROWS, name: b"evil"}))
    result = run(tmp_path / "raw", asked_of(producer, "rp2021.zip", unzip=True))
    assert (result.status, "sortirait de son dossier" in result.sentence) == ("failed", True)
    assert names_in(tmp_path) == {"raw", "raw/rp2021.zip.rejected"}


def test_an_archive_that_swells_beyond_the_limit_is_refused(producer, tmp_path):
    producer.pages["/rp2021.zip"] = serving(zipped({"a.csv": bytes(600_000), "b.csv": bytes(600_000)}))
    wanted = asked_of(producer, "rp2021.zip", unzip=True)
    result = run(tmp_path, wanted, max_unzipped_bytes=1_199_999)
    assert (result.status, "1\u202f199\u202f999 octets" in result.sentence) == ("failed", True)
    assert names_in(tmp_path) == {"rp2021.zip.rejected"}
    assert run(tmp_path, wanted, max_unzipped_bytes=1_200_000).status == "fetched"


def test_a_damaged_archive_is_refused(producer, tmp_path):
    producer.pages["/rp2021.zip"] = serving(zipped({"rp2021.csv": ROWS})[:-40])
    result = run(tmp_path, asked_of(producer, "rp2021.zip", unzip=True))
    assert (result.status, "abîmée" in result.sentence) == ("failed", True)
    assert names_in(tmp_path) == {"rp2021.zip.rejected"}
