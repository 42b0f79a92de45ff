from __future__ import annotations

import pytest

from anypod.rules.passwords import without_password


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("https://me:hush@video.example/@talks", "https://video.example/@talks"),
        ("https://me:hu@sh@video.example/", "https://video.example/"),
        (
            "from HTTP://hush@a.example and socks5://hush:hush@b.example:1080",
            "from HTTP://a.example and socks5://b.example:1080",
        ),
        ("https://video.example/@talks?to=me@x", "https://video.example/@talks?to=me@x"),
        ("me@video.example", "me@video.example"),
    ],
)
def test_names_and_passwords_before_hosts_are_left_out(text: str, left: str) -> None:
    assert without_password(text) == left
