"""Real podcast clients subscribe, download and come again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin
from tests.stories.service import Service

pytestmark = pytest.mark.story


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture
def followed(site: Site, begin: Begin) -> Service:
    """Give a service whose links lead to itself, with three episodes of a feed."""
    site.channel("cats").has(
        *(video(f"v{n}", title=f"Épisode {n} <&> 猫", seconds=2, published=days_ago(n)) for n in range(1, 4))
    )
    service = begin(f'[feeds.cats]\nurl = "{site.url}/@cats/videos"')
    port = free_port()
    text = service.config.read_text().replace("\nport = 0", f"\nport = {port}")
    service.config.write_text(text.replace("http://pods.example", f"http://127.0.0.1:{port}"))
    service.start()
    for _ in range(3):
        service.until("download_finished", feed="cats")
    return service


@pytest.mark.skipif(shutil.which("gpo") is None, reason="gPodder is not installed (apt: gpodder)")
def test_gpodder_subscribes_and_downloads_what_the_feed_promises(followed: Service, tmp_path: Path) -> None:
    home = tmp_path / "gpodder"
    environ = os.environ | {"GPODDER_HOME": str(home), "GPODDER_DOWNLOAD_DIR": str(home / "files")}

    def gpo(*words: str) -> str:
        done = subprocess.run(
            ["gpo", *words],
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout

    episodes = followed.episodes("cats")
    gpo("subscribe", f"http://127.0.0.1:{followed.public_port}/feeds/cats.xml", "Cats")
    gpo("update")
    gpo("download")
    got = sorted(path.read_bytes() for path in (home / "files").rglob("*.m4a"))
    assert got == sorted(followed.get(episode.path).body for episode in episodes)
    assert sorted(map(len, got)) == sorted(episode.length for episode in episodes)


def test_yt_dlp_reads_our_feed_as_a_podcast(followed: Service, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{followed.public_port}/feeds/cats.xml"
    subprocess.run(
        [sys.executable, "-m", "yt_dlp", "--ignore-config", "-q", "--fixup", "never", "-o", "%(id)s.%(ext)s", url],
        cwd=tmp_path,
        timeout=120,
        check=True,
    )
    lengths = sorted(path.stat().st_size for path in tmp_path.glob("*.m4a"))
    assert lengths == sorted(episode.length for episode in followed.episodes("cats"))
