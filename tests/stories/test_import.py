"""Subscribers of another program's feed find nothing new in ours once it was imported, but what is new."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.service.imports.homes import former, podsync
from tests.site.media import MediaCache
from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin
from tests.stories.service import ROOT, Service
from tests.stories.test_clients import free_port

pytestmark = [pytest.mark.story, pytest.mark.slow]


class Quiet(SimpleHTTPRequestHandler):
    """A file server without a log."""

    def log_message(self, format: str, *args: object) -> None:
        del format, args


@contextmanager
def serving(folder: Path, port: int) -> Iterator[None]:
    """Serve a folder's files, as podsync does."""
    with ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join(10)


class Gpodder:
    """A subscriber's own gPodder."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._environ = os.environ | {"GPODDER_HOME": str(home), "GPODDER_DOWNLOAD_DIR": str(home / "files")}

    def say(self, *words: str) -> str:
        return subprocess.run(
            ["gpo", *words],
            env=self._environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout

    def come_again(self) -> set[str]:
        """Look for episodes and download what is new; give all files that are there then, by their time of writing."""
        self.say("update")
        self.say("download")
        files = [path for path in (self._home / "files").rglob("*") if path.suffix in {".mp3", ".m4a"}]
        return {f"{path.name} {path.stat().st_mtime_ns}" for path in files}


def imported(service: Service, config: Path) -> None:
    """Import into a service that doesn't run."""
    done = subprocess.run(
        [sys.executable, "-m", "anypod", "--config", service.config, "import", str(config)],
        cwd=service.folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("gpo") is None, reason="gPodder is not installed (apt: gpodder)")
def test_a_subscriber_of_podsync_s_feed_fetches_only_what_is_new(
    site: Site, begin: Begin, media: MediaCache, tmp_path: Path
) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    config = podsync(tmp_path / "podsync", media, ["a1", "b2"], f"{site.url}/@cats/videos", base=base)
    data = config.parent / "data"
    subscriber = Gpodder(tmp_path / "gpodder")
    with serving(data, port):
        subscriber.say("subscribe", f"{base}/Cats.xml", "Cats")
        before = subscriber.come_again()
    assert len(before) == 2

    old = (video(name, seconds=2, published=days_ago(9)) for name in ("a1", "b2"))
    site.channel("cats").has(video("c3", seconds=2, published=days_ago(1)), *old)
    service = begin("")
    text = service.config.read_text().replace("\nport = 0", f"\nport = {port}")
    service.config.write_text(text.replace("http://pods.example", base))
    imported(service, config)
    with service:
        service.until("sync_finished", feed="cats")
        service.until("download_finished", feed="cats", id="c3")
        assert {episode.guid.rpartition(":")[2] for episode in service.episodes("cats")} == {"a1", "b2", "c3"}
        assert [guid for (guid,) in service.rows("imported_guid")] == ["a1", "b2", None]
        after = subscriber.come_again()
        again = subscriber.come_again()
    assert before < after
    assert len(after) == 3
    assert again == after


def test_the_former_anypod_s_feed_goes_on_where_it_was(
    site: Site, begin: Begin, media: MediaCache, tmp_path: Path
) -> None:
    site.channel("cats").has(*(video(name, seconds=2, published=days_ago(900)) for name in ("broken", "a1", "b2")))
    service = begin("")
    imported(service, former(tmp_path / "former", media, ["a1", "b2"], f"{site.url}/@cats/videos"))
    files = service.files("media")
    with service:
        service.until("sync_finished", feed="cats")
        guids = [episode.guid for episode in service.episodes("cats")]
        assert guids == ["https://site.example/watch?v=b2", "https://site.example/watch?v=a1"]
        assert [episode.type for episode in service.episodes("cats")] == ["audio/mp4", "audio/mp4"]
        assert service.statuses() == {"a1": "downloaded", "b2": "downloaded", "broken": "error", "gone": "archived"}
        assert service.files("media") == files
        assert service.get("/media/cats/a1.m4a").headers["content-type"] == "audio/mp4"
        assert service.get("/transcripts/cats/a1.en.vtt").status == 200
