"""Sites that no extractor knows: what yt-dlp's generic one finds becomes a feed too."""

from __future__ import annotations

import pytest

from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin
from tests.stories.service import Service
from tests.support.feedlint import lint

pytestmark = pytest.mark.story


def follow(begin: Begin, url: str, media: str = "audio") -> Service:
    return begin(f'[feeds.other]\nurl = "{url}"\nmedia = "{media}"')


def test_another_podcast_becomes_a_feed_with_its_own_titles_dates_and_files(site: Site, begin: Begin) -> None:
    podcast = site.podcast("radio")
    podcast.has(*(video(f"r{n}", title=f"Show {n}", seconds=2, published=days_ago(n)) for n in range(1, 4)))
    with follow(begin, podcast.url) as service:
        for _ in range(3):
            service.until("download_finished", feed="other")
        assert lint(service.feed("other")) == []
        assert [episode.title for episode in service.episodes("other")] == ["Show 1", "Show 2", "Show 3"]


def test_a_page_with_a_video_becomes_a_feed_of_one(site: Site, begin: Begin) -> None:
    with follow(begin, site.page("video.html"), media="video") as service:
        service.until("download_finished", feed="other")
        (episode,) = service.episodes("other")
        assert episode.type == "video/mp4"
        assert lint(service.feed("other")) == []


def test_hls_with_separate_sound_becomes_one_file(site: Site, begin: Begin) -> None:
    with follow(begin, f"{site.base}/hls/4/master.m3u8", media="video") as service:
        service.until("download_finished", feed="other")
        (episode,) = service.episodes("other")
        assert len(service.get(episode.path).body) == episode.length
        assert lint(service.feed("other")) == []


def test_a_page_without_media_is_told_as_the_feeds_error(site: Site, begin: Begin) -> None:
    with follow(begin, site.page("nothing.html")) as service:
        failed = service.until("sync_failed", feed="other")
        assert "Unsupported URL" in str(failed["reason"])
        assert service.episodes("other") == []
