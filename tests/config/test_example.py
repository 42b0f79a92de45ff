"""The example and the records must name the same keys, with the same defaults."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_type_hints

from attrs import AttrsInstance, evolve, has

from anypod.config.keys import SECRET_FILES
from anypod.config.load import load
from anypod.model.settings import FeedSettings, Settings

EXAMPLE = Path(__file__).parents[2] / "config" / "anypod.example.toml"
FEED = ("feeds", "example")


def keys_of(cls: type[AttrsInstance]) -> Iterator[tuple[str, ...]]:
    for name, kind in get_type_hints(cls).items():
        if has(kind):
            yield from ((name, *key) for key in keys_of(kind))
        else:
            yield (name,)


def documented(table: Mapping[str, object]) -> Iterator[tuple[str, ...]]:
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from ((name, *key) for key in documented(value))
        else:
            yield (name,)


def test_it_loads_without_a_problem() -> None:
    assert load(EXAMPLE, {}).problems == ()


def test_it_names_every_key_and_no_other() -> None:
    sections = {key for key in keys_of(Settings) if key != ("feeds",)}
    feed = {(*FEED, *key) for key in keys_of(FeedSettings)} - {(*FEED, "name"), (*FEED, "urls")} | {(*FEED, "url")}
    assert set(documented(tomllib.loads(EXAMPLE.read_text()))) == sections | feed | {("defaults",)}


def test_every_default_that_it_states_is_the_records_own() -> None:
    settings = load(EXAMPLE, {}).settings
    assert settings is not None
    assert evolve(settings, feeds={}) == Settings()
    assert settings.feeds["example"] == FeedSettings(
        name="example", urls=("https://www.youtube.com/@example",), enabled=False
    )


def test_it_names_the_keys_that_read_secrets_from_files() -> None:
    text = EXAMPLE.read_text()
    assert all(re.search(rf"^# {key} = ", text, re.MULTILINE) for _, key in SECRET_FILES)


def test_what_it_shows_in_comments_is_valid_too(tmp_path: Path) -> None:
    shown = re.sub(r"^# (download_finished|schedule) = ", r"\1 = ", EXAMPLE.read_text(), flags=re.MULTILINE)
    (tmp_path / "anypod.toml").write_text(shown)
    loaded = load(tmp_path / "anypod.toml", {})
    assert loaded.problems == ()
    assert loaded.settings is not None
    assert loaded.settings.hooks == {"download_finished": ("/usr/local/bin/on-episode", "--quiet")}
