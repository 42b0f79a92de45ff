from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from anypod.demo.answers import Kind
from anypod.demo.site import PLUGIN_DIR
from tests.site.program import seconds, streams, ytdlp
from tests.site.site import Site
from tests.site.video import Video, video

FETCH = ("-o", "m.%(ext)s", "--abort-on-error", "--no-progress")


@pytest.mark.parametrize(
    ("said", "expression", "kinds"),
    [
        (video("x"), "134+140", {"video": "h264", "audio": "aac"}),
        (video("x").muxed(), "b", {"video": "h264", "audio": "aac"}),
        (video("x").audio_only(), "ba[ext=m4a]", {"audio": "aac"}),
        (video("x").opus_only(), "ba", {"audio": "opus"}),
        (video("x").no_audio(), "bv", {"video": "h264"}),
        (video("x").hls(), "bv+ba", {"video": "h264", "audio": "aac"}),
    ],
    ids=["merged", "muxed", "audio", "opus", "silent", "hls"],
)
def test_formats_are_true_media(
    site: Site, tmp_path: Path, said: Video, expression: str, kinds: dict[str, str]
) -> None:
    site.has(said)
    ran = ytdlp(tmp_path, *FETCH, "-f", expression, site.watch("x"))
    (file,) = tmp_path.iterdir()
    assert (ran.code, streams(file)) == (0, kinds)
    assert seconds(file) == pytest.approx(2, abs=0.3)


def test_a_dub_stands_behind_the_original(site: Site, tmp_path: Path) -> None:
    site.has(video("x").audio_only().dubbed("de"))
    ran = ytdlp(tmp_path, "-f", "ba[ext=m4a]", "--print", "format_id,language", site.watch("x"))
    assert ran.out.split() == ["140", "en"]


def test_connections_that_break_are_taken_up_where_they_broke(site: Site, tmp_path: Path) -> None:
    site.has(video("f").weighs(250_000).cuts_after(100_000))
    ran = ytdlp(tmp_path, *FETCH, "-f", "140", "-R", "5", site.watch("f"))
    (file,) = tmp_path.iterdir()
    assert (ran.code, file.stat().st_size) == (0, 250_000)
    starts = [hit.start for hit in site.hits(Kind.MEDIA)]
    assert starts == sorted(set(starts))
    assert (starts[0], 150_000 < starts[-1] < 250_000) == (0, True)
    assert seconds(file) == pytest.approx(2, abs=0.3)


def test_a_killed_download_resumes(site: Site, tmp_path: Path) -> None:
    site.has(video("e").weighs(400_000).throttled(kbps=800))
    call = [sys.executable, "-I", "-m", "yt_dlp", "--ignore-config", "--plugin-dirs", str(PLUGIN_DIR), "--newline"]
    arguments = ("-f", "140", "-o", "m.%(ext)s", site.watch("e"))
    with subprocess.Popen([*call, *arguments], cwd=tmp_path, stdout=subprocess.PIPE) as process:
        assert process.stdout
        while not re.search(rb"[3-9]\d\.\d% of", process.stdout.readline()):
            assert process.poll() is None
        process.kill()
    part = (tmp_path / "m.m4a.part").stat().st_size
    site.becomes(video("e").weighs(400_000))
    ran = ytdlp(tmp_path, *FETCH, "-f", "140", site.watch("e"))
    assert (ran.code, (tmp_path / "m.m4a").stat().st_size) == (0, 400_000)
    assert [hit.start for hit in site.hits(Kind.MEDIA)] == [0, part]
    assert part > 0


def test_throttled_media_take_their_time(site: Site, tmp_path: Path) -> None:
    site.has(video("e").weighs(100_000).throttled(kbps=800))
    began = time.monotonic()
    ran = ytdlp(tmp_path, *FETCH, "-f", "140", site.watch("e"))
    assert ran.code == 0
    assert time.monotonic() - began > 1


@pytest.mark.parametrize("status", [403, 404, 503])
def test_media_can_be_refused(site: Site, tmp_path: Path, status: int) -> None:
    site.has(video("x").media_fails(status))
    ran = ytdlp(tmp_path, *FETCH, "-f", "140", "-R", "1", site.watch("x"))
    assert (ran.code, list(tmp_path.iterdir())) == (1, [])
    assert f"HTTP Error {status}" in ran.log


def test_media_that_stop_in_the_middle_are_given_up_by_yt_dlps_own_timeout(site: Site, tmp_path: Path) -> None:
    site.has(video("g").weighs(100_000).media_hangs(after=50_000))
    ran = ytdlp(tmp_path, *FETCH, "-f", "140", "-R", "0", "--socket-timeout", "1", site.watch("g"))
    assert "Read timed out" in ran.log
    (part,) = tmp_path.iterdir()
    assert 0 < part.stat().st_size <= 50_000


def test_media_urls_expire_and_a_fresh_look_gives_new_ones(site: Site, tmp_path: Path) -> None:
    site.has(video("x").expiring(uses=1))
    (tmp_path / "info.json").write_text(ytdlp(tmp_path, "-J", site.watch("x")).out)
    site.expire("x")
    stale = ytdlp(tmp_path, "-o", "m.%(ext)s", "-f", "140", "--load-info-json", "info.json")
    assert (stale.code, "HTTP Error 403: Forbidden" in stale.log) == (1, True)
    fresh = ytdlp(tmp_path, *FETCH, "-f", "140", "--load-info-json", "info.json")
    assert (fresh.code, (tmp_path / "m.m4a").exists(), site.examined("x")) == (0, True, 2)


def test_subtitles_and_pictures_come_or_fail_by_themselves(site: Site, tmp_path: Path) -> None:
    site.has(
        video("x").subtitled(en="hello"), video("y").subtitled(en="hello").subtitles_fail(429).thumbnail_fails(404)
    )
    sides = ("--skip-download", "--write-subs", "--sub-langs", "en", "--write-thumbnail", "-o", "%(id)s.%(ext)s")
    ran = ytdlp(tmp_path, *sides, site.watch("x"), site.watch("y"))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.en.vtt", "x.jpg"]
    assert "hello" in (tmp_path / "x.en.vtt").read_text()
    assert "HTTP Error 429" in ran.log
