from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from anypod.model.chapter import Chapter
from anypod.model.download import LiveStatus
from anypod.model.failure import Failure, FailureKind
from anypod.model.settings import FeedSettings
from anypod.model.source import Examined
from anypod.ytdlp.client import Client
from tests.site.site import Site
from tests.site.video import Video, days_ago, video
from tests.ytdlp.conftest import MakeClient

FEED = FeedSettings(name="a")


async def examine(client: Client, urls: Sequence[str], feed: FeedSettings = FEED) -> list[Examined]:
    found: list[Examined] = []

    async def keep(examined: Examined) -> None:
        found.append(examined)

    assert await client.examine(feed, urls, keep) is None
    return found


async def examine_one(client: Client, site: Site, said: Video, feed: FeedSettings = FEED) -> Examined:
    site.has(said)
    (examined,) = await examine(client, [site.watch(said.id)], feed)
    return examined


def failure_of(examined: Examined) -> Failure:
    assert examined.failure is not None
    return examined.failure


async def test_an_item_is_read_in_full(client: Client, site: Site) -> None:
    said = video("a", "Title", seconds=4, published=days_ago(3)).chaptered((0, "One"), (2, "Two"))
    details = (await examine_one(client, site, said)).details
    assert details is not None
    assert (details.title, details.duration, details.published) == ("Title", 4, said.published)
    assert details.chapters == (Chapter(start=0, title="One"), Chapter(start=2, title="Two"))
    assert details.filesize == site.media.file("audio.m4a", 4).stat().st_size
    assert details.live is LiveStatus.NONE


async def test_an_item_of_a_series_has_its_place_and_whom_it_is_for(client: Client, site: Site) -> None:
    details = (await examine_one(client, site, video("a").numbered(3, 4, "At sea").for_adults())).details
    assert details is not None
    assert (details.season, details.season_name, details.episode, details.age_limit) == (3, "At sea", 4, 18)


async def test_a_special_has_no_number_and_a_season_no_name_that_only_counts(client: Client, site: Site) -> None:
    details = (await examine_one(client, site, video("a").numbered(3, 0))).details
    assert details is not None
    assert (details.season, details.season_name, details.episode) == (3, None, None)


async def test_one_that_fails_leaves_the_others_alone_and_all_come_in_order(client: Client, site: Site) -> None:
    site.has(video("a"), video("bad").crashes(), video("b"), video("gone").fails(404), video("c"))
    urls = [site.watch(name) for name in ("a", "bad", "b", "gone", "c")]
    found = await examine(client, urls)
    assert [one.url for one in found] == urls
    assert [one.failure is None for one in found] == [True, False, True, False, True]
    assert failure_of(found[1]).kind is FailureKind.BROKEN_TOOL
    assert (failure_of(found[3]).kind, failure_of(found[3]).status) == (FailureKind.GONE, 404)


Change = Callable[[Video], Video]


@pytest.mark.parametrize(
    ("change", "kind", "whole_site", "certain"),
    [
        (Video.private, FailureKind.AUTH_NEEDED, False, False),
        (Video.members, FailureKind.AUTH_NEEDED, False, False),
        (Video.age_restricted, FailureKind.AUTH_NEEDED, False, False),
        (Video.bot_check, FailureKind.AUTH_NEEDED, True, False),
        (Video.rate_limited, FailureKind.RATE_LIMITED, True, False),
        (Video.removed, FailureKind.GONE, False, True),
        (Video.terminated, FailureKind.GONE, False, True),
        (Video.copyright, FailureKind.GONE, False, True),
        (Video.unavailable, FailureKind.GONE, False, False),
        (Video.geo_blocked, FailureKind.GONE, False, True),
        (Video.drm, FailureKind.GONE, False, True),
        (Video.no_formats, FailureKind.NO_FORMAT, False, False),
        (Video.post_live, FailureKind.NOT_YET, False, False),
        (lambda said: said.upcoming(in_hours=3), FailureKind.NOT_YET, False, False),
        (lambda said: said.fails(503), FailureKind.TRANSIENT, False, False),
        (lambda said: said.fails(429), FailureKind.RATE_LIMITED, True, False),
        (Video.drops, FailureKind.TRANSIENT, False, False),
        (Video.bad_json, FailureKind.BROKEN_TOOL, False, False),
        (Video.no_audio, FailureKind.NO_FORMAT, False, False),
    ],
)
async def test_what_a_site_says_has_its_class(
    client: Client, site: Site, *, change: Change, kind: FailureKind, whole_site: bool, certain: bool
) -> None:
    failure = failure_of(await examine_one(client, site, change(video("a"))))
    assert (failure.kind, failure.whole_site, failure.certain) == (kind, whole_site, certain)
    assert "ERROR" not in failure.message
    assert "please report" not in failure.message


async def test_an_announced_stream_has_a_title_and_a_due_time(client: Client, site: Site) -> None:
    examined = await examine_one(client, site, video("a", "Soon").upcoming(in_hours=3))
    release = site.catalogue.items["a"].release
    assert examined.details is not None
    assert (examined.details.title, examined.details.live, examined.details.due) == (
        "Soon",
        LiveStatus.UPCOMING,
        release,
    )
    assert failure_of(examined).due == release


async def test_a_stream_on_the_air_is_told_from_an_item_by_its_details(client: Client, site: Site) -> None:
    examined = await examine_one(client, site, video("a").is_live())
    assert examined.details is not None
    assert examined.details.live is LiveStatus.LIVE


async def test_an_item_that_hangs_ends_the_call_and_keeps_what_came_before(make_client: MakeClient, site: Site) -> None:
    site.has(video("a"), video("b").hangs())
    found: list[str] = []

    async def keep(examined: Examined) -> None:
        found.append(examined.url)

    failure = await make_client(stall=1.5).examine(FEED, [site.watch("a"), site.watch("b")], keep)
    assert failure is not None
    assert failure.message == "No progress for 1.5 s"
    assert found == [site.watch("a")]


async def test_options_that_yt_dlp_does_not_take_fail_the_call(client: Client, site: Site) -> None:
    async def never(_examined: Examined) -> None:
        raise AssertionError

    failure = await client.examine(FeedSettings(name="a", format="[["), [site.watch("a")], never)
    assert failure is not None
    assert failure.kind is FailureKind.BROKEN_TOOL


@pytest.mark.parametrize("said", [video("b").fails(429), video("b").bot_check(), video("b").rate_limited()])
async def test_a_site_that_will_have_none_of_us_is_asked_for_nothing_more(
    client: Client, site: Site, said: Video
) -> None:
    site.has(video("a"), said, video("c"))
    found = await examine(client, [site.watch(name) for name in "abc"])
    assert [examined.url for examined in found] == [site.watch("a"), site.watch("b")]
    assert failure_of(found[1]).whole_site
    assert site.examined("c") == 0
