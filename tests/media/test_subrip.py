from __future__ import annotations

from anypod.media.subrip import write
from anypod.media.webvtt import read
from anypod.model.transcript import Cue


def cue(start: int, end: int, text: str) -> Cue:
    return Cue(start=start, end=end, text=text)


def test_who_speaks_is_said_in_words_and_nothing_is_marked() -> None:
    written = write([cue(1000, 2500, "<v Bob>Fish &amp; chips</v>\n<i>so</i>"), cue(3000, 4000, "b")])
    assert written == "1\n00:00:01,000 --> 00:00:02,500\nBob: Fish & chips\nso\n\n2\n00:00:03,000 --> 00:00:04,000\nb\n"


def test_it_is_read_as_it_was_said() -> None:
    cues = (cue(1, 2500, "1 &lt; 2"), cue(3_600_000, 3_723_004, "a\nb"))
    assert read(write(cues)) == cues


def test_nothing_is_an_empty_file() -> None:
    assert write([]) == ""
