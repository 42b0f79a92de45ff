"""Sites that no extractor knows: what yt-dlp's generic one finds becomes a feed too."""

from __future__ import annotations

import pytest

from tests.site.site import Site
from tests.stories.conftest import Begin
from tests.support.feedlint import lint

pytestmark = pytest.mark.story


def test_another_podcast_becomes_a_feed(site: Site, begin: Begin) -> None:
    with begin(f'[feeds.other]\nurl = "{site.base}/rss/podcast.xml"\nmedia = "as_is"') as service:
        service.until("sync_finished", feed="other")
        found = len(service.rows("id"))
        assert found > 1
        for _ in range(found):
            service.until("download_finished", feed="other")
        assert lint(service.feed("other")) == []
        assert len(service.episodes("other")) == found
