"""Tells from a file's first bytes what it is instead of media. Pure; ffprobe judges what passes here."""

from __future__ import annotations

HEAD = 4096
"""Bytes that are looked at."""

_IMAGES = {
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x89PNG\r\n\x1a\n": "a PNG picture",
    b"GIF8": "a GIF picture",
}
_TEXTS = {
    b"<!doctype html": "an HTML page",
    b"<html": "an HTML page",
    b"<head": "an HTML page",
    b"<?xml": "an XML document",
    b"#extm3u": "an HLS playlist",
    b"webvtt": "subtitles",
    b"ffconcat": "a concat script",
    b"{": "a JSON document",
    b"[": "a JSON document",
}


def not_media(head: bytes) -> str | None:
    """Say what the file is instead of media ("an HTML page"), or None where its beginning doesn't tell."""
    if not head:
        return "an empty file"
    return _picture(head) or _text(head)


def is_picture(what: str | None) -> bool:
    """Whether the answer of `not_media` names a picture: that one is what the source offers, not an error page."""
    return what is not None and what.endswith("picture")


def doc_type(head: bytes) -> str | None:
    """Give the DocType of a Matroska file's EBML header ("webm", "matroska"); None for other files."""
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    at = head.find(b"\x42\x82")
    if at < 0 or at + 3 > len(head):
        return None
    length = head[at + 2] & 0x7F
    return head[at + 3 : at + 3 + length].rstrip(b"\0").decode("ascii", "replace")


def _picture(head: bytes) -> str | None:
    for magic, what in _IMAGES.items():
        if head.startswith(magic):
            return what
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "a WebP picture"
    if head[4:12] in {b"ftypavif", b"ftypavis", b"ftypheic", b"ftypmif1"}:
        return "an AVIF or HEIC picture"
    return None


def _text(head: bytes) -> str | None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for opening, what in _TEXTS.items():
        if start.startswith(opening):
            return what
    return None
