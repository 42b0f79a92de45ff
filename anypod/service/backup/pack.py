"""Writes a backup while the service may run: the database first, then files that only ever come and go as a whole."""

from __future__ import annotations

import hashlib
import io
import os
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

from attrs import frozen

from anypod.service.backup.contents import files_of
from anypod.service.backup.manifest import CONFIG, DATABASE, MANIFEST, SUMS, TOKEN, Manifest, manifest_text, sums_text
from anypod.service.backup.withheld import without_secrets
from anypod.store.backup import copy_database

ENDINGS = (".tar", ".tar.gz", ".tgz")


@frozen(kw_only=True)
class Wanted:
    """What is to be backed up.

    Attributes:
        config: the config file's content.
        version, made_at: for the manifest.
    """

    config: bytes
    data_dir: Path
    media: bool = False
    secrets: bool = False
    version: str
    made_at: str


@frozen(kw_only=True)
class Packed:
    """What was written.

    Attributes:
        files: how many, with database and config.
        size: bytes of the whole.
        withheld: the config's keys whose secrets were left out.
    """

    files: int
    size: int
    withheld: tuple[str, ...]


def pack(wanted: Wanted, target: Path) -> Packed:
    """Write the backup beside `target` and rename it: whoever looks finds the former one or this one, whole.

    Blocks; holds no more of a file in memory than a buffer. Nobody but its owner may read it.

    Raises:
        sqlite3.Error, OSError: there is no database, or something can't be read or written; `target` is as it was.
        ValueError: the config is no TOML.
    """
    descriptor, partial = _beside(target)
    try:
        with os.fdopen(descriptor, "wb") as file:
            packed = _packed(wanted, file, target)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return packed


def _beside(target: Path) -> tuple[int, Path]:
    """Make the unfinished file; raises OSError of the folder, since nobody knows that file's own name."""
    try:
        descriptor, unfinished = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target.parent)) from error
    return descriptor, Path(unfinished)


def _packed(wanted: Wanted, file: BinaryIO, target: Path) -> Packed:
    config, withheld = wanted.config, tuple[str, ...]()
    if not wanted.secrets:
        text, withheld = without_secrets(wanted.config.decode())
        config = text.encode()
    mode: Literal["w|", "w|gz"] = "w|" if target.name.endswith(".tar") else "w|gz"
    with tempfile.TemporaryDirectory(prefix=".anypod-", dir=target.parent) as work:
        copy = Path(work) / "anypod.db"
        copy_database(wanted.data_dir / "db" / "anypod.db", copy)
        with tarfile.open(fileobj=file, mode=mode) as tar:
            pen = _Pen(tar)
            pen.write(MANIFEST, manifest_text(_manifest(wanted, copy)).encode())
            pen.write(CONFIG, config)
            pen.copy(DATABASE, copy)
            if wanted.secrets:
                pen.copy(TOKEN, wanted.data_dir / "admin_token")
            for name, path in files_of(wanted.data_dir, media=wanted.media):
                pen.copy(name, path)
            pen.write(SUMS, sums_text(pen.sums).encode())
    return Packed(files=len(pen.sums) - 1, size=file.tell(), withheld=withheld)


def _manifest(wanted: Wanted, copy: Path) -> Manifest:
    with closing(sqlite3.connect(copy)) as connection:
        schema = int(connection.execute("PRAGMA user_version").fetchone()[0])
    return Manifest(
        version=wanted.version, schema=schema, made_at=wanted.made_at, media=wanted.media, secrets=wanted.secrets
    )


class _Pen:
    """Adds members and takes their checksums on the way."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.sums: dict[str, str] = {}

    def write(self, name: str, content: bytes) -> None:
        self._add(_member(name, len(content), time.time()), io.BytesIO(content))

    def copy(self, name: str, path: Path) -> None:
        """Copy a file; one that has gone since it was listed is left out: its row went before it."""
        with _opened(path) as file:
            if file is not None:
                known = os.fstat(file.fileno())
                self._add(_member(name, known.st_size, known.st_mtime), file)

    def _add(self, member: tarfile.TarInfo, file: BinaryIO) -> None:
        digested = _Digested(file)
        self._tar.addfile(member, digested)
        self.sums[member.name] = digested.digest.hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO | None]:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield None
        return
    with file:
        yield file


def _member(name: str, size: int, modified: float) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = size, int(modified), 0o600
    return member


class _Digested(io.RawIOBase):
    """A file whose bytes are summed up as they are read."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self.digest.update(content)
        return content
