"""Whole lines put into a text and cut out of it; all else stays. Knows comments and blank lines, but no keys."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen


@frozen
class Span:
    """Characters of a text, from `start` to before `end`."""

    start: int
    end: int


def newline(text: str) -> str:
    """Give how lines end in a text: as its first one does."""
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"


def line_start(text: str, at: int) -> int:
    """Give where the line of `at` begins."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Give where the line of `at` ends, its line feed included."""
    return text.find("\n", at) + 1 or len(text)


def indent(text: str, at: int) -> str:
    """Give the blanks that the line of `at` begins with."""
    line = text[line_start(text, at) : line_end(text, at)]
    return line[: len(line) - len(line.lstrip(" \t"))]


def insert_lines(text: str, after: int, lines: Iterable[str]) -> str:
    """Insert lines below the line of `after`; a text whose last line has no end keeps it so."""
    end = line_end(text, after)
    joint = newline(text)
    if text[:end].endswith("\n"):
        return text[:end] + "".join(line + joint for line in lines) + text[end:]
    return text[:end] + "".join(joint + line for line in lines) + text[end:]


def append_lines(text: str, lines: Iterable[str]) -> str:
    """Append a paragraph below the last line that holds anything; the blank lines at the end stay there."""
    content = len(text.rstrip())
    if not content:
        return "".join(line + newline(text) for line in lines) + text
    return insert_lines(text, content, ["", *lines])


def cut_lines(text: str, span: Span) -> str:
    """Cut whole lines out; a text whose last line has no end keeps it so."""
    before, after = text[: span.start], text[span.end :]
    if not after and not text.endswith("\n"):
        before = before.removesuffix("\n").removesuffix("\r")
    return before + after


def cut_paragraph(text: str, span: Span) -> str:
    """Cut whole lines out, and the one blank line that set them off from what is above, else from what is below."""
    above = line_start(text, span.start - 1) if span.start else 0
    if text[: span.start].strip():
        return cut_lines(text, span if text[above : span.start].strip() else Span(above, span.end))
    below = line_end(text, span.end)
    only_blank = text[span.end :].strip() and not text[span.end : below].strip()
    return cut_lines(text, Span(span.start, below) if only_blank else span)


def comments_above(text: str, at: int, floor: int) -> int:
    """Give where the comment lines begin that stand directly on the line of `at`; its own beginning without any.

    Nothing before `floor` is looked at: a line in a string may look like a comment.
    """
    start = line_start(text, at)
    while start > floor and text[line_start(text, start - 1) : start].lstrip().startswith("#"):
        start = line_start(text, start - 1)
    return start


def comments_below(text: str, at: int) -> int:
    """Give where the comment lines end that stand directly under the line of `at`.

    Those that reach down to something else belong to that, and don't count.
    """
    first = end = line_end(text, at)
    while text[end : line_end(text, end)].lstrip().startswith("#"):
        end = line_end(text, end)
    return first if text[end : line_end(text, end)].strip() else end
