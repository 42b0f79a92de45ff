"""What becomes of cues: a machine's repeats are taken out, and all move with what was cut out of a file. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from attrs import evolve

from anypod.model.chapter import Span
from anypod.model.transcript import Cue
from anypod.rules.chapters import moved_time

MOST_LINES = 8
"""That a machine shows at once; it is two or three."""
PAUSE = 100
"""Milliseconds without a text, after which one that is shown whole again was said again."""


def in_order(cues: Iterable[Cue]) -> tuple[Cue, ...]:
    """Give cues as they begin, each at least a moment long; what they say and when stays."""
    ordered = sorted(cues, key=lambda one: one.start)
    return tuple(one if one.end > one.start else evolve(one, end=one.start + 1) for one in ordered)


def without_rolling(cues: Iterable[Cue]) -> tuple[Cue, ...]:
    """Give what was said, each line once: machines show it line by line, and every line again above the next.

    What is said twice stays twice. No two of the cues overlap.
    """
    said: list[Cue] = []
    shown: list[str] = []
    until = 0
    for one in in_order(cues):
        lines = one.text.split("\n")
        new = lines[_overlap(shown, lines) :]
        if not new and one.start - until > PAUSE:
            new = lines
        _say(said, evolve(one, text="\n".join(new)))
        shown, until = lines, max(until, one.end)
    return _apart(said)


def _overlap(shown: Sequence[str], lines: Sequence[str]) -> int:
    """How many lines at the beginning are those that were shown last."""
    most = min(len(shown), len(lines), MOST_LINES)
    return next((count for count in range(most, 0, -1) if list(shown[-count:]) == list(lines[:count])), 0)


def _say(said: list[Cue], one: Cue) -> None:
    if not said or (one.text and one.start > said[-1].start):
        said.append(one)
        return
    last = said[-1]
    text = f"{last.text}\n{one.text}" if one.text else last.text
    said[-1] = evolve(last, end=max(last.end, one.end), text=text)


def _apart(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """A text stays until the next one comes."""
    ends = [*(min(one.end, after.start) for one, after in pairwise(cues)), *(one.end for one in cues[-1:])]
    return tuple(evolve(one, end=end) for one, end in zip(cues, ends, strict=True))


def as_played(cues: Iterable[Cue], cuts: Sequence[Span]) -> tuple[Cue, ...]:
    """Move cues to where they are in a file that lacks some parts; what was cut out as a whole is gone."""
    if not cuts:
        return tuple(cues)
    moved = (evolve(one, start=_moved(one.start, cuts), end=_moved(one.end, cuts)) for one in cues)
    return tuple(one for one in moved if one.end > one.start)


def _moved(time: int, cuts: Sequence[Span]) -> int:
    return round(moved_time(time / 1000, cuts) * 1000)
