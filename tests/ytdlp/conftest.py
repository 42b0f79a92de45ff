"""A client that knows the test site's plugin, and feeds to call it for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from shutil import which

import pytest
import trio

import anypod
from anypod.model.settings import DownloadsSettings, YtdlpSettings
from anypod.ytdlp.client import Client
from tests.support.warm import open_process

PLUGINS = Path(anypod.__file__).parent / "demo" / "plugins"

MakeClient = Callable[..., Client]


@pytest.fixture(autouse=True)
def warm_runners(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start runners as forks of one that has its imports behind it; a module whose runners start cold has its own."""
    monkeypatch.setattr(trio.lowlevel, "open_process", open_process)


@pytest.fixture
def make_client(tmp_path: Path) -> MakeClient:
    """Give a way to make a client: stall time-out in seconds, cookie file, proxy."""

    def make(
        stall: float = 30, cookies: Path | None = None, proxy: str = "", packages: Path | None = None, rate: str = ""
    ) -> Client:
        ffmpeg = which("ffmpeg")
        assert ffmpeg is not None
        settings = YtdlpSettings(plugin_dirs=(PLUGINS,), cookies_file=cookies, proxy=proxy)
        downloads = DownloadsSettings(stall_timeout=timedelta(seconds=stall), rate_limit=rate)
        return Client(settings, downloads, work=tmp_path / "work", ffmpeg=Path(ffmpeg).parent, packages=packages)

    return make


@pytest.fixture
def client(make_client: MakeClient) -> Client:
    return make_client()
