"""WebVTT ↔ cues. Reads what sites send, SubRip too, and raises at nothing; writes the plainest form. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from anypod.model.transcript import Cue

_TIME = r"(?:(\d{1,5}):)?(\d{1,2}):(\d{2})[.,](\d{3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_SPAN = re.compile(r"</?([A-Za-z0-9]{0,9}+)(?:\.[^\s>]{0,99}+)?+(?:\s{1,9}+([^>]{0,199}+))?+>|<[0-9:.]{1,19}+>")
"""Bounded and without second thoughts: each of a million that never end would be looked for to the end of the file."""
_PLACE = re.compile(r"\{\\[^}]{0,99}+\}")
"""What SubRip files borrow from another format to say where a text stands."""
_INVISIBLE = str.maketrans({"\u200b": None, "\ufeff": None, "\0": None, "\xa0": " "})
_KEPT = frozenset({"b", "i", "u", "v", "lang", "ruby", "rt"})
"""What a text may hold for readers: stress, and who speaks which language."""
_NAMED = frozenset({"v", "lang"})
HEADER = "WEBVTT"


def read(text: str, *, plain: bool = False) -> tuple[Cue, ...]:
    """Give the cues that have a text, in the order of the file, without their names, places and styles.

    Args:
        text: a file's.
        plain: leave out all markup; else stress and speakers stay, and only what times single words goes.
    """
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = frozenset[str]() if plain else _KEPT
    return tuple(
        Cue(start=start, end=end, text=words) for start, end, said in _timed(lines) if (words := _normal(said, kept))
    )


def write(cues: Iterable[Cue]) -> str:
    """Give a file."""
    blocks = (f"{_clock(one.start)} --> {_clock(one.end)}\n{one.text}\n" for one in cues)
    return "\n".join([f"{HEADER}\n", *blocks])


def _timed(lines: list[str]) -> Iterator[tuple[int, int, list[str]]]:
    """What stands before the first timing, or after an empty line, belongs to no cue."""
    times: tuple[int, int] | None = None
    said: list[str] = []
    for line in lines:
        timing = _TIMING.fullmatch(line)
        if times is not None and (timing or not line):
            yield *times, said
            times = None
        if timing:
            times, said = _times(timing), []
        else:
            said.append(line)
    if times is not None:
        yield *times, said


def _times(timing: re.Match[str]) -> tuple[int, int]:
    numbers = [int(number or 0) for number in timing.groups()]
    return _milliseconds(*numbers[:4]), _milliseconds(*numbers[4:])


def _milliseconds(hours: int, minutes: int, seconds: int, rest: int) -> int:
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _normal(said: Iterable[str], kept: frozenset[str]) -> str:
    whole = _PLACE.sub("", "\n".join(said))
    pieces, place = [], 0
    for span in _SPAN.finditer(whole):
        pieces += [_escaped(whole[place : span.start()]), _span(span, kept)]
        place = span.end()
    lines = "".join([*pieces, _escaped(whole[place:])]).translate(_INVISIBLE).split("\n")
    return "\n".join(words for line in lines if (words := line.strip()))


def _span(span: re.Match[str], kept: frozenset[str]) -> str:
    name = span[1]
    if name not in kept:
        return ""
    if span[0].startswith("</"):
        return f"</{name}>"
    return f"<{name} {_escaped(span[2].strip())}>" if name in _NAMED and span[2] else f"<{name}>"


def _escaped(text: str) -> str:
    """A text that is escaped already comes out as it was, one that isn't is from then on."""
    return html.escape(html.unescape(text), quote=False)


def _clock(time: int) -> str:
    seconds, rest = divmod(time, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
