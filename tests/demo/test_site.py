from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import trio

from anypod.demo.episodes import EPISODES
from anypod.demo.site import PLUGIN_DIR, open_demo_site
from tests.site.media import cache_folder
from tests.site.program import streams, ytdlp

SMALLEST = 150 * 1024
"""Bytes below which podcast apps take a file for broken."""


@pytest.mark.slow
async def test_the_demo_is_a_channel_that_yt_dlp_lists_examines_and_fetches(tmp_path: Path) -> None:
    ffmpeg = Path(shutil.which("ffmpeg") or "ffmpeg")
    async with open_demo_site(cache_folder(), ffmpeg, on_progress=lambda _done, _of: None) as site:
        listed = await trio.to_thread.run_sync(lambda: ytdlp(tmp_path, "--flat-playlist", "-J", site.channel_url))
        urls = [entry["url"] for entry in listed.info["entries"]]
        looked = await trio.to_thread.run_sync(lambda: ytdlp(tmp_path, "-j", *urls))
        fetch = ("-f", "134+140", "-o", "m.mp4", urls[-2])
        fetched = await trio.to_thread.run_sync(lambda: ytdlp(tmp_path, *fetch))
    assert [entry["id"] for entry in listed.info["entries"]] == [episode.id for episode in EPISODES]
    assert "Private video." in looked.log
    assert "This live event will begin in 6 hours." in looked.log
    infos = [json.loads(line) for line in looked.out.splitlines()]
    sizes = [one["filesize"] for info in infos for one in info["formats"]]
    assert (len(infos), len(sizes), min(sizes) > SMALLEST) == (6, 12, True)
    assert (fetched.code, streams(tmp_path / "m.mp4")) == (0, {"video": "h264", "audio": "aac"})


def test_the_plugin_is_where_yt_dlp_looks_and_python_does_not() -> None:
    assert (PLUGIN_DIR / "anypod_demo/yt_dlp_plugins/extractor/anypod_site.py").is_file()
    assert not list(PLUGIN_DIR.rglob("__init__.py"))
