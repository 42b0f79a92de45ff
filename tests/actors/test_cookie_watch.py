from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import trio
from structlog.testing import capture_logs
from trio.testing import MockClock

from anypod.actors.cookie_watch import EVERY, Read, watch_cookies
from anypod.kernel.clock import Clock

JAR = Path("cookies.txt")
HEAD = "# Netscape HTTP Cookie File\n"


def login(clock: Clock, days: float) -> bytes:
    ends = int((clock.now() + timedelta(days=days)).timestamp())
    return f"{HEAD}#HttpOnly_.youtube.com\tTRUE\t/\tTRUE\t{ends}\tLOGIN_INFO\tsecret\n".encode()


def reading(content: bytes | None) -> Read:
    """Give a file's content without a thread, whose time doesn't count on a clock that jumps."""

    async def read(path: Path) -> bytes:
        await trio.lowlevel.checkpoint()
        if content is None:
            raise FileNotFoundError(2, "No such file", str(path))
        return content

    return read


async def watched(content: bytes | None, clock: Clock, seconds: float, path: Path | None = JAR) -> list[str]:
    with capture_logs() as lines, trio.move_on_after(seconds):
        await watch_cookies(lambda: path, clock, reading(content))
    return [str(line["reason"]) for line in lines]


async def test_a_login_that_runs_out_within_a_week_is_told_once_a_day(autojump_clock: MockClock) -> None:
    clock = Clock(lambda: 1.8e9 + trio.current_time())
    told = await watched(login(clock, 7.5), clock, 3 * 86_400)
    assert "the login of youtube.com runs out on" in told[0]
    assert len(told) == 3
    assert "secret" not in str(told)


async def test_cookies_that_are_well_and_none_at_all_are_not_spoken_of(autojump_clock: MockClock) -> None:
    clock = Clock()
    assert await watched(login(clock, 300), clock, 86_400) == []
    assert await watched(None, clock, 86_400, path=None) == []


async def test_a_file_that_is_not_there_or_is_another_thing_is_told(autojump_clock: MockClock) -> None:
    clock = Clock()
    assert "No such file" in (await watched(None, clock, EVERY / 2))[0]
    assert await watched(b"[]", clock, EVERY * 3) == [f"{JAR}: not in Netscape's format: it is JSON"]


async def test_the_file_on_the_disk_is_read(tmp_path: Path) -> None:
    path = tmp_path / "cookies.txt"
    path.write_text("[]")
    with capture_logs() as lines:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(watch_cookies, lambda: path, Clock())
            with trio.fail_after(10):
                while not lines:  # noqa: ASYNC110 - the log is a list
                    await trio.sleep(0.01)
            nursery.cancel_scope.cancel()
    assert "it is JSON" in lines[0]["reason"]
