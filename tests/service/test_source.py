from __future__ import annotations

from pathlib import Path
from shutil import which

import pytest
from attrs import evolve

from anypod.demo.site import PLUGIN_DIR
from anypod.model.settings import AccessSettings, FeedSettings, Settings, ToolChannel, YtdlpSettings
from anypod.rules.releases import Shelf
from anypod.service.source import CurrentSource
from anypod.ytdlp.releases import Releases
from tests.site.site import Site
from tests.site.video import video

SUBMITTED = FeedSettings(name="later", schedule="manual")


@pytest.mark.parametrize(
    ("feed", "allowed", "asked"),
    [(SUBMITTED, False, 0), (SUBMITTED, True, 1), (evolve(SUBMITTED, schedule="@daily"), False, 1)],
)
async def test_what_was_submitted_leads_into_this_network_only_where_the_config_allows_it(
    site: Site, tmp_path: Path, feed: FeedSettings, allowed: bool, asked: int
) -> None:
    ffmpeg = which("ffmpeg")
    assert ffmpeg is not None
    releases = Releases(tmp_path / "releases", "bundled", lambda: ToolChannel.BUNDLED, Shelf())
    ytdlp = YtdlpSettings(plugin_dirs=(PLUGIN_DIR,))
    settings = Settings(access=AccessSettings(allow_private_urls=allowed), ytdlp=ytdlp)
    source = CurrentSource(lambda: settings, releases, work=tmp_path / "work", ffmpeg=Path(ffmpeg).parent)
    await source.list(feed, site.playlist("PL1").has(video("a")).url)
    assert site.lists == asked
