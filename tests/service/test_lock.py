from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from anypod.service.lock import DataDirLocked, locked

HOLD = """
import sys
from pathlib import Path
from anypod.service.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the folder until its standard input is closed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process


def test_a_folder_is_made_where_it_is_missing(tmp_path: Path) -> None:
    with locked(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b" / "anypod.lock").read_text() == f"{os.getpid()}\n"


def test_the_number_of_an_earlier_holder_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "anypod.lock").write_text("4194303000000\n")
    with locked(tmp_path):
        assert (tmp_path / "anypod.lock").read_text() == f"{os.getpid()}\n"


def test_a_second_one_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        told = rf"{tmp_path} .*process {other.pid}\)"
        with pytest.raises(DataDirLocked, match=told), locked(tmp_path):
            pass


def test_one_that_was_refused_leaves_the_holder_its_lock(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        for _ in range(2):
            with pytest.raises(DataDirLocked, match=str(other.pid)), locked(tmp_path):
                pass


def test_it_is_free_again_after_an_orderly_end(tmp_path: Path) -> None:
    with holder(tmp_path):
        pass
    with locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


def test_it_is_free_again_when_the_holder_was_killed(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        other.kill()
        other.wait()
        with locked(tmp_path):
            assert (tmp_path / "anypod.lock").read_text() == f"{os.getpid()}\n"


def test_a_program_that_is_started_meanwhile_does_not_inherit_it(tmp_path: Path) -> None:
    """A yt-dlp that outlived us by a moment would keep the next start out."""
    with locked(tmp_path):
        child = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, close_fds=False)
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(b"started\n")
        child.stdin.flush()
        assert child.stdout.readline() == b"started\n"
    try:
        with locked(tmp_path):
            pass
    finally:
        child.communicate()


def test_a_folder_that_cannot_be_made_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"), locked(tmp_path / "file" / "data"):
        pass
