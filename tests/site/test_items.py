from __future__ import annotations

from pathlib import Path

import pytest

from anypod.demo.answers import Kind
from tests.site import texts
from tests.site.program import ytdlp
from tests.site.site import Site
from tests.site.video import Video, days_ago, video

EXAMINE = ("-j", "--ignore-no-formats-error")


def test_an_item_in_full_has_its_exact_date_and_all_that_belongs_to_it(site: Site, tmp_path: Path) -> None:
    published = days_ago(3)
    said = video("a", seconds=5, published=published).chaptered((0, "One"), (2, "Two"))
    site.channel("cats").has(said.subtitled(en="hello").auto_subtitled(en_orig="hullo"))
    info = ytdlp(tmp_path, "-j", site.watch("a")).info
    assert (info["id"], info["extractor_key"], info["duration"]) == ("a", "AnypodSite", 5)
    assert (info["timestamp"], info["channel"]) == (published.timestamp(), "Cats")
    assert [(one["start_time"], one["end_time"]) for one in info["chapters"]] == [(0, 2), (2, 5)]
    assert (list(info["subtitles"]), list(info["automatic_captions"])) == (["en"], ["en-orig"])
    assert sorted(one["format_id"] for one in info["formats"]) == ["134", "136", "140", "18", "251"]
    assert info["thumbnail"].startswith(site.base)
    assert (site.lists, site.examinations) == (0, 1)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (video("x").upcoming(in_hours=2), "is_upcoming"),
        (video("x").is_live(), "is_live"),
        (video("x").post_live(), "post_live"),
        (video("x").was_live(), "was_live"),
        (video("x"), "not_live"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_live_states_are_told(site: Site, tmp_path: Path, said: Video, status: str) -> None:
    site.has(said)
    info = ytdlp(tmp_path, *EXAMINE, site.watch("x")).info
    assert info["live_status"] == status
    assert info.get("release_timestamp") == (said.release.timestamp() if said.release else None)


REFUSED = {
    "private": (video("private").private(), texts.PRIVATE),
    "members": (video("members").members(), texts.MEMBERS),
    "removed": (video("removed").removed(), texts.REMOVED),
    "terminated": (video("terminated").terminated(), texts.TERMINATED),
    "copyright": (video("copyright").copyright(), texts.COPYRIGHT),
    "age": (video("age").age_restricted(), texts.AGE),
    "bot": (video("bot").bot_check(), texts.BOT_CHECK),
    "geo": (video("geo").geo_blocked("DE"), "The uploader has not made this video available in your country\n"),
    "rate": (video("rate").rate_limited(), texts.RATE_LIMITED),
    "drm": (video("drm").drm(), "This video is DRM protected"),
    "formats": (video("formats").no_formats(), "No video formats found!"),
    "upcoming": (video("upcoming").upcoming(in_hours=2), "This live event will begin in 2 hours."),
    "gone": (video("gone").unavailable(), "Video unavailable"),
    "404": (video("404").fails(404), "Unable to download API page: HTTP Error 404: Not Found"),
    "403": (video("403").fails(403), "Unable to download API page: HTTP Error 403: Forbidden"),
    "429": (video("429").fails(429), "Unable to download API page: HTTP Error 429: Too Many Requests"),
    "500": (video("500").fails(500), "Unable to download API page: HTTP Error 500: Internal Server Error"),
    "503": (video("503").fails(503), "Unable to download API page: HTTP Error 503: Service Unavailable"),
    "json": (video("json").bad_json(), "Failed to parse JSON"),
    "crash": (video("crash").crashes(), "An extractor error has occurred. (caused by KeyError('title'))"),
    "drops": (video("drops").drops(), "Unable to download API page: ('Connection aborted.'"),
}


def test_what_can_not_be_had_says_so_in_the_sites_words(site: Site, tmp_path: Path) -> None:
    site.has(*(said for said, _text in REFUSED.values()))
    ran = ytdlp(tmp_path, "-j", *map(site.watch, REFUSED))
    said = {name: text for name, (_said, text) in REFUSED.items() if f"{name}: {text}" not in ran.log}
    assert (ran.code, ran.out, said) == (1, "", {})
    assert "This video is available in Germany." in ran.log
    assert ran.log.count("please report this issue on") == 3


def test_a_refused_item_still_shows_its_page_to_who_ignores_missing_formats(site: Site, tmp_path: Path) -> None:
    site.has(video("c", "Secret").private())
    ran = ytdlp(tmp_path, *EXAMINE, site.watch("c"))
    assert (ran.code, ran.info["title"], ran.info["availability"]) == (0, "Secret", "private")
    assert f"WARNING: [AnypodSite] {texts.PRIVATE}" in ran.log


def test_an_unknown_item_is_unavailable(site: Site, tmp_path: Path) -> None:
    ran = ytdlp(tmp_path, "-j", site.watch("nobody"))
    assert ran.log == "ERROR: [AnypodSite] nobody: Video unavailable\n"


def test_a_cookie_opens_what_a_login_lifts(site: Site, tmp_path: Path) -> None:
    site.has(video("c").private(), video("d").removed())
    jar = tmp_path / "cookies.txt"
    jar.write_text("# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\tauth\tok\n")
    ran = ytdlp(tmp_path, "--cookies", str(jar), "--print", "id", site.watch("c"), site.watch("d"))
    assert (ran.out, "removed by the uploader" in ran.log) == ("c\n", True)


def test_faults_can_be_counted_and_end(site: Site, tmp_path: Path) -> None:
    site.has(video("d").fails(503, times=2), video("e").fails(500))
    url = site.watch("d")
    ran = ytdlp(tmp_path, "--print", "id", url, url, url, site.watch("e"))
    assert (ran.out, ran.log.count("503: Service Unavailable (caused")) == ("d\n", 2)
    site.becomes(video("e"))
    assert ytdlp(tmp_path, "--print", "id", site.watch("e")).out == "e\n"
    assert site.examined("d") == 3


def test_the_whole_site_can_refuse_after_a_while_until_it_recovers(site: Site, tmp_path: Path) -> None:
    site.channel("cats").has_many(3)
    site.answers(429, retry_after=5, after=1)
    urls = [site.watch(f"v{n}") for n in range(3)]
    assert ytdlp(tmp_path, "--print", "id", *urls).out == "v0\n"
    site.recovers()
    assert ytdlp(tmp_path, "--print", "id", *urls).out == "v0\nv1\nv2\n"
    assert len(site.hits(Kind.WATCH, "v1")) == 2


def test_a_page_that_hangs_is_given_up_by_yt_dlps_own_timeout(site: Site, tmp_path: Path) -> None:
    site.has(video("h").hangs())
    ran = ytdlp(tmp_path, "--socket-timeout", "1", "-j", site.watch("h"))
    assert "Read timed out" in ran.log
