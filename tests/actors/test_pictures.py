from __future__ import annotations

from anypod.actors.pictures import picture_feed, picture_item
from anypod.actors.sync import sync
from anypod.demo.answers import Kind
from anypod.model.download import Status
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.mutation import DescribeFeed
from anypod.model.settings import MetadataOverrides
from tests.actors.workshop import Workshop
from tests.site.video import video

AVATAR = "/files/avatar.jpg"
OTHER = "/files/picture.png"


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
    await picture_item(desk, row, row.image_source)
    assert len(workshop.site.hits(Kind.THUMBNAIL, "v")) == 1


async def test_a_thumbnail_that_fails_is_no_failure_of_the_download(workshop: Workshop) -> None:
    workshop.site.has(video("v").thumbnail_fails(500))
    desk = await workshop.desk()
    await workshop.queued(desk, "v")
    row = await workshop.fetched(desk, "v")
    assert (row.status, row.image, row.last_error, row.retries) == (Status.DOWNLOADED, None, None, 0)
    assert workshop.site.hits(Kind.THUMBNAIL, "v")
