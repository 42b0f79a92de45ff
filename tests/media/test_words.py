from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.media.words import chapters_text, tag_options
from anypod.model.chapter import Chapter
from anypod.model.tags import Tags


def test_what_is_not_known_is_not_said() -> None:
    assert tag_options(Tags(title="a\x00b\r\nc")) == ["-metadata", "title=ab\nc", "-metadata", "genre=Podcast"]


@pytest.mark.parametrize("title", ["\\", "a\\\\", "x=y;#z", "[CHAPTER]", "two\nlines", "half \ud83d emoji", "日本"])
def test_ffmpeg_reads_each_chapter_back(title: str) -> None:
    text = chapters_text((Chapter(start=0, title=title), Chapter(start=2.5, title="Next")), 4.0)
    command = ["ffprobe", "-v", "error", "-f", "ffmetadata", "-show_entries", "chapter=start,end:chapter_tags"]
    ran = subprocess.run([*command, "-of", "compact=nk=1", "-"], input=text, capture_output=True, check=True)
    first, second = ran.stdout.decode().splitlines()
    assert first.startswith("chapter|0|2500|")
    assert second == "chapter|2500|4000|Next"


@given(st.lists(st.floats(0, 1e5), max_size=8, unique=True), st.floats(0, 1e5))
def test_no_chapter_ends_before_it_begins(starts: list[float], duration: float) -> None:
    text = chapters_text([Chapter(start=start, title="t") for start in sorted(starts)], duration).decode()
    times = [int(line.partition("=")[2]) for line in text.splitlines() if line.startswith(("START", "END"))]
    assert times == sorted(times)
