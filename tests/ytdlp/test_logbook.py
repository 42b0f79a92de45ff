from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.ytdlp.logbook import HEAD, TAIL, Logbook


def test_a_short_log_is_whole() -> None:
    log = Logbook()
    log.add("one")
    log.add("two")
    assert log.text() == "one\ntwo\n"


def test_a_long_log_keeps_its_beginning_and_its_end_and_says_what_is_missing() -> None:
    log = Logbook()
    for number in range(40_000):
        log.add(f"line {number}")
    text = log.text()
    assert text.startswith("line 0\n")
    assert text.endswith("line 39999\n")
    assert "characters left out" in text
    assert len(text) <= HEAD + TAIL + 100


@given(st.lists(st.integers(0, TAIL * 2), max_size=4))
def test_no_log_outgrows_its_limit(lengths: list[int]) -> None:
    log = Logbook()
    for length in lengths:
        log.add("x" * length)
    assert len(log.text()) <= HEAD + TAIL + 100


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("get https://a/b?v=1&token=abc&x=2", "get https://a/b?v=1&token=…&x=2"),
        ("https://a/b?sig=abc%3D", "https://a/b?sig=…"),
        ("proxy socks5://user:word@host:1", "proxy socks5://…@host:1"),
        ("Cookie: SID=abc; HSID=def", "Cookie: …"),
        ("\x1b[0;31mERROR:\x1b[0m no", "ERROR: no"),
        ("value hunter22 in the middle", "value … in the middle"),
    ],
)
def test_secrets_are_cut(line: str, clean: str) -> None:
    assert Logbook({"hunter22"}).clean(line) == clean
