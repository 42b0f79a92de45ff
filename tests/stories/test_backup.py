"""A backup of a service at work, restored elsewhere: the same feed, nothing lost, what lacks its file fetched again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin
from tests.stories.service import ROOT, Service

pytestmark = [pytest.mark.story, pytest.mark.slow]


def anypod(service: Service, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a service's config."""
    return subprocess.run(
        [sys.executable, "-m", "anypod", "--config", service.config, *words],
        cwd=service.folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_backup_made_while_files_arrive_comes_up_elsewhere(site: Site, begin: Begin, tmp_path: Path) -> None:
    site.channel("cats").has(*(video(f"v{n}", seconds=1, published=days_ago(n)) for n in (1, 2)))
    feeds = f'[feeds.cats]\nurl = "{site.url}/@cats/videos"'
    archive = tmp_path / "cats.tar.gz"
    first, second = begin(feeds), begin("")
    with first:
        first.until("download_finished", feed="cats")
        made = anypod(first, "backup", "--media", str(archive))
        refused = anypod(first, "restore", str(archive), "--force")
        first.until("download_finished", feed="cats")
        expected = {episode.guid for episode in first.episodes("cats")}
        first.stop()
    assert (made.returncode, made.stderr) == (0, "")
    assert refused.returncode == 3, refused.stderr

    restored = anypod(second, "restore", str(archive), "--data-dir", str(second.data), "--force")
    assert restored.returncode == 0, restored.stderr
    # The first was whole by the time of the backup; the second may have been either.
    assert "cats/v1.m4a" in second.files("media")
    with second:
        while second.statuses() != {"v1": "downloaded", "v2": "downloaded"}:
            second.until("download_finished", feed="cats")
        assert {episode.guid for episode in second.episodes("cats")} == expected
