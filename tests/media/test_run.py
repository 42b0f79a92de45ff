from __future__ import annotations

import os
from pathlib import Path

import pytest
import trio

from anypod.media.run import OUTPUT_LIMIT, Ran, reason, run_tool
from anypod.model.failure import Failure, FailureKind


async def test_gives_code_and_both_outputs() -> None:
    ran = await run_tool(["/bin/sh", "-c", "echo out; echo err >&2; exit 3"], limit=10)
    assert ran == Ran(code=3, out="out", err="err")


async def test_a_program_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    ran = await run_tool(["/bin/sh", "-c", f"sleep 600 & echo $! > {pid}; wait"], limit=1)
    assert isinstance(ran, Failure)
    assert ran.kind is FailureKind.TRANSIENT
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


async def test_a_missing_program_is_a_broken_tool() -> None:
    ran = await run_tool(["/nonexistent/ffprobe"], limit=1)
    assert isinstance(ran, Failure)
    assert ran.kind is FailureKind.BROKEN_TOOL


async def test_what_the_system_refuses_for_now_is_no_broken_tool() -> None:
    too_long = "x" * 1_000_000
    ran = await run_tool(["/bin/true", too_long], limit=10)
    assert ran == Failure(kind=FailureKind.TRANSIENT, message="/bin/true can't be started: Argument list too long.")


async def test_endless_output_is_read_and_not_kept() -> None:
    with trio.fail_after(60):
        ran = await run_tool(["/bin/sh", "-c", f"yes {'0123456789' * 100} | head -c {3 * OUTPUT_LIMIT}"], limit=50)
    assert isinstance(ran, Ran)
    assert OUTPUT_LIMIT <= len(ran.out) + 1 <= OUTPUT_LIMIT + 2000


@pytest.mark.parametrize(
    ("err", "text"),
    [
        ("[mov,mp4 @ 0x5586] moov atom not found\nfile:/data/x.mp4: Invalid data", "moov atom not found"),
        ("file:/data/tmp/a: b/x.mkv: End of file", "End of file"),
        ("\n  Conversion failed!\n", "Conversion failed!"),
        ("", "no reason given"),
    ],
)
def test_the_reason_is_the_first_complaint_without_paths(err: str, text: str) -> None:
    assert reason(err) == text
