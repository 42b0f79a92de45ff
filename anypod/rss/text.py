"""Strings that XML and podcast clients can take, from strings that may hold anything. Knows no tags of a feed."""

from __future__ import annotations

import re

LONGEST_LINE = 255
"""Characters of a title or a name, by Apple's rules."""
LONGEST_NAME = 128
"""Characters of a person's name, by the podcast namespace."""
LONGEST_TEXT = 4000
"""Bytes of a description, by Apple's rules."""

_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\r"))
_RARE = re.compile(rb"\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]")
"""U+0080 to U+009F, U+FFFE and U+FFFF in UTF-8, where they are found several times as fast as in a str."""
_TAG = re.compile(
    r"</?(?:a|abbr|b|blockquote|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|script|s|small|span|strong|style|sub|sup"
    r"|table|tbody|td|th|tr|u|ul)(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
_NO_BRACKETS = str.maketrans("", "", "<>")


def legal(text: str) -> str:
    """Drop what XML 1.0 forbids: one such character would cost every client the whole feed. Line ends become LF.

    The controls from U+007F go too: XML allows them, but some parsers take them for letters of another encoding.
    """
    if text.replace("\n", " ").isprintable():
        return text  # most texts; what isn't printable may still be legal
    encoded = text.encode("utf-8", "ignore").translate(None, _CONTROLS)
    if b"\xc2" in encoded or b"\xef\xbf" in encoded:
        encoded = _RARE.sub(b"", encoded)
    kept = encoded.decode()
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
    blocks = paragraphs(_without_tags(legal(text)))
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


def _without_tags(text: str) -> str:
    """What is a tag only once others are gone (`<<b>b>`) was hidden there: then no bracket stays."""
    rest = _TAG.sub("", text)
    return rest.translate(_NO_BRACKETS) if _TAG.search(rest) else rest


def cut(text: str, longest: int) -> str:
    """Cut to a number of UTF-8 bytes, never inside a character, preferably at a space; ends in an ellipsis."""
    room = text.encode()[: longest - len("…".encode())].decode(errors="ignore")
    at_space = room.rsplit(None, 1)[0]
    return (at_space if len(at_space) > len(room) // 2 else room).rstrip() + "…"
