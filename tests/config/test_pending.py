from __future__ import annotations

from attrs import AttrsInstance, fields, has

from anypod.config.load import Loaded, load_content
from anypod.config.pending import NOT_ACTING, keys_not_acting
from anypod.model.settings import FeedSettings, Settings


def loaded(text: str) -> Loaded:
    return load_content(text.encode(), "anypod.toml", {})


def names(record: AttrsInstance, prefix: str) -> set[str]:
    found = set()
    for attribute in fields(type(record)):
        name = prefix + attribute.name
        found.add(name)
        if has(type(value := getattr(record, attribute.name))):
            found |= names(value, f"{name}.")
    return found


def test_the_table_names_keys_that_there_are() -> None:
    assert names(Settings(), "") | names(FeedSettings(name="a"), "feeds.*.") >= NOT_ACTING


def test_nothing_is_told_of_keys_that_were_left_alone() -> None:
    assert keys_not_acting(loaded('[feeds.a]\nurl = "http://a.org"\nkeep_last = 5')) == ()


def test_a_key_is_told_once_for_all_feeds() -> None:
    text = '[ytdlp]\nchannel = "nightly"\n[feeds.a]\nurl = "http://a.org"\nping = ["http://p.org"]\n[feeds.b]\n'
    text += 'schedule = "manual"\nping = ["http://q.org"]\nfilters = { title = "x" }'
    told = keys_not_acting(loaded(text))
    assert len(told) == len(set(told))
    assert set(told) == {"ytdlp.channel", "feeds.*.ping", "feeds.*.filters"} & NOT_ACTING


def test_a_config_that_does_not_load_tells_nothing() -> None:
    assert keys_not_acting(loaded("[")) == ()
