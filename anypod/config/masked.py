"""A config's text for whoever may look at it without being its writer: as it was written, its secrets masked.

What is masked is judged anew by a parser, which knows nothing of where things stand; a text that could be read in two
ways is not given.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator

from attrs import frozen

from anypod.config.commented import in_comments
from anypod.config.problems import Key, Problem
from anypod.config.scan import Comment, Value, scan
from anypod.config.secrecy import Secrecy, secrecy, secret_parts
from anypod.config.splice import Span
from anypod.config.text import parse

MASK = "***"
_TELLING = 8
"""Characters from which on a secret is looked for elsewhere too; shorter ones are words that may stand anywhere."""
_QUOTES = re.compile(r"(\"\"\"|''')(?:\r?\n)?|(\"|')")


@frozen
class Withheld:
    """The text can't be shown; `reason` says why, for people."""

    reason: str


_NO_TOML = Withheld("it is no TOML: nobody can tell what in it is secret")
_UNCLEAR = Withheld("it can't be told for certain what in it is secret")


@frozen(kw_only=True)
class _Hidden:
    """Characters to hide; `secret` is what they mean, `hard` whether that is a secret wherever else it stands."""

    span: Span
    secret: str
    hard: bool
    mask: str = MASK


def masked(content: bytes) -> str | Withheld:
    """Give the text of a config file with each line where it was; a byte order mark is left out."""
    document = parse(content, "")
    if isinstance(document, Problem):
        return _NO_TOML
    try:
        shown = _masked(document.text)
        values = tomllib.loads(shown)
        certain = _is_open(values, (), 0) and _shape(values) == _shape(document.values)
    except (ValueError, IndexError, RecursionError):
        return _UNCLEAR
    return shown if certain else _UNCLEAR


def _masked(text: str) -> str:
    found = scan(text)
    hidden = [one for value in found.values for one in _of_value(text, value)]
    hidden += [_of_comment(text, span) for span in in_comments(text, found.comments)]
    return _replaced(text, [*hidden, *_elsewhere(text, hidden, found.values, found.comments)])


def _of_value(text: str, value: Value) -> Iterator[_Hidden]:
    raw, kind = text[value.start : value.end], secrecy(value.key)
    quotes, first = _QUOTES.match(raw), value.lists == 1 and value.key[-1] == "[0]"
    if quotes is None:
        if kind is not Secrecy.OPEN:
            yield _Hidden(span=Span(value.start, value.end), secret=raw, hard=False, mask=f'"{MASK}"')
        return
    body = raw[quotes.end() : -len(quotes[1] or quotes[2])]
    meant = _meant(raw) if "\\" in raw or "\n" in raw else body
    for part in secret_parts(kind, meant, in_list=value.lists == 1, first=first):
        # With escapes in it no place in what is meant is one in what is written.
        within = part if meant == body else Span(0, len(body))
        at = value.start + quotes.end()
        hard = kind in {Secrecy.OPEN, Secrecy.WHOLE}
        span = Span(at + within.start, at + within.end)
        yield _Hidden(span=span, secret=meant[part.start : part.end], hard=hard)


def _of_comment(text: str, span: Span) -> _Hidden:
    return _Hidden(span=span, secret=text[span.start : span.end].strip("\"' \t"), hard=False)


def _meant(raw: str) -> str:
    return str(tomllib.loads(f"value = {raw}")["value"])


def _elsewhere(
    text: str, hidden: Iterable[_Hidden], values: Iterable[Value], comments: Iterable[Comment]
) -> Iterator[_Hidden]:
    """Give where secrets stand once more: any in comments, and those that are no mere words in other values too."""
    telling = [one for one in hidden if len(one.secret) >= _TELLING]
    for places, secrets in ((comments, telling), (values, [one for one in telling if one.hard])):
        pattern = re.compile(
            "|".join(re.escape(text) for text in sorted({one.secret for one in secrets}, key=len)[::-1])
        )
        for place in places if secrets else ():
            for found in pattern.finditer(text, place.start, place.end):
                yield _Hidden(span=Span(*found.span()), secret=found.group(), hard=False)


def _replaced(text: str, hidden: Iterable[_Hidden]) -> str:
    parts, end = list[str](), 0
    for one in sorted(hidden, key=lambda one: (one.span.start, -one.span.end)):
        start = max(one.span.start, end)
        if one.span.end <= end:
            continue
        if one.span.start >= end:
            parts += [text[end:start], one.mask]
        # Lines are counted by whoever reads of a problem in one.
        parts.append("\n" * text.count("\n", start, one.span.end))
        end = one.span.end
    return "".join([*parts, text[end:]])


def _is_open(value: object, key: Key, lists: int) -> bool:
    """Whether nothing that would have to be hidden is left in values."""
    match value:
        case dict():
            return all(_is_open(item, (*key, name), lists) for name, item in value.items())
        case list():
            return all(_is_open(item, (*key, f"[{at}]"), lists + 1) for at, item in enumerate(value))
    kind = secrecy(key)
    if not isinstance(value, str):
        return kind is Secrecy.OPEN
    parts = secret_parts(kind, value, in_list=lists == 1, first=lists == 1 and key[-1] == "[0]")
    return all(value[part.start : part.end].strip() == MASK for part in parts)


def _shape(value: object) -> object:
    match value:
        case dict():
            return {name: _shape(item) for name, item in value.items()}
        case list():
            return [_shape(item) for item in value]
        case _:
            return None
