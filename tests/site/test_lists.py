from __future__ import annotations

from pathlib import Path

import pytest

from anypod.demo.answers import Kind
from tests.site.program import ytdlp
from tests.site.site import Site
from tests.site.video import days_ago, video


def test_a_flat_list_asks_for_the_list_alone_and_gives_what_a_channel_shows(site: Site, tmp_path: Path) -> None:
    cats = site.channel("cats").has(video("a", "Cats & <dogs>", seconds=3), video("b").upcoming(in_hours=2))
    ran = ytdlp(tmp_path, "--flat-playlist", "-J", cats.url)
    first, second = ran.info["entries"]
    assert (first["id"], first["title"], first["duration"]) == ("a", "Cats & <dogs>", 3)
    assert (first["_type"], first["ie_key"], first["url"]) == ("url", "AnypodSite", site.watch("a"))
    assert second["live_status"] == "is_upcoming"
    assert not {"timestamp", "upload_date", "formats", "description"} & first.keys()
    assert (ran.info["id"], ran.info["channel"], ran.info["title"]) == ("@cats", "Cats", "Cats - Videos")
    assert (site.lists, site.examinations, len(site.log)) == (1, 0, 1)


@pytest.mark.parametrize("key", ["youtubetab", "anypodsitetab"])
def test_a_list_gives_rough_dates_when_asked(site: Site, tmp_path: Path, key: str) -> None:
    cats = site.channel("cats").has(video("a", published=days_ago(3)))
    ran = ytdlp(tmp_path, "--flat-playlist", "-J", "--extractor-args", f"{key}:approximate_date", cats.url)
    stamp = ran.info["entries"][0]["timestamp"]
    assert stamp % 86_400 == 0
    assert abs(stamp - days_ago(3).timestamp()) < 86_400


def test_a_long_list_comes_in_pages_of_thirty_and_only_as_far_as_wanted(site: Site, tmp_path: Path) -> None:
    cats = site.channel("cats").has_many(70)
    ran = ytdlp(tmp_path, "--flat-playlist", "--lazy-playlist", "-I", ":40", "--print", "id", cats.url)
    assert ran.out.split() == [f"v{n}" for n in range(40)]
    assert [hit.part for hit in site.hits(Kind.LIST)] == ["1", "2"]


def test_a_bare_channel_gives_all_its_tabs(site: Site, tmp_path: Path) -> None:
    cats = site.channel("cats").has(video("a"))
    site.channel("cats", tab="shorts").has(video("s"))
    site.channel("cats", tab="streams").has(video("w").was_live())
    tabs = ytdlp(tmp_path, "--flat-playlist", "-J", cats.bare_url).info["entries"]
    assert [[entry["id"] for entry in tab["entries"]] for tab in tabs] == [["a"], ["s"], ["w"]]
    assert tabs[1]["webpage_url"].endswith("/@cats/shorts")
    assert tabs[1]["entries"][0]["url"].endswith("/shorts/s")
    assert "duration" not in tabs[1]["entries"][0]


def test_a_bare_channel_with_one_tab_is_that_tab(site: Site, tmp_path: Path) -> None:
    cats = site.channel("cats").has(video("a"))
    ran = ytdlp(tmp_path, "--flat-playlist", "--print", "id", cats.bare_url)
    assert ran.out.split() == ["a"]


def test_a_missing_tab_and_a_missing_channel_say_so(site: Site, tmp_path: Path) -> None:
    cats = site.channel("cats").has(video("a"))
    ran = ytdlp(tmp_path, "--flat-playlist", "-J", f"{cats.bare_url}/shorts", f"{site.url}/@dogs/videos")
    assert "This channel does not have a shorts tab" in ran.log
    assert "@dogs/videos: Unable to download API page: HTTP Error 404: Not Found" in ran.log


def test_a_playlist_may_hold_an_item_twice_in_any_order(site: Site, tmp_path: Path) -> None:
    mix = site.playlist("mix").has(video("old", published=days_ago(90)), video("new").masked(), "old")
    ran = ytdlp(tmp_path, "--flat-playlist", "-J", "--extractor-args", "youtubetab:approximate_date", mix.url)
    assert [entry["id"] for entry in ran.info["entries"]] == ["old", "new", "old"]
    assert ran.info["entries"][1]["title"] == "[Private video]"
    assert not any("timestamp" in entry for entry in ran.info["entries"])


@pytest.mark.parametrize(("option", "ids"), [("--yes-playlist", ["a", "b"]), ("--no-playlist", ["b"])])
def test_an_item_within_a_list_is_either(site: Site, tmp_path: Path, option: str, ids: list[str]) -> None:
    site.playlist("mix").has(video("a"), video("b"))
    ran = ytdlp(tmp_path, "--flat-playlist", option, "--print", "id", site.watch("b", in_list="mix"))
    assert ran.out.split() == ids


def test_a_list_can_be_cut_short(site: Site, tmp_path: Path) -> None:
    cats = site.channel("cats").has_many(40).fails(503, page=2)
    ran = ytdlp(tmp_path, "--flat-playlist", "--lazy-playlist", "--print", "id", cats.url)
    assert (ran.code, len(ran.out.split())) == (1, 30)
    assert "HTTP Error 503" in ran.log


def test_lists_change_while_the_site_runs(site: Site, tmp_path: Path) -> None:
    cats = site.channel("cats").has(video("a"), video("b"))
    cats.add_at_end(video("c"))
    cats.add_at_start(video("d"))
    site.remove("a")
    site.edit("b", title="Another")
    ran = ytdlp(tmp_path, "--flat-playlist", "--print", "%(id)s %(title)s", cats.url)
    assert ran.out.splitlines() == ["d Title of d", "b Another", "c Title of c"]


def test_match_filters_apply_to_flat_entries(site: Site, tmp_path: Path) -> None:
    cats = site.channel("cats").has(video("a", seconds=2), video("b", seconds=5))
    ran = ytdlp(tmp_path, "--flat-playlist", "--match-filters", "duration>3", "--print", "id", cats.url)
    assert ran.out.split() == ["b"]
