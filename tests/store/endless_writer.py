"""A program that commits until it is killed: `python -m tests.store.endless_writer FILE FIRST`.

Each group adds an item, logs an attempt and records its file. Once a batch is committed, its ids are written to stdout.
"""

from __future__ import annotations

import sys
from pathlib import Path

import trio

from anypod.model.mutation import Mutation, RecordLog
from anypod.store.batch import Committed
from anypod.store.store import open_store
from tests.store.samples import NOW, add, commit, ensure, finished, item

GROUPS = 20


def group(n: int) -> list[Mutation]:
    name = f"i{n}"
    return [add(item(name)), RecordLog(feed="f", id=name, text="words " * 500, at=NOW), finished(name)]


async def write(path: Path, first: int) -> None:
    async with open_store(path) as store:
        await commit(store, ensure)
        while True:
            numbers = range(first, first + GROUPS)
            results = await store.commit([group(n) for n in numbers])
            assert all(isinstance(result, Committed) for result in results)
            print(*(f"i{n}" for n in numbers), flush=True)  # noqa: T201 - what the test reads
            first += GROUPS


if __name__ == "__main__":
    trio.run(write, Path(sys.argv[1]), int(sys.argv[2]))
