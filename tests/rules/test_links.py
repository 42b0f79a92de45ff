from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.rules.links import Links, ascii_url

ANY = st.text(st.characters())


def test_links_begin_with_the_base_url_and_keep_its_path() -> None:
    links = Links("https://pods.example/a/b/")
    assert links.feed("talks") == "https://pods.example/a/b/feeds/talks.xml"
    assert links.media("talks", "abc", "m4a") == "https://pods.example/a/b/media/talks/abc.m4a"
    assert links.image("talks") == "https://pods.example/a/b/images/talks.jpg"
    assert links.image("talks", "f00d") == "https://pods.example/a/b/images/talks.f00d.jpg"
    assert links.item_image("talks", "abc") == "https://pods.example/a/b/images/talks/abc.jpg"
    assert links.chapters("talks", "abc") == "https://pods.example/a/b/chapters/talks/abc.json"
    assert links.transcript("talks", "abc", "pt-BR") == "https://pods.example/a/b/transcripts/talks/abc.pt-BR.vtt"
    assert links.transcript("talks", "abc", "en", "srt") == "https://pods.example/a/b/transcripts/talks/abc.en.srt"


def test_the_first_page_of_a_feed_is_the_feed() -> None:
    links = Links("https://pods.example")
    assert links.feed("talks", 1) == links.feed("talks")
    assert links.feed("talks", 3) == "https://pods.example/feeds/talks.xml?page=3"


@pytest.mark.parametrize("base", ["", "pods.example", "ftp://pods.example", "https://", "http://a:99999"])
def test_a_base_that_is_no_web_address_is_refused(base: str) -> None:
    with pytest.raises(ValueError, match="not an http"):
        Links(base)


@given(st.text(min_size=1))
def test_any_id_is_one_ascii_segment_that_reads_back(id_: str) -> None:
    url = Links("http://[::1]:8000/x").media("talks", id_, "mp3")
    segments = urlsplit(url).path.split("/")
    assert url.isascii()
    assert len(segments) == 5
    assert unquote(segments[-1]) == f"{id_}.mp3"


@given(ANY)
def test_whatever_comes_out_is_ascii_and_stays_what_it_is(url: str) -> None:
    for made in (ascii_url(url), ascii_url(f"https://{url}"), ascii_url(f"https://a.example/{url}")):
        if made is not None:
            assert made.isascii()
            assert made.startswith(("http://", "https://"))
            assert not set(made) & set(" <>\"'{}|\\^`\n\t") - {"'"}
            assert ascii_url(made) == made


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x?y=1&z=2#t", "https://a.example/x?y=1&z=2#t"),
        ("https://a.example/%C3%BC", "https://a.example/%C3%BC"),
        ("https://a.example/ü b", "https://a.example/%C3%BC%20b"),
        ("https://BÜCHER.example", "https://xn--bcher-kva.example"),
        ("https://me:secret@a.example/x", "https://a.example/x"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("//a.example/x", None),
        ("https://[", None),
        ("https://a b/", None),
        ("http://a:b/", None),
    ],
)
def test_addresses_become_ascii_or_nothing(url: str, expected: str | None) -> None:
    assert ascii_url(url) == expected
