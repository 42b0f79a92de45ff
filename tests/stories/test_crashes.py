"""The service killed at random moments: nothing is lost, nothing is left."""

from __future__ import annotations

import random
import time

import pytest

from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin
from tests.stories.service import Service
from tests.support.feedlint import lint

pytestmark = [pytest.mark.story, pytest.mark.slow]

MANY = 12


def alive(pids: set[int]) -> set[int]:
    """Give those that still run, after up to two seconds for them to end."""
    deadline = time.monotonic() + 2
    while (left := {pid for pid in pids if _runs(pid)}) and time.monotonic() < deadline:
        time.sleep(0.05)  # the kernel tells nobody of the death of a stranger's child
    return left


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123 - shorter for a file of the kernel's
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_killed_ten_times_in_a_sync_of_twelve_it_ends_with_twelve(site: Site, begin: Begin) -> None:
    items = [video(f"v{n:02}", seconds=2, published=days_ago(n + 1)).throttled(kbps=1_200) for n in range(MANY)]
    site.channel("cats").has(*items)
    moments = random.Random(20261125)  # noqa: S311 - not for secrets; the same moments each time
    service = begin(f'[feeds.cats]\nurl = "{site.url}/@cats/videos"\nmedia = "video"')
    for _ in range(10):
        service.start()
        assert lint(service.feed("cats")) == []
        time.sleep(moments.uniform(0.2, 4.0))  # the moment is the point
        left = service.descendants()
        service.kill()
        assert alive(left) == set()
    service.start()
    _until_all_downloaded(service)
    assert lint(service.feed("cats")) == []
    guids = [episode.guid for episode in service.episodes("cats")]
    assert len(guids) == len(set(guids)) == MANY
    assert service.files("media") == {f"cats/v{n:02}.mp4" for n in range(MANY)}
    assert service.stop() == 0
    assert service.files("tmp") == set()


def _until_all_downloaded(service: Service) -> None:
    while "queued" in service.statuses().values() or len(service.statuses()) < MANY:
        service.until("download_finished", feed="cats")
