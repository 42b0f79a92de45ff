# ruff: noqa: ASYNC240 - reading a small file between the steps of a test blocks nobody

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from textwrap import dedent

import pytest
import trio
import trio.testing

from anypod.config import writing
from anypod.config.text import digest
from anypod.config.writing import Conflict, Unwritable, Written, write

OLD, NEW = b"old = 1\r\n", "new = 'é'\r\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "anypod.toml"
    path.write_bytes(OLD)
    return path


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_text_takes_the_place_of_the_expected_content_byte_for_byte(config: Path) -> None:
    outcome = await write(config, NEW, digest(OLD))
    assert outcome == Written(digest(NEW.encode()))
    assert config.read_bytes() == NEW.encode()


async def test_nothing_is_left_beside_the_file(config: Path) -> None:
    await write(config, NEW, digest(OLD))
    await write(config, NEW, digest(OLD))
    assert names_in(config.parent) == [config.name]


async def test_a_file_that_was_changed_since_is_left_alone(config: Path) -> None:
    config.write_bytes(b"theirs")
    assert await write(config, NEW, digest(OLD)) == Conflict(digest(b"theirs"))
    assert config.read_bytes() == b"theirs"


async def test_who_has_the_old_file_open_reads_it_whole(config: Path) -> None:
    with config.open("rb") as reader:
        await write(config, NEW, digest(OLD))
        assert reader.read() == OLD


async def test_the_mode_stays(config: Path) -> None:
    config.chmod(0o640)
    await write(config, NEW, digest(OLD))
    assert config.stat().st_mode & 0o7777 == 0o640


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
async def test_the_owner_stays(config: Path) -> None:
    os.chown(config, 12345, 54321)
    await write(config, NEW, digest(OLD))
    assert (config.stat().st_uid, config.stat().st_gid) == (12345, 54321)


async def test_the_file_that_a_link_leads_to_is_replaced_and_not_the_link(config: Path, tmp_path: Path) -> None:
    folder = tmp_path / "linked"
    folder.mkdir()
    link = folder / "config.toml"
    link.symlink_to(Path("..") / config.name)
    await write(link, NEW, digest(OLD))
    assert link.is_symlink()
    assert config.read_bytes() == NEW.encode()


async def test_a_file_that_is_marked_read_only_is_left_alone_even_by_root(config: Path) -> None:
    config.chmod(0o444)
    outcome = await write(config, NEW, digest(OLD))
    assert isinstance(outcome, Unwritable)
    assert "permission" in outcome.reason or "read-only" in outcome.reason
    assert config.read_bytes() == OLD


@pytest.mark.parametrize(("name", "reason"), [("missing.toml", "it is gone"), ("", "it is no plain file")])
async def test_what_is_no_file_is_not_written(tmp_path: Path, name: str, reason: str) -> None:
    path = tmp_path / name
    assert await write(path, NEW, digest(OLD)) == Unwritable(f"{path} can't be written: {reason}")


async def test_links_in_a_circle_are_not_followed_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "circle"
    path.symlink_to(path)
    assert await write(path, NEW, digest(OLD)) == Unwritable(f"{path} can't be written: its links lead in a circle")


async def test_a_write_that_was_cancelled_before_it_began_leaves_the_file_alone(config: Path) -> None:
    with trio.CancelScope() as scope:
        scope.cancel()
        await write(config, NEW, digest(OLD))
    assert scope.cancelled_caught
    assert config.read_bytes() == OLD


async def test_a_write_that_has_begun_is_finished_when_cancelled(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = trio.Event(), threading.Event()

    def held(content: bytes) -> str:
        trio.from_thread.run_sync(begun.set)
        assert go_on.wait(10)
        monkeypatch.undo()
        return digest(content)

    monkeypatch.setattr(writing, "digest", held)
    with trio.CancelScope() as scope:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(write, config, NEW, digest(OLD))
            await begun.wait()
            scope.cancel()
            go_on.set()
    assert config.read_bytes() == NEW.encode()
    assert names_in(config.parent) == [config.name]


IN_A_MOUNT = dedent("""\
    import sys, trio
    from pathlib import Path
    from anypod.config.text import digest
    from anypod.config.writing import write
    path = Path(sys.argv[1])
    print(trio.run(write, path, "new = 1", digest(path.read_bytes())))
""")


def in_mounts(command: str, path: Path) -> str:
    """Write a file in a mount namespace of its own, after a command that mounts something there."""
    script = f'{command} && exec "$2" -c "$3" "$1"'
    arguments = ["unshare", "-Urm", "sh", "-c", script, "sh", str(path), sys.executable, IN_A_MOUNT]
    if subprocess.run(["unshare", "-Urm", "true"], check=False, capture_output=True).returncode:
        pytest.skip("no mount namespaces here")
    return subprocess.run(arguments, check=True, capture_output=True, text=True, cwd=Path.cwd()).stdout


def test_a_file_that_is_mounted_by_itself_is_written_over_in_place(config: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.toml"
    outside.write_bytes(b"much longer than what is written over it")
    told = in_mounts(f"mount --bind '{outside}' \"$1\"", config)
    assert told.startswith("Written(")
    assert outside.read_bytes() == b"new = 1"
    assert config.read_bytes() == OLD
    assert names_in(tmp_path) == [config.name, outside.name]


def test_a_read_only_mount_is_named_as_the_reason(config: Path) -> None:
    folder = '$(dirname "$1")'
    told = in_mounts(f'mount --bind "{folder}" "{folder}" && mount -o remount,bind,ro "{folder}"', config)
    assert told == f'Unwritable(reason="{config} can\'t be written: it is mounted read-only")\n'
    assert config.read_bytes() == OLD


def test_a_full_disk_leaves_the_file_as_it_was(config: Path) -> None:
    folder = config.parent / "small"
    folder.mkdir()
    mount = 'mount -t tmpfs -o size=8k none "$(dirname "$1")" && printf a > "$1"'
    told = in_mounts(f'{mount}; dd if=/dev/zero of="$1.fill" 2>/dev/null; test -s "$1"', folder / "anypod.toml")
    assert "the disk is full" in told
