from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.rules.cookies import in_words, lapsing, read_cookies

HEAD = "# Netscape HTTP Cookie File\n"
NOW = datetime(2026, 11, 25, tzinfo=UTC)


def row(name: str, days: float | None, domain: str = ".youtube.com", http_only: bool = True) -> str:
    ends = 0 if days is None else int(NOW.timestamp() + days * 86_400)
    return f"{'#HttpOnly_' if http_only else ''}{domain}\tTRUE\t/\tTRUE\t{ends}\t{name}\ta-secret\n"


def due(*rows: str) -> list[str]:
    cookies = read_cookies((HEAD + "".join(rows)).encode())
    assert cookies.problem is None
    return [in_words(one, NOW) for one in lapsing(cookies, NOW)]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "Netscape's format"),
        (b'[{"name": "SID"}]', "it is JSON"),
        (b"youtube.com\tTRUE\t/\tTRUE\t0\tSID\tx", "first line"),
        ((HEAD + "# a comment\n\n.a.com TRUE / TRUE 0 SID x").encode(), "line 4 is no cookie"),
        ((HEAD + ".a.com\tTRUE\t/\tTRUE\tsoon\tSID\tx").encode(), "line 2 is no cookie"),
    ],
)
def test_what_yt_dlp_would_not_take_is_told_with_its_place(content: bytes, problem: str) -> None:
    assert problem in (read_cookies(content).problem or "")


def test_cookies_are_counted_and_comments_are_not() -> None:
    cookies = read_cookies((HEAD + "# a comment\n\n" + row("SID", 300) + row("PREF", 9, http_only=False)).encode())
    assert (cookies.problem, cookies.count) == (None, 2)


def test_a_login_that_ran_out_or_soon_will_is_told_and_one_that_lasts_is_not() -> None:
    assert due(row("LOGIN_INFO", -1)) == ["the login of youtube.com ran out on 2026-11-24"]
    assert due(row("LOGIN_INFO", 5)) == ["the login of youtube.com runs out on 2026-11-30"]
    assert due(row("LOGIN_INFO", 100)) == []


def test_what_is_no_login_may_run_out() -> None:
    assert due(row("LOGIN_INFO", 100), row("GPS", 0.01), row("YSC", None)) == []


def test_of_an_unknown_sites_hidden_cookies_the_one_that_lasts_longest_counts() -> None:
    assert due(row("a", 1, "tube.example"), row("b", 100, "tube.example")) == []
    assert due(row("a", 1, "tube.example"), row("b", 2, "tube.example")) == [
        "the login of tube.example runs out on 2026-11-27"
    ]


def test_a_cookie_without_an_end_says_nothing() -> None:
    assert due(row("session", None, "tube.example"), row("a", 1, "tube.example")) == []


@pytest.mark.parametrize("ends", ["9" * 15, "9" * 400])
def test_an_end_that_no_calendar_has_says_nothing(ends: str) -> None:
    assert due(f".tube.example\tTRUE\t/\tTRUE\t{ends}\tSID\ta-secret\n") == []


def test_the_first_to_run_out_comes_first() -> None:
    rows = (row("SID", 3, "b.example"), row("SID", 1, "c.example"), row("SID", 2, "a.example"))
    cookies = read_cookies((HEAD + "".join(rows)).encode())
    assert [one.domain for one in lapsing(cookies, NOW)] == ["c.example", "a.example", "b.example"]


def test_no_cookies_value_is_shown() -> None:
    assert "a-secret" not in repr(read_cookies((HEAD + row("SID", 1)).encode()))


@given(st.binary())
def test_any_file_gets_a_verdict(content: bytes) -> None:
    assert read_cookies(content).problem
    lapsing(read_cookies(HEAD.encode() + content), NOW)
