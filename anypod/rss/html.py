"""Plain text → simple HTML with its links clickable. Nothing in the text can become markup."""

from __future__ import annotations

import re
from html import escape

from anypod.rss.text import cut, paragraphs
from anypod.rules.links import ascii_url

_ADDRESS = re.compile(r"https?://(?:[^\s<>\"“”„«»&]++|&amp;)++")
"""In a text that is escaped already: `&lt;`, `&gt;` and quotes end an address."""
_TRAILING = ".,;:!?'\u2019\u2026"
_BREAK, _END = "\n\n", "\n"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def to_html(text: str) -> str:
    """Give paragraphs: a blank line ends one, a line end breaks one, web addresses become links. "" for no text."""
    return _html("\n\n".join(paragraphs(text)))


def to_html_within(text: str, longest: int) -> str:
    """Give as many whole paragraphs as fit into `longest` UTF-8 bytes; the first is cut when even it doesn't."""
    kept: list[str] = []
    room = longest
    for block in paragraphs(text):
        made = _html(block)
        room -= len(made.encode())
        if room < 0:
            return "".join(kept) or _paragraph_within(block, longest)
        kept.append(made)
    return "".join(kept)


def _paragraph_within(block: str, longest: int) -> str:
    """What escapes and links add depends on the text, so the cut is found by trying; each try is shorter."""
    text, made = block, _html(block)
    while len(made.encode()) > longest:
        size = len(text.encode())
        text = cut(text, min(size * longest // len(made.encode()), size - 8))
        made = _html(text)
    return made


def _html(text: str) -> str:
    """One pass over the whole text: a feed has thousands of paragraphs, and an address holds no line end."""
    if not text:
        return ""
    linked = _ADDRESS.sub(_link, escape(text, quote=False))
    return f"<p>{linked.replace(_BREAK, '</p><p>').replace(_END, '<br>')}</p>"


def _link(match: re.Match[str]) -> str:
    found = match.group()
    shown = _trimmed(found)
    address = shown.replace("&amp;", "&")
    target = ascii_url(address)
    if target is None:
        return found
    href = shown if target == address else escape(target)
    return f'<a href="{href}" rel="nofollow noopener">{shown}</a>{found[len(shown) :]}'


def _trimmed(address: str) -> str:
    """Punctuation after an address belongs to the sentence, as does a bracket that was opened before it."""
    while address:
        last = address[-1]
        unopened = last in _PAIRS and address.count(last) > address.count(_PAIRS[last])
        if last not in _TRAILING and not unopened:
            break
        address = address.removesuffix("&amp;") if address.endswith("&amp;") else address[:-1]
    return address
