"""Which format is chosen, by yt-dlp's own selector, from lists like those of real sites."""

from __future__ import annotations

from typing import Any

import pytest
import yt_dlp  # type: ignore[import-untyped] # yt-dlp has no annotations

from anypod.model.settings import FeedSettings, Media
from anypod.ytdlp.formats import format_args

Format = dict[str, Any]


def sound(
    format_id: str, acodec: str, ext: str, tbr: float, *, language: str | None = None, preference: int = -1
) -> Format:
    found: Format = {"format_id": format_id, "acodec": acodec, "vcodec": "none", "ext": ext, "tbr": tbr, "abr": tbr}
    return {**found, **({"language": language, "language_preference": preference} if language else {})}


def picture(format_id: str, vcodec: str, ext: str, height: int, acodec: str = "none", **more: Any) -> Format:
    size = {"height": height, "width": height * 16 // 9}
    return {"format_id": format_id, "acodec": acodec, "vcodec": vcodec, "ext": ext, "tbr": height * 2, **size, **more}


M4A, OPUS = sound("140", "mp4a.40.2", "m4a", 129), sound("251", "opus", "webm", 160)
FILMS = [
    picture("137", "avc1.640028", "mp4", 1080),
    picture("299", "avc1.64002a", "mp4", 2160),
    picture("248", "vp9", "webm", 1080),
    picture("399", "av01.0.08M.08", "mp4", 1080),
]
YOUTUBE = [M4A, OPUS, *FILMS, picture("18", "avc1.42001E", "mp4", 360, "mp4a.40.2")]
DUBBED = [
    sound("140-en", "mp4a.40.2", "m4a", 129, language="en", preference=10),
    sound("140-de", "mp4a.40.2", "m4a", 160, language="de-DE"),
    sound("251-en", "opus", "webm", 160, language="en", preference=10),
    sound("140-fr", "mp4a.40.2", "m4a", 129, language="fr", preference=5),
    *FILMS,
    picture(
        "96-de",
        "avc1.640028",
        "mp4",
        1080,
        "mp4a.40.2",
        language="de-DE",
        language_preference=-1,
        protocol="m3u8_native",
    ),
]
UNKNOWN = [{"format_id": "0", "ext": "mp4"}]
MP3 = [{"format_id": "mp3", "ext": "mp3", "vcodec": "none"}]


def chosen(feed: FeedSettings, formats: list[Format]) -> str | None:
    """Give the ids of the formats that yt-dlp would fetch."""
    (_, expression) = format_args(feed)
    params = {
        "format": expression,
        "quiet": True,
        "simulate": True,
        "ignore_no_formats_error": True,
        "no_warnings": True,
    }
    with yt_dlp.YoutubeDL(params) as ydl:
        urls = [{**one, "url": f"http://127.0.0.1/{one['format_id']}"} for one in formats]
        info = {"id": "a", "title": "A", "extractor": "x", "extractor_key": "X", "webpage_url": "u", "formats": urls}
        found = ydl.process_ie_result(info, download=False).get("format_id")
    return None if found is None else str(found)


@pytest.mark.parametrize(
    ("formats", "expected"),
    [
        (YOUTUBE, "140"),
        ([OPUS], "251"),
        ([OPUS, picture("18", "avc1.42001E", "mp4", 360, "mp4a.40.2")], "251"),
        ([picture("18", "avc1.42001E", "mp4", 360, "mp4a.40.2")], "18"),
        (MP3, "mp3"),
        (UNKNOWN, "0"),
        ([picture("137", "avc1.640028", "mp4", 1080)], None),
    ],
)
def test_for_sound_aac_comes_first_and_a_silent_film_is_nothing(formats: list[Format], expected: str | None) -> None:
    assert chosen(FeedSettings(name="a"), formats) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("original", "140-en"), ("default", "140-fr"), ("de", "140-de"), ("xx", "140-en")]
)
def test_a_language_is_chosen_and_the_original_where_it_is_missing(language: str, expected: str) -> None:
    assert chosen(FeedSettings(name="a", audio_language=language), DUBBED) == expected


def test_a_short_code_is_not_the_beginning_of_another() -> None:
    formats = [
        sound("140-en", "mp4a.40.2", "m4a", 129, language="en", preference=10),
        sound("140-fil", "mp4a.40.2", "m4a", 129, language="fil"),
    ]
    assert chosen(FeedSettings(name="a", audio_language="fi"), formats) == "140-en"


@pytest.mark.parametrize(
    ("formats", "height", "expected"),
    [
        (YOUTUBE, 1080, "137+140"),
        (YOUTUBE, 2160, "299+140"),
        (YOUTUBE, 480, "18"),
        (DUBBED, 1080, "137+140-en"),
        ([OPUS, picture("248", "vp9", "webm", 1080)], 1080, "248+251"),
        ([M4A, OPUS], 1080, "140"),
        ([picture("137", "avc1.640028", "mp4", 1080)], 1080, "137"),
        ([M4A, picture("137", "avc1.640028", "mp4", 1080)], 480, "137+140"),
        (UNKNOWN, 1080, "0"),
    ],
)
def test_for_film_h264_and_aac_come_first_within_the_height(formats: list[Format], height: int, expected: str) -> None:
    assert chosen(FeedSettings(name="a", media=Media.VIDEO, max_height=height), formats) == expected


def test_as_is_takes_the_best_there_is() -> None:
    assert chosen(FeedSettings(name="a", media=Media.AS_IS), YOUTUBE) == "399+251"


def test_an_expression_of_the_feeds_own_replaces_what_media_implies() -> None:
    assert chosen(FeedSettings(name="a", format="248"), YOUTUBE) == "248"
