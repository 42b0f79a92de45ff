from __future__ import annotations

from pathlib import Path

from anypod.cli.first_config import write_first_config
from anypod.config.load import load


def test_it_is_the_example_and_follows_nothing_yet(tmp_path: Path) -> None:
    path = tmp_path / "anypod.toml"
    assert write_first_config(path)
    loaded = load(path, {})
    assert not loaded.problems
    assert loaded.settings is not None
    assert not [feed for feed in loaded.settings.feeds.values() if feed.enabled]


def test_a_config_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "anypod.toml"
    path.write_text("# mine\n")
    assert not write_first_config(path)
    assert path.read_text() == "# mine\n"


def test_no_folder_is_made_for_it(tmp_path: Path) -> None:
    assert not write_first_config(tmp_path / "elsewhere" / "anypod.toml")
    assert not list(tmp_path.iterdir())
