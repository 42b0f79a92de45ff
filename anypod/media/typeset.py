"""Breaks a title into lines and finds the largest type that fits. Pure: the width of a text is asked of the caller."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

LARGEST, SMALLEST, STEP = 240, 72, 12
"""Sizes of type in pixels."""
LARGEST_BROKEN = 168
"""The size at which breaking within a word starts to be better than smaller type."""
MOST_LINES = 6
LEADING = 1.2

Width = Callable[[str, int], float]
"""(text, size) → pixels."""


@frozen(kw_only=True)
class Setting:
    """A text as it fits."""

    lines: tuple[str, ...]
    size: int


def fitted(text: str, room: int, width: Width) -> Setting:
    """Give the largest setting within a square of `room` pixels; of a text too long for the smallest, the beginning."""
    for largest, breaking in ((LARGEST, False), (LARGEST_BROKEN, True)):
        for size in range(largest, SMALLEST - 1, -STEP):
            lines = _lines_at(text, room, width, size, breaking=breaking)
            if lines and len(lines) <= min(MOST_LINES, int(room / (size * LEADING))):
                return Setting(lines=lines, size=size)
    lines = _lines_at(text, room, width, SMALLEST, breaking=True)
    return Setting(lines=(*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][:-1].rstrip() + "…"), size=SMALLEST)


def _lines_at(text: str, room: int, width: Width, size: int, *, breaking: bool) -> tuple[str, ...]:
    return wrapped(text, lambda line: width(line, size) <= room, breaking=breaking)


def wrapped(text: str, fits: Callable[[str], bool], *, breaking: bool) -> tuple[str, ...]:
    """Break a text at its spaces, and with `breaking` within words too; () when a word fits nowhere otherwise."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if fits(joined):
            lines[-1:] = [joined]
        elif fits(word):
            lines.append(word)
        elif breaking:
            lines.extend(_pieces(word, fits))
        else:
            return ()
    return tuple(lines)


def _pieces(word: str, fits: Callable[[str], bool]) -> list[str]:
    pieces = [""]
    for char in word:
        if pieces[-1] and not fits(pieces[-1] + char):
            pieces.append("")
        pieces[-1] += char
    return pieces
