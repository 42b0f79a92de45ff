from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.media import subrip
from anypod.media.webvtt import read, write
from anypod.model.transcript import Cue
from anypod.rules.cues import without_rolling

CREATOR = """\ufeffWEBVTT - made by hand
Kind: captions

STYLE
::cue { color: red }

NOTE a --> is no timing here

intro
00:01.000 --> 00:02.500 line:0 position:20%
<v.loud Bob>Fish &amp; chips</v>
 - and <i.big>peas</i>

1:00:00.000 --> 1:00:01.000
␠

100:00:00.000 --> 100:00:01.000
3 < 4 &lt;b&gt; \u200b I <3 you&nbsp;all
""".replace("␠", " ")

HEARD = """WEBVTT
Kind: captions
Language: en

00:00:00.160 --> 00:00:02.389 align:start position:0%
␠
hello<00:00:00.480><c> and</c><00:00:00.640><c> welcome</c>

00:00:02.389 --> 00:00:02.399 align:start position:0%
hello and welcome
␠

00:00:02.399 --> 00:00:04.000 align:start position:0%
hello and welcome
to<00:00:02.560><c> &gt;&gt;</c><00:00:03.560><c> this</c>

00:00:04.000 --> 00:00:04.010 align:start position:0%
to &gt;&gt; this
␠
""".replace("␠", " ")

SRT = (
    "1\r\n00:00:01,000 --> 00:00:02,000\r\n{\\an8}Up <font color=red>here</font>\r\n\r\n"
    "2\r\n00:00:02,000 --> 00:00:03,000\r\nDown\r\n"
)


def cue(start: int, end: int, text: str) -> Cue:
    return Cue(start=start, end=end, text=text)


def test_a_creators_cues_stay_as_they_are_but_for_places_styles_and_what_is_empty() -> None:
    assert read(CREATOR) == (
        cue(1000, 2500, "<v Bob>Fish &amp; chips</v>\n- and <i>peas</i>"),
        cue(360_000_000, 360_001_000, "3 &lt; 4 &lt;b&gt;  I &lt;3 you all"),
    )


def test_plain_cues_have_no_markup() -> None:
    assert read(CREATOR, plain=True)[0].text == "Fish &amp; chips\n- and peas"


def test_what_a_machine_heard_is_read_without_its_words_times() -> None:
    assert [one.text for one in read(HEARD, plain=True)] == [
        "hello and welcome",
        "hello and welcome",
        "hello and welcome\nto &gt;&gt; this",
        "to &gt;&gt; this",
    ]
    assert without_rolling(read(HEARD, plain=True)) == (
        cue(160, 2399, "hello and welcome"),
        cue(2399, 4010, "to &gt;&gt; this"),
    )


def test_subrip_is_read_too() -> None:
    assert read(SRT) == (cue(1000, 2000, "Up here"), cue(2000, 3000, "Down"))


def test_cues_without_an_empty_line_between_are_two() -> None:
    assert len(read("WEBVTT\n00:01.000 --> 00:02.000\na\n00:02.000 --> 00:03.000\nb")) == 2


@pytest.mark.parametrize("piece", ["<b ", "<b.", "<", "{\\an", "&", "a\n", "<1:", "00:00 --> "])
def test_a_text_that_was_made_to_be_slow_is_not(piece: str) -> None:
    # With a look to the end of the file for each of them this would take hours.
    assert len(read(f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n{piece * 50_000}\n")) == 1


def test_what_is_no_transcript_has_no_cues() -> None:
    assert read("<!DOCTYPE html><p>Too many requests</p>") == ()
    assert read("") == ()


def test_it_is_written_in_the_plainest_form() -> None:
    assert write([cue(1, 3_600_000, "a\nb"), cue(3_600_000, 3_723_004, "c")]) == (
        "WEBVTT\n\n00:00:00.001 --> 01:00:00.000\na\nb\n\n01:00:00.000 --> 01:02:03.004\nc\n"
    )
    assert write([]) == "WEBVTT\n"


LINE = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0\ufeff\u200b\xa0"), min_size=1).map(str.strip)
TEXT = st.lists(LINE.filter(bool).filter(lambda line: "{\\" not in line), min_size=1, max_size=3).map(
    lambda lines: "\n".join(html.escape(html.unescape(line), quote=False).strip() or "x" for line in lines)
)
CUES = st.lists(st.builds(cue, st.integers(0, 10**9), st.integers(0, 10**9), TEXT), max_size=5)


@given(CUES)
def test_what_is_written_is_read_as_it_was(cues: list[Cue]) -> None:
    assert list(read(write(cues))) == [cue for cue in cues if cue.text]


@given(st.text(st.sampled_from("<>/&;:.-\n\r \t0123456789abcv{\\}") | st.characters(codec="utf-8"), max_size=300))
def test_nothing_that_a_site_sends_makes_it_stumble(text: str) -> None:
    sent = f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n{text}\n"
    for plain in (False, True):
        once = read(sent, plain=plain)
        assert read(write(once), plain=plain) == once
        assert all(line.strip() for one in once for line in one.text.split("\n"))
    subrip.write(read(sent))
