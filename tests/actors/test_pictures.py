from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from attrs import evolve

from anypod.actors.desk import Desk
from anypod.actors.pictures import picture_feed, picture_item, picture_items
from anypod.actors.sync import sync
from anypod.demo.answers import Kind
from anypod.model.download import MediaFile, Status
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.job import Cause
from anypod.model.mutation import DescribeFeed, RecordDownload, RefreshDownload
from anypod.model.settings import MetadataOverrides
from tests.actors.gallery import Gallery, open_gallery
from tests.actors.workshop import Workshop
from tests.site.video import video

AVATAR = "/files/avatar.jpg"
OTHER = "/files/picture.png"


@pytest.fixture
async def gallery() -> AsyncIterator[Gallery]:
    async with open_gallery() as gallery:
        yield gallery


async def pictured(workshop: Workshop, desk: Desk, url: str) -> str:
    """Let the source's list name a picture of the one downloaded item, sync its pictures, and give the digest."""
    await workshop.pen.write(RefreshDownload(feed="cats", id="v", thumbnail_url=url, at=workshop.now()))
    await picture_items(desk)
    return str((await workshop.row("v")).image)


async def downloaded(workshop: Workshop, *names: str) -> Desk:
    """Give the desk of a feed with downloaded items that have no picture."""
    desk = await workshop.desk()
    file = MediaFile(ext="m4a", mime="audio/x-m4a", size=1, duration=1.0, video=False)
    for name in names or ("v",):
        await workshop.queued(desk, name)
        await workshop.pen.write(RecordDownload(feed="cats", id=name, file=file, details=None, at=workshop.now()))
    return desk


async def described(workshop: Workshop, path: str | None, title: str = "Cats") -> None:
    """Let the source name a picture, or none."""
    image_url = workshop.site.base + path if path else None
    metadata = SourceMetadata(title=title, image_url=image_url)
    await workshop.pen.write(
        DescribeFeed(feed="cats", source_type=SourceType.CHANNEL, metadata=metadata, at=workshop.now())
    )


def asked(workshop: Workshop, path: str) -> int:
    return len(workshop.site.hits(Kind.OTHER, path))


async def test_a_sync_makes_the_feeds_picture_of_the_channels_avatar(workshop: Workshop) -> None:
    channel = workshop.site.channel("cats").has()
    desk = await workshop.desk(channel.url)
    await sync(desk)
    feed = await workshop.feed()
    assert feed.image is not None
    assert feed.image_source == feed.metadata.image_url
    assert workshop.parts.library.image_path("cats").read_bytes()[:3] == b"\xff\xd8\xff"
    await sync(desk)
    assert len(workshop.site.hits(Kind.AVATAR)) == 1


async def test_a_picture_is_not_fetched_again_while_its_address_is_the_same(workshop: Workshop) -> None:
    desk = await workshop.desk()
    await described(workshop, AVATAR)
    for _ in range(2):
        await picture_feed(desk)
    assert asked(workshop, AVATAR) == 1


async def test_another_address_gives_another_picture_and_digest(workshop: Workshop) -> None:
    desk = await workshop.desk()
    await described(workshop, AVATAR)
    await picture_feed(desk)
    before = await workshop.feed()
    await described(workshop, OTHER)
    await picture_feed(desk)
    after = await workshop.feed()
    assert after.image != before.image
    assert after.image_source == workshop.site.base + OTHER
    assert after.revision > before.revision


async def test_a_source_without_a_picture_gets_one_that_is_drawn_once(workshop: Workshop) -> None:
    desk = await workshop.desk()
    await described(workshop, None)
    await picture_feed(desk)
    feed = await workshop.feed()
    path = workshop.parts.library.image_path("cats")
    written = path.stat().st_mtime_ns
    await picture_feed(desk)
    assert feed.image is not None
    assert feed.image_source == ""
    assert path.stat().st_mtime_ns == written


async def test_a_picture_that_may_not_be_had_is_drawn_until_it_may(workshop: Workshop) -> None:
    desk = await workshop.desk()
    await described(workshop, AVATAR)
    workshop.private.append(False)
    await picture_feed(desk)
    drawn = await workshop.feed()
    assert drawn.image is not None
    assert drawn.image_source == ""
    assert asked(workshop, AVATAR) == 0
    workshop.private.append(True)
    await picture_feed(desk)
    assert (await workshop.feed()).image not in (None, drawn.image)


async def test_a_picture_that_can_no_longer_be_had_leaves_the_one_before(workshop: Workshop) -> None:
    desk = await workshop.desk()
    await described(workshop, AVATAR)
    await picture_feed(desk)
    before = await workshop.feed()
    await described(workshop, "/files/gone.jpg")
    await picture_feed(desk)
    after = await workshop.feed()
    assert (after.image, after.image_source) == (before.image, before.image_source)


async def test_the_configs_picture_goes_before_the_sources(workshop: Workshop) -> None:
    wanted = workshop.site.base + OTHER
    desk = await workshop.desk(metadata=MetadataOverrides(image_url=wanted))
    await described(workshop, AVATAR)
    await picture_feed(desk)
    assert (await workshop.feed()).image_source == wanted
    assert asked(workshop, AVATAR) == 0


async def test_a_downloaded_item_has_the_picture_of_its_page(workshop: Workshop) -> None:
    workshop.site.has(video("v"))
    desk = await workshop.desk()
    await workshop.queued(desk, "v")
    row = await workshop.fetched(desk, "v")
    assert row.image is not None
    assert workshop.parts.library.image_path("cats", "v").is_file()
    assert len(workshop.site.hits(Kind.THUMBNAIL, "v")) == 1


async def test_a_thumbnail_that_fails_is_no_failure_of_the_download(workshop: Workshop) -> None:
    workshop.site.has(video("v").thumbnail_fails(500))
    desk = await workshop.desk()
    await workshop.queued(desk, "v")
    row = await workshop.fetched(desk, "v")
    assert (row.status, row.image, row.last_error, row.retries) == (Status.DOWNLOADED, None, None, 0)
    assert workshop.site.hits(Kind.THUMBNAIL, "v")


async def test_an_items_other_address_in_the_list_gives_another_picture(workshop: Workshop, gallery: Gallery) -> None:
    desk = await downloaded(workshop)
    before = await pictured(workshop, desk, gallery.hang("/a.png", "red"))
    revision = (await workshop.feed()).revision
    after = await pictured(workshop, desk, gallery.hang("/b.png", "blue"))
    assert before != after
    assert (await workshop.feed()).revision > revision
    assert gallery.asked == [("/a.png", 200), ("/b.png", 200)]


@pytest.mark.parametrize("says_tags", [True, False])
async def test_another_picture_under_the_same_address_is_seen_when_a_person_asks(
    workshop: Workshop, gallery: Gallery, says_tags: bool
) -> None:
    gallery.says_tags = says_tags
    desk = await downloaded(workshop)
    before = await pictured(workshop, desk, gallery.hang("/a.png", "red"))
    revision = (await workshop.feed()).revision
    await picture_items(desk, asked=True)
    assert (await workshop.feed()).revision == revision
    gallery.hang("/a.png", "blue")
    await picture_items(desk)
    assert (await workshop.row("v")).image == before
    await picture_items(desk, asked=True)
    assert (await workshop.row("v")).image not in (None, before)
    assert gallery.statuses("/a.png") == [200, 304 if says_tags else 200, 200]


async def test_a_refresh_asks_whether_there_is_another(workshop: Workshop, gallery: Gallery) -> None:
    desk = await downloaded(workshop)
    url = gallery.hang("/a.png", "red")
    await pictured(workshop, desk, url)
    await picture_item(desk, await workshop.row("v"), url)
    assert gallery.statuses("/a.png") == [200, 304]


async def test_a_lost_picture_is_fetched_again_whole(workshop: Workshop, gallery: Gallery) -> None:
    desk = await downloaded(workshop)
    await pictured(workshop, desk, gallery.hang("/a.png", "red"))
    path = workshop.parts.library.image_path("cats", "v")
    path.unlink()
    await picture_items(desk)
    assert path.is_file()
    assert gallery.statuses("/a.png") == [200, 200]


async def test_an_items_picture_that_is_gone_leaves_the_former_and_is_not_asked_for_at_each_sync(
    workshop: Workshop, gallery: Gallery
) -> None:
    desk = await downloaded(workshop)
    before = await pictured(workshop, desk, gallery.hang("/a.png", "red"))
    assert await pictured(workshop, desk, gallery.url("/gone.png")) == before
    await picture_items(desk)
    assert gallery.statuses("/gone.png") == [404]
    row = await workshop.row("v")
    assert (row.status, row.image_failed, row.last_error) == (Status.DOWNLOADED, gallery.url("/gone.png"), None)


async def test_a_feeds_other_picture_under_the_same_address_is_seen_by_a_persons_sync(
    workshop: Workshop, gallery: Gallery
) -> None:
    desk = await workshop.desk(metadata=MetadataOverrides(image_url=gallery.hang("/f.png", "red")))
    await sync(desk)
    before = await workshop.feed()
    gallery.hang("/f.png", "blue")
    await sync(desk)
    assert (await workshop.feed()).image == before.image
    await sync(desk, Cause.PERSON)
    after = await workshop.feed()
    assert after.image != before.image
    assert after.revision > before.revision
    await sync(desk, Cause.PERSON)
    assert gallery.statuses("/f.png") == [200, 200, 304]


async def test_without_the_configs_picture_the_sources_is_back_or_one_is_drawn(
    workshop: Workshop, gallery: Gallery
) -> None:
    desk = await workshop.desk(metadata=MetadataOverrides(image_url=gallery.hang("/f.png", "red")))
    await described(workshop, None)
    await picture_feed(desk)
    bare = evolve(desk, settings=evolve(desk.settings, metadata=MetadataOverrides()))
    await picture_feed(bare)
    assert (await workshop.feed()).image_source == ""
    await described(workshop, AVATAR)
    await picture_feed(bare)
    assert (await workshop.feed()).image_source == workshop.site.base + AVATAR


async def test_another_title_is_drawn_anew_on_a_picture_of_ours(workshop: Workshop) -> None:
    desk = await workshop.desk()
    await described(workshop, None, "Cats")
    await picture_feed(desk)
    cats = (await workshop.feed()).image
    await described(workshop, None, "Dogs")
    await picture_feed(desk)
    assert (await workshop.feed()).image not in (None, cats)


async def test_a_feeds_lost_picture_is_made_again(workshop: Workshop, gallery: Gallery) -> None:
    path = workshop.parts.library.image_path("cats")
    drawn = await workshop.desk()
    await picture_feed(drawn)
    path.unlink()
    await picture_feed(drawn)
    assert path.is_file()
    fetched = await workshop.desk(metadata=MetadataOverrides(image_url=gallery.hang("/f.png", "red")))
    await picture_feed(fetched)
    path.unlink()
    await picture_feed(fetched)
    assert path.is_file()
    assert gallery.statuses("/f.png") == [200, 200]


async def test_the_first_server_that_does_not_answer_ends_the_round(workshop: Workshop, gallery: Gallery) -> None:
    desk = await downloaded(workshop, "v", "w")
    await workshop.pen.write(
        RefreshDownload(feed="cats", id="v", thumbnail_url="http://127.0.0.1:1/a.png", at=workshop.now()),
        RefreshDownload(feed="cats", id="w", thumbnail_url=gallery.hang("/b.png", "red"), at=workshop.now()),
    )
    await picture_items(desk)
    assert gallery.asked == []
    await picture_items(desk)
    assert gallery.asked == [("/b.png", 200)]
