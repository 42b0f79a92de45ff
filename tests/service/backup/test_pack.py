from __future__ import annotations

import hashlib
import sqlite3
import stat
import tracemalloc
from pathlib import Path

import pytest

from anypod.service.backup.manifest import MANIFEST, SUMS, read_manifest
from anypod.service.backup.pack import pack
from anypod.store.migrate import load_migrations
from tests.service.backup.folders import furnish, members_of, put


async def test_a_backup_holds_what_cannot_be_fetched_again(tmp_path: Path) -> None:
    house = await furnish(tmp_path)
    pack(house.wanted(), tmp_path / "b.tar")
    names = [member.name for member, _ in members_of(tmp_path / "b.tar")]
    assert names == [
        "manifest.json",
        "config/anypod.toml",
        "data/db/anypod.db",
        "data/images/f/a.jpg",
        "data/images/f/b.jpg",
        "data/transcripts/f/a.en.vtt",
        "data/transcripts/f/b.en.vtt",
        "SHA256SUMS",
    ]


async def test_media_and_the_kept_token_come_when_asked_for(tmp_path: Path) -> None:
    house = await furnish(tmp_path)
    pack(house.wanted(media=True, secrets=True), tmp_path / "b.tar")
    names = {member.name for member, _ in members_of(tmp_path / "b.tar")}
    assert {"data/media/f/a.m4a", "data/admin_token"} <= names


async def test_the_manifest_says_what_made_it(tmp_path: Path) -> None:
    house = await furnish(tmp_path)
    pack(house.wanted(), tmp_path / "b.tar.gz")
    manifest = read_manifest({m.name: c for m, c in members_of(tmp_path / "b.tar.gz")}[MANIFEST])
    assert (manifest.version, manifest.schema) == ("1.2.3", load_migrations()[-1].version)
    assert not manifest.media


async def test_its_sums_are_those_of_its_members(tmp_path: Path) -> None:
    house = await furnish(tmp_path)
    pack(house.wanted(media=True), tmp_path / "b.tar")
    contents = {member.name: content for member, content in members_of(tmp_path / "b.tar")}
    lines = contents.pop(SUMS).decode().splitlines()
    assert lines == [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in contents.items()]


async def test_nobody_else_may_read_it_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    house = await furnish(tmp_path)
    (tmp_path / "to").mkdir()
    pack(house.wanted(), tmp_path / "to" / "b.tar")
    assert [path.name for path in (tmp_path / "to").iterdir()] == ["b.tar"]
    assert stat.S_IMODE((tmp_path / "to" / "b.tar").stat().st_mode) == 0o600


async def test_a_backup_that_fails_leaves_the_former_one(tmp_path: Path) -> None:
    house = await furnish(tmp_path)
    (house.data / "db" / "anypod.db").write_bytes(b"no database at all" * 500)
    put(tmp_path / "to" / "b.tar", b"former")
    with pytest.raises(sqlite3.DatabaseError):
        pack(house.wanted(), tmp_path / "to" / "b.tar")
    assert [path.read_bytes() for path in (tmp_path / "to").iterdir()] == [b"former"]


async def test_a_large_file_is_not_held_in_memory(tmp_path: Path) -> None:
    house = await furnish(tmp_path)
    with (house.data / "media" / "f" / "large.mp4").open("wb") as file:
        file.truncate(60_000_000)
    tracemalloc.start()
    pack(house.wanted(media=True), tmp_path / "b.tar")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000
