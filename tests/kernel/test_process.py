from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from anypod.kernel.process import Lines, Program, run


def program(code: str, stdin: bytes = b"") -> Program:
    return Program(argv=[sys.executable, "-c", code], env={"PATH": os.environ["PATH"]}, cwd=Path("/"), stdin=stdin)


class Heard:
    def __init__(self) -> None:
        self.out: list[bytes] = []
        self.err: list[bytes] = []
        self.something = trio.Event()

    async def stdout(self, line: bytes) -> None:
        self.out.append(line)
        self.something.set()

    async def stderr(self, line: bytes) -> None:
        self.err.append(line)


async def run_heard(code: str, heard: Heard, stdin: bytes = b"", grace: float = 3.0) -> int:
    return await run(program(code, stdin), on_stdout=heard.stdout, on_stderr=heard.stderr, grace=grace)


def alive(pid: int) -> bool:
    """A zombie that its new parent has yet to reap runs no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def cancelled_once_it_spoke(code: str, grace: float = 3.0) -> Heard:
    heard = Heard()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(lambda: run_heard(code, heard, grace=grace))
        await heard.something.wait()
        nursery.cancel_scope.cancel()
    return heard


WITH_CHILD = """
import subprocess, sys, time, signal
{before}
child = subprocess.Popen([sys.executable, "-c", "import signal, time; {child}; time.sleep(60)"])
print(child.pid, flush=True)
{after}
"""


async def test_lines_and_the_exit_code_come_back() -> None:
    heard = Heard()
    code = "import sys; print('one'); print('two', end=''); print('no', file=sys.stderr); sys.exit(3)"
    assert await run_heard(code, heard) == 3
    assert (heard.out, heard.err) == ([b"one", b"two"], [b"no"])


async def test_the_request_arrives_and_stdin_stays_open() -> None:
    heard = Heard()
    code = """
import os, select
print(os.read(0, 100).decode())
print(select.select([0], [], [], 0.05)[0])
"""
    assert await run_heard(code, heard, stdin=b"list") == 0
    assert heard.out == [b"list", b"[]"]


async def test_a_program_that_reads_nothing_of_a_long_request_ends_the_same() -> None:
    assert await run_heard("pass", Heard(), stdin=b"x" * 1_000_000) == 0


async def test_much_on_both_pipes_at_once_does_not_block() -> None:
    heard = Heard()
    code = "import sys\nfor n in range(20000): print(n); print(n, file=sys.stderr)"
    assert await run_heard(code, heard) == 0
    assert len(heard.out) == len(heard.err) == 20_000


async def test_cancelling_ends_the_children_too() -> None:
    heard = await cancelled_once_it_spoke(WITH_CHILD.format(before="", child="0", after="time.sleep(60)"))
    assert not alive(int(heard.out[0]))


async def test_a_child_that_ignores_sigint_is_killed() -> None:
    ignore = "signal.signal(signal.SIGINT, signal.SIG_IGN)"
    code = WITH_CHILD.format(before=ignore, child=ignore, after="time.sleep(60)")
    began = trio.current_time()
    heard = await cancelled_once_it_spoke(code, grace=0.2)
    assert not alive(int(heard.out[0]))
    assert trio.current_time() - began < 3


async def test_what_a_program_leaves_behind_is_ended_after_a_normal_exit_and_holds_up_nothing() -> None:
    heard = Heard()
    began = trio.current_time()
    assert await run_heard(WITH_CHILD.format(before="", child="0", after=""), heard) == 0
    assert not alive(int(heard.out[0]))
    assert trio.current_time() - began < 3


async def test_a_grandchild_outside_the_group_that_holds_all_pipes_holds_up_nothing() -> None:
    heard = Heard()
    code = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
print(child.pid, flush=True)
"""
    try:
        with trio.fail_after(4):
            assert await run_heard(code, heard, stdin=b"x" * 1_000_000) == 0
    finally:
        os.kill(int(heard.out[0]), signal.SIGKILL)


async def test_an_error_in_a_callback_ends_the_program() -> None:
    pids: list[int] = []

    async def refuse(line: bytes) -> None:
        pids.append(int(line))
        raise ValueError

    with pytest.raises(ExceptionGroup):
        await run(
            program("import os, time; print(os.getpid(), flush=True); time.sleep(60)"),
            on_stdout=refuse,
            on_stderr=Heard().stderr,
        )
    assert not alive(pids[0])


async def test_a_slow_callback_gets_every_line_of_a_program_that_is_gone() -> None:
    got: list[bytes] = []

    async def slow(line: bytes) -> None:
        await trio.sleep(0.01)
        got.append(line)

    many = "print('\\n'.join(map(str, range(150))))"
    await run(program(many), on_stdout=slow, on_stderr=Heard().stderr)
    assert len(got) == 150


async def test_a_program_that_does_not_exist_is_an_oserror() -> None:
    nothing = Program(argv=["/nonexistent/program"], env={}, cwd=Path("/"))
    with pytest.raises(FileNotFoundError):
        await run(nothing, on_stdout=Heard().stdout, on_stderr=Heard().stderr)


async def test_no_descriptor_leaks() -> None:
    await run_heard("print(1)", Heard())
    before = descriptors()
    for _ in range(3):
        await run_heard("print(1)", Heard())
        await cancelled_once_it_spoke("import time; print(1, flush=True); time.sleep(60)")
    assert descriptors() == before


def cut_all(data: bytes, sizes: list[int], limit: int) -> list[bytes]:
    lines, found = Lines(limit), []
    for size in [*sizes, len(data)]:
        found += list(lines.cut(data[:size]))
        data = data[size:]
    return [*found, *lines.rest()]


@given(st.binary(max_size=200).map(lambda data: data.replace(b"x", b"\n")), st.lists(st.integers(0, 20)))
def test_how_a_stream_arrives_does_not_matter_to_its_lines(data: bytes, sizes: list[int]) -> None:
    expected: Callable[[bytes], list[bytes]] = lambda text: text.removesuffix(b"\n").split(b"\n") if text else []  # noqa: E731 - one line
    assert cut_all(data, sizes, limit=1000) == expected(data)


def test_a_long_line_is_cut_and_the_next_is_whole() -> None:
    assert cut_all(b"abcdefgh\nxy\n", [3, 1], limit=5) == [b"abcde", b"xy"]
