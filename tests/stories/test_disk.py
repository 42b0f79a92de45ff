"""A service on a small disk: it becomes full in the middle of a download, and nothing is lost."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from anypod.demo.answers import Kind
from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import config
from tests.stories.service import Service

pytestmark = [pytest.mark.story, pytest.mark.slow]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_holds_up_downloads_until_there_is_room(small_disk: Path, tmp_path: Path, site: Site) -> None:
    heavy = [video(f"v{n}", published=days_ago(n + 1)).audio_only().weighs(20_000_000) for n in range(2)]
    site.channel("cats").has(*heavy)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(70_000_000))
    feeds = f'[feeds.cats]\nurl = "{site.url}/@cats/videos"'
    text = config(feeds, "", small_disk).replace("[storage]", '[storage]\nmin_free = "0 MB"')
    with Service(tmp_path, text) as service:
        service.until("disk_low")
        before = service.rows("id, status, retries", "status != 'downloaded'")
        ballast.unlink()
        service.until("disk_ok")
        while "queued" in service.statuses().values():
            service.until("download_finished")
        assert {(status, retries) for _, status, retries in before} == {("queued", 0)}
        assert service.files("media") == {"cats/v0.m4a", "cats/v1.m4a"}
        assert any(hit.start > 0 for hit in site.log.hits(Kind.MEDIA))
        assert service.stop() == 0
