"""docs/configuration.md is what `scripts/config-reference` makes, and leaves nothing out."""

from __future__ import annotations

import pytest

from anypod.config.keys import SECRET_FILES
from anypod.model.settings import FeedSettings, Settings
from scripts.config_reference import EXAMPLE, FEED, REFERENCE, allowed, entries, main, page
from tests.config.test_example import keys_of

FOUND = list(entries(EXAMPLE.read_text()))


def test_the_page_is_the_one_that_is_made_now() -> None:
    assert REFERENCE.read_text() == page(EXAMPLE.read_text()), "run scripts/config-reference"


def test_every_key_is_explained_once() -> None:
    sections = {key for key in keys_of(Settings) if key not in {("feeds",), ("hooks",)}} | SECRET_FILES.keys()
    feed = {(*FEED, *key) for key in keys_of(FeedSettings)}
    feed = {key[:3] if "sponsorblock" in key else key for key in feed} - {(*FEED, "name"), (*FEED, "urls")}
    keys = [entry.key for entry in FOUND]
    assert len(keys) == len(set(keys))
    assert set(keys) == sections | feed | {(*FEED, "url")}


def test_a_comment_belongs_to_the_key_below_it_alone() -> None:
    text = "[server]\n# One.\n# Two.\nhost = 1\nport = 2\n\n# Far off.\n\nadmin_port = 3\n"
    assert [(entry.key[1], entry.about) for entry in entries(text)] == [("host", "One. Two.")]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (("server", "port"), "a port from 0 to 65535"),
        ((*FEED, "url"), "an http or https URL"),
        ((*FEED, "filters", "shorts"), "include, exclude, only"),
        ((*FEED, "yt_args"), "one string quoted as for a shell"),
    ],
)
def test_values_are_said_in_the_words_of_the_errors(key: tuple[str, ...], words: str) -> None:
    assert words in allowed(key)


def test_an_old_page_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("scripts.config_reference.page", lambda _text: "another")
    assert main(["--check"]) == 1
    assert "scripts/config-reference" in capsys.readouterr().out
