from __future__ import annotations

import gzip
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st

from anypod.service.backup.manifest import NotABackup, is_member
from anypod.service.backup.pack import pack
from anypod.service.backup.unpack import look, unpack
from tests.service.backup.folders import furnish, members_of, tar_of

Members = list[tuple[tarfile.TarInfo, bytes]]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    house = trio.run(furnish, folder)
    pack(house.wanted(media=True), folder / "b.tar")
    return folder / "b.tar"


def into(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_what_was_packed_comes_out_the_same(archive: Path, tmp_path: Path) -> None:
    unpacked = unpack(archive, into(tmp_path / "out"))
    written = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert written == unpacked.names
    assert "data/media/f/a.m4a" in written
    assert look(archive)[0] == unpacked.manifest


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, target
    return made


HOSTILE = {
    "a way out": member("../../etc/passwd"),
    "a way out within": member("data/media/../../x"),
    "an absolute path": member("/etc/passwd"),
    "a symbolic link": member("data/media/f/x.m4a", tarfile.SYMTYPE, "/etc/passwd"),
    "a hard link": member("data/media/f/x.m4a", tarfile.LNKTYPE, "data/db/anypod.db"),
    "a device": member("data/media/f/x.m4a", tarfile.CHRTYPE),
    "a pipe": member("data/media/f/x.m4a", tarfile.FIFOTYPE),
    "a folder": member("data/media/f", tarfile.DIRTYPE),
    "a hidden file": member("data/media/f/.a.m4a.next"),
    "a file of nobody's": member("data/anypod.lock"),
    "a name twice": member("data/media/f/a.m4a"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_nothing_else_comes_out(archive: Path, tmp_path: Path, what: str) -> None:
    members = members_of(archive)
    members.insert(-1, (HOSTILE[what], b"hostile"))
    (tmp_path / "bad.tar").write_bytes(tar_of(members))
    with pytest.raises(NotABackup, match=r"no backup holds|twice"):
        unpack(tmp_path / "bad.tar", into(tmp_path / "out"))
    assert not list(tmp_path.glob("x"))
    assert not any(path.is_symlink() for path in tmp_path.rglob("*"))


def changed(members: Members) -> Members:
    return [(m, b"!" + c[1:] if m.name.endswith("b.m4a") else c) for m, c in members]


def lacking(members: Members) -> Members:
    return [(m, c) for m, c in members if not m.name.endswith("b.m4a")]


def unsummed(members: Members) -> Members:
    return members[:-1]


def headless(members: Members) -> Members:
    return members[1:]


@pytest.mark.parametrize("damage", [changed, lacking, unsummed, headless])
def test_damage_is_found(archive: Path, tmp_path: Path, damage: Callable[[Members], Members]) -> None:
    (tmp_path / "bad.tar").write_bytes(tar_of(damage(members_of(archive))))
    with pytest.raises(NotABackup):
        unpack(tmp_path / "bad.tar", into(tmp_path / "out"))


@settings(max_examples=40, deadline=None)
@given(damage=st.tuples(st.integers(0, 60_000), st.integers(0, 255), st.integers(0, 60_000)), gz=st.booleans())
def test_a_damaged_archive_gives_its_files_or_a_refusal(
    archive: Path, tmp_path_factory: pytest.TempPathFactory, damage: tuple[int, int, int], gz: bool
) -> None:
    at, byte, cut = damage
    content = gzip.compress(archive.read_bytes(), 1) if gz else archive.read_bytes()
    place = at % len(content)
    content = (content[:place] + bytes([byte]) + content[place + 1 :])[: len(content) - cut % len(content)]
    folder = tmp_path_factory.mktemp("fuzzed")
    (folder / "bad.tar").write_bytes(content)
    try:
        unpacked = unpack(folder / "bad.tar", into(folder / "out"))
    except NotABackup:
        return
    assert all(is_member(name) for name in unpacked.names)
    assert (folder / "out" / "data/media/f/a.m4a").read_bytes().startswith(b"a whole episode")


@given(st.text(max_size=60))
def test_a_member_s_name_never_leads_elsewhere(name: str) -> None:
    whole = f"data/media/{name}"
    if is_member(whole):
        assert Path("/x", whole).resolve().is_relative_to("/x/data/media")
        assert not any(part.startswith(".") for part in Path(name).parts)
