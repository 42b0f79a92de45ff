from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import trio
from attrs import evolve

from anypod.config.load import load
from anypod.model.download import Status
from anypod.service.backup.pack import pack
from anypod.service.backup.restore import restore
from anypod.service.backup.restored_config import NotRestored
from anypod.service.lock import DataDirLocked, locked
from anypod.store.store import open_store
from tests.service.backup.folders import MEDIA, furnish, members_of, put, restoring, tar_of
from tests.store.dump_schema import dump_path


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    pack(trio.run(furnish, folder).wanted(media=True), folder / "b.tar")
    return folder / "b.tar"


@pytest.fixture(scope="module")
def lean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup without media."""
    folder = tmp_path_factory.mktemp("lean")
    pack(trio.run(furnish, folder).wanted(), folder / "b.tar.gz")
    return folder / "b.tar.gz"


@pytest.fixture
def half(archive: Path, tmp_path: Path) -> Path:
    (tmp_path / "half.tar").write_bytes(archive.read_bytes()[:-20_000])
    return tmp_path / "half.tar"


async def statuses(data: Path) -> dict[str, Status]:
    async with open_store(data / "db" / "anypod.db") as store:
        return {row.id: row.status for row in await store.queries.known("f")}


async def test_everything_is_there_again(archive: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    done = await restore(restoring(archive, new))
    assert (done.missing, done.aside, done.to_fill_in) == (0, None, False)
    assert await statuses(new / "data") == {"a": Status.DOWNLOADED, "b": Status.DOWNLOADED}
    assert (new / "data/media/f/a.m4a").read_bytes() == MEDIA
    assert (new / "data/transcripts/f/b.en.vtt").exists()
    assert not list((new / "data").glob(".restoring*"))


async def test_the_config_says_where_its_data_is_now(archive: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    await restore(restoring(archive, new))
    loaded = load(new / "anypod.toml", {})
    assert loaded.settings is not None
    assert loaded.settings.storage.data_dir == new / "data"
    assert (new / "anypod.toml").read_text().startswith("# mine\n")


async def test_what_lacks_its_file_is_wanted_again(lean: Path, tmp_path: Path) -> None:
    done = await restore(restoring(lean, tmp_path / "new"))
    assert done.missing == 2
    assert await statuses(tmp_path / "new" / "data") == {"a": Status.QUEUED, "b": Status.QUEUED}


async def test_a_folder_with_something_in_it_is_left_alone(lean: Path, tmp_path: Path) -> None:
    new = await furnish(tmp_path / "new", ids=["c"])
    with pytest.raises(NotRestored, match="not empty"):
        await restore(restoring(lean, tmp_path / "new"))
    assert await statuses(new.data) == {"c": Status.DOWNLOADED}


async def test_by_force_what_was_there_is_moved_aside(lean: Path, tmp_path: Path) -> None:
    new = await furnish(tmp_path / "new", rest="# of the new one\n", ids=["c"])
    done = await restore(restoring(lean, tmp_path / "new", force=True))
    assert done.aside is not None
    assert done.aside_config is not None
    assert (done.aside / "media/f/c.m4a").read_bytes() == MEDIA
    assert (done.aside / "admin_token").exists()
    assert "of the new one" in done.aside_config.read_text()
    assert await statuses(new.data) == {"a": Status.QUEUED, "b": Status.QUEUED}


async def test_media_that_is_there_already_is_not_fetched_again(lean: Path, tmp_path: Path) -> None:
    new = await furnish(tmp_path / "new", ids=["b", "c"])
    done = await restore(restoring(lean, tmp_path / "new", force=True))
    assert (done.returned, done.missing) == (1, 1)
    assert await statuses(new.data) == {"a": Status.QUEUED, "b": Status.DOWNLOADED}


async def test_nothing_is_restored_under_a_running_service(lean: Path, tmp_path: Path) -> None:
    with locked(tmp_path / "new" / "data"), pytest.raises(DataDirLocked):
        await restore(restoring(lean, tmp_path / "new", force=True))


async def test_an_older_anypod_s_backup_is_brought_up_to_this_one(tmp_path: Path) -> None:
    house = await furnish(tmp_path / "old", ids=())
    database = house.data / "db" / "anypod.db"
    database.unlink()
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(dump_path(1).read_text())
    pack(house.wanted(), tmp_path / "b.tar")
    done = await restore(restoring(tmp_path / "b.tar", tmp_path / "new"))
    assert done.manifest.schema == 1
    assert (await statuses(tmp_path / "new" / "data"))["downloaded"] is Status.QUEUED


async def test_a_newer_schema_is_refused_before_anything_is_touched(lean: Path, tmp_path: Path) -> None:
    members = [(m, c.replace(b'"schema": ', b'"schema": 99')) for m, c in members_of(lean)]
    (tmp_path / "newer.tar").write_bytes(tar_of(members))
    with pytest.raises(NotRestored, match="later one"):
        await restore(restoring(tmp_path / "newer.tar", tmp_path / "new"))
    assert not (tmp_path / "new").exists()


async def test_a_damaged_backup_moves_nothing(half: Path, tmp_path: Path) -> None:
    new = await furnish(tmp_path / "new", ids=["c"])
    with pytest.raises(ValueError, match=r"tar|ends"):
        await restore(restoring(half, tmp_path / "new", force=True))
    assert await statuses(new.data) == {"c": Status.DOWNLOADED}


async def test_secrets_that_were_left_out_are_asked_for(tmp_path: Path) -> None:
    house = await furnish(tmp_path / "house", rest='[access.tokens]\nanna = "aaaaaaaaaaaaaaaaaaaa"\n')
    pack(house.wanted(), tmp_path / "b.tar")
    done = await restore(restoring(tmp_path / "b.tar", tmp_path / "new"))
    assert done.to_fill_in
    assert load(tmp_path / "new" / "anypod.toml", {}).settings is None


async def test_with_secrets_the_token_is_its_owner_s_alone(tmp_path: Path) -> None:
    house = await furnish(tmp_path / "house")
    pack(house.wanted(secrets=True), tmp_path / "b.tar")
    await restore(restoring(tmp_path / "b.tar", tmp_path / "new"))
    token = tmp_path / "new" / "data" / "admin_token"
    assert token.read_text() == "of this machine\n"
    assert token.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "new" / "anypod.toml").stat().st_mode & 0o777 == 0o600


async def test_a_config_that_cannot_be_written_leaves_all_as_it_was(lean: Path, tmp_path: Path) -> None:
    new = await furnish(tmp_path / "new", ids=["c"])
    wanted = evolve(restoring(lean, tmp_path / "new", force=True), config=new.data)
    with pytest.raises(OSError, match="directory"):
        await restore(wanted)
    assert await statuses(new.data) == {"c": Status.DOWNLOADED}


async def test_a_database_that_was_written_to_meanwhile_is_whole(tmp_path: Path) -> None:
    house = await furnish(tmp_path / "house")
    with closing(sqlite3.connect(house.data / "db" / "anypod.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE downloads SET title = 'half a change'")
        pack(house.wanted(), tmp_path / "b.tar")
        other.rollback()
    await restore(restoring(tmp_path / "b.tar", tmp_path / "new"))
    async with open_store(tmp_path / "new" / "data" / "db" / "anypod.db") as store:
        assert {row.title for row in await store.queries.known("f")} == {"A title"}


async def test_what_a_killed_restore_left_is_cleared_by_the_next(lean: Path, tmp_path: Path) -> None:
    put(tmp_path / "new/data/.restoring-x/data/media/f/a.m4a", MEDIA)
    await restore(restoring(lean, tmp_path / "new"))
    assert not list((tmp_path / "new" / "data").glob(".restoring*"))


async def test_a_disk_that_refuses_half_way_is_told_with_where_all_is(
    lean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = await furnish(tmp_path / "new", ids=["c"])

    def refuse(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("anypod.service.backup.place.shutil.move", refuse)
        with pytest.raises(OSError, match=r"No space left.*before-restore"):
            await restore(restoring(lean, tmp_path / "new", force=True))
    (aside,) = new.data.glob("before-restore-*")
    assert (aside / "media/f/c.m4a").read_bytes() == MEDIA


async def test_a_mount_s_content_moves_within_it(lean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = await furnish(tmp_path / "new", ids=["c"])
    rename = Path.rename

    def refusing(self: Path, target: Path) -> Path:
        if self == new.data / "media":
            raise OSError(16, "Device or resource busy")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refusing)
    await restore(restoring(lean, tmp_path / "new", force=True))
    (hidden,) = (new.data / "media").glob(".before-restore-*")
    assert (hidden / "f" / "c.m4a").read_bytes() == MEDIA
