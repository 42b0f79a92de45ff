"""Cues → SubRip, for players that don't read WebVTT. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from anypod.model.transcript import Cue

_VOICE = re.compile(r"<v ([^>]*)>")
_TAG = re.compile(r"<[^>]*>")


def write(cues: Iterable[Cue]) -> str:
    """Give a file. It has no markup; whose words they are stands before them."""
    blocks = (
        f"{number}\n{_clock(one.start)} --> {_clock(one.end)}\n{_plain(one.text)}\n"
        for number, one in enumerate(cues, 1)
    )
    return "\n".join(blocks)


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", _VOICE.sub(r"\1: ", text)))


def _clock(time: int) -> str:
    seconds, rest = divmod(time, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{rest:03}"
