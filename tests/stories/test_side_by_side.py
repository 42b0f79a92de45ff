"""Several feeds at once: what one suffers is not the others' business."""

from __future__ import annotations

import pytest

from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin
from tests.support.feedlint import lint

pytestmark = pytest.mark.story

SLOWEST = 25.0
"""Seconds for one list, one look and one download on a busy machine, several times over."""


def feed(site: Site, name: str) -> str:
    return f'[feeds.{name}]\nurl = "{site.url}/@{name}/videos"\n'


def test_a_hanging_and_a_broken_feed_hold_the_third_up_by_nothing(site: Site, begin: Begin) -> None:
    site.channel("stuck").hangs()
    site.channel("wrong").fails(500)
    site.channel("well").has(video("fine", seconds=2, published=days_ago(1)))
    feeds = feed(site, "stuck") + feed(site, "wrong") + feed(site, "well")
    service = begin(feeds)
    service.config.write_text(
        service.config.read_text().replace(
            "concurrency = 2\nper_site = 2", 'concurrency = 3\nper_site = 3\nstall_timeout = "6s"'
        )
    )
    with service:
        service.until("download_finished", patience=SLOWEST, feed="well")
        stuck = service.until("sync_failed", feed="stuck", patience=SLOWEST)
        assert "No progress for 6 s" in str(stuck["reason"])
        assert lint(service.feed("well")) == []
        assert service.stop() == 0
