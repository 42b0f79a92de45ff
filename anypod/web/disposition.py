"""How a file is called that somebody keeps from a browser: by its title, in a form that any system can store. Pure."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

_LONGEST = 150
"""Bytes of a name in UTF-8; file systems allow 255, and browsers add to it."""
_UNSAFE = re.compile(r'[\\/:*?"<>|%\s]+')
_UNRESERVED = "!#$&+-.^_`~"
"""What RFC 8187 lets stand as it is, beside letters and digits."""


def inline_as(title: str, fallback: str, ext: str) -> str:
    """Give a Content-Disposition that lets a browser play the file, and names it should it be kept.

    Args:
        title: anything; what can't be in a file name is left out.
        fallback: ASCII and safe; for a title of which nothing is left.
        ext: without a dot.
    """
    name = _named(title) or fallback
    plain = _named(_plain(name)) or fallback
    header = f'inline; filename="{plain}.{ext}"'
    return header if plain == name else f"{header}; filename*=UTF-8''{quote(f'{name}.{ext}', safe=_UNRESERVED)}"


def _named(title: str) -> str:
    # Controls, marks of direction, surrogates and what is no character at all: some turn a name's end round.
    shown = "".join(char for char in title if unicodedata.category(char)[0] != "C" or char.isspace())
    spaced = " ".join(_UNSAFE.sub(" ", unicodedata.normalize("NFC", shown)).split())
    return _cut(spaced).strip(" .")


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")


def _cut(text: str) -> str:
    return text.encode()[:_LONGEST].decode("utf-8", "ignore")
