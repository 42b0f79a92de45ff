from __future__ import annotations

from pathlib import Path

import pytest
import trio

from anypod.model.failure import FailureKind
from anypod.model.settings import FeedSettings
from anypod.ytdlp import call
from tests.site.site import Site
from tests.site.video import video
from tests.ytdlp.conftest import MakeClient

FEED = FeedSettings(name="a")


@pytest.fixture(autouse=True)
def warm_runners() -> None:
    """None here: how a runner starts is what these tests are about."""


def package(tmp_path: Path, code: str) -> Path:
    """Give a folder with a yt_dlp that only does this."""
    folder = tmp_path / "packages" / "yt_dlp"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(code)
    return folder.parent


async def test_a_yt_dlp_that_cannot_be_imported_is_a_broken_tool(make_client: MakeClient, tmp_path: Path) -> None:
    client = make_client(packages=package(tmp_path, "raise ImportError('half an update')"))
    failure = (await client.list(FEED, "http://127.0.0.1/")).failure
    assert failure is not None
    assert failure.kind is FailureKind.BROKEN_TOOL
    assert "half an update" in failure.message


async def test_a_runner_that_says_no_hello_is_a_broken_tool(
    make_client: MakeClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call, "HELLO_WITHIN", 0.5)
    client = make_client(packages=package(tmp_path, "import time; time.sleep(60)"))
    failure = (await client.list(FEED, "http://127.0.0.1/")).failure
    assert failure is not None
    assert (failure.kind, failure.message.partition(".")[0]) == (
        FailureKind.BROKEN_TOOL,
        "yt-dlp didn't start within 0 s",
    )


async def test_plugins_of_the_home_and_of_the_current_folder_are_not_loaded(
    make_client: MakeClient, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = "raise SystemExit('loaded')"
    for place in ("config/yt-dlp/plugins/p", "yt-dlp-plugins/p", "."):
        folder = tmp_path / "outside" / place / "yt_dlp_plugins" / "extractor"
        folder.mkdir(parents=True)
        (folder / "bad.py").write_text(plugin)
    monkeypatch.setenv("HOME", str(tmp_path / "outside"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "outside" / "config"))
    monkeypatch.chdir(tmp_path / "outside")
    listing = await make_client().list(FEED, site.channel("c").has(video("a")).url)
    assert listing.failure is None
    assert len(listing.entries) == 1


async def test_nothing_of_a_call_stays_in_the_work_folder(make_client: MakeClient, site: Site, tmp_path: Path) -> None:
    await make_client().list(FEED, site.channel("c").has(video("a")).url)
    assert list((tmp_path / "work" / "calls").iterdir()) == []


async def test_the_time_that_a_callback_takes_is_not_held_against_the_runner(
    make_client: MakeClient, site: Site
) -> None:
    site.has(video("a"), video("b"))
    found: list[str] = []

    async def slow(examined: object) -> None:
        await trio.sleep(1.5)
        found.append(str(examined))

    assert await make_client(stall=1).examine(FEED, [site.watch("a"), site.watch("b")], slow) is None
    assert len(found) == 2


def test_durations_are_in_words() -> None:
    assert (call.in_words(300), call.in_words(1.5)) == ("5 min", "1.5 s")
