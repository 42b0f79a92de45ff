from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.web.front import Entry, entry

TOKENS = {"me": "s3cret", "nobody": ""}


@pytest.mark.parametrize(
    ("base", "path", "inner", "before"),
    [
        ("http://x", "/feeds/a.xml", "/feeds/a.xml", ""),
        ("http://x/", "/feeds/a.xml", "/feeds/a.xml", ""),
        ("http://x/p", "/p/feeds/a.xml", "/feeds/a.xml", "/p"),
        ("http://x/p/", "/p/feeds/a.xml", "/feeds/a.xml", "/p"),
        ("http://x/p", "/feeds/a.xml", "/feeds/a.xml", ""),
        ("http://x/p", "/p", "/", "/p"),
        ("http://x/p", "/p/", "/", "/p"),
        ("http://x/p/q", "/p/q/media/a/b.mp3", "/media/a/b.mp3", "/p/q"),
        ("http://x/p%20q", "/p q/feeds", "/feeds", "/p q"),
        ("http://x/p", "/ppp/feeds", "/ppp/feeds", ""),
        ("http://x/media", "/media/a/b.mp3", "/media/a/b.mp3", ""),
        ("http://x/media", "/media/media/a/b.mp3", "/media/a/b.mp3", "/media"),
        ("http://x/feeds", "/feeds/a.xml", "/feeds/a.xml", ""),
    ],
)
def test_a_prefix_is_taken_off_once(base: str, path: str, inner: str, before: str) -> None:
    assert entry(path, base, {}) == Entry(inner, before)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/t/s3cret/feeds/a.xml", Entry("/feeds/a.xml", "/t/s3cret", "s3cret")),
        ("/p/t/s3cret/feeds/a.xml", Entry("/feeds/a.xml", "/p/t/s3cret", "s3cret")),
        ("/t/s3cret", Entry("/", "/t/s3cret", "s3cret")),
        ("/api/health", Entry("/api/health")),
        ("/p/api/ready", Entry("/api/ready", "/p")),
        ("/feeds/a.xml", Entry(None)),
        ("/t/wrong/feeds/a.xml", Entry(None)),
        ("/t//feeds/a.xml", Entry(None)),
        ("/t", Entry(None)),
        ("", Entry(None)),
    ],
)
def test_where_there_are_tokens_one_must_be_in_the_path(path: str, expected: Entry) -> None:
    assert entry(path, "http://x/p", TOKENS) == expected


@given(st.text().filter(lambda path: "s3cret" not in path and not path.endswith(("/api/health", "/api/ready"))))
def test_no_path_without_the_secret_comes_in(path: str) -> None:
    assert entry(path, "http://x/p", TOKENS).path is None
