"""A data folder with a catalogue, files and a config, as a service leaves it; and tars that no anypod wrote."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from attrs import frozen

from anypod.service.backup.pack import Wanted
from anypod.service.backup.restore import Restoring
from anypod.store.store import open_store
from tests.store.samples import add, commit, ensure, finished, item

AT = datetime(2026, 11, 25, 8, 0, 0, tzinfo=UTC)
MEDIA = b"a whole episode" * 1000


@frozen
class House:
    """A config and a data folder."""

    config: Path
    data: Path

    def wanted(self, *, media: bool = False, secrets: bool = False) -> Wanted:
        return Wanted(
            config=self.config.read_bytes(),
            data_dir=self.data,
            media=media,
            secrets=secrets,
            version="1.2.3",
            made_at=AT.isoformat(),
        )


async def furnish(folder: Path, rest: str = "", ids: Iterable[str] = ("a", "b")) -> House:
    """Give one with downloads `ids` of feed `f`, each with its file, picture and transcript."""
    data = folder / "data"
    house = House(folder / "anypod.toml", data)
    data.mkdir(parents=True)
    house.config.write_text(f'# mine\n[storage]\ndata_dir = "{data}"\n{rest}')
    async with open_store(data / "db" / "anypod.db") as store:
        await commit(store, ensure)
        await commit(store, *(step for id_ in ids for step in (add(item(id_)), finished(id_))))
        for id_ in ids:
            put(data / "media" / "f" / f"{id_}.m4a", MEDIA)
            put(data / "images" / "f" / f"{id_}.jpg", b"picture")
            put(data / "transcripts" / "f" / f"{id_}.en.vtt", b"WEBVTT")
    put(data / "admin_token", b"of this machine\n")
    put(data / "tmp" / "f" / "c" / "half.part", b"half")
    return house


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def restoring(archive: Path, folder: Path, *, force: bool = False, data: Path | None = None) -> Restoring:
    """Ask for a restore into `folder`/data and `folder`/anypod.toml."""
    config = folder / "anypod.toml"
    return Restoring(archive=archive, config=config, data_dir=data or folder / "data", environ={}, force=force, at=AT)


def tar_of(members: Iterable[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    """Give a tar of whatever is asked for."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for member, content in members:
            member.size = len(content) if member.isreg() else 0
            tar.addfile(member, io.BytesIO(content) if member.isreg() else None)
    return out.getvalue()


def members_of(archive: Path) -> list[tuple[tarfile.TarInfo, bytes]]:
    """Give what is in a tar."""
    with tarfile.open(archive) as tar:
        return [(member, file.read() if (file := tar.extractfile(member)) else b"") for member in tar]
