from __future__ import annotations

import os
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trio

from anypod.config.load import load
from anypod.media.tools import Tools, find_tools
from anypod.model.download import Download, Status
from anypod.model.failure import Failure
from anypod.service.imports.prepared import Importing
from anypod.service.imports.reading import NotReadable
from anypod.service.imports.run import bring_in, plan
from anypod.service.imports.settling import WrongConfig
from anypod.service.lock import DataDirLocked, locked
from anypod.store.store import open_store
from tests.service.imports.homes import former, podsync, published
from tests.site.media import MediaCache

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
URL = "https://site.example/@cats"
IDS = ["a1", "b2"]


@pytest.fixture(scope="module")
def tools() -> Tools:
    found = trio.run(find_tools, os.environ)
    assert not isinstance(found, Failure), found.message
    return found


@pytest.fixture
def old(tmp_path: Path, media: MediaCache) -> Path:
    """podsync's config, with a feed of one episode beside it."""
    return podsync(tmp_path / "old", media, ["a1"], URL)


@pytest.fixture
def two(tmp_path: Path, media: MediaCache) -> Path:
    """The same with two."""
    return podsync(tmp_path / "two", media, IDS, URL)


@pytest.fixture
def with_options(old: Path) -> Path:
    """The same, with options of which one is refused."""
    old.write_text(old.read_text() + 'youtube_dl_args = ["--retries", "3", "--exec", "rm -rf /"]\n')
    return old


def importing(file: Path, new: Path, *, move: bool = False, old_data: Path | None = None) -> Importing:
    return Importing(
        file=file,
        old_data=old_data,
        config=new / "anypod.toml",
        data_dir=None if (new / "anypod.toml").exists() else new / "data",
        environ={},
        move=move,
        now=NOW,
    )


async def rows(new: Path, feed: str = "cats") -> dict[str, Download]:
    async with open_store(new / "data" / "db" / "anypod.db") as store:
        return {row.id: row for row in await store.queries.known(feed)}


async def test_podsync_s_episodes_are_published_here_under_their_guids(two: Path, tmp_path: Path, tools: Tools) -> None:
    new = tmp_path / "new"
    done = await bring_in(importing(two, new), tools)
    assert [(feed.name, dict(feed.statuses)) for feed in done.feeds] == [("cats", {Status.DOWNLOADED: 2})]
    found = await rows(new)
    assert {row.guid for row in found.values()} == set(IDS)
    assert [row.published for row in found.values()] == [published(0), published(1)]
    assert all(row.file is not None and row.file.mime == "audio/mpeg" for row in found.values())


async def test_the_new_config_is_right_and_bounded_by_what_came(old: Path, tmp_path: Path, tools: Tools) -> None:
    await bring_in(importing(old, tmp_path / "new"), tools)
    loaded = load(tmp_path / "new" / "anypod.toml", {"TZ": "America/Los_Angeles"})
    assert loaded.settings is not None
    assert loaded.problems == ()
    cats = loaded.settings.feeds["cats"]
    assert (cats.urls, cats.schedule, cats.keep_last) == ((URL,), "0 */12 * * *", 0)
    assert cats.since is not None
    assert cats.since == published(0).replace(hour=0, minute=0, second=0)


async def test_files_are_linked_and_stay_where_they_were(old: Path, tmp_path: Path, tools: Tools) -> None:
    await bring_in(importing(old, tmp_path / "new"), tools)
    before, after = old.parent / "data/Cats/a1.mp3", tmp_path / "new/data/media/cats/a1.mp3"
    assert before.stat().st_ino == after.stat().st_ino


async def test_files_are_moved_when_that_is_asked_for(old: Path, tmp_path: Path, tools: Tools) -> None:
    await bring_in(importing(old, tmp_path / "new", move=True), tools)
    assert list((old.parent / "data" / "Cats").iterdir()) == []
    assert {path.name for path in (tmp_path / "new/data/media/cats").iterdir()} == {"a1.mp3"}


async def test_an_import_may_be_done_again(old: Path, tmp_path: Path, tools: Tools) -> None:
    new = tmp_path / "new"
    await bring_in(importing(old, new), tools)
    text, before = (new / "anypod.toml").read_text(), await rows(new)
    done = await bring_in(importing(old, new), tools)
    assert done.feeds[0].known == 1
    assert (new / "anypod.toml").read_text() == text
    assert await rows(new) == before


async def test_an_episode_without_its_file_is_wanted_again_under_its_guid(
    two: Path, tmp_path: Path, tools: Tools
) -> None:
    (two.parent / "data/Cats/a1.mp3").unlink()
    (two.parent / "data/Cats/b2.mp3").write_bytes(b"no sound at all")
    done = await bring_in(importing(two, tmp_path / "new"), tools)
    found = await rows(tmp_path / "new")
    assert {(row.guid, row.status) for row in found.values()} == {("a1", Status.QUEUED), ("b2", Status.QUEUED)}
    assert sum("fetched again" in loss.why for loss in done.losses) == 2


async def test_a_file_outside_of_the_old_folder_is_left_there(old: Path, tmp_path: Path, tools: Tools) -> None:
    file = old.parent / "data/Cats/a1.mp3"
    file.rename(tmp_path / "secret.mp3")
    file.symlink_to(tmp_path / "secret.mp3")
    await bring_in(importing(old, tmp_path / "new"), tools)
    assert (await rows(tmp_path / "new"))["a1"].status is Status.QUEUED


async def test_the_former_anypod_comes_over_with_history_pictures_and_transcripts(
    tmp_path: Path, media: MediaCache, tools: Tools
) -> None:
    new = tmp_path / "new"
    await bring_in(importing(former(tmp_path / "old", media, ["a1"], URL), new), tools)
    found = await rows(new)
    assert {id_: row.status for id_, row in found.items()} == {
        "a1": Status.DOWNLOADED,
        "broken": Status.ERROR,
        "gone": Status.ARCHIVED,
    }
    one = found["a1"]
    assert one.guid == "https://site.example/watch?v=a1"
    assert one.file is not None
    assert (one.file.mime, one.file.ext) == ("audio/mp4", "m4a")
    assert one.image is not None
    assert (new / "data/images/cats/a1.jpg").is_file()
    assert (new / "data/images/cats.jpg").is_file()
    assert [transcript.lang for transcript in one.transcripts] == ["en"]
    assert one.transcripts_asked == "en creator auto"
    assert (new / "data/transcripts/cats/a1.en.vtt").read_text().startswith("WEBVTT")
    async with open_store(new / "data/db/anypod.db") as store:
        assert [log.text for log in await store.queries.logs("cats", "a1")] == ["[info] words"]
    assert (found["broken"].last_error, found["broken"].retries) == ("HTTP 403", 3)


MINE = """# mine
[server]
port = 0   # any

[feeds.cats]
url = "https://other.example/"   # another one
"""


async def test_feeds_are_added_to_a_config_without_touching_it(old: Path, tmp_path: Path, tools: Tools) -> None:
    new = tmp_path / "new"
    new.mkdir()
    mine = MINE + f'[storage]\ndata_dir = "{new / "data"}"\n'
    (new / "anypod.toml").write_text(mine)
    done = await bring_in(importing(old, new), tools)
    text = (new / "anypod.toml").read_text()
    assert text.startswith(mine)
    assert set(tomllib.loads(text)["feeds"]) == {"cats", "cats_2"}
    assert any("it is called cats_2 here" in loss.why for loss in done.losses)
    assert {row.guid for row in (await rows(new, "cats_2")).values()} == {"a1"}


async def test_an_opml_gives_feeds_without_history(tmp_path: Path, tools: Tools) -> None:
    (tmp_path / "mine.opml").write_text(
        '<opml version="2.0"><body><outline text="A Channel" '
        'xmlUrl="https://www.youtube.com/feeds/videos.xml?channel_id=UC1"/></body></opml>'
    )
    await bring_in(importing(tmp_path / "mine.opml", tmp_path / "new"), tools)
    loaded = load(tmp_path / "new" / "anypod.toml", {})
    assert loaded.settings is not None
    assert loaded.settings.feeds["a_channel"].urls == ("https://www.youtube.com/channel/UC1",)


async def test_a_plan_changes_nothing_and_says_what_is_missing(old: Path, tmp_path: Path) -> None:
    (old.parent / "data/Cats/a1.mp3").unlink()
    done = await plan(importing(old, tmp_path / "new"))
    assert not (tmp_path / "new").exists()
    assert dict(done.feeds[0].statuses) == {Status.QUEUED: 1}
    assert [loss.where for loss in done.losses if "fetched again" in loss.why] == ["cats: a1"]


async def test_nothing_is_imported_under_a_running_service(old: Path, tmp_path: Path, tools: Tools) -> None:
    with locked(tmp_path / "new" / "data"), pytest.raises(DataDirLocked):
        await bring_in(importing(old, tmp_path / "new"), tools)
    assert not (tmp_path / "new" / "anypod.toml").exists()


async def test_options_that_are_refused_are_left_out_one_by_one(with_options: Path, tmp_path: Path) -> None:
    done = await plan(importing(with_options, tmp_path / "new"))
    assert 'yt_args = ["--retries", "3"]' in done.text
    assert any(loss.where.endswith("--exec rm -rf /") for loss in done.losses)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ours.toml", '[feeds.a]\nurl = "https://example.org"\nkeep_last = 3\n'),
        ("broken.toml", "[feeds"),
        ("empty.yaml", ""),
        ("no.opml", "<rss/>"),
        ("binary.toml", "\udcff"),
    ],
)
async def test_what_cannot_be_read_is_told(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(NotReadable):
        await plan(importing(tmp_path / name, tmp_path / "new"))


async def test_a_config_that_is_wrong_is_not_added_to(old: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "anypod.toml").write_text("[server]\nport = 99999999\n")
    with pytest.raises(WrongConfig, match="port"):
        await plan(importing(old, tmp_path / "new"))


async def test_the_other_program_s_own_folder_is_refused(old: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "anypod.toml").write_text(f'[storage]\ndata_dir = "{old.parent / "data"}"\n')
    with pytest.raises(NotReadable, match="own"):
        await plan(importing(old, tmp_path / "new"))
