"""XML as text. The only place that writes a tag, so that no value gets past the escaping; knows no tag by name.

Text instead of a tree: a feed of a thousand episodes is twenty thousand elements, and is written at every change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from anypod.rss.text import legal

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_SPECIAL = re.compile('[&<>"\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]').search


def element(tag: str, text: str, attributes: Mapping[str, str] | None = None) -> str:
    """Give an element that holds a text."""
    return f"<{tag}{_written(attributes)}>{_escaped(text)}</{tag}>"


def empty(tag: str, attributes: Mapping[str, str]) -> str:
    """Give an element that holds nothing; all it says is in its attributes."""
    return f"<{tag}{_written(attributes)}/>"


def nest(tag: str, lines: Iterable[str], attributes: Mapping[str, str] | None = None) -> Iterator[str]:
    """Give the lines of an element that holds others."""
    yield f"<{tag}{_written(attributes)}>"
    yield from lines
    yield f"</{tag}>"


def parent(tag: str, children: Iterable[str], attributes: Mapping[str, str] | None = None) -> str:
    """Give an element that holds others, in one text."""
    return "\n".join(nest(tag, children, attributes))


def html(tag: str, markup: str) -> str:
    """Give an element whose text is HTML of `rss.html`, which stays readable in the source."""
    whole = markup.replace("]]>", "]]]]><![CDATA[>")
    return f"<{tag}><![CDATA[{whole}]]></{tag}>"


def document(lines: Iterable[str]) -> bytes:
    """Give a document of its root's lines, UTF-8.

    Each line is encoded by itself: a feed may be megabytes, and joined as text it would be copied several times.
    """
    return b"\n".join([line.encode() for line in (DECLARATION, *lines, "")])


def _written(attributes: Mapping[str, str] | None) -> str:
    return "".join([f' {name}="{_escaped(value)}"' for name, value in attributes.items()]) if attributes else ""


def _escaped(text: str) -> str:
    """What XML forbids goes here too, whoever should have dropped it: one such character costs all clients the feed."""
    if not _SPECIAL(text):
        return text  # nearly always: numbers, dates, addresses, most titles
    return legal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
