"""One file received, whatever its producer's server does (played on the loopback)."""

from __future__ import annotations

import gzip
import threading

import pytest

from etl.transfer import MAX_DELAY_S, Download, delay_before_retry_s, retry_after_s
from tests.samples.producer import DATE, NOON, OTHER_ROWS, ROWS, asked_of, names_in, run, send, serving


def test_a_cut_download_goes_on_from_the_byte_where_it_stopped(producer, tmp_path):
    producer.pages["/communes.csv"] = serving(ROWS, cut_first_at=100_000, ETag='"v1"')
    result = run(tmp_path, asked_of(producer, "communes.csv"))
    first, second = producer.requests("/communes.csv")
    assert "Range" not in first
    assert (second["Range"], second["If-Range"]) == ("bytes=100000-", '"v1"')
    assert (result.status, result.path.read_bytes()) == ("resumed", ROWS)


@pytest.mark.parametrize(
    ("headers", "version"),
    [
        ({"ETag": '"v1"', "Last_Modified": DATE}, '"v1"'),
        ({"ETag": 'W/"v1"', "Last_Modified": DATE}, DATE),  # a weak ETag does not promise the same bytes
    ],
)
def test_a_download_left_unfinished_yesterday_is_finished_today(producer, tmp_path, headers, version):
    producer.pages["/communes.csv"] = serving(ROWS, cut_first_at=100_000, **headers)
    yesterday = run(tmp_path, asked_of(producer, "communes.csv"), retries=0)
    assert (yesterday.status, yesterday.path) == ("failed", None)
    assert names_in(tmp_path) == {"communes.csv.part", "communes.csv.part.json"}
    today = run(tmp_path, asked_of(producer, "communes.csv"))
    asked = producer.requests("/communes.csv")[1]
    assert (asked["Range"], asked["If-Range"]) == ("bytes=100000-", version)
    assert (today.status, today.path.read_bytes()) == ("resumed", ROWS)
    assert names_in(tmp_path) == {"communes.csv", "manifest.json"}


def test_a_server_that_ignores_ranges_is_read_again_from_the_first_byte(producer, tmp_path):
    producer.pages["/communes.csv"] = serving(ROWS, cut_first_at=100_000, ranges=False, ETag='"v1"')
    result = run(tmp_path, asked_of(producer, "communes.csv"))
    assert producer.requests("/communes.csv")[1]["Range"] == "bytes=100000-"
    assert (result.status, result.path.read_bytes()) == ("fetched", ROWS)


def test_a_file_revised_between_two_attempts_is_never_half_of_each(producer, tmp_path):
    producer.pages["/communes.csv"] = serving(ROWS, cut_first_at=100_000, ETag='"v1"')
    run(tmp_path, asked_of(producer, "communes.csv"), retries=0)
    producer.pages["/communes.csv"] = serving(OTHER_ROWS, ETag='"v2"')
    result = run(tmp_path, asked_of(producer, "communes.csv"))
    assert (result.status, result.path.read_bytes()) == ("fetched", OTHER_ROWS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ETag": '"v2"', "Content_Range": f"bytes 100000-{len(ROWS) - 1}/{len(ROWS)}"},
        {"ETag": '"v1"', "Content_Range": f"bytes 99999-{len(ROWS) - 1}/{len(ROWS)}"},
        {"ETag": '"v1"', "Content_Range": f"bytes 100000-{len(ROWS)}/{len(ROWS) + 1}"},
        {"ETag": '"v1"'},
    ],
)
def test_a_rest_that_does_not_follow_is_thrown_away(producer, tmp_path, wrong):
    def page(handler, number):
        if "Range" in handler.headers:
            send(handler, 206, OTHER_ROWS[100_000:], **wrong)
        else:
            send(handler, 200, ROWS, cut_at=100_000 if number == 1 else None, ETag='"v1"')

    producer.pages["/communes.csv"] = page
    result = run(tmp_path, asked_of(producer, "communes.csv"))
    assert ["Range" in headers for headers in producer.requests("/communes.csv")] == [False, True, False]
    assert (result.status, result.path.read_bytes()) == ("fetched", ROWS)


def test_a_rest_that_is_too_short_is_thrown_away(producer, tmp_path):
    def page(handler, number):
        if "Range" in handler.headers:
            whole = f"bytes 100000-{len(ROWS) - 1}/{len(ROWS)}"
            send(handler, 206, ROWS[100_000:-9], ETag='"v1"', Content_Range=whole)
        else:
            send(handler, 200, ROWS, cut_at=100_000 if number == 1 else None, ETag='"v1"')

    producer.pages["/communes.csv"] = page
    assert run(tmp_path, asked_of(producer, "communes.csv")).path.read_bytes() == ROWS


def test_the_bytes_of_another_address_are_not_the_beginning_of_this_one(producer, tmp_path):
    producer.pages["/2020.csv"] = serving(OTHER_ROWS, cut_first_at=100_000, ETag='"v1"')
    run(tmp_path, Download("filosofi", "2020", producer.url("/2020.csv"), "communes.csv"), retries=0)
    producer.pages["/2021.csv"] = serving(ROWS, ETag='"v1"')
    result = run(tmp_path, Download("filosofi", "2021", producer.url("/2021.csv"), "communes.csv"))
    assert (result.status, result.path.read_bytes()) == ("fetched", ROWS)


def test_a_file_sent_compressed_is_kept_as_the_producer_wrote_it(producer, tmp_path):
    producer.pages["/communes.csv"] = serving(gzip.compress(ROWS), Content_Encoding="gzip", ETag='"v1"')
    result = run(tmp_path, asked_of(producer, "communes.csv"))
    assert producer.requests("/communes.csv")[0]["Accept-Encoding"] == "identity"
    assert (result.status, result.path.read_bytes()) == ("fetched", ROWS)


def test_bytes_are_not_joined_when_nothing_says_they_are_of_the_same_version(producer, tmp_path):
    producer.pages["/communes.csv"] = serving(ROWS, cut_first_at=100_000)
    result = run(tmp_path, asked_of(producer, "communes.csv"))
    assert ["Range" in headers for headers in producer.requests("/communes.csv")] == [False, False]
    assert (result.status, result.path.read_bytes()) == ("fetched", ROWS)


def test_a_server_that_refuses_the_range_is_read_again_from_the_first_byte(producer, tmp_path):
    def page(handler, number):
        if "Range" in handler.headers:
            send(handler, 416)
        else:
            send(handler, 200, ROWS, cut_at=100_000 if number == 1 else None, ETag='"v1"')

    producer.pages["/communes.csv"] = page
    assert run(tmp_path, asked_of(producer, "communes.csv")).path.read_bytes() == ROWS


def test_a_server_too_busy_is_asked_again_after_the_delay_it_gives(producer, tmp_path):
    def page(handler, number):
        send(handler, *((503, b"") if number < 3 else (200, ROWS)), **({"Retry_After": "0"} if number < 3 else {}))

    producer.pages["/communes.csv"] = page
    # The backoff alone would wait for a minute: the test ends because Retry-After comes first.
    result = run(tmp_path, asked_of(producer, "communes.csv"), backoff_s=60)
    assert len(producer.requests("/communes.csv")) == 3
    assert (result.status, result.path.read_bytes()) == ("fetched", ROWS)


def test_a_server_that_stays_busy_is_left_after_the_attempts_allowed(producer, tmp_path):
    producer.pages["/communes.csv"] = lambda handler, number: send(handler, 503)
    result = run(tmp_path, asked_of(producer, "communes.csv"), retries=2)
    assert len(producer.requests("/communes.csv")) == 3
    assert (result.status, "503 (3 tentatives)" in result.sentence) == ("failed", True)


def test_a_silent_server_is_not_waited_for_for_ever(producer, tmp_path):
    hung_up = threading.Event()
    producer.pages["/communes.csv"] = lambda handler, number: hung_up.wait(10)
    result = run(tmp_path, asked_of(producer, "communes.csv"), retries=1, client_timeout_s=0.2)
    hung_up.set()
    assert len(producer.requests("/communes.csv")) == 2
    assert (result.status, "trop lente (2 tentatives)" in result.sentence) == ("failed", True)


def test_retry_after_is_a_number_of_seconds_or_a_date():
    assert retry_after_s("30", NOON) == 30
    assert retry_after_s("Mon, 02 Mar 2026 12:01:30 GMT", NOON) == 90
    assert retry_after_s("bientôt", NOON) is None
    assert retry_after_s(None, NOON) is None


def test_the_delay_doubles_at_each_attempt_and_is_never_longer_than_the_limit():
    assert 4 <= delay_before_retry_s(3, 1.0, None) <= 12
    assert delay_before_retry_s(30, 1.0, None) == MAX_DELAY_S
    assert delay_before_retry_s(0, 1.0, 86_400) == MAX_DELAY_S
    assert delay_before_retry_s(0, 1.0, -5) == 0


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html; charset=utf-8", b"Service indisponible"),
        ("text/csv", b"\xef\xbb\xbf \n<!doctype html><title>Maintenance</title>"),
    ],
)
def test_a_web_page_in_place_of_the_data_is_refused(producer, tmp_path, content_type, body):
    producer.pages["/communes.csv"] = lambda handler, number: send(handler, 200, body, Content_Type=content_type)
    result = run(tmp_path, asked_of(producer, "communes.csv"))
    assert (result.status, "page web (HTML)" in result.sentence) == ("failed", True)
    assert len(producer.requests("/communes.csv")) == 1
    assert names_in(tmp_path) == set()


def test_a_web_page_does_not_cost_the_bytes_already_received(producer, tmp_path):
    producer.pages["/communes.csv"] = serving(ROWS, cut_first_at=100_000, ETag='"v1"')
    run(tmp_path, asked_of(producer, "communes.csv"), retries=0)
    producer.pages["/communes.csv"] = lambda handler, number: send(handler, 200, b"-", Content_Type="text/html")
    run(tmp_path, asked_of(producer, "communes.csv"))
    assert (tmp_path / "communes.csv.part").read_bytes() == ROWS[:100_000]


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/a.csv", "http://127.0.0.1:port/a.csv", "a.csv"])
def test_an_address_that_cannot_be_read_is_said_so(tmp_path, url):
    result = run(tmp_path, Download("filosofi", "2021", url, "a.csv"))
    assert (result.status, "corrigez l’adresse" in result.sentence) == ("failed", True)


@pytest.mark.parametrize("filename", ["../a.csv", "/etc/a.csv", "b\\a.csv", "", "..", "manifest.json"])
def test_a_file_name_is_never_a_path(filename):
    with pytest.raises(ValueError, match="not a plain file name"):
        Download("filosofi", "2021", "http://127.0.0.1/a.csv", filename)
