"""One service on one data folder: two would fetch everything twice and write over each other."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class DataDirLocked(Exception):
    """Another service works on this data folder."""

    def __init__(self, data_dir: Path, holder: str) -> None:
        super().__init__(
            f"{data_dir} is in use by another anypod{holder}; "
            "stop it first, or give this one a storage.data_dir of its own"
        )


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Hold the folder, making it first where it is missing.

    The lock is the kernel's and ends with the process, however that ends; the file is left and means nothing by
    itself.

    Raises:
        DataDirLocked: somebody holds it.
        OSError: the folder can't be made or written.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data_dir / "anypod.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataDirLocked(data_dir, _holder(descriptor)) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _holder(descriptor: int) -> str:
    written = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
    return f" (process {written})" if written.isdigit() else ""
