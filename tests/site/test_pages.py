from __future__ import annotations

from pathlib import Path

import pytest

from tests.site.program import streams, ytdlp
from tests.site.site import Site
from tests.site.video import days_ago, video


def test_a_podcast_lists_its_enclosures(site: Site, tmp_path: Path) -> None:
    published = days_ago(4)
    news = site.podcast("news").has(video("r1", "One & <two>", published=published).audio_only())
    (entry,) = ytdlp(tmp_path, "--flat-playlist", "-J", news.url).info["entries"]
    assert (entry["title"], entry["timestamp"], entry["duration"]) == ("One & <two>", published.timestamp(), 2)
    assert ("id" in entry, "force_videoid" in entry["url"]) == (False, True)
    ran = ytdlp(tmp_path, "-o", "%(id)s.%(ext)s", news.url)
    assert (ran.code, streams(tmp_path / "r1.m4a")) == (0, {"audio": "aac"})


def test_a_page_with_a_player_is_one_video_with_subtitles(site: Site, tmp_path: Path) -> None:
    info = ytdlp(tmp_path, "-J", site.page("video.html")).info
    assert (info["id"], info["extractor"], info["title"]) == ("video-1", "html5", "A page (1)")
    assert list(info["subtitles"]) == ["en"]


def test_a_page_with_two_players_is_a_playlist(site: Site, tmp_path: Path) -> None:
    info = ytdlp(tmp_path, "-J", site.page("audios.html")).info
    assert [entry["id"] for entry in info["entries"]] == ["audios-1", "audios-2"]


def test_json_ld_gives_date_length_and_chapters(site: Site, tmp_path: Path) -> None:
    info = ytdlp(tmp_path, "-J", site.page("jsonld.html")).info
    assert (info["title"], info["timestamp"], info["duration"]) == ("A talk", 1_709_294_400, 5)
    assert [chapter["title"] for chapter in info["chapters"]] == ["Ebb", "Flow"]


def test_opengraph_gives_a_title_and_a_picture(site: Site, tmp_path: Path) -> None:
    info = ytdlp(tmp_path, "-J", site.page("opengraph.html")).info
    assert (info["title"], info["description"]) == ("Shared", "Of a page")
    assert info["thumbnail"].endswith("thumbnail.jpg")


@pytest.mark.parametrize("name", ["audio.mp3", "audio.m4a", "muxed.mp4", "tail.mp4"])
def test_a_file_is_direct_and_dated_by_its_last_change(site: Site, tmp_path: Path, name: str) -> None:
    info = ytdlp(tmp_path, "-J", site.file(name)).info
    assert (info["direct"], info["id"], info["timestamp"]) == (True, name.partition(".")[0], 1_707_127_200)


def test_an_hls_master_has_its_sound_apart(site: Site, tmp_path: Path) -> None:
    ran = ytdlp(tmp_path, "-f", "bv+ba", "-o", "m.%(ext)s", f"{site.base}/hls/5/master.m3u8")
    assert (ran.code, streams(tmp_path / "m.mp4")) == (0, {"video": "h264", "audio": "aac"})


def test_a_playlist_without_an_end_is_live(site: Site, tmp_path: Path) -> None:
    info = ytdlp(tmp_path, "-J", f"{site.base}/live/5/live.m3u8").info
    assert info["live_status"] == "is_live"


def test_a_picture_is_taken_for_a_video(site: Site, tmp_path: Path) -> None:
    info = ytdlp(tmp_path, "-J", f"{site.base}/files/picture.png").info
    assert (info["direct"], info["ext"]) == (True, "png")


def test_a_page_without_media_is_unsupported(site: Site, tmp_path: Path) -> None:
    url = site.page("nothing.html")
    assert f"ERROR: Unsupported URL: {url}" in ytdlp(tmp_path, "-J", url).log


def test_a_page_can_fail(site: Site, tmp_path: Path) -> None:
    site.page_fails("video.html", 500)
    assert "HTTP Error 500" in ytdlp(tmp_path, "-J", site.page("video.html")).log


def test_the_plugin_takes_no_address_but_its_own(site: Site, tmp_path: Path) -> None:
    site.has(video("a").opus_only())
    elsewhere = site.watch("a").replace("127.0.0.1", "localhost")
    within = f"{site.page('jsonld.html')}?from={site.watch('a')}"
    ran = ytdlp(tmp_path, "--print", "extractor_key", elsewhere, within, site.watch("a"))
    assert ran.out.split() == ["HTML5MediaEmbed", "Generic", "AnypodSite"]


def test_without_the_plugin_the_site_is_a_page_like_any(site: Site, tmp_path: Path) -> None:
    site.has(video("a").opus_only())
    ran = ytdlp(tmp_path, "--print", "extractor_key", site.watch("a"), plugin=False)
    assert ran.out.split() == ["HTML5MediaEmbed"]
