from __future__ import annotations

import json
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.media.verdict import Claim, claimed, falls_short, measured, parsed
from anypod.model.download import MediaFile
from anypod.model.failure import Failure, FailureKind

PATH = PurePath("media.mp4")
CLAIM = Claim(ext="m4a", mime="audio/x-m4a", video=False, duration=300.0)


def _out(*streams: dict[str, object], duration: str = "300.0") -> str:
    return json.dumps({"streams": streams, "format": {"format_name": "mov,mp4,m4a,3gp,3g2,mj2", "duration": duration}})


AUDIO: dict[str, object] = {"codec_type": "audio", "duration": "299.0"}
VIDEO: dict[str, object] = {"codec_type": "video", "duration": "301.5", "disposition": {"attached_pic": 0}}
COVER: dict[str, object] = {"codec_type": "video", "duration": "900.0", "disposition": {"attached_pic": 1}}


def test_the_longest_of_what_plays_is_the_duration_and_a_cover_does_not_play() -> None:
    assert claimed(PATH, b"", _out(AUDIO, VIDEO), "") == Claim(ext="mp4", mime="video/mp4", video=True, duration=301.5)
    assert claimed(PATH, b"", _out(AUDIO, COVER), "") == CLAIM


def test_a_duration_guessed_from_the_bitrate_promises_nothing() -> None:
    claim = claimed(PATH, b"", _out(AUDIO), "[mp3 @ 0x1] Estimating duration from bitrate, this may be inaccurate")
    assert isinstance(claim, Claim)
    assert claim.duration is None
    file = measured(claim, 250.25, 10, None)
    assert isinstance(file, MediaFile)
    assert file.duration == 250.25


@pytest.mark.parametrize("out", [_out(), _out(COVER), _out({"codec_type": "subtitle"})])
def test_a_file_in_which_nothing_plays_is_refused(out: str) -> None:
    claim = claimed(PATH, b"", out, "")
    assert isinstance(claim, Failure)
    assert claim.kind is FailureKind.NO_FORMAT


@pytest.mark.parametrize(
    "out", ["", "{}", "[]", "null", '{"streams": 3, "format": {}}', '{"format": {"format_name": ""}}']
)
def test_what_ffprobe_can_not_read_is_refused_with_its_reason(out: str) -> None:
    claim = claimed(PATH, b"", out, "[mov @ 0x5] moov atom not found\nmedia.mp4: Invalid data")
    expected = "The file can't be read as media: moov atom not found."
    assert claim == Failure(kind=FailureKind.TRANSIENT, message=expected)


@given(st.text())
def test_any_output_is_judged(out: str) -> None:
    assert isinstance(claimed(PATH, b"", out, ""), Failure)
    assert parsed(out) is None or out.strip()


@pytest.mark.parametrize(
    ("seconds", "promised", "short"),
    [
        (298.0, 300.0, False),
        (293.9, 300.0, True),
        (294.1, 300.0, False),
        (8.1, 10.0, False),
        (7.9, 10.0, True),
        (400.0, 300.0, False),
    ],
)
def test_short_is_more_than_two_seconds_and_two_percent(seconds: float, promised: float, short: bool) -> None:
    assert falls_short(seconds, promised) is short


def test_an_incomplete_file_says_how_much_is_there() -> None:
    message = "The file is incomplete: 41 s of 300 s."
    assert measured(CLAIM, 41.0, 10, None) == Failure(kind=FailureKind.TRANSIENT, message=message)


def test_the_sources_word_counts_too() -> None:
    verdict = measured(CLAIM, 300.0, 10, 600.0)
    assert isinstance(verdict, Failure)
    assert "300 s of 600 s" in verdict.message


def test_a_file_without_a_readable_packet_is_refused() -> None:
    assert isinstance(measured(CLAIM, 0.0, 10, None), Failure)
