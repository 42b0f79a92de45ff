"""Reads a backup that anybody may have written: plain files of known names alone, and only what its sums confirm."""

from __future__ import annotations

import hashlib
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from attrs import frozen

from anypod.service.backup.manifest import (
    CONFIG,
    MANIFEST,
    SUMS,
    TOKEN,
    Manifest,
    NotABackup,
    is_member,
    read_manifest,
    read_sums,
)

_SMALL = 64 * 1024
_CONFIG_MOST = 16 * 1024 * 1024
_SUMS_MOST = 256 * 1024 * 1024
_PIECE = 1024 * 1024
_DAMAGED = (tarfile.TarError, EOFError, zlib.error, ValueError, OverflowError)


@frozen(kw_only=True)
class Unpacked:
    """What lies in the folder now: the manifest, and the names of the files in it."""

    manifest: Manifest
    names: frozenset[str]


def look(archive: Path) -> tuple[Manifest, bytes]:
    """Give a backup's manifest and its config; raises NotABackup, OSError when the file can't be opened."""
    with _opened(archive) as tar:
        manifest, member = _manifest(tar), tar.next()
        if member is None or member.name != CONFIG:
            raise NotABackup(f"no {CONFIG} follows its {MANIFEST}")
        return manifest, _content(tar, member, _CONFIG_MOST)


def unpack(archive: Path, folder: Path) -> Unpacked:
    """Write a backup's files below a folder, which must be there and empty; what fails leaves it half full.

    Raises:
        NotABackup: it is none, or damaged, or holds what no backup holds.
        OSError: the archive can't be read, or the folder not be written.
    """
    with _opened(archive) as tar:
        manifest = _manifest(tar)
        sums, written = _files(tar, folder)
    written.pop(MANIFEST, None)
    expected = {name: digest for name, digest in sums.items() if name != MANIFEST}
    if missing := sorted(expected.keys() - written.keys()):
        raise NotABackup(f"{missing[0]} is missing in it")
    for name, digest in written.items():
        if expected.get(name) != digest:
            raise NotABackup(f"{name} in it is damaged: its checksum differs")
    return Unpacked(manifest=manifest, names=frozenset(written))


@contextmanager
def _opened(archive: Path) -> Iterator[tarfile.TarFile]:
    with archive.open("rb") as file:
        try:
            # A stream: members come one by one, and no index of them is kept from a file that may be hostile.
            with tarfile.open(fileobj=file, mode="r|*") as tar:
                yield tar
        except NotABackup:
            raise
        except _DAMAGED as error:
            raise NotABackup(f"it is no tar, or a damaged one: {error}") from None


def _manifest(tar: tarfile.TarFile) -> Manifest:
    member = tar.next()
    if member is None or member.name != MANIFEST:
        raise NotABackup(f"it does not begin with a {MANIFEST}")
    return read_manifest(_content(tar, member, _SMALL))


def _files(tar: tarfile.TarFile, folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    written: dict[str, str] = {}
    while (member := tar.next()) is not None:
        # Else the list of what was read grows with the archive.
        tar.members.clear()  # type: ignore[attr-defined] # the stubs leave it out
        if member.name == SUMS:
            return read_sums(_content(tar, member, _SUMS_MOST)), written
        if not member.isreg() or member.issparse() or not is_member(member.name):
            raise NotABackup(f"it holds {member.name[:120]!r}, which no backup holds")
        if member.name in written:
            raise NotABackup(f"it holds {member.name} twice")
        written[member.name] = _write(_reader(tar, member), folder / member.name, member.size)
    raise NotABackup(f"it ends before its {SUMS}: it was not written to its end")


def _reader(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    reader = tar.extractfile(member) if member.isreg() else None
    if reader is None:
        raise NotABackup(f"{member.name[:120]!r} in it is no plain file")
    return reader


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo, most: int) -> bytes:
    if member.size > most:
        raise NotABackup(f"{member.name} in it is too large")
    return _reader(tar, member).read()


def _write(reader: IO[bytes], target: Path, size: int) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), size
    with target.open("xb") as file:
        while piece := reader.read(min(left, _PIECE)):
            digest.update(piece)
            file.write(piece)
            left -= len(piece)
        # The folder about it is nobody else's; where these files go, others may read what isn't secret.
        os.fchmod(file.fileno(), 0o600 if target.name == PurePosixPath(TOKEN).name else 0o644)
        file.flush()
        os.fsync(file.fileno())
    if left:
        raise NotABackup("it ends in the middle of a file")
    return digest.hexdigest()
