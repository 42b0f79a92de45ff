# ruff: noqa: ASYNC240 - the tests are the ones who edit the file, and wait for nothing else meanwhile
from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio
import trio.testing

from anypod.config.problems import Problem
from anypod.config.text import digest
from anypod.config.watch import watch

STEP = 0.005
Change = Callable[[Path], None]


@asynccontextmanager
async def watching(
    path: Path, known: bytes = b"old", interval: float = STEP
) -> AsyncIterator[trio.MemoryReceiveChannel[bytes | Problem]]:
    send, found = trio.open_memory_channel[bytes | Problem](0)
    take, receive = trio.open_memory_channel[bytes | Problem](1)
    has = digest(known)

    async def take_up() -> None:
        nonlocal has
        async for content in found:
            has = "" if isinstance(content, Problem) else digest(content)
            await take.send(content)

    with trio.fail_after(5):
        async with trio.open_nursery() as nursery, receive:
            nursery.start_soon(lambda: watch(path, send, known=lambda: has, interval=interval), name="watch")
            nursery.start_soon(take_up, name="take up")
            yield receive
            nursery.cancel_scope.cancel()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "anypod.toml"
    path.write_bytes(b"old")
    return path


async def quiet(receive: trio.MemoryReceiveChannel[bytes | Problem], looks: int = 12) -> bool:
    with trio.move_on_after(looks * STEP) as scope:
        await receive.receive()
    return scope.cancelled_caught


def written_in_place(path: Path) -> None:
    path.write_bytes(b"new")


def renamed_over(path: Path) -> None:
    path.with_suffix(".tmp").write_bytes(b"new")
    path.with_suffix(".tmp").replace(path)


def moved_away_and_made_again(path: Path) -> None:
    path.rename(path.with_suffix(".toml~"))
    path.write_bytes(b"new")


def with_its_old_time(path: Path) -> None:
    stat = path.stat()
    path.write_bytes(b"new")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


@pytest.mark.parametrize("change", [written_in_place, renamed_over, moved_away_and_made_again, with_its_old_time])
async def test_every_way_of_saving_is_seen_again_and_again(path: Path, change: Change) -> None:
    async with watching(path) as receive:
        for _ in range(3):
            change(path)
            assert await receive.receive() == b"new"
            path.write_bytes(b"old")
            assert await receive.receive() == b"old"


async def test_a_swapped_folder_link_is_seen(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "anypod.toml").write_text(name)
    (tmp_path / "..data").symlink_to("one")
    path = tmp_path / "anypod.toml"
    path.symlink_to("..data/anypod.toml")
    async with watching(path, b"one") as receive:
        (tmp_path / "next").symlink_to("two")
        (tmp_path / "next").replace(tmp_path / "..data")
        assert await receive.receive() == b"two"


async def test_an_edit_between_loading_and_watching_is_seen(path: Path) -> None:
    async with watching(path, b"older") as receive:
        assert await receive.receive() == b"old"


async def test_a_touch_and_the_same_content_are_no_news(path: Path) -> None:
    async with watching(path) as receive:
        path.touch()
        renamed = path.with_suffix(".tmp")
        renamed.write_bytes(b"old")
        renamed.replace(path)
        assert await quiet(receive)


async def test_a_file_that_goes_is_no_news_until_it_comes_back_different(path: Path) -> None:
    async with watching(path) as receive:
        path.unlink()
        assert await quiet(receive)
        path.write_bytes(b"old")
        assert await quiet(receive)
        path.unlink()
        path.write_bytes(b"new")
        assert await receive.receive() == b"new"


async def test_a_file_that_is_missing_at_first_is_seen_when_it_comes(tmp_path: Path) -> None:
    async with watching(tmp_path / "anypod.toml") as receive:
        assert await quiet(receive, 3)
        (tmp_path / "anypod.toml").write_bytes(b"new")
        assert await receive.receive() == b"new"


async def test_while_it_is_being_written_nothing_is_sent(path: Path) -> None:
    async with watching(path, interval=20 * STEP) as receive:
        with path.open("ab", buffering=0) as file:
            for _ in range(20):
                file.write(b"x")
                await trio.sleep(STEP)
        assert await receive.receive() == b"old" + b"x" * 20


async def test_a_file_emptied_for_a_moment_is_not_sent_empty(path: Path) -> None:
    async with watching(path, interval=20 * STEP) as receive:
        path.write_bytes(b"")
        await trio.sleep(20 * STEP)
        path.write_bytes(b"new")
        assert await receive.receive() == b"new"


async def test_a_file_that_stays_empty_is_sent(path: Path) -> None:
    async with watching(path) as receive:
        path.write_bytes(b"")
        assert await receive.receive() == b""


async def test_a_file_that_stays_away_is_told_once_and_its_return_too(path: Path) -> None:
    async with watching(path) as receive:
        path.unlink()
        assert "no such file" in str(await receive.receive())
        assert await quiet(receive, 20)
        path.write_bytes(b"old")
        assert await receive.receive() == b"old"


async def test_a_folder_in_its_place_is_told(path: Path) -> None:
    async with watching(path) as receive:
        path.unlink()
        path.mkdir()
        assert "it is a folder" in str(await receive.receive())


async def test_cancelled_it_ends_at_once_and_closes_its_channel(path: Path) -> None:
    send, receive = trio.open_memory_channel[bytes | Problem](1)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(lambda: watch(path, send, known=str, interval=60), name="watch")
        await trio.testing.wait_all_tasks_blocked()
        nursery.cancel_scope.cancel()
    with pytest.raises(trio.EndOfChannel):
        receive.receive_nowait()
