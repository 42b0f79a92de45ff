from __future__ import annotations

import pytest

from anypod.rules.pages import page_of


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://a.example/talks#__youtubedl_smuggle=%7B%22part%22%3A+2%7D", "https://a.example/talks"),
        ("https://a.example/talks#second", "https://a.example/talks#second"),
        ("https://a.example/talks", "https://a.example/talks"),
    ],
)
def test_a_page_is_named_without_what_only_ytdlp_is_told(url: str, page: str) -> None:
    assert page_of(url) == page
