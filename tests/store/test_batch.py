from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import IO

from anypod.model.mutation import Mutation
from anypod.store.batch import write_batch
from tests.store.samples import NOW
from tests.store.test_tables import connection as connection  # noqa: PLC0414 - a fixture, named again for pytest

ROOT = Path(__file__).parents[2]


def write_until_killed(path: Path, first: int, chance: random.Random) -> set[str]:
    """Kill a writer in the middle of its work and give the ids that it had acknowledged."""
    command = [sys.executable, "-m", "tests.store.endless_writer", str(path), str(first)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        said = read_some(writer.stdout, chance)
        writer.kill()
        said += writer.stdout.read()
    # A line that the kill cut short was not an acknowledgement.
    return {name for line in said.decode().splitlines(keepends=True) if line.endswith("\n") for name in line.split()}


def read_some(stdout: IO[bytes], chance: random.Random) -> bytes:
    """Return somewhere within the work: after some lines, and then as long as some thousands of steps take."""
    said = b"".join(stdout.readline() for _ in range(chance.randrange(1, 12)))
    for _ in range(chance.randrange(200_000)):
        pass
    return said


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.execute(sql))


def test_a_kill_loses_nothing_that_was_acknowledged_and_leaves_no_half_group(path: Path) -> None:
    chance = random.Random()  # noqa: S311 - no secret; another moment in each run is the point
    acknowledged: set[str] = set()
    for round_ in range(4):
        acknowledged |= write_until_killed(path, round_ * 1_000_000, chance)
        assert rows(path, "PRAGMA integrity_check") == [("ok",)]
        assert rows(path, "PRAGMA foreign_key_check") == []
        stored = {str(name): status for name, status in rows(path, "SELECT id, status FROM downloads")}
        assert acknowledged <= stored.keys()
        assert set(stored.values()) == {"downloaded"}
        whole = {(name, 2) for name in stored}
        assert set(rows(path, "SELECT id, count(*) FROM history GROUP BY id")) == whole
        assert rows(path, "SELECT count(DISTINCT id), count(*) FROM logs") == [(len(stored),) * 2]
        assert rows(path, "SELECT total_downloads, revision - 1 FROM feeds") == [(len(stored),) * 2]
        assert len(stored) % 20 == 0


def test_what_is_no_mutation_fails_its_group_and_leaves_no_transaction_open(connection: sqlite3.Connection) -> None:
    strange: list[Mutation] = [NOW]  # type: ignore[list-item] # the case itself
    first, second = write_batch(connection, [strange, []])
    assert isinstance(first, AssertionError)
    assert not isinstance(second, Exception)
    assert not connection.in_transaction
