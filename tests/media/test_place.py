from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from anypod.media.place import put_in_place, write_in_place


class Recorder:
    """Writes down what is done to the disk, in order, and does it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[str] = []
        self._fsync, self._replace = os.fsync, Path.replace
        monkeypatch.setattr(os, "fsync", self._on_fsync)

        def on_replace(path: Path, target: Path) -> Path:
            self.steps.append(f"rename {path.name} {target.name}")
            return self._replace(path, target)

        monkeypatch.setattr(Path, "replace", on_replace)

    def _on_fsync(self, descriptor: int) -> None:
        self.steps.append(f"fsync {Path(f'/proc/self/fd/{descriptor}').readlink().name}")
        self._fsync(descriptor)


def _source(tmp_path: Path, content: bytes = b"new") -> Path:
    source = tmp_path / "source"
    source.write_bytes(content)
    return source


def test_content_reaches_the_disk_before_the_name_and_the_name_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = _source(tmp_path)
    recorder = Recorder(monkeypatch)
    put_in_place(source, tmp_path / "media" / "x.m4a")
    assert recorder.steps == ["fsync source", "rename source x.m4a", "fsync media"]


def test_a_small_file_is_written_in_the_same_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder(monkeypatch)
    write_in_place(b"picture", tmp_path / "images" / "x.jpg")
    assert recorder.steps == ["fsync .x.jpg.partial", "rename .x.jpg.partial x.jpg", "fsync images"]
    assert (tmp_path / "images" / "x.jpg").read_bytes() == b"picture"


def test_all_may_read_it_and_its_time_is_now(tmp_path: Path) -> None:
    source = _source(tmp_path)
    source.chmod(0o600)
    os.utime(source, (1, 1))
    target = tmp_path / "x.m4a"
    put_in_place(source, target)
    assert target.stat().st_mode & 0o777 == 0o644
    assert target.stat().st_mtime > 1_000_000


def test_a_failed_fsync_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = _source(tmp_path), tmp_path / "x.m4a"
    target.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        put_in_place(source, target)
    assert target.read_bytes() == b"old"
    assert source.read_bytes() == b"new"


def test_a_failed_write_leaves_no_partial_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_path: Path, _target: Path) -> Path:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(OSError, match="Input"):
        write_in_place(b"picture", tmp_path / "x.jpg")
    assert list(tmp_path.iterdir()) == []


def test_between_two_volumes_it_is_copied_whole_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = _source(tmp_path), tmp_path / "media" / "x.m4a"
    recorder = Recorder(monkeypatch)
    replace = Path.replace

    def apart(path: Path, to: Path) -> Path:
        if path.parent != to.parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return replace(path, to)

    monkeypatch.setattr(Path, "replace", apart)
    put_in_place(source, target)
    assert target.read_bytes() == b"new"
    assert not source.exists()
    assert recorder.steps[1:] == ["fsync .x.m4a.partial", "rename .x.m4a.partial x.m4a", "fsync media"]


def test_a_file_system_that_takes_two_ids_for_one_name_loses_neither(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = _source(tmp_path)
    (tmp_path / "ABC.m4a").write_bytes(b"other")
    # Stands in for a case-insensitive volume, which can't be mounted here.
    monkeypatch.setattr(Path, "exists", lambda path: path.name.lower() == "abc.m4a")
    with pytest.raises(FileExistsError):
        put_in_place(source, tmp_path / "abc.m4a")
    assert (tmp_path / "ABC.m4a").read_bytes() == b"other"


def test_a_volume_of_its_own_gets_the_whole_file(tmp_path: Path, tiny_disk: Path) -> None:
    source = _source(tmp_path, bytes(1_000_000))
    put_in_place(source, tiny_disk / "x.m4a")
    assert (tiny_disk / "x.m4a").stat().st_size == 1_000_000
    assert not source.exists()


def test_a_full_volume_keeps_the_source_and_the_older_file(tmp_path: Path, tiny_disk: Path) -> None:
    source, target = _source(tmp_path, bytes(3_000_000)), tiny_disk / "x.m4a"
    target.write_bytes(b"old")
    with pytest.raises(OSError, match="No space left"):
        put_in_place(source, target)
    assert source.exists()
    assert [path.name for path in tiny_disk.iterdir()] == ["x.m4a"]
    assert target.read_bytes() == b"old"
