from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.rules.http import Answer, Conditions, Representation, decide
from anypod.rules.http_dates import http_date, read_http_date

SIZE = 1000
ETAG = '"3e8-17"'
CHANGED = datetime(2026, 3, 1, 12, 0, 7, 654321, tzinfo=UTC)
DATE = "Sun, 01 Mar 2026 12:00:07 GMT"
LATER = "Sun, 01 Mar 2026 12:00:08 GMT"
EARLIER = "Sun, 01 Mar 2026 12:00:06 GMT"
FILE = Representation(size=SIZE, etag=ETAG, last_modified=CHANGED)


def header(answer: Answer, name: str) -> str | None:
    return dict(answer.headers).get(name)


def asked(range_: str | None = None, size: int = SIZE, if_range: str | None = None, method: str = "GET") -> Answer:
    file = Representation(size=size, etag=ETAG, last_modified=CHANGED)
    return decide(Conditions(method=method, range=range_, if_range=if_range), file)


def test_a_plain_get_is_the_whole_with_its_validators() -> None:
    answer = asked()
    assert (answer.status, answer.offset, answer.count) == (200, 0, SIZE)
    assert answer.headers == (
        ("ETag", ETAG),
        ("Last-Modified", DATE),
        ("Accept-Ranges", "bytes"),
        ("Content-Length", "1000"),
    )


@pytest.mark.parametrize(
    ("range_", "offset", "count"),
    [
        ("bytes=0-1", 0, 2),
        ("bytes=10-19", 10, 10),
        ("bytes=990-1998", 990, 10),
        ("bytes=500-", 500, 500),
        ("bytes=-1", 999, 1),
        ("bytes=-5000", 0, 1000),
        ("Bytes=0-0", 0, 1),
        ("bytes= 0-0 ", 0, 1),
        ("bytes=,0-0,", 0, 1),
        ("bytes=999-999", 999, 1),
        ("bytes=00000000000000000000000000000000000000001-1", 1, 1),
        (f"bytes=1-{'9' * 5000}", 1, 999),
        (f"bytes=-{'9' * 5000}", 0, 1000),
    ],
)
def test_one_range_is_a_part(range_: str, offset: int, count: int) -> None:
    answer = asked(range_)
    assert (answer.status, answer.offset, answer.count) == (206, offset, count)
    assert header(answer, "Content-Range") == f"bytes {offset}-{offset + count - 1}/{SIZE}"
    assert header(answer, "Content-Length") == str(count)


@pytest.mark.parametrize("range_", ["bytes=1000-", "bytes=1000-2000", "bytes=-0", f"bytes={'9' * 5000}-"])
def test_a_range_without_any_byte_is_416_with_the_size(range_: str) -> None:
    answer = asked(range_)
    assert (answer.status, answer.count) == (416, 0)
    assert header(answer, "Content-Range") == "bytes */1000"


@pytest.mark.parametrize(
    "range_",
    [
        *("lines=1-2", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=2-1", "bytes=1-2-3", "bytes:0-1", "", "0-1"),
        *("bytes=0-1,5-6", "bytes=0-1, -5", "bytes=0x1-5", "bytes=+1-5", "bytes=1 - 5", "bytes=\u0661-\u0662"),
    ],
)
def test_another_unit_nonsense_and_several_ranges_are_answered_whole(range_: str) -> None:
    answer = asked(range_)
    assert (answer.status, answer.count) == (200, SIZE)
    assert header(answer, "Content-Range") is None


def test_a_range_is_for_get_only() -> None:
    assert asked("bytes=0-1", method="HEAD") == asked(method="HEAD") == asked()


def test_nothing_of_an_empty_file_can_be_asked_for() -> None:
    assert asked(size=0).status == 200
    assert asked("bytes=0-", size=0).status == 416
    assert asked("bytes=-5", size=0).status == 416
    assert header(asked("bytes=0-0", size=0), "Content-Range") == "bytes */0"


def test_what_has_no_ranges_does_not_offer_them() -> None:
    feed = Representation(size=SIZE, etag=ETAG, last_modified=CHANGED, ranges=False)
    answer = decide(Conditions(range="bytes=0-1"), feed)
    assert answer.status == 200
    assert header(answer, "Accept-Ranges") is None


@pytest.mark.parametrize(
    ("if_range", "status"),
    [
        (ETAG, 206),
        ('"other"', 200),
        (f"W/{ETAG}", 200),
        (DATE, 206),
        (LATER, 200),
        (EARLIER, 200),
        ("nonsense", 200),
        ("", 200),
    ],
)
def test_if_range_is_a_strong_tag_or_the_very_date(if_range: str, status: int) -> None:
    assert asked("bytes=0-1", if_range=if_range).status == status


@pytest.mark.parametrize(
    ("conditions", "status"),
    [
        (Conditions(if_none_match=ETAG), 304),
        (Conditions(if_none_match=f'"a", W/{ETAG}'), 304),
        (Conditions(if_none_match="*"), 304),
        (Conditions(if_none_match='"a,b"'), 200),
        (Conditions(if_none_match="3e8-17"), 200),
        (Conditions(if_none_match='"other"', if_modified_since=DATE), 200),
        (Conditions(if_none_match=ETAG, if_modified_since=EARLIER), 304),
        (Conditions(if_none_match=ETAG, range="bytes=0-1"), 304),
        (Conditions(method="HEAD", if_none_match=ETAG), 304),
        (Conditions(if_modified_since=DATE), 304),
        (Conditions(if_modified_since=LATER), 304),
        (Conditions(if_modified_since=EARLIER), 200),
        (Conditions(if_modified_since="Sunday, 01-Mar-26 12:00:07 GMT"), 304),
        (Conditions(if_modified_since="Sun Mar  1 12:00:07 2026"), 304),
        (Conditions(if_modified_since="yesterday"), 200),
        (Conditions(if_match=ETAG), 200),
        (Conditions(if_match="*"), 200),
        (Conditions(if_match=f"W/{ETAG}"), 412),
        (Conditions(if_match='"other"'), 412),
        (Conditions(if_match="*", if_unmodified_since=EARLIER), 200),
        (Conditions(if_match='"other"', if_none_match=ETAG), 412),
        (Conditions(if_unmodified_since=DATE), 200),
        (Conditions(if_unmodified_since=LATER), 200),
        (Conditions(if_unmodified_since=EARLIER), 412),
        (Conditions(if_unmodified_since="yesterday"), 200),
        (Conditions(if_match=ETAG, range="bytes=0-1"), 206),
        (Conditions(if_match='"other"', range="bytes=5000-"), 412),
    ],
)
def test_conditions_come_in_their_order(conditions: Conditions, status: int) -> None:
    answer = decide(conditions, FILE)
    assert answer.status == status
    assert answer.has_content == (status in {200, 206})
    assert header(answer, "ETag") == ETAG


def test_without_a_date_only_tags_count() -> None:
    undated = Representation(size=SIZE, etag=ETAG, last_modified=None)
    assert decide(Conditions(if_modified_since=LATER), undated).status == 200
    assert decide(Conditions(if_unmodified_since=EARLIER), undated).status == 200
    assert decide(Conditions(range="bytes=0-1", if_range=DATE), undated).status == 200
    assert header(decide(Conditions(), undated), "Last-Modified") is None


@given(st.integers(0, 2000), st.integers(0, 3000), st.integers(0, 3000))
def test_a_part_never_leaves_the_file(size: int, first: int, last: int) -> None:
    answer = asked(f"bytes={first}-{last}", size=size)
    if answer.status == 206:
        assert answer.offset == first
        assert answer.count == min(last, size - 1) - first + 1
    else:
        assert answer.status == (200 if last < first else 416)


@given(st.integers(0, 2000), st.integers(0, 3000))
def test_a_suffix_is_the_end_of_the_file(size: int, length: int) -> None:
    answer = asked(f"bytes=-{length}", size=size)
    if size and length:
        assert (answer.status, answer.offset + answer.count, answer.count) == (206, size, min(size, length))
    else:
        assert answer.status == 416


HEADER = st.none() | st.text(max_size=40) | st.sampled_from([ETAG, DATE, "*", "bytes=0-1"])
CONDITIONS = st.builds(
    Conditions,
    method=st.sampled_from(["GET", "HEAD"]),
    if_match=HEADER,
    if_unmodified_since=HEADER,
    if_none_match=HEADER,
    if_modified_since=HEADER,
    range=HEADER,
    if_range=HEADER,
)


@given(CONDITIONS)
def test_any_text_in_any_header_is_answered(conditions: Conditions) -> None:
    answer = decide(conditions, FILE)
    assert answer.status in {200, 206, 304, 412, 416}
    assert 0 <= answer.offset <= answer.offset + answer.count <= SIZE


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1)))  # noqa: DTZ001 - hypothesis asks for naive bounds
def test_a_date_is_read_as_it_was_written(naive: datetime) -> None:
    when = naive.replace(tzinfo=UTC)
    assert read_http_date(http_date(when)) == when - timedelta(microseconds=when.microsecond)
