"""Reads the subtitles that a call left, whatever their encoding. Knows no process."""

from __future__ import annotations

import codecs
from pathlib import Path

import trio

from anypod.model.failure import Failure, FailureKind
from anypod.model.transcript import Subtitles
from anypod.ytdlp.answering import Captioned

LARGEST = 20_000_000
"""Bytes: more than a day's talk, with the time of every word."""
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


async def subtitles_of(outcome: Captioned | Failure | None) -> Subtitles | Failure | None:
    """Give the text of what is said to be there, or why it can't be had."""
    if not isinstance(outcome, Captioned):
        return outcome
    try:
        content = await trio.to_thread.run_sync(_content, outcome.path)
    except OSError as error:
        return Failure(kind=FailureKind.TRANSIENT, message=f"yt-dlp named subtitles that can't be read: {error}")
    if len(content) > LARGEST:
        return Failure(kind=FailureKind.TOO_BIG, message=f"the subtitles have more than {LARGEST} bytes")
    return Subtitles(text=decoded(content), lang=outcome.lang, source=outcome.source)


def decoded(content: bytes) -> str:
    """Give a file's text: UTF-8, as WebVTT must be, else what SubRip files are found in."""
    if content.startswith(_WIDE):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)
