"""Any order of mutations, against a plain dict: the guards, the triggers, the history and the revision together."""

from __future__ import annotations

import sqlite3
from itertools import pairwise
from typing import Any

from attrs import define, evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from anypod.model.applied import Applied
from anypod.model.download import Ruling, Status
from anypod.model.mutation import (
    ArchiveDownload,
    ForgetFile,
    Mutation,
    PinDownload,
    PutOffDownload,
    RecordExamined,
    RefreshDownload,
    RequeueDownload,
    SkipDownload,
)
from anypod.store.batch import Committed, write_batch
from anypod.store.migrate import load_migrations, statements
from tests.store.samples import DETAILS, LATER, add, ensure, failed, finished, item

U, Q, D, E, S, A = Status
WAITING = {U, Q}
names = st.sampled_from(["a", "b", "c"])
aside = {S, A}
ends = st.frozensets(st.sampled_from([E, A, S]), min_size=1)


@define
class Row:
    """What the model knows of an item."""

    status: Status
    title: str
    retries: int = 0
    pinned: bool = False
    ruling: Ruling | None = None
    lines: int = 1


class Catalogue(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.rows: dict[str, Row] = {}
        self.revision = 1

    def teardown(self) -> None:
        self.connection.close()

    @initialize()
    def begin(self) -> None:
        self.connection.execute("PRAGMA foreign_keys = on")
        for migration in load_migrations():
            for statement in statements(migration.sql):
                self.connection.execute(statement)
        self.write(ensure)

    def write(self, mutation: Mutation) -> Applied:
        (result,) = write_batch(self.connection, [[mutation]])
        assert isinstance(result, Committed), result
        return result.applied[0]

    def move(self, name: str, mutation: Mutation, starts: set[Status], end: Status | None, *, barred: bool) -> bool:
        """Write, compare what was answered, and move the model's row; whether it was allowed to."""
        row, applied = self.rows.get(name), self.write(mutation)
        if row is None:
            assert applied == Applied(changed=False)
            return False
        if row.status not in starts or barred:
            assert applied == Applied(changed=False, stale=row.status)
            return False
        if end is not None and end is not row.status:
            assert applied.changed
            self.revision += int(D in {end, row.status})
            row.lines += 1
            row.status = end
        return True

    @rule(name=names, status=st.sampled_from([Q, U, S, A]))
    def add(self, name: str, status: Status) -> None:
        applied = self.write(add(item(name, status)))
        assert applied.changed == (name not in self.rows)
        self.rows.setdefault(name, Row(status=status, title=item(name).title))

    @rule(name=names)
    def download(self, name: str) -> None:
        if self.move(name, finished(name), {Q}, D, barred=False):
            self.rows[name].retries = 0
            self.rows[name].title = DETAILS.title

    @rule(name=names, status=st.sampled_from([Q, U, E]), counts=st.booleans())
    def fail(self, name: str, status: Status, counts: bool) -> None:
        if self.move(name, evolve(failed(name, status), counts=counts), WAITING, status, barred=False):
            self.rows[name].retries += int(counts)

    @rule(name=names, status=st.sampled_from([Q, U, S, A]))
    def examine(self, name: str, status: Status) -> None:
        mutation = RecordExamined(feed="f", id=name, details=DETAILS, status=status, reason="a rule", at=LATER)
        mutation = evolve(mutation, ruling=Ruling.FILTER if status in aside else None)
        if self.move(name, mutation, WAITING, status, barred=False):
            self.rows[name].title = DETAILS.title
            self.rows[name].ruling = mutation.ruling

    @rule(name=names, title=st.sampled_from(["one", "two"]))
    def refresh(self, name: str, title: str) -> None:
        mutation = RefreshDownload(feed="f", id=name, title=title, at=LATER)
        row = self.rows.get(name)
        if self.move(name, mutation, set(Status), None, barred=False) and row is not None:
            self.revision += int(row.status is D and row.title != title)
            row.title = title

    @rule(name=names, ruling=st.sampled_from(Ruling))
    def archive(self, name: str, ruling: Ruling) -> None:
        barred = name in self.rows and self.rows[name].pinned
        mutation = ArchiveDownload(feed="f", id=name, reason="old", ruling=ruling, at=LATER)
        if self.move(name, mutation, {D, U, E, Q}, A, barred=barred):
            self.rows[name].ruling = ruling

    @rule(name=names, ruling=st.sampled_from([Ruling.FILTER, Ruling.PERSON]))
    def skip(self, name: str, ruling: Ruling) -> None:
        mutation = SkipDownload(feed="f", id=name, reason="no", ruling=ruling, at=LATER)
        if self.move(name, mutation, WAITING, S, barred=False):
            self.rows[name].ruling = ruling

    @rule(name=names, starts=ends, into=st.sampled_from([Q, U]), by_person=st.booleans())
    def requeue(self, name: str, starts: frozenset[Status], into: Status, by_person: bool) -> None:
        barred = name in self.rows and self.rows[name].ruling is Ruling.PERSON and not by_person
        mutation = RequeueDownload(feed="f", id=name, why="again", from_statuses=starts, into=into, at=LATER)
        if self.move(name, evolve(mutation, by_person=by_person), set(starts), into, barred=barred):
            self.rows[name].retries, self.rows[name].ruling = 0, None

    @rule(name=names)
    def put_off(self, name: str) -> None:
        mutation = PutOffDownload(feed="f", id=name, reason="cancelled", until=LATER, at=LATER)
        self.move(name, mutation, {Q}, None, barred=False)

    @rule(name=names, pinned=st.booleans())
    def pin(self, name: str, pinned: bool) -> None:
        if self.move(name, PinDownload(feed="f", id=name, pinned=pinned, at=LATER), set(Status), None, barred=False):
            self.rows[name].pinned = pinned

    @rule(name=names)
    def forget(self, name: str) -> None:
        if self.move(name, ForgetFile(feed="f", id=name, at=LATER), {D}, Q, barred=False):
            self.rows[name].retries = 0

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return list(self.connection.execute(sql))

    @invariant()
    def rows_are_those_of_the_model(self) -> None:
        stored = self.ask("SELECT id, status, title, retries, pinned, ruling FROM downloads ORDER BY id")
        expected = [
            (name, row.status.value, row.title, row.retries, int(row.pinned), row.ruling)
            for name, row in sorted(self.rows.items())
        ]
        assert stored == expected

    @invariant()
    def the_feed_counts_what_is_downloaded_and_what_showed(self) -> None:
        downloaded = sum(row.status is D for row in self.rows.values())
        assert self.ask("SELECT total_downloads, revision FROM feeds") == [(downloaded, self.revision)]

    @invariant()
    def the_history_ends_where_the_row_stands_and_has_no_gap(self) -> None:
        for name, row in self.rows.items():
            lines = self.ask(f"SELECT before, after FROM history WHERE id = '{name}' ORDER BY seq")  # noqa: S608 - ours
            assert len(lines) == row.lines
            assert lines[0][0] is None
            assert lines[-1][1] == row.status.value
            assert all(one[1] == next_[0] for one, next_ in pairwise(lines))


Catalogue.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestCatalogue = Catalogue.TestCase
