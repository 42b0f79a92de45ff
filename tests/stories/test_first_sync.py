"""From a channel to a feed: what one sync does, and what the next one doesn't do again."""

from __future__ import annotations

import pytest

from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin
from tests.support.feedlint import lint

pytestmark = pytest.mark.story


def test_a_channel_becomes_a_feed_whose_files_are_what_it_says(site: Site, begin: Begin) -> None:
    site.channel("cats").has(*(video(f"v{n}", seconds=2, published=days_ago(n)) for n in range(1, 5)))
    with begin(f'[feeds.cats]\nurl = "{site.url}/@cats/videos"') as service:
        service.until("sync_finished", feed="cats")
        for _ in range(4):
            service.until("download_finished", feed="cats")
        assert lint(service.feed("cats")) == []
        episodes = service.episodes("cats")
        assert [episode.guid.rpartition(":")[2] for episode in episodes] == ["v1", "v2", "v3", "v4"]
        for episode in episodes:
            answer = service.get(episode.path)
            assert (len(answer.body), answer.headers["content-type"]) == (episode.length, episode.type)


def test_one_that_fails_keeps_none_of_the_others_back(site: Site, begin: Begin) -> None:
    site.channel("cats").has(
        video("good", published=days_ago(1)),
        video("hidden", published=days_ago(2)).private(),
        video("soon").upcoming(in_hours=5),
        video("fine", published=days_ago(3)),
    )
    with begin(f'[feeds.cats]\nurl = "{site.url}/@cats/videos"') as service:
        for _ in range(2):
            service.until("download_finished", feed="cats")
        assert service.statuses() == {
            "good": "downloaded",
            "hidden": "error",
            "soon": "upcoming",
            "fine": "downloaded",
        }


def test_three_hundred_listed_of_which_five_are_kept_cost_one_list_and_few_looks(site: Site, begin: Begin) -> None:
    site.channel("big").has(*(video(f"v{n:03}", published=days_ago(n + 1)) for n in range(300)))
    with begin(f'[feeds.big]\nurl = "{site.url}/@big/videos"\nkeep_last = 5') as service:
        for _ in range(5):
            service.until("download_finished", feed="big")
        assert len(service.rows("id")) == 300
        assert service.files("media") == {f"big/v{n:03}.m4a" for n in range(5)}
        assert site.lists == 1
        assert site.examinations <= 10
        before = service.rows("id, updated_at")
        service.stop()
        site.log.forget()
        service.start()
        service.until("sync_finished", feed="big")
        assert (site.lists, site.examinations) == (1, 0)
        assert service.rows("id, updated_at") == before


def test_a_new_episode_comes_with_the_next_sync_and_the_oldest_goes(site: Site, begin: Begin) -> None:
    channel = site.channel("cats")
    channel.has(video("old", published=days_ago(3)), video("older", published=days_ago(4)))
    with begin(f'[feeds.cats]\nurl = "{site.url}/@cats/videos"\nkeep_last = 2') as service:
        for _ in range(2):
            service.until("download_finished", feed="cats")
        service.stop()
        channel.add_at_start(video("new", published=days_ago(1)))
        service.start()
        service.until("download_finished", feed="cats", id="new")
        service.until("retention_applied", feed="cats")
        assert service.statuses() == {"new": "downloaded", "old": "downloaded", "older": "archived"}
        assert service.files("media") == {"cats/new.m4a", "cats/old.m4a"}
        assert [episode.guid.rpartition(":")[2] for episode in service.episodes("cats")] == ["new", "old"]


def test_video_feeds_get_h264_in_mp4(site: Site, begin: Begin) -> None:
    site.channel("cats").has(video("v1", published=days_ago(1)))
    with begin(f'[feeds.cats]\nurl = "{site.url}/@cats/videos"\nmedia = "video"') as service:
        service.until("download_finished", feed="cats")
        (episode,) = service.episodes("cats")
        assert (episode.url.rpartition(".")[2], episode.type) == ("mp4", "video/mp4")
