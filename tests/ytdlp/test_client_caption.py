from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import evolve

from anypod.demo.answers import Kind
from anypod.media.webvtt import read
from anypod.model.failure import Failure, FailureKind
from anypod.model.settings import FeedSettings, TranscriptSource
from anypod.model.transcript import Subtitles
from anypod.ytdlp.captions import _offered, withheld
from anypod.ytdlp.client import Client
from anypod.ytdlp.failures import failure_of
from anypod.ytdlp.subtitles import decoded
from tests.site.site import Site
from tests.site.video import Video, video
from tests.ytdlp.test_client_fetch import row

CREATOR, AUTO = TranscriptSource
ENGLISH = FeedSettings(name="a", transcript_lang="en")


async def captions(client: Client, site: Site, said: Video, feed: FeedSettings = ENGLISH) -> Subtitles | Failure | None:
    site.has(said)
    return await client.caption(feed, row(site.watch(said.id)))


def left(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "work" / "calls").rglob("*") if path.is_file()]


async def test_a_creators_are_taken_as_they_are_and_no_media(client: Client, site: Site, tmp_path: Path) -> None:
    said = video("x").subtitled(en="hello", de="hallo").auto_subtitled(en="hullo")
    found = await captions(client, site, said)
    assert found == Subtitles(text=said.subtitles["en"], lang="en", source=CREATOR)
    assert (site.examined("x"), site.media_requests("x"), len(site.hits(Kind.SUBTITLES, "x"))) == (1, 0, 1)
    assert left(tmp_path) == []


async def test_a_machines_are_taken_by_their_language_where_they_are_wanted(client: Client, site: Site) -> None:
    said = video("x").subtitled(en="hello").auto_subtitled(en_orig="hullo")
    found = await captions(client, site, said, evolve(ENGLISH, transcript_source_priority=(AUTO, CREATOR)))
    assert found == Subtitles(text=said.automatic["en-orig"], lang="en", source=AUTO)


async def test_that_there_are_none_but_other_languages_and_translations_is_an_answer(
    client: Client, site: Site
) -> None:
    said = video("x").subtitled(de="hallo").auto_translated(en="hello")
    assert await captions(client, site, said) is None
    assert site.hits(Kind.SUBTITLES, "x") == []


async def test_a_refusal_is_a_failure_that_says_for_whom(client: Client, site: Site) -> None:
    found = await captions(client, site, video("x").subtitled(en="hello").subtitles_fail(429))
    assert isinstance(found, Failure)
    assert (found.kind, found.status, found.whole_site) == (FailureKind.RATE_LIMITED, 429, True)


async def test_an_item_that_is_gone_is_a_failure_and_not_one_without_subtitles(client: Client, site: Site) -> None:
    found = await captions(client, site, video("x").removed())
    assert isinstance(found, Failure)
    assert found.kind is FailureKind.GONE


async def test_another_form_of_another_site_is_read_too(client: Client, site: Site) -> None:
    found = await client.caption(ENGLISH, row(site.page("ttml.html")))
    assert isinstance(found, Subtitles)
    assert (found.lang, found.source) == ("en-US", CREATOR)
    assert [(one.start, one.end, one.text) for one in read(found.text)] == [(0, 2000, "spoken")]


def test_the_offers_of_a_page_name_their_languages_and_forms() -> None:
    info: Mapping[str, object] = {
        "subtitles": {"eng": [{"ext": "srt"}], "fil": [{"ext": "vtt"}], "live_chat": [{"ext": "json"}]},
        "automatic_captions": {"de": [{"ext": "vtt", "url": "https://a.example/?lang=en&tlang=de"}]},
    }
    offers = [offer for offer, _ in _offered(info)]
    assert [(one.key, one.source, one.exts, one.translated) for one in offers] == [
        ("en", "creator", ("srt",), False),
        ("fil", "creator", ("vtt",), False),
        ("live_chat", "creator", ("json",), False),
        ("de", "auto", ("vtt",), True),
    ]


def test_what_youtube_keeps_from_us_is_no_answer_that_there_is_none() -> None:
    said = "x: There are missing subtitles languages because a PO token was not provided."
    found = withheld(["Some other thing", said])
    assert found is not None
    assert (failure_of(found).message.startswith(said), failure_of(found).whole_site) == (True, False)
    assert withheld(["Some other thing"]) is None


@pytest.mark.parametrize(
    "content", ["žluť".encode(), b"\xef\xbb\xbf" + "žluť".encode(), "žluť".encode("utf-16"), "žlut".encode("cp1252")]
)
def test_any_encoding_is_read(content: bytes) -> None:
    assert decoded(content).startswith("žlu")


def test_what_is_no_text_makes_nobody_stumble() -> None:
    assert read(decoded(bytes(range(256)))) == ()
