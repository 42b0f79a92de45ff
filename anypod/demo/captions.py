"""Subtitles as sites have them: a creator's cue by cue, a machine's line by line with every line shown again. Pure."""

from __future__ import annotations

from collections.abc import Iterator

SECONDS = 4
"""For each line."""
_TRACE = 10
"""Milliseconds for which a machine shows a line by itself before the next one rolls in."""


def cues(*lines: str) -> str:
    """Give WebVTT with a cue for each line."""
    blocks = (f"{_span(n * SECONDS * 1000, (n + 1) * SECONDS * 1000)}\n{line}\n" for n, line in enumerate(lines))
    return "\n".join(["WEBVTT\n", *blocks])


def rolling_cues(*lines: str) -> str:
    """Give WebVTT as YouTube's machine writes it: two lines on the screen, the time of each word, places."""
    return "\n".join(["WEBVTT\nKind: captions\n", *_rolling(lines)])


def _rolling(lines: tuple[str, ...]) -> Iterator[str]:
    above = " "
    for n, line in enumerate(lines):
        begin, end = n * SECONDS * 1000, (n + 1) * SECONDS * 1000 - _TRACE
        yield f"{_placed(begin, end)}\n{above}\n{_word_by_word(line, begin)}\n"
        yield f"{_placed(end, end + _TRACE)}\n{line}\n \n"
        above = line


def _word_by_word(line: str, begin: int) -> str:
    first, *rest = line.split()
    timed = (f"<{_clock(begin + 200 * n)}><c> {word}</c>" for n, word in enumerate(rest, 1))
    return "".join([first, *timed])


def _placed(begin: int, end: int) -> str:
    return f"{_span(begin, end)} align:start position:0%"


def _span(begin: int, end: int) -> str:
    return f"{_clock(begin)} --> {_clock(end)}"


def _clock(time: int) -> str:
    seconds, rest = divmod(time, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
