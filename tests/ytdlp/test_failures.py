from __future__ import annotations

from datetime import UTC, datetime

import pytest

from anypod.model.failure import FailureKind as Kind
from anypod.ytdlp.failures import failure_of, is_empty_tab
from anypod.ytdlp.protocol import Trouble
from tests.site import texts


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("unable to write data: [Errno 28] No space left on device", Kind.NO_SPACE),
        ("HTTP Error 429: Too Many Requests", Kind.RATE_LIMITED),
        (texts.RATE_LIMITED, Kind.RATE_LIMITED),
        (texts.BOT_CHECK, Kind.AUTH_NEEDED),
        ("Sign in to confirm you're not a bot", Kind.AUTH_NEEDED),
        (texts.PRIVATE, Kind.AUTH_NEEDED),
        (texts.AGE, Kind.AUTH_NEEDED),
        (texts.MEMBERS, Kind.AUTH_NEEDED),
        ("This video is only available for registered users. Use --cookies", Kind.AUTH_NEEDED),
        (texts.upcoming(3), Kind.NOT_YET),
        ("Premieres in 2 hours", Kind.NOT_YET),
        (texts.POST_LIVE, Kind.NOT_YET),
        (texts.REMOVED, Kind.GONE),
        (texts.UNAVAILABLE, Kind.GONE),
        ("This video is not available", Kind.GONE),
        ("The playlist does not exist.", Kind.GONE),
        ("Requested format is not available. Use --list-formats", Kind.NO_FORMAT),
        ("Postprocessing: WARNING: unable to obtain file audio codec with ffprobe", Kind.NO_FORMAT),
        ("File is larger than max-filesize (5 bytes > 1 bytes). Aborting.", Kind.TOO_BIG),
        ("Unsupported URL: http://a/b", Kind.BROKEN_TOOL),
        ("unable to download video data: HTTP Error 403: Forbidden", Kind.BROKEN_TOOL),
        ("Unable to download webpage: HTTP Error 403: Forbidden", Kind.TRANSIENT),
        ("\r[download] Got error: 1000 bytes read, 500 more expected", Kind.TRANSIENT),
        ("Unable to download webpage: <urlopen error [Errno -2] Failed to resolve host>", Kind.TRANSIENT),
        ("Postprocessing: ffprobe and ffmpeg not found. Please install", Kind.BROKEN_TOOL),
        ("a: An extractor error has occurred. (caused by KeyError('x'))", Kind.BROKEN_TOOL),
        ("'x.txt' does not look like a Netscape format cookies file", Kind.BROKEN_TOOL),
        ("Something that nobody has seen yet", Kind.TRANSIENT),
    ],
)
def test_a_text_has_its_class(text: str, kind: Kind) -> None:
    assert failure_of(Trouble(message=f"ERROR: [x] a: {text}", expected=True)).kind is kind


def test_what_the_exceptions_know_comes_before_the_text() -> None:
    assert failure_of(Trouble(message="refused", status=429, retry_after=60)).retry_after == 60
    assert failure_of(Trouble(message="refused", status=429)).kind is Kind.RATE_LIMITED
    assert failure_of(Trouble(message="refused", chain=["TransportError"])).kind is Kind.TRANSIENT
    assert failure_of(Trouble(message="'title'", chain=["KeyError"])).kind is Kind.BROKEN_TOOL


@pytest.mark.parametrize(
    ("text", "certain"),
    [(texts.COPYRIGHT, True), (texts.TERMINATED, True), (texts.GEO, True), (texts.UNAVAILABLE, False)],
)
def test_one_sighting_is_enough_only_where_the_site_says_why(text: str, certain: bool) -> None:
    assert failure_of(Trouble(message=text, expected=True)).certain is certain


def test_a_due_time_belongs_to_what_is_not_yet_there() -> None:
    due = datetime(2030, 1, 1, tzinfo=UTC)
    assert failure_of(Trouble(message=texts.upcoming(2), expected=True), due).due == due
    assert failure_of(Trouble(message=texts.PRIVATE, expected=True), due).due is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            f"ERROR: [youtube] abc: {texts.PRIVATE}",
            (
                "Private video. Sign in if you've been granted access to this video. "
                "Set cookies_file to cookies of an account that may see it."
            ),
        ),
        ("\x1b[0;31mERROR:\x1b[0m [youtube:tab] @x: Video unavailable", "Video unavailable"),
        ("ERROR: \r[download] Got error: timed out", "Got error: timed out"),
        (
            (
                "[x] a: Failed to parse JSON (caused by JSONDecodeError('x')); please report this issue on  "
                "https://a, filling out"
            ),
            "Failed to parse JSON. A newer yt-dlp may know how: see [ytdlp] channel.",
        ),
    ],
)
def test_messages_are_for_people(text: str, message: str) -> None:
    assert failure_of(Trouble(message=text, expected=True)).message == message


def test_a_missing_tab_is_told_from_a_failure() -> None:
    assert is_empty_tab(Trouble(message="[youtube:tab] @x: This channel does not have a shorts tab"))
    assert not is_empty_tab(Trouble(message="[youtube:tab] @x: Video unavailable"))
