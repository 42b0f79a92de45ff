from __future__ import annotations

import pytest

from anypod.kernel.asking import address_of, host_header


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://a.example/x", "a.example"),
        ("http://me:secret@a.example:8000", "a.example:8000"),
        ("http://a.example:80/", "a.example"),
        ("https://a.example:443/", "a.example"),
        ("https://a.example:80/", "a.example:80"),
        ("http://BÜCHER.example/", "xn--bcher-kva.example"),
        ("http://[2606:4700::1111]/", "[2606:4700::1111]"),
        ("http://[::1]:8000/", "[::1]:8000"),
    ],
)
def test_a_host_is_named_as_servers_read_it(url: str, host: str) -> None:
    assert host_header(address_of(url)) == ("Host", host)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://a.example", b"/"),
        ("http://a.example/ping?urlprefix=http%3A%2F%2Fa.org/ä", b"/ping?urlprefix=http%3A%2F%2Fa.org/%C3%A4"),
        ("http://a.example/a b/é?x=1 2#f", b"/a%20b/%C3%A9?x=1%202"),
        ("http://a.example/\ud800", b"/%ED%A0%80"),
    ],
)
def test_a_target_is_ascii_and_what_is_encoded_stays_as_it_is(url: str, target: bytes) -> None:
    assert address_of(url).target == target


@pytest.mark.parametrize("url", ["http://[::1", "http://a..b/", "http://a:x/"])
def test_what_can_not_be_taken_apart_is_an_error(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        address_of(url)
