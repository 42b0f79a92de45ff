from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trio
from attrs import evolve

from anypod.model.download import Download, Status
from anypod.model.failure import Failure, FailureKind
from anypod.model.settings import FeedSettings, Media
from anypod.model.source import Fetched, Phase, Progress
from anypod.ytdlp.client import Client, FetchResult
from tests.site.site import Site
from tests.site.video import Video, video
from tests.ytdlp.conftest import PLUGINS, MakeClient

AUDIO = FeedSettings(name="a")
VIDEO = FeedSettings(name="a", media=Media.VIDEO)
AS_IS = FeedSettings(name="a", media=Media.AS_IS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def row(url: str) -> Download:
    return Download(
        feed="a",
        id="x",
        extractor="anypodsite",
        source_id="x",
        source_url=url,
        title="X",
        first_seen=datetime.now(UTC),
        status=Status.QUEUED,
    )


async def fetch(
    client: Client,
    site: Site,
    said: Video,
    folder: Path,
    feed: FeedSettings = AUDIO,
    *,
    seen: list[Progress] | None = None,
) -> FetchResult:
    site.has(said)
    told = [] if seen is None else seen
    return await client.fetch(feed, row(site.watch(said.id)), folder, told.append)


def fetched(result: FetchResult) -> Fetched:
    assert isinstance(result.outcome, Fetched), result
    return result.outcome


def failed(result: FetchResult) -> Failure:
    assert isinstance(result.outcome, Failure), result
    return result.outcome


def streams(path: Path) -> dict[str, str]:
    command = ["ffprobe", "-v", "error", "-show_streams", "-of", "json", str(path)]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return {one["codec_type"]: one["codec_name"] for one in found["streams"]}


def is_faststart(path: Path) -> bool:
    head = path.read_bytes()
    return 0 <= head.find(b"moov") < head.find(b"mdat")


async def test_sound_is_taken_as_it_is_where_it_can_be_had_so(client: Client, site: Site, folder: Path) -> None:
    path = fetched(await fetch(client, site, video("a"), folder)).path
    assert path == folder / "m.m4a"
    assert path.read_bytes() == site.media.file("audio.m4a", 2).read_bytes()


@pytest.mark.parametrize(
    ("change", "feed", "name", "expected"),
    [
        (Video.opus_only, AUDIO, "m.m4a", {"audio": "aac"}),
        (Video.muxed, AUDIO, "m.m4a", {"audio": "aac"}),
        (Video.hls, AUDIO, "m.m4a", {"audio": "aac"}),
        (lambda said: evolve(said, formats=("mp3",)), AUDIO, "m.mp3", {"audio": "mp3"}),
        (lambda said: said, VIDEO, "m.mp4", {"audio": "aac", "video": "h264"}),
        (Video.hls, VIDEO, "m.mp4", {"audio": "aac", "video": "h264"}),
        (Video.audio_only, VIDEO, "m.m4a", {"audio": "aac"}),
        (Video.no_audio, VIDEO, "m.mp4", {"video": "h264"}),
        (Video.opus_only, AS_IS, "m.webm", {"audio": "opus"}),
    ],
)
async def test_a_feed_gets_the_kind_of_file_that_it_asks_for(
    client: Client, site: Site, folder: Path, *, change: object, feed: FeedSettings, name: str, expected: dict[str, str]
) -> None:
    assert callable(change)
    path = fetched(await fetch(client, site, change(video("a")), folder, feed)).path
    assert path == folder / name
    assert streams(path) == expected
    assert path.suffix not in {".m4a", ".mp4"} or is_faststart(path)


async def test_progress_counts_all_formats_together_and_tells_phases(client: Client, site: Site, folder: Path) -> None:
    seen: list[Progress] = []
    await fetch(client, site, video("a").weighs(1_000_000), folder, VIDEO, seen=seen)
    downloading = [one for one in seen if one.phase is Phase.DOWNLOADING]
    assert seen[0].phase is Phase.STARTING
    assert next(one.step for one in seen if one.phase is Phase.PROCESSING) == "Merger"
    assert downloading[-1].done == downloading[-1].total == 2_000_000
    assert all(one.total == 2_000_000 for one in downloading)
    assert [one.done for one in downloading] == sorted(one.done for one in downloading)


async def test_the_log_is_what_yt_dlp_wrote(client: Client, site: Site, folder: Path) -> None:
    assert "[AnypodSite] a: Downloading API JSON" in (await fetch(client, site, video("a"), folder)).log


async def test_a_media_address_that_expired_is_asked_for_anew(client: Client, site: Site, folder: Path) -> None:
    fetched(await fetch(client, site, video("a").media_fails(403, times=1), folder))
    assert site.examined("a") == 2


async def test_a_media_address_that_never_works_is_the_tools_failure(client: Client, site: Site, folder: Path) -> None:
    failure = failed(await fetch(client, site, video("a").media_fails(403), folder))
    assert (failure.kind, failure.status) == (FailureKind.BROKEN_TOOL, 403)
    assert site.examined("a") == 2


async def test_a_connection_cut_again_and_again_is_transient(client: Client, site: Site, folder: Path) -> None:
    feed = FeedSettings(name="a", yt_args=("--retries", "0"))
    failure = failed(await fetch(client, site, video("a").weighs(200_000).cuts_after(50_000), folder, feed))
    assert failure.kind is FailureKind.TRANSIENT


async def test_an_interrupted_fetch_goes_on_where_it_was(client: Client, site: Site, folder: Path) -> None:
    feed = FeedSettings(name="a", yt_args=("--retries", "0"))
    failed(await fetch(client, site, video("a").weighs(400_000).cuts_after(100_000), folder, feed))
    site.log.forget()
    path = fetched(await fetch(client, site, video("a").weighs(400_000), folder, feed)).path
    assert path.read_bytes() == site.media.file("audio.m4a", 2, 400_000).read_bytes()
    assert 0 < site.hits(name="a")[-1].start <= 100_000


async def test_half_a_file_under_a_final_name_is_not_taken_for_a_download(
    client: Client, site: Site, folder: Path
) -> None:
    (folder / "m.m4a").write_bytes(b"half")
    path = fetched(await fetch(client, site, video("a"), folder)).path
    assert path.stat().st_size == site.media.file("audio.m4a", 2).stat().st_size


async def test_parts_of_another_format_are_not_resumed(client: Client, site: Site, folder: Path) -> None:
    feed = FeedSettings(name="a", media=Media.AS_IS, format="134", yt_args=("--retries", "0"))
    failed(await fetch(client, site, video("a").weighs(400_000).cuts_after(100_000), folder, feed))
    result = await fetch(client, site, video("a").weighs(400_000), folder, evolve(feed, format="136"))
    assert fetched(result).path.read_bytes() == site.media.file("720.mp4", 2, 400_000).read_bytes()


@pytest.mark.parametrize("change", [Video.is_live, Video.post_live, lambda said: said.upcoming(in_hours=1)])
async def test_what_is_not_over_is_not_fetched(client: Client, site: Site, folder: Path, change: object) -> None:
    assert callable(change)
    failure = failed(await fetch(client, site, change(video("a")), folder))
    assert failure.kind is FailureKind.NOT_YET
    assert failure.due == site.catalogue.items["a"].release
    assert site.media_requests("a") == 0


async def test_a_file_over_the_limit_is_too_big(client: Client, site: Site, folder: Path) -> None:
    feed = FeedSettings(name="a", yt_args=("--max-filesize", "1k"))
    assert failed(await fetch(client, site, video("a"), folder, feed)).kind is FailureKind.TOO_BIG


async def test_a_format_that_is_not_there_is_no_format(client: Client, site: Site, folder: Path) -> None:
    failure = failed(await fetch(client, site, video("a"), folder, FeedSettings(name="a", format="999")))
    assert failure.kind is FailureKind.NO_FORMAT
    assert failure.message == "Requested format is not available. See the feed's media and format."


async def test_media_that_hang_are_given_up_after_the_stall_time(
    make_client: MakeClient, site: Site, folder: Path
) -> None:
    said = video("a").weighs(300_000).media_hangs(after=1000)
    failure = failed(await fetch(make_client(stall=1.5), site, said, folder))
    assert (failure.kind, failure.message) == (FailureKind.TRANSIENT, "No progress for 1.5 s")


async def test_slow_media_and_an_announced_wait_are_no_stall(make_client: MakeClient, site: Site, folder: Path) -> None:
    feed = FeedSettings(name="a", yt_args=("--sleep-interval", "1.6"))
    said = video("a").weighs(100_000).throttled(kbps=400)
    fetched(await fetch(make_client(stall=1.2), site, said, folder, feed))


# What is left of a process ----------------------------------------------------------------------------------------


def processes(mark: str) -> set[int]:
    """Those whose command line or current folder has the mark, zombies left out."""
    return {pid for pid in map(int, filter(str.isdecimal, os.listdir("/proc"))) if mark in _seen(pid)}  # noqa: PTH208 - names, not paths


def _seen(pid: int) -> str:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        return f"{command} {Path(f'/proc/{pid}/cwd').readlink()}"
    except OSError:
        return ""


def ffmpegs(folder: Path) -> set[int]:
    return {pid for pid in processes(str(folder)) if "ffmpeg" in _seen(pid)}


async def until(condition: object, within: float = 15) -> None:
    assert callable(condition)
    with trio.fail_after(within):
        while not condition():  # noqa: ASYNC110 - another process's state
            await trio.sleep(0.02)


SLOW = ("--downloader", "ffmpeg")
"""With media that hardly come, ffmpeg is at work for as long as it takes."""


async def test_cancelling_a_fetch_with_ffmpeg_at_work_leaves_no_process(
    client: Client, site: Site, folder: Path, tmp_path: Path
) -> None:
    site.has(video("a").audio_only().weighs(200_000).throttled(kbps=8))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(
            client.fetch, evolve(AUDIO, yt_args=SLOW), row(site.watch("a")), folder, lambda _progress: None
        )
        await until(lambda: ffmpegs(folder))
        nursery.cancel_scope.cancel()
    assert processes(str(tmp_path)) == set()


SERVICE = """
import sys, trio
from datetime import UTC, datetime
from pathlib import Path
from anypod.model.download import Download, Status
from anypod.model.settings import DownloadsSettings, FeedSettings, YtdlpSettings
from anypod.ytdlp.client import Client
plugins, work, folder, url = sys.argv[1:]
settings = YtdlpSettings(plugin_dirs=(Path(plugins),))
client = Client(settings, DownloadsSettings(), work=Path(work), ffmpeg=Path("/usr/bin"))
row = Download(feed="a", id="x", extractor="e", source_id="x", source_url=url, title="X", first_seen=datetime.now(UTC),
    status=Status.QUEUED)
feed = FeedSettings(name="a", yt_args=("--downloader", "ffmpeg"))
trio.run(client.fetch, feed, row, Path(folder), lambda progress: None)
"""


async def test_a_service_that_is_killed_leaves_no_process(site: Site, folder: Path, tmp_path: Path) -> None:
    site.has(video("a").audio_only().weighs(200_000).throttled(kbps=8))
    command = [sys.executable, "-c", SERVICE, str(PLUGINS), str(tmp_path / "work"), str(folder), site.watch("a")]
    with subprocess.Popen(command) as service:  # noqa: ASYNC220 - a moment, in a test
        await until(lambda: ffmpegs(folder))
        service.send_signal(signal.SIGKILL)
        service.wait()
    await until(lambda: not processes(str(tmp_path)), within=2)
