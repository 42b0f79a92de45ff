from __future__ import annotations

import pytest

from anypod.rules.site import site_of


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.youtube.com/@chan", "youtube.com"),
        ("https://music.youtube.com/x", "youtube.com"),
        ("https://youtu.be/abc", "youtube.com"),
        ("https://cast.example.co.uk/feed", "example.co.uk"),
        ("http://127.0.0.1:8080/x", "127.0.0.1:8080"),
        ("http://[::1]:99/x", "::1:99"),
        ("http://nas/x", "nas"),
        ("not a url", ""),
        ("http://[::1/x", ""),
        ("http://nas:99999/x", ""),
    ],
)
def test_the_site_is_the_registered_domain(url: str, site: str) -> None:
    assert site_of(url) == site
