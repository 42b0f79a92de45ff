from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from anypod.cli.command import main
from anypod.cli.context import Exit
from anypod.service.lock import locked

OPML = """<opml version="2.0"><body>
<outline text="A Podcast" xmlUrl="https://pod.example/feed.xml"/><outline text="Nothing"/></body></opml>"""


@pytest.fixture
def opml(tmp_path: Path) -> Path:
    (tmp_path / "mine.opml").write_text(OPML)
    return tmp_path / "mine.opml"


def anypod(folder: Path, *words: str) -> Result:
    arguments = ["--config", str(folder / "anypod.toml"), "import", "--data-dir", str(folder / "data"), *words]
    return CliRunner().invoke(main, arguments, env={"ANYPOD_STORAGE_DATA_DIR": None})


def test_feeds_come_into_a_new_config_and_the_rest_is_named(opml: Path, tmp_path: Path) -> None:
    ran = anypod(tmp_path / "new", str(opml))
    assert ran.exit_code == Exit.FINE, ran.stderr
    assert "OPML: 1 feed went into" in ran.stdout
    assert "Nothing: it has no address that can be followed" in ran.stdout
    assert "\n  a_podcast (A Podcast)\n" in ran.stdout
    assert "[feeds.a_podcast]" in (tmp_path / "new" / "anypod.toml").read_text()


def test_what_is_there_already_is_not_said_to_have_come(opml: Path, tmp_path: Path) -> None:
    config = tmp_path / "mine.toml"
    config.write_text(
        f'[storage]\ndata_dir = "{tmp_path}/data"\n[feeds.a_podcast]\nurl = "https://pod.example/feed.xml"\n'
    )
    ran = CliRunner().invoke(main, ["--config", str(config), "import", "--dry-run", str(opml)])
    assert "OPML: 0 feeds would go into" in ran.stdout
    assert "mine.toml; there already: 1\n  a_podcast (A Podcast): there already\n" in ran.stdout


def test_a_dry_run_writes_nothing(opml: Path, tmp_path: Path) -> None:
    ran = anypod(tmp_path / "new", "--dry-run", str(opml))
    assert ran.exit_code == Exit.FINE
    assert "1 feed would go into" in ran.stdout
    assert not (tmp_path / "new").exists()


def test_a_feed_that_cannot_come_over_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[feeds.a]\nurl = "https:// /"\nformat = "video"\n')
    ran = anypod(tmp_path / "new", "--dry-run", str(tmp_path / "config.toml"))
    assert ran.exit_code == Exit.FAILED
    assert "Feeds that can't come over: a" in ran.stdout


def test_what_is_nobody_s_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "text.toml").write_text("[feeds")
    assert anypod(tmp_path / "new", str(tmp_path / "text.toml")).exit_code == Exit.WRONG


def test_nothing_is_imported_under_a_running_service(opml: Path, tmp_path: Path) -> None:
    with locked(tmp_path / "new" / "data"):
        assert anypod(tmp_path / "new", str(opml)).exit_code == Exit.BUSY
