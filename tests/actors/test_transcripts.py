from __future__ import annotations

import time
from collections.abc import Callable

import trio
from attrs import evolve

from anypod.actors.desk import Desk
from anypod.actors.feed import FeedActor
from anypod.actors.sweep import sweep
from anypod.actors.transcripts import drop_unwanted, look_up, subtitles_of, transcribe_next
from anypod.demo.answers import Kind
from anypod.demo.captions import cues
from anypod.kernel.clock import Clock
from anypod.model.download import Download, MediaFile, Ruling, Status
from anypod.model.event import Event, EventKind
from anypod.model.mutation import ArchiveDownload, RecordTranscripts
from anypod.model.order import Done, Refresh
from anypod.model.settings import TranscriptSource
from anypod.model.transcript import Transcript
from anypod.rules.site import site_of
from anypod.rules.transcripts import wish
from tests.actors.workshop import Workshop
from tests.site.video import Video, days_ago, video

CREATOR, AUTO = TranscriptSource
FILE = MediaFile(ext="m4a", mime="audio/x-m4a", size=9, duration=2.0, video=False)


async def published(workshop: Workshop, desk: Desk, said: Video) -> Download:
    """Have an item and its row, downloaded as far as the catalogue knows."""
    workshop.site.has(said)
    path = workshop.parts.library.media_path(desk.feed, said.id, "m4a")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"not empty")
    return await workshop.queued(desk, said.id, status=Status.DOWNLOADED, file=FILE, published=said.published)


def transcripts(workshop: Workshop) -> dict[str, str]:
    """Give what is kept, by name."""
    top = workshop.parts.library.layout.transcripts
    return {path.name: path.read_text() for path in top.rglob("*") if path.is_file()}


async def test_what_a_machine_heard_is_kept_without_its_repeats_and_looked_for_once(workshop: Workshop) -> None:
    desk = await workshop.desk(transcript_lang="en")
    await published(workshop, desk, video("a").auto_subtitled(en_orig="we cast off\nat six"))
    assert await transcribe_next(desk)
    assert transcripts(workshop) == {"a.en.vtt": cues("we cast off", "at six", "and more")}
    assert (await workshop.row("a")).transcripts == (Transcript(lang="en", source=AUTO),)
    assert not await transcribe_next(desk)
    assert (workshop.site.examined("a"), workshop.processes()) == (1, set())


async def test_a_site_that_refuses_is_left_alone_and_the_download_is_unharmed(workshop: Workshop) -> None:
    desk = await workshop.desk(transcript_lang="en")
    before = await published(workshop, desk, video("a").subtitled(en="hello").subtitles_fail(429))
    assert await transcribe_next(desk)
    site = site_of(workshop.site.url)
    assert [pause.site for pause in workshop.parts.pauses.paused()] == [site, subtitles_of(site)]
    after = await workshop.row("a")
    assert (after.status, after.retries, after.next_attempt_at) == (before.status, 0, None)
    assert (after.failure, after.last_error, after.transcripts) == (None, None, ())
    await published(workshop, desk, video("b").subtitled(en="hello"))
    assert not await transcribe_next(desk)
    assert workshop.site.examined("b") == 0


async def test_what_nobody_wants_any_more_is_taken_back_without_asking_anybody(workshop: Workshop) -> None:
    desk = await workshop.desk(transcript_lang="en")
    row = await published(workshop, desk, video("a").subtitled(en="hello"))
    await workshop.parts.library.store_transcript(b"WEBVTT\n", row.feed, "a", "en")
    kept = (Transcript(lang="en", source=CREATOR),)
    asked = wish(desk.settings)
    await workshop.pen.write(RecordTranscripts(feed=row.feed, id="a", transcripts=kept, asked=asked, at=workshop.now()))
    german = evolve(desk, settings=evolve(desk.settings, transcript_lang="de"))
    await drop_unwanted(german)
    assert list(transcripts(workshop)) == ["a.en.vtt"]
    none = evolve(desk, settings=evolve(desk.settings, transcript_lang=""))
    await drop_unwanted(none)
    assert (transcripts(workshop), (await workshop.row("a")).transcripts) == ({}, ())
    assert not await transcribe_next(none)
    assert workshop.site.examined("a") == 0


async def test_one_that_was_let_go_meanwhile_leaves_no_file(workshop: Workshop) -> None:
    desk = await workshop.desk(transcript_lang="en")
    row = await published(workshop, desk, video("a").subtitled(en="hello"))
    gone = ArchiveDownload(feed=row.feed, id="a", reason="enough", ruling=Ruling.PERSON, at=workshop.now())
    await workshop.pen.write(gone)
    await look_up(desk, row)
    assert transcripts(workshop) == {}


async def test_a_stray_goes_after_a_day_and_one_that_is_lost_is_looked_for(workshop: Workshop) -> None:
    desk = await workshop.desk(transcript_lang="en")
    await published(workshop, desk, video("a").subtitled(en="hello"))
    await transcribe_next(desk)
    library = workshop.parts.library
    await library.store_transcript(b"WEBVTT\n", desk.feed, "stray", "en")
    await sweep(workshop.parts, workshop.pen)
    assert sorted(transcripts(workshop)) == ["a.en.vtt", "stray.en.vtt"]
    tomorrow = Clock(lambda: time.time() + 25 * 3_600)
    await sweep(evolve(workshop.parts, clock=tomorrow), workshop.pen)
    assert sorted(transcripts(workshop)) == ["a.en.vtt"]
    library.transcript_path(desk.feed, "a", "en").unlink()
    assert await transcribe_next(desk)
    assert sorted(transcripts(workshop)) == ["a.en.vtt"]


def is_about(message: str) -> Callable[[Event], bool]:
    return lambda event: event.kind is EventKind.DOWNLOAD_CHANGED and message in (event.message or "")


async def test_a_feed_looks_after_each_fetch_when_it_is_edited_and_when_a_person_asks(workshop: Workshop) -> None:
    cats = workshop.site.channel("cats")
    cats.has(video("a", published=days_ago(1)).subtitled(en="hello", de="hallo"))
    actor = FeedActor(await workshop.desk(cats.url, transcript_lang="en"))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(actor.run, name="actor")
        await workshop.told.until(is_about("transcript in en"))
        actor.adapt(evolve(actor._desk.settings, transcript_lang="de"))
        await workshop.told.until(is_about("transcript in de"))
        assert (await workshop.row("a")).transcripts == (Transcript(lang="de", source=CREATOR),)
        workshop.site.edit("a", lambda said: said.subtitled(de="servus"))
        assert isinstance(await actor.orders.place(Refresh("a")), Done)
        assert [(name, "servus" in text) for name, text in transcripts(workshop).items()] == [("a.de.vtt", True)]
        nursery.cancel_scope.cancel()
    assert len(workshop.site.hits(Kind.MEDIA, "a")) == 1
