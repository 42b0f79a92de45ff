from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.rules.imports.former import read_former
from anypod.rules.imports.former_keys import duration

EXAMPLE = """
base_url: https://pods.example/
data_dir: /data
server_port: 8024
admin_server_port: 8025
trusted_proxies: ["10.0.0.0/8"]
cookies_path: /cookies/c.txt
pot_provider_url: http://bgutil:4416
yt_channel: nightly
yt_dlp_update_freq: 12h
log_level: DEBUG
tz: Europe/Paris
feeds:
  channel:
    url: https://www.youtube.com/@example
    yt_args: "-f worst[ext=mp4] --retries 3"
    schedule: "0 3 * * *"
    since: "20220101"
    keep_last: 100
    transcript_lang: en
    transcript_source_priority: [creator, AUTO]
    download_delay: 24h
    max_errors: 5
    metadata:
      title: Premium
      author_email: me@example.org
      podcast_type: EPISODIC
      explicit: clean
      category: ["TV & Film > After Shows", "Arts"]
  box:
    schedule: manual
    enabled: false
    metadata: {title: Box}
"""


def test_the_documented_example_comes_over() -> None:
    incoming = read_former(EXAMPLE)
    assert incoming.data_dir == "/data"
    assert incoming.sections == {
        "server": {
            "base_url": "https://pods.example",
            "port": 8024,
            "admin_port": 8025,
            "trusted_proxies": ["10.0.0.0/8"],
        },
        "ytdlp": {
            "cookies_file": "/cookies/c.txt",
            "pot_provider_url": "http://bgutil:4416",
            "channel": "nightly",
            "update_every": "12h",
        },
    }
    channel, box = incoming.feeds
    assert channel.table == {
        "url": "https://www.youtube.com/@example",
        "schedule": "0 3 * * *",
        "keep_last": 100,
        "since": "2022-01-01",
        "max_errors": 5,
        "transcript_lang": "en",
        "transcript_source_priority": ["creator", "auto"],
        "download_delay": "1d",
        "media": "as_is",
        "format": "worst[ext=mp4]",
        "yt_args": ["--retries", "3"],
        "metadata": {
            "title": "Premium",
            "author_email": "me@example.org",
            "podcast_type": "episodic",
            "explicit": False,
            "category": "TV & Film > After Shows",
        },
    }
    assert box.table == {
        "enabled": False,
        "schedule": "manual",
        "keep_last": 0,
        "max_errors": 3,
        "media": "as_is",
        "metadata": {"title": "Box"},
    }


def test_what_is_left_behind_is_named() -> None:
    assert [loss.where for loss in read_former(EXAMPLE).losses] == [
        "log_level",
        "tz",
        "feeds.channel.metadata.category",
    ]


CASES: dict[str, tuple[str, dict[str, object], list[str]]] = {
    "a day as a number": ("since: 20220101", {"since": "2022-01-01"}, []),
    "a day as YAML's": ("since: 2022-01-01", {"since": "2022-01-01"}, []),
    "no day": ("since: soon", {}, ["feeds.a.since"]),
    "seconds in cron": ('schedule: "0 3 * * * 30"', {"schedule": "0 3 * * *"}, ["feeds.a.schedule"]),
    "a weekday's number": ('schedule: "0 3 * * 0"', {"schedule": "0 3 * * 0"}, ["feeds.a.schedule"]),
    "a weekday's name": ('schedule: "0 3 * * sun"', {"schedule": "0 3 * * sun"}, []),
    "options as a list": ('yt_args: ["-x", "--retries", 3]', {"media": "audio", "yt_args": ["--retries", "3"]}, []),
    "options that can't be read": ('yt_args: "-f \'a"', {}, ["feeds.a.yt_args"]),
    "no delay": ("download_delay: often", {}, ["feeds.a.download_delay"]),
    "an unknown key": ("frobnicate: 1", {}, ["feeds.a.frobnicate"]),
    "a category as a table": (
        "metadata: {category: {main: Arts, sub: Food}}",
        {"metadata": {"category": "Arts > Food"}},
        [],
    ),
    "no category of Apple's": ("metadata: {category: Gossip}", {}, ["feeds.a.metadata.category"]),
}


@pytest.mark.parametrize("case", CASES)
def test_each_key_is_mapped_or_named(case: str) -> None:
    text, table, lost = CASES[case]
    incoming = read_former(f"feeds:\n  a:\n    url: https://example.org/\n    {text}\n")
    bare = {"url": "https://example.org/", "keep_last": 0, "max_errors": 3, "media": "as_is"}
    assert (incoming.feeds[0].table, [loss.where for loss in incoming.losses]) == (bare | table, lost)


@pytest.mark.parametrize("text", ["feeds: [", "- a", "!!python/object:os.system {}", "\x00"])
def test_a_text_that_is_no_config_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="YAML"):
        read_former(text)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("24h", timedelta(hours=24)),
        ("3d", timedelta(days=3)),
        ("2 hours", timedelta(hours=2)),
        ("1w", timedelta(weeks=1)),
        ("PT12H", timedelta(hours=12)),
        ("12:00:00", timedelta(hours=12)),
        (90, timedelta(seconds=90)),
        ("often", None),
        ("", None),
        ("9" * 20, None),
        ("999999999999d", None),
        ("P999999999999D", None),
        ("999999999999999999:00", None),
    ],
)
def test_durations_are_read_in_each_of_their_forms(value: object, found: timedelta | None) -> None:
    assert duration(value) == found


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
        max_leaves=8,
    )
)
def test_no_value_of_a_feed_is_an_error(value: object) -> None:
    read_former(json.dumps({"feeds": {"a": dict.fromkeys(("url", "since", "yt_args", "schedule", "metadata"), value)}}))
