from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.media.head import doc_type, is_picture, not_media


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"", "an empty file"),
        (b"\xef\xbb\xbf\r\n <!DOCTYPE HTML><html>", "an HTML page"),
        (b"<html lang=en>", "an HTML page"),
        (b'<?xml version="1.0"?>', "an XML document"),
        (b"#EXTM3U\n#EXT-X-VERSION:3", "an HLS playlist"),
        (b"ffconcat version 1.0", "a concat script"),
        (b'{"error": 1}', "a JSON document"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a WebP picture"),
        (b"\0\0\0\x1cftypavif", "an AVIF or HEIC picture"),
    ],
)
def test_what_is_no_media_has_a_name(head: bytes, what: str) -> None:
    assert not_media(head) == what
    assert is_picture(what) == what.endswith("picture")


@pytest.mark.parametrize(
    "head", [b"ID3\x04", b"\0\0\0\x20ftypM4A ", b"RIFF\0\0\0\0WAVE", b"OggS", b"fLaC", b"\xff\xfb"]
)
def test_media_passes(head: bytes) -> None:
    assert not_media(head) is None


def test_matroska_says_which_kind_it_is() -> None:
    start = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01"
    assert doc_type(start + b"\x42\x82\x84webm\x42\x87") == "webm"
    assert doc_type(start + b"\x42\x82\x88matroska") == "matroska"
    assert doc_type(start) is None
    assert doc_type(b"ftyp\x42\x82\x84webm") is None


@given(st.binary(max_size=80), st.booleans())
def test_any_bytes_are_judged(tail: bytes, ebml: bool) -> None:
    head = (b"\x1a\x45\xdf\xa3" if ebml else b"") + tail
    assert doc_type(head) is None or ebml
    assert (not_media(head) == "an empty file") == (head == b"")
