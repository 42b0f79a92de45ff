"""Strings that XML and podcast clients can take, from strings that may hold anything. Knows no tags of a feed."""

from __future__ import annotations

import re

LONGEST_LINE = 255
"""Characters of a title or a name, by Apple's rules."""
LONGEST_TEXT = 4000
"""Bytes of a description, by Apple's rules."""

_ILLEGAL = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROLS = dict.fromkeys({*range(0x20), 0x7F} - set(b"\t\n\r"))
"""The same for ASCII, ten times as fast."""
_TAG = re.compile(
    r"</?(?:a|abbr|b|blockquote|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|script|s|small|span|strong|style|sub|sup"
    r"|table|tbody|td|th|tr|u|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


def legal(text: str) -> str:
    """Drop what XML 1.0 forbids: one such character would cost every client the whole feed. Line ends become LF.

    The controls from U+007F go too: XML allows them, but some parsers take them for letters of another encoding.
    """
    kept = text.translate(_CONTROLS) if text.isascii() else _ILLEGAL.sub("", text)
    return kept.replace("\r\n", "\n").replace("\r", "\n") if "\r" in kept else kept


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Give a title or a name: legal, no space around it, one inside, cut with an ellipsis. May be empty."""
    line = " ".join(legal(text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def paragraphs(text: str) -> list[str]:
    """Split a plain text at its blank lines; lines lose the space at their ends. No paragraph is empty."""
    joined = "\n".join([line.strip() for line in legal(text).strip().split("\n")])
    return [block.strip("\n") for block in joined.split("\n\n") if block and block != "\n"]


def plain(text: str, longest: int = LONGEST_TEXT) -> str:
    """Give a description without markup, cut at a paragraph, else within one. May be empty.

    Only tags of HTML go; `<3` and `a < b` stay.
    """
    blocks = paragraphs(_TAG.sub("", text))
    whole = "\n\n".join(blocks)
    if len(whole.encode()) <= longest:
        return whole
    kept = ""
    for block in blocks:
        longer = f"{kept}\n\n{block}" if kept else block
        if len(longer.encode()) > longest:
            break
        kept = longer
    return kept or cut(blocks[0], longest)


def cut(text: str, longest: int) -> str:
    """Cut to a number of UTF-8 bytes, never inside a character, preferably at a space; ends in an ellipsis."""
    room = text.encode()[: longest - len("…".encode())].decode(errors="ignore")
    at_space = room.rsplit(None, 1)[0]
    return (at_space if len(at_space) > len(room) // 2 else room).rstrip() + "…"
