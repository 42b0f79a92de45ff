"""What in a TOML text's comments may be a secret: keys that were put out of action, mostly. Prose can't be judged."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from anypod.config.problems import Key
from anypod.config.scan import Comment
from anypod.config.secrecy import Secrecy, in_urls, of_name, says_so, secrecy
from anypod.config.splice import Span

_NAME = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_DOTTED = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_HEADER = re.compile(rf"#[# \t]*\[+[ \t]*({_DOTTED})[ \t]*\]+[ \t]*(?:#.*)?")
_ASSIGNED = re.compile(rf"({_DOTTED})[ \t]*=[ \t]*(?=\S)")
_SAID = re.compile(rf"({_NAME})[ \t]*:[ \t]+(\S+)")
_OPTION = re.compile(r"--([\w-]+)(?:=|[ \t]+)(\S+)")
_NONE = frozenset({'""', "''", "[]", "{}"})


def in_comments(text: str, comments: list[Comment]) -> Iterator[Span]:
    """Give what to hide of the comments of a text."""
    # What a commented header says holds for the comments below it, a list that isn't closed goes on in the next one.
    table: Key = ()
    goes_on = False
    end = 0
    for comment in comments:
        between = text[end : comment.start]
        if between.strip():
            table = ()
        goes_on = goes_on and not between.strip() and between.count("\n") == 1
        end = comment.end
        body = text[comment.start : comment.end]
        if goes_on or (comment.in_list and secrecy(comment.within) is not Secrecy.OPEN):
            yield Span(comment.start + 1, comment.end)
        elif header := _HEADER.fullmatch(body):
            table = _parts(header[1])
        else:
            value = _secret_value(body, table or comment.within)
            goes_on = value is not None and not _is_whole(body[value:])
            yield from _spans(body, comment.start, value)


def _spans(body: str, at: int, value: int | None) -> Iterator[Span]:
    if value is not None:
        yield Span(at + value, at + len(body.rstrip()))
    said = (found for found in _SAID.finditer(body) if _is_a_secrets(found[1].strip("\"'")))
    given = (found for found in _OPTION.finditer(body) if says_so(found[1]))
    for found in (*said, *given):
        yield Span(at + found.start(2), at + found.end(2))
    for span in in_urls(body):
        yield Span(at + span.start, at + span.end)


def _secret_value(body: str, table: Key) -> int | None:
    """Give where the first value of a secret begins in a comment; None where there is none."""
    for found in _ASSIGNED.finditer(body):
        key = (*table, *_parts(found[1]))
        if secrecy(key) is not Secrecy.OPEN and body[found.end() :].strip() not in _NONE:
            return found.end()
    return None


def _is_a_secrets(name: str) -> bool:
    return of_name(name) is not Secrecy.OPEN


def _is_whole(value: str) -> bool:
    """Whether a value ends where its comment does; what no list, table or text of many lines begins does."""
    if not value.startswith(("[", "{", '"""', "'''")):
        return True
    try:
        tomllib.loads(f"value = {value}")
    except (ValueError, RecursionError):
        return False
    return True


def _parts(dotted: str) -> Key:
    return tuple(re.sub(r"^[\"']|[\"']$", "", part) for part in re.findall(_NAME, dotted))
