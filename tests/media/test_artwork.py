from __future__ import annotations

import errno
import io
from pathlib import Path

import pytest
import trio
from PIL import Image

from anypod.media import library as library_module
from anypod.media.artwork import Picture, convert_artwork, draw_artwork, make_artwork
from anypod.media.library import Library
from anypod.model.failure import Failure, FailureKind


def _png(colour: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (320, 180), colour).save(target, "PNG")
    return target.getvalue()


async def test_a_fetched_picture_is_squared_and_stored(library: Library, nursery: trio.Nursery) -> None:
    picture = await make_artwork(library, "feed", "x", await _served(nursery, _png("red")), allow_private=True)
    assert isinstance(picture, Picture)
    assert picture.path == library.image_path("feed", "x")
    with Image.open(picture.path) as image:
        assert image.size == (1400, 1400)
    assert picture.size == picture.path.stat().st_size


async def test_a_failed_fetch_leaves_the_picture_before(library: Library) -> None:
    before = await draw_artwork(library, "feed", "Physics")
    assert isinstance(before, Picture)
    drawn = before.path.read_bytes()
    after = await make_artwork(library, "feed", None, "http://127.0.0.1:1/p.png", allow_private=False)
    assert isinstance(after, Failure)
    assert before.path.read_bytes() == drawn


async def test_another_picture_has_another_digest(library: Library, tmp_path: Path) -> None:
    digests = set()
    for colour in ("red", "blue", "red"):
        source = tmp_path / "thumbnail.png"
        source.write_bytes(_png(colour))
        picture = await convert_artwork(library, "feed", None, source)
        assert isinstance(picture, Picture)
        digests.add(picture.digest)
    assert len(digests) == 2


async def test_a_missing_or_broken_thumbnail_is_a_value(library: Library, tmp_path: Path) -> None:
    assert isinstance(await convert_artwork(library, "feed", "x", tmp_path / "none.jpg"), Failure)
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    assert isinstance(await convert_artwork(library, "feed", "x", tmp_path / "broken.jpg"), Failure)
    assert not library.image_path("feed", "x").exists()


async def test_a_full_disk_is_a_value(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_content: bytes, _target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(library_module, "write_in_place", full)
    picture = await draw_artwork(library, "feed", "Physics")
    assert picture == Failure(kind=FailureKind.NO_SPACE, message="The picture can't be kept: No space left on device.")


async def _served(nursery: trio.Nursery, content: bytes) -> str:
    async def answer(stream: trio.SocketStream) -> None:
        async with stream:
            await stream.receive_some(65536)
            await stream.send_all(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content) + content)

    [listener] = await trio.open_tcp_listeners(0, host="127.0.0.1")
    nursery.start_soon(trio.serve_listeners, answer, [listener])
    return f"http://127.0.0.1:{listener.socket.getsockname()[1]}/p.png"
