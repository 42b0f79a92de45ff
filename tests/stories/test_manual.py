"""A feed that is fed by hand: valid with a name alone, filled by submissions, untouched by their repetition."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio
from attrs import evolve
from lxml import etree

from anypod.actors.roster import Roster
from anypod.config.load import load
from anypod.model.download import Status
from anypod.model.event import EventKind
from anypod.model.feed import SourceType
from anypod.model.order import Submit, Submitted
from anypod.model.settings import Settings
from anypod.web.editions import Editions
from tests.actors.workshop import Workshop, open_workshop
from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin, config
from tests.support.feedlint import lint

pytestmark = pytest.mark.story

FEED = '[feeds.later]\nschedule = "manual"\n'


def read(folder: Path, feeds: str) -> Settings:
    path = folder / "anypod.toml"
    path.write_text(config(feeds, "", folder / "data"))
    loaded = load(path, {})
    assert loaded.problems == ()
    assert loaded.settings is not None
    return loaded.settings


@asynccontextmanager
async def running(site: Site, folder: Path, settings: Settings) -> AsyncIterator[tuple[Workshop, Roster]]:
    async with open_workshop(site, folder / "data") as workshop, trio.open_nursery() as nursery:
        roster = Roster(workshop.parts, workshop.pen.another())
        await nursery.start(roster.run, settings.feeds)
        yield workshop, roster
        nursery.cancel_scope.cancel()


async def rss(workshop: Workshop, settings: Settings) -> bytes:
    editions = Editions(workshop.store.queries, lambda: settings, workshop.now)
    edition = await editions.current("later", "http://pods.example", content=True)
    assert edition is not None
    assert edition.content is not None
    return edition.content.plain


def guids(document: bytes) -> list[str]:
    return [str(guid.text).rpartition(":")[2] for guid in etree.fromstring(document).iter("guid")]


def test_with_a_name_alone_it_is_valid_from_the_first_moment(begin: Begin) -> None:
    with begin(FEED) as service:
        assert lint(service.feed("later")) == []
        assert service.episodes("later") == []


async def test_what_is_submitted_becomes_an_episode_the_last_one_first(site: Site, tmp_path: Path) -> None:
    site.has(video("old", published=days_ago(2_000)), video("young", published=days_ago(1)))
    settings = read(tmp_path, FEED + "keep_last = 2\nsince = 2026-01-01\n")
    async with running(site, tmp_path, settings) as (workshop, roster):
        for name in ("young", "old"):
            answer = await roster.order("later", Submit(site.watch(name)))
            assert isinstance(answer, Submitted)
            await workshop.told.until(lambda event: event.kind is EventKind.DOWNLOAD_FINISHED and event.id == name)  # noqa: B023 - awaited before the next turn
        document = await rss(workshop, settings)
        assert lint(document) == []
        assert guids(document) == ["old", "young"]
        feed = await workshop.feed("later")
        assert (feed.source_type, feed.total_downloads) == (SourceType.MANUAL, 2)


async def test_submitting_it_again_changes_no_byte(site: Site, tmp_path: Path) -> None:
    site.has(evolve(video("v"), thumbnail=False))  # a picture comes after the file, and nothing tells of it
    settings = read(tmp_path, FEED)
    async with running(site, tmp_path, settings) as (workshop, roster):
        await roster.order("later", Submit(site.watch("v")))
        await workshop.told.until(lambda event: event.kind is EventKind.DOWNLOAD_FINISHED)
        before, files = await rss(workshop, settings), workshop.media()
        again = await roster.order("later", Submit(site.watch("v")))
        assert isinstance(again, Submitted)
        assert [(item.download.status, item.new) for item in again.items] == [(Status.DOWNLOADED, False)]
        assert await rss(workshop, settings) == before
        assert workshop.media() == files


async def test_what_was_submitted_before_a_stop_is_fetched_after_it(site: Site, tmp_path: Path) -> None:
    site.has(video("slow").throttled(kbps=100).weighs(5_000_000))
    settings = read(tmp_path, FEED)
    async with running(site, tmp_path, settings) as (workshop, roster):
        await roster.order("later", Submit(site.watch("slow")))
    site.becomes(video("slow"))
    async with running(site, tmp_path, settings) as (workshop, _):
        await workshop.told.until(lambda event: event.kind is EventKind.DOWNLOAD_FINISHED)
        assert await workshop.statuses("later") == {"slow": Status.DOWNLOADED}
