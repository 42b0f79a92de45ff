from __future__ import annotations

import time
import tomllib
from datetime import date

import pytest

from anypod.config.load import load_content
from anypod.rules.imports.incoming import Incoming, IncomingFeed, Table
from anypod.service.imports.settling import Settled, WrongConfig, settle

TODAY = date(2026, 11, 25)


def feed(name: str, **table: object) -> IncomingFeed:
    return IncomingFeed(name=name, former=name, table={"url": f"https://example.org/{name}", **table})


def settled(*feeds: IncomingFeed, text: str | None = None, sections: dict[str, Table] | None = None) -> Settled:
    incoming = Incoming(feeds=feeds, sections=sections or {})
    return settle(incoming, text, file="anypod.toml", environ={}, today=TODAY)


def feeds_of(made: Settled) -> dict[str, object]:
    found: dict[str, object] = tomllib.loads(made.text.removeprefix("\ufeff"))["feeds"]
    return found


def test_a_new_config_holds_the_sections_and_the_feeds() -> None:
    made = settled(feed("a", keep_last=3), sections={"server": {"port": 8123}})
    loaded = load_content(made.text.encode(), "anypod.toml", {})
    assert loaded.settings is not None
    assert (loaded.settings.server.port, loaded.settings.feeds["a"].keep_last) == (8123, 3)
    assert made.text.startswith("# Imported on 2026-11-25.")


def test_a_wrong_key_costs_only_itself() -> None:
    made = settled(
        feed("a", keep_last="many", schedule="@daily", filters={"title": "(", "not_title": "b"}),
        sections={"server": {"port": 99_999_999, "host": "127.0.0.1"}},
    )
    assert feeds_of(made) == {
        "a": {"url": "https://example.org/a", "schedule": "@daily", "filters": {"not_title": "b"}}
    }
    assert "port" not in tomllib.loads(made.text)["server"]
    assert len(made.losses) == 3


def test_a_feed_without_a_usable_url_is_lost_alone() -> None:
    made = settled(feed("a", url="nowhere"), feed("b"))
    assert made.names == {"b": "b"}


def test_a_name_that_is_taken_gets_a_number() -> None:
    made = settled(feed("a"), text='[feeds.a]\nurl = "https://other.example/"\n')
    assert made.names == {"a": "a_2"}
    assert made.added == {"a_2"}


def test_a_feed_that_is_there_stays_as_it_is() -> None:
    text = '[feeds.a]\nurl = "https://example.org/a"\nkeep_last = 7\n'
    made = settled(feed("a", keep_last=3), text=text)
    assert (made.text, made.names, made.added) == (text, {"a": "a"}, frozenset())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff# mine\r\n[server]\r\nport = 1 # one\r\n",
        'feeds = { x = { url = "https://x.example/" } }\n',
        '[feeds]\nx.url = "https://x.example/"',
        '[feeds.x]\nurl = "https://x.example/"\n\n\n',
    ],
)
def test_what_is_there_stays_however_it_is_written(text: str) -> None:
    made = settled(feed("a"), feed("b", filters={"title": "t"}), text=text)
    assert {"a", "b"} <= feeds_of(made).keys()
    assert load_content(made.text.encode(), "anypod.toml", {}).problems == ()
    if "{" not in text:
        assert made.text.startswith(text.rstrip())


def test_defaults_of_the_config_count_when_a_feed_is_judged() -> None:
    text = '[defaults.filters]\nmin_duration = "1h"\n'
    made = settled(feed("a", filters={"max_duration": "1m"}), text=text)
    assert load_content(made.text.encode(), "anypod.toml", {}).problems == ()


def test_a_config_that_is_wrong_is_not_added_to() -> None:
    with pytest.raises(WrongConfig, match="port"):
        settled(feed("a"), text="[server]\nport = 99999999\n")


def test_a_variable_that_stands_for_nothing_costs_no_feed() -> None:
    incoming = Incoming(feeds=(feed("a"),), sections={"server": {"port": 8123}})
    made = settle(incoming, None, file="a.toml", environ={"ANYPOD_SERVER_PROT": "1"}, today=TODAY)
    assert (made.names, made.losses) == ({"a": "a"}, ())


def test_three_hundred_feeds_take_no_minute() -> None:
    began = time.perf_counter()
    made = settled(*(feed(f"f{number}") for number in range(300)))
    assert len(feeds_of(made)) == 300
    assert time.perf_counter() - began < 10
