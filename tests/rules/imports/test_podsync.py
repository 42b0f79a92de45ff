from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.config.spelling import value_text
from anypod.rules.imports.incoming import Incoming
from anypod.rules.imports.podsync import bounded, is_podsync, read_podsync

EXAMPLE = """
[server]
port = 8080
hostname = "https://my.test.host:4443"
bind_address = "172.20.10.2"
path = "test"
tls = true
[storage]
type = "local"
[storage.local]
data_dir = "/app/data"
[tokens]
youtube = "KEY"
[feeds.ID1]
url = "www.youtube.com/channel/UC1"
page_size = 20
cron_schedule = "@every 12h"
quality = "high"
format = "video"
max_height = 720
playlist_sort = "asc"
opml = true
clean = { keep_last = 10 }
filters = { title = "news", not_title = "short", min_duration = 90, max_duration = 86400, min_age = 2 }
youtube_dl_args = ["--retries", "4"]
private_feed = true
[feeds.ID1.custom]
title = "Level1News"
description = "In a podcast"
author = "Level1Tech"
cover_art = "https://example.org/a.jpg"
cover_art_quality = "high"
category = "TV & Film"
subcategories = ["After Shows"]
explicit = true
lang = "en"
ownerName = "Mrs. Smith"
ownerEmail = "mrs@smith.org"
link = "https://example.org"
[database]
badger = { truncate = true }
[downloader]
self_update = true
timeout = 15
[log]
filename = "podsync.log"
"""


def feed(text: str) -> tuple[dict[str, object], list[str]]:
    """Give the only feed's table, and what was lost."""
    incoming = read_podsync(f'[feeds.a]\nurl = "https://example.org/"\n{text}')
    return dict(incoming.feeds[0].table), [loss.where for loss in incoming.losses]


def test_the_documented_example_comes_over() -> None:
    incoming = read_podsync(EXAMPLE)
    assert incoming.sections == {
        "server": {"port": 8080, "host": "172.20.10.2", "base_url": "https://my.test.host:4443/test"},
        "ytdlp": {"channel": "stable"},
    }
    assert incoming.data_dir == "/app/data"
    (one,) = incoming.feeds
    assert (one.name, one.former) == ("id1", "ID1")
    assert one.table == {
        "url": "https://www.youtube.com/channel/UC1",
        "schedule": "0 */12 * * *",
        "media": "video",
        "max_height": 720,
        "keep_last": 10,
        "yt_args": ["--retries", "4"],
        "private": True,
        "download_delay": "2d",
        "filters": {"title": "news", "not_title": "short", "min_duration": "90s", "max_duration": "1d"},
        "metadata": {
            "title": "Level1News",
            "description": "In a podcast",
            "author": "Level1Tech",
            "image_url": "https://example.org/a.jpg",
            "link": "https://example.org",
            "language": "en",
            "author_email": "mrs@smith.org",
            "explicit": True,
            "category": "TV & Film > After Shows",
        },
    }


def test_what_is_left_behind_is_named() -> None:
    lost = {loss.where for loss in read_podsync(EXAMPLE).losses}
    assert lost == {"server.tls", "tokens", "database", "log", "downloader.timeout", "feeds.ID1.custom.ownerName"}


CASES: dict[str, tuple[str, dict[str, object], list[str]]] = {
    "audio stays audio": ('format = "audio"', {"media": "audio"}, ["feeds.a.format"]),
    "a low video": ('quality = "low"', {"media": "video", "max_height": 360}, ["feeds.a.quality"]),
    "a low audio": (
        'quality = "low"\nformat = "audio"',
        {"media": "audio"},
        ["feeds.a.format", "feeds.a.quality"],
    ),
    "a format of one's own": (
        'format = "custom"\ncustom_format = { youtube_dl_format = "ba", extension = "m4a" }',
        {"media": "as_is", "format": "ba"},
        ["feeds.a.custom_format.extension"],
    ),
    "a crooked interval": (
        'update_period = "2h45m"',
        {"schedule": "0 */2 * * *", "media": "video"},
        ["feeds.a.update_period"],
    ),
    "no interval": ('update_period = "often"', {"media": "video"}, ["feeds.a.update_period"]),
    "cron": ('cron_schedule = "0 3 * * 1"', {"schedule": "0 3 * * 1", "media": "video"}, []),
    "cron in a zone": (
        'cron_schedule = "CRON_TZ=Asia/Tokyo 0 3 * * *"',
        {"schedule": "0 3 * * *", "media": "video"},
        ["feeds.a.cron_schedule"],
    ),
    "no expression of Python's": (
        'filters = { title = "(" }',
        {"media": "video"},
        ["feeds.a.filters.title"],
    ),
    "a length without end": (
        f"filters = {{ max_duration = {10**15} }}",
        {"media": "video"},
        ["feeds.a.filters.max_duration"],
    ),
    "an age": ("filters = { max_age = 9 }", {"media": "video"}, ["feeds.a.filters.max_age"]),
    "no category of Apple's": (
        'custom = { category = "Gossip" }',
        {"media": "video"},
        ["feeds.a.custom.category"],
    ),
    "a category too many": (
        'custom = { category = "Arts", subcategories = ["Food", "Design"] }',
        {"media": "video", "metadata": {"category": "Arts > Food"}},
        ["feeds.a.custom.subcategories"],
    ),
    "hooks": (
        '[[feeds.a.post_episode_download]]\ncommand = ["echo"]',
        {"media": "video"},
        ["feeds.a.post_episode_download"],
    ),
    "a key of a later version": ("frobnicate = 3", {"media": "video"}, ["feeds.a.frobnicate"]),
    "a wrong type": ("max_height = true", {"media": "video"}, ["feeds.a.max_height"]),
}


@pytest.mark.parametrize("case", CASES)
def test_each_key_is_mapped_or_named(case: str) -> None:
    text, table, lost = CASES[case]
    assert feed(text) == ({"url": "https://example.org/"} | table, lost)


def test_two_feeds_whose_names_meet_are_told_apart() -> None:
    incoming = read_podsync('[feeds.A]\nurl = "https://a.example/"\n[feeds.a]\nurl = "https://b.example/"')
    assert [one.name for one in incoming.feeds] == ["a", "a_2"]


def only(text: str) -> Incoming:
    return read_podsync(f'[feeds.a]\nurl = "https://example.org/"\n{text}')


def test_a_feed_that_keeps_all_is_bounded_by_what_it_has() -> None:
    (one,) = only("page_size = 20").feeds
    assert bounded(one, "2024-01-02")["since"] == "2024-01-02"
    assert bounded(one, "2024-01-02")["keep_last"] == 0
    assert bounded(one, None)["keep_last"] == 20


def test_a_feed_that_cleans_keeps_its_own_bound() -> None:
    (one,) = only("clean = { keep_last = 7 }").feeds
    assert bounded(one, "2024-01-02") == one.table


def test_its_config_is_told_from_ours() -> None:
    assert is_podsync({"feeds": {"a": {"url": "x", "page_size": 3}}})
    assert is_podsync({"tokens": {}, "feeds": {"a": {"url": "x"}}})
    assert is_podsync({"feeds": {"a": {"url": "x", "format": "video"}}})
    assert not is_podsync({"feeds": {"a": {"url": "x", "keep_last": 3}}, "server": {"port": 1}})


KEYS = (
    "url",
    "format",
    "quality",
    "max_height",
    "update_period",
    "cron_schedule",
    "clean",
    "filters",
    "custom",
    "opml",
)
MORE = ("youtube_dl_args", "page_size", "custom_format", "private_feed", "filename_template", "playlist_sort")
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("title", "keep_last", "category")), inner)
    ),
    max_leaves=4,
)


@given(
    st.dictionaries(st.sampled_from((*KEYS, *MORE)), VALUES, max_size=6), st.sampled_from(("feeds", "server", "tokens"))
)
def test_no_value_of_a_key_is_an_error(table: dict[str, object], section: str) -> None:
    where = {"feeds": {"a": table}}.get(section, table)
    read_podsync(f"{section} = {value_text(where)}")
