from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import trio

from anypod.model.download import Status
from anypod.model.mutation import PinDownload
from anypod.store.batch import Committed
from anypod.store.store import Store, StoreFailed, open_store
from tests.store.samples import NOW, add, commit, ensure, finished, item, the


async def test_a_group_that_fails_gives_its_exception_and_harms_no_other(store: Store) -> None:
    lost = (add(item("b")), add(item("c", feed="nowhere")))
    first, second, third = await store.commit([[add(item("a"))], lost, [add(item("d"))]])
    assert isinstance(first, Committed)
    assert isinstance(second, sqlite3.IntegrityError)
    assert isinstance(third, Committed)
    assert [download.id for download in await store.queries.known("f")] == ["a", "d"]


async def test_what_is_committed_is_there_after_reopening(path: Path) -> None:
    async with open_store(path) as store:
        await commit(store, ensure, add(item()), finished())
    async with open_store(path) as store:
        assert (await the(store)).status is Status.DOWNLOADED


async def test_closing_brings_the_write_ahead_log_back_into_the_file(path: Path) -> None:
    async with open_store(path) as store:
        await commit(store, ensure)
        assert path.with_name("anypod.db-wal").stat().st_size > 0
    assert not path.with_name("anypod.db-wal").exists()


async def test_closing_is_finished_although_the_scope_is_cancelled(path: Path) -> None:
    with trio.CancelScope() as scope:
        async with open_store(path) as store:
            await commit(store, ensure)
            scope.cancel()
            await trio.lowlevel.checkpoint()
    assert not path.with_name("anypod.db-wal").exists()


async def test_a_batch_that_has_begun_is_finished_although_its_caller_is_cancelled(store: Store) -> None:
    answers: list[Committed | Exception] = []
    with trio.CancelScope() as scope:
        entered = trio.lowlevel.current_trio_token()

        def cancel_now(_statement: str) -> None:
            # Called in the lane's thread with each statement: the batch has begun by then.
            trio.from_thread.run_sync(scope.cancel, trio_token=entered)
            connection.set_trace_callback(None)

        connection = store._lane.connection
        connection.set_trace_callback(cancel_now)
        answers += await store.commit([[add(item())]])
    assert scope.cancel_called
    assert isinstance(answers[0], Committed)
    assert (await the(store)).id == "a"


async def test_a_batch_whose_caller_is_cancelled_before_its_turn_is_never_run(store: Store) -> None:
    with trio.CancelScope() as scope:
        scope.cancel()
        await store.commit([[add(item())]])
    assert await store.queries.download("f", "a") is None


async def test_a_transaction_that_cannot_begin_raises_and_the_lane_goes_on(store: Store, path: Path) -> None:
    store._lane.connection.execute("PRAGMA busy_timeout = 1")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            await store.commit([[add(item())]])
        except StoreFailed as error:
            assert "locked" in str(error)  # noqa: PT017 - the lock must be let go before anything else is tried
        else:
            raise AssertionError("it began in spite of the lock")
        other.execute("ROLLBACK")
    assert (await commit(store, add(item()))).applied[0].changed


async def test_a_full_disk_stores_nothing_that_was_not_acknowledged(store: Store) -> None:
    pages = store._lane.connection.execute("PRAGMA page_count").fetchone()[0]
    store._lane.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    groups = [[add(item(f"x{n}" * 20))] for n in range(200)]
    try:
        results: list[Committed | Exception] = await store.commit(groups)
    except StoreFailed:
        results = []
    stored = {download.id for download in await store.queries.known("f")}
    acknowledged = {
        group[0].download.id for group, result in zip(groups, results, strict=False) if isinstance(result, Committed)
    }
    assert stored == acknowledged
    assert len(stored) < len(groups)


async def test_readers_see_only_what_is_committed(store: Store) -> None:
    connection = store._lane.connection
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE feeds SET title = 'half done'")
    feed = await store.queries.feed("f")
    connection.execute("ROLLBACK")
    assert feed is not None
    assert feed.metadata.title is None


async def test_a_reader_cannot_write(store: Store) -> None:
    def write(database: object) -> str:
        try:
            database.execute_sql("DELETE FROM feeds")  # type: ignore[attr-defined] # peewee's, which tests don't import
        except Exception as error:  # noqa: BLE001 - the test is about its words
            return str(error)
        return "written"

    assert "readonly" in await store.queries._readers.read(write)


async def test_a_slow_reader_holds_nobody_up_who_writes(store: Store, nursery: trio.Nursery) -> None:
    await commit(store, add(item()))
    began, may_end = trio.Event(), trio.Event()

    def slow(database: object) -> list[tuple[str]]:
        cursor = database.execute_sql(  # type: ignore[attr-defined] # peewee's, which tests don't import
            "SELECT id FROM downloads UNION ALL SELECT id FROM downloads"
        )
        rows: list[tuple[str]] = [cursor.fetchone()]
        trio.from_thread.run_sync(began.set)
        trio.from_thread.run(may_end.wait)
        rows += cursor.fetchall()
        return rows

    seen: list[list[tuple[str]]] = []

    async def read_slowly() -> None:
        seen.append(await store.queries._readers.read(slow))

    nursery.start_soon(read_slowly)
    await began.wait()
    await commit(store, add(item("b")), PinDownload(feed="f", id="a", pinned=True, at=NOW))
    assert (await the(store)).pinned
    may_end.set()
    with trio.fail_after(5):
        while not seen:
            await trio.lowlevel.checkpoint()
    assert seen == [[("a",), ("a",)]]
