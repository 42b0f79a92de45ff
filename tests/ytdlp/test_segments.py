from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from attrs import evolve

from anypod.model.chapter import Segment, Span
from anypod.model.failure import Failure, FailureKind
from anypod.model.settings import FeedSettings, Media, Sponsorblock
from anypod.model.source import Details, Examined, Fetched
from anypod.ytdlp.client import Client
from tests.site.site import Site
from tests.site.video import Video, video
from tests.ytdlp.test_client_fetch import row

AD = (3.0, 6.0, "sponsor")
NOTHING_SAID = ("--extractor-retries", "0")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def feed(site: Site, **words: tuple[str, ...]) -> FeedSettings:
    args = ("--sponsorblock-api", site.base, *NOTHING_SAID)
    return FeedSettings(name="a", sponsorblock=Sponsorblock(**words), yt_args=args)


async def fetch(client: Client, site: Site, said: Video, folder: Path, settings: FeedSettings) -> Fetched | Failure:
    site.has(said)
    return (await client.fetch(settings, row(site.watch(said.id)), folder, lambda _progress: None)).outcome


def seconds(path: Path) -> float:
    command = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


async def test_what_is_marked_is_told_and_stays_in_the_file(client: Client, site: Site, folder: Path) -> None:
    site.sponsorblock.reports("v", AD)
    found = await fetch(client, site, video("v", seconds=10), folder, feed(site, mark=("all",)))
    assert isinstance(found, Fetched)
    assert found.details.segments == (Segment(start=3, end=6, category="sponsor", title="Sponsor"),)
    assert found.cuts == ()
    assert found.path.read_bytes() == site.media.file("audio.m4a", 10).read_bytes()


@pytest.mark.parametrize("kind", [Media.AUDIO, Media.VIDEO])
async def test_what_is_to_be_removed_is_cut_out(client: Client, site: Site, folder: Path, kind: Media) -> None:
    site.sponsorblock.reports("v", AD)
    said = video("v", seconds=10).chaptered((0, "One"), (7, "Two"))
    found = await fetch(client, site, said, folder, evolve(feed(site, remove=("sponsor",)), media=kind))
    assert isinstance(found, Fetched)
    assert found.cuts == (Span(start=3, end=6),)
    assert seconds(found.path) == pytest.approx(7, abs=1.1 if kind is Media.VIDEO else 0.2)
    assert [chapter.start for chapter in found.details.chapters] == [0, 7]


async def test_of_other_sites_nothing_is_asked(client: Client, site: Site, folder: Path) -> None:
    found = await fetch(client, site, video("v"), folder, feed(site, mark=("all",), remove=("sponsor",)))
    assert isinstance(found, Fetched)
    assert (found.details.segments, found.cuts) == (None, ())
    assert site.sponsorblock.questions == 0


async def test_that_nothing_was_reported_is_an_answer(client: Client, site: Site, folder: Path) -> None:
    site.sponsorblock.reports("v")
    found = await fetch(client, site, video("v"), folder, feed(site, remove=("all",)))
    assert isinstance(found, Fetched)
    assert (found.details.segments, found.cuts) == ((), ())


async def test_marks_are_done_without_where_nobody_answers(client: Client, site: Site, folder: Path) -> None:
    site.sponsorblock.reports("v", AD)
    site.sponsorblock.fails()
    found = await fetch(client, site, video("v", seconds=10), folder, feed(site, mark=("all",)))
    assert isinstance(found, Fetched)
    assert found.details.segments is None
    assert site.examined("v") == 1


async def test_cuts_are_waited_for_but_not_for_ever(client: Client, site: Site, folder: Path) -> None:
    site.sponsorblock.reports("v", AD)
    site.sponsorblock.fails()
    settings = feed(site, remove=("all",))
    failure = await fetch(client, site, video("v", seconds=10), folder, settings)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.TRANSIENT
    assert "SponsorBlock" in failure.message
    assert site.media_requests("v") == 0
    third = evolve(row(site.watch("v")), retries=2)
    found = (await client.fetch(settings, third, folder, lambda _progress: None)).outcome
    assert isinstance(found, Fetched)
    assert found.cuts == ()


async def examined(client: Client, site: Site, settings: FeedSettings) -> Examined:
    found: list[Examined] = []

    async def take(one: Examined) -> None:
        found.append(one)

    assert await client.examine(settings, (site.watch("v"),), take) is None
    return found[0]


async def test_segments_are_read_with_the_page_where_they_are_asked_for(client: Client, site: Site) -> None:
    site.has(video("v", seconds=10))
    site.sponsorblock.reports("v", AD)
    details = (await examined(client, site, feed(site, mark=("sponsor",)))).details
    assert isinstance(details, Details)
    assert [one.category for one in details.segments or ()] == ["sponsor"]
    plain = (await examined(client, site, feed(site))).details
    assert plain is not None
    assert plain.segments is None
    site.sponsorblock.fails()
    assert (await examined(client, site, feed(site, mark=("sponsor",)))).failure is not None
