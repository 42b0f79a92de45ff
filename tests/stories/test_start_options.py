"""The options of a start: what failed is tried again; what is published is served though nothing can be fetched."""

from __future__ import annotations

import pytest

from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin
from tests.stories.service import Service

pytestmark = pytest.mark.story


def one_failed(site: Site, begin: Begin) -> Service:
    """Give a stopped service with a download that failed for good, of which the site has thought better."""
    site.channel("cats").has(video("v", published=days_ago(1)).removed())
    service = begin(f'[feeds.cats]\nurl = "{site.url}/@cats/videos"').start()
    service.until("sync_finished", feed="cats")
    assert service.statuses() == {"v": "error"}
    service.stop()
    site.becomes(video("v", published=days_ago(1)))
    return service


def test_what_failed_is_fetched_at_a_start_that_says_so(site: Site, begin: Begin) -> None:
    service = one_failed(site, begin)
    service.start("--retry-failed")
    assert service.until("errors_retried", feed="cats")["count"] == 1
    service.until("download_finished", id="v")


def test_what_failed_before_the_date_stays(site: Site, begin: Begin) -> None:
    service = one_failed(site, begin)
    service.start("--retry-failed", "--newer-than", "2999-01-01")
    assert service.until("errors_retried", feed="cats")["count"] == 0
    assert service.statuses() == {"v": "error"}


def test_what_is_published_is_served_while_the_config_is_wrong(site: Site, begin: Begin) -> None:
    site.channel("cats").has(video("v", published=days_ago(1)))
    with begin(f'[feeds.cats]\nurl = "{site.url}/@cats/videos"') as service:
        service.until("download_finished", id="v")
        service.stop()
        service.config.write_text(service.config.read_text().replace("concurrency = 2", "concurrency = 0"))
        service.launch()
        assert service.wait() == 2
        site.log.forget()
        service.start("--ignore-startup-errors")
        (episode,) = service.episodes("cats")
        assert service.get(episode.path).status == 200
        assert service.stop() == 0
        assert site.hits() == []
        assert service.statuses() == {"v": "downloaded"}
