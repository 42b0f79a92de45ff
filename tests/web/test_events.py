from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import trio
from attrs import define, evolve, field

from anypod.kernel.hub import LIMIT, RING, Hub, Subscription
from anypod.model.active import Active
from anypod.model.event import Event, EventKind
from anypod.model.source import Phase, Progress
from anypod.web import events as events_module
from anypod.web.admin import AdminParts, create_admin
from anypod.web.events import BEHIND, BURST
from anypod.web.snapshot import Snapshot, Snapshots
from anypod.web.standing import Standing, disk_state
from tests.web.client import Site, served
from tests.web.house import NOW, House
from tests.web.listener import handshake, listening, refusal


class WatchedHub(Hub[Event]):
    """A hub that tells when a listener has left."""

    def __init__(self) -> None:
        super().__init__()
        self.left = trio.Event()

    @contextmanager
    def subscribe(self, limit: int = LIMIT) -> Iterator[Subscription[Event]]:
        with super().subscribe(limit) as subscription:
            try:
                yield subscription
            finally:
                self.left.set()


@define
class Desk:
    """The admin app's other parts."""

    house: House
    hub: WatchedHub = field(factory=WatchedHub)
    active: tuple[Active, ...] = ()
    standing: Standing = field(factory=Standing)

    @property
    def parts(self) -> AdminParts:
        return evolve(
            self.house.admin(),
            hub=self.hub,
            active=lambda: self.active,
            standing=lambda: self.standing,
        )

    def publish(self, kind: EventKind = EventKind.SYNC_STARTED, feed: str | None = "talks", **more: Any) -> None:
        self.hub.publish(Event(kind=kind, at=NOW, feed=feed, **more))

    def progress(self, done: int, id_: str = "one") -> None:
        event = Event(
            kind=EventKind.PROGRESS,
            at=NOW,
            feed="talks",
            id=id_,
            progress=Progress(phase=Phase.DOWNLOADING, done=done),
        )
        self.hub.publish(event, key=("talks", id_))


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


@pytest.fixture
async def admin(desk: Desk) -> AsyncIterator[Site]:
    async with served(create_admin(desk.parts)) as site:
        yield site


async def test_the_first_message_holds_the_state_of_all_feeds(admin: Site, desk: Desk) -> None:
    await desk.house.add("one")
    await desk.house.queue("two")
    desk.publish()
    desk.active = (
        Active(feed="talks", id="two", title="Two", started_at=NOW, progress=Progress(phase=Phase.STARTING)),
    )
    async with listening(admin) as listener:
        (snapshot,) = await listener.message()
    assert (snapshot["kind"], snapshot["seq"]) == ("snapshot", 1)
    talks, empty = snapshot["feeds"]
    assert set(talks) == {
        *("name", "enabled", "state", "title", "source_type", "urls", "schedule", "next_sync_at"),
        *("last_successful_sync", "last_error", "consecutive_failures", "counts", "size"),
    }
    assert (talks["state"], talks["counts"]["downloaded"], talks["counts"]["queued"]) == ("downloading", 1, 1)
    assert talks["size"] == 256_000
    assert (empty["title"], empty["state"]) == ("Nothing <yet>", "idle")
    assert snapshot["active"][0]["id"] == "two"
    assert snapshot["active"][0]["started_at"] == "2026-03-01T12:00:07.500Z"


async def test_events_follow_in_order_and_gathered(admin: Site, desk: Desk) -> None:
    async with listening(admin) as listener:
        await listener.message()
        for number in range(200):
            desk.publish(found=number)
        messages = [await listener.message()]
        while sum(map(len, messages)) < 200:
            messages.append(await listener.message())
    assert [event["found"] for message in messages for event in message] == list(range(200))
    assert len(messages) <= 2


async def test_of_progress_only_the_latest_is_told(admin: Site, desk: Desk) -> None:
    async with listening(admin) as listener:
        await listener.message()
        for done in range(1000):
            desk.progress(done)
            desk.progress(done, "two")
        got = await listener.events(2)
    assert [(event["id"], event["progress"]["done"]) for event in got] == [("one", 999), ("two", 999)]


async def test_progress_comes_at_most_ten_times_a_second(admin: Site, desk: Desk) -> None:
    async with listening(admin) as listener, trio.open_nursery() as nursery:
        await listener.message()
        got: list[dict[str, Any]] = []
        begun = trio.current_time()

        async def read() -> None:
            while True:
                got.extend(await listener.message())

        nursery.start_soon(read)
        for done in range(100):
            desk.progress(done)
            await trio.sleep(0.005)
        # On a busy machine it takes longer, and more is told.
        most = 10 * (trio.current_time() - begun) + 2
        nursery.cancel_scope.cancel()
    assert 3 <= len(got) <= most


async def test_one_feed_is_told_of_alone_with_what_concerns_all(admin: Site, desk: Desk) -> None:
    async with listening(admin, "?feed=empty") as listener:
        (snapshot,) = await listener.message()
        desk.publish()
        desk.publish(EventKind.DISK_LOW, None)
        desk.publish(EventKind.SYNC_FINISHED, "empty")
        got = await listener.events(2)
    assert [feed["name"] for feed in snapshot["feeds"]] == ["empty"]
    assert [(event["kind"], event["feed"]) for event in got] == [("disk_low", None), ("sync_finished", "empty")]


async def test_what_concerns_the_whole_service_is_in_the_snapshot_of_one_feed_too(admin: Site, desk: Desk) -> None:
    desk.standing = Standing(disk=disk_state("1 MB are free"))
    async with listening(admin, "?feed=talks") as listener:
        (snapshot,) = await listener.message()
    assert snapshot["disk"] == {"low": True, "message": "1 MB are free"}
    assert (snapshot["paused"], snapshot["config"]) == ([], {"problems": [], "needs_restart": []})


async def test_what_was_missed_is_replayed_without_a_snapshot(admin: Site, desk: Desk) -> None:
    for number in range(5):
        desk.publish(found=number)
    async with listening(admin, "?since=3") as listener:
        assert [event["seq"] for event in await listener.message()] == [4, 5]
        desk.publish()
        assert [event["seq"] for event in await listener.message()] == [6]


async def test_who_missed_nothing_gets_an_empty_message(admin: Site, desk: Desk) -> None:
    desk.publish()
    async with listening(admin, "?since=1") as listener:
        assert await listener.message() == []


@pytest.mark.parametrize("since", [1, RING + 100])
async def test_what_can_no_longer_be_replayed_is_a_snapshot(admin: Site, desk: Desk, since: int) -> None:
    for _ in range(RING + 10):
        desk.publish()
    async with listening(admin, f"?since={since}") as listener:
        assert (await listener.message())[0]["kind"] == "snapshot"


async def test_a_shared_snapshot_comes_with_what_happened_since(admin: Site, desk: Desk) -> None:
    async with listening(admin) as listener:
        assert (await listener.message())[0]["seq"] == 0
    desk.publish()
    desk.progress(5)
    async with listening(admin) as listener:
        first = await listener.message()
        desk.publish()
        following = await listener.message()
    assert [(event["kind"], event["seq"]) for event in first] == [("snapshot", 0), ("sync_started", 1)]
    assert [event["seq"] for event in following] == [3]


async def test_no_event_is_lost_or_told_twice_around_the_opening(admin: Site, desk: Desk) -> None:
    async with trio.open_nursery() as nursery:

        async def publish() -> None:
            while True:
                desk.publish()
                await trio.sleep(0.001)

        nursery.start_soon(publish)
        for _ in range(5):
            async with listening(admin) as listener:
                snapshot, *rest = await listener.message()
                rest += await listener.events(20)
            first = snapshot["seq"] + 1
            assert [event["seq"] for event in rest] == list(range(first, first + len(rest)))
        nursery.cancel_scope.cancel()


async def test_more_than_the_hub_remembers_while_the_snapshot_is_read_is_told_all_the_same(
    admin: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Snapshots.read

    async def slowly(snapshots: Snapshots) -> Snapshot:
        taken = await read(snapshots)
        for number in range(RING + 10):
            desk.publish(found=number)
        return taken

    monkeypatch.setattr(Snapshots, "read", slowly)
    async with listening(admin) as listener:
        (snapshot,) = await listener.message()
        assert [event["found"] for event in await listener.events(RING + 10)] == list(range(RING + 10))
    assert snapshot["seq"] == 0


async def test_who_is_slow_and_too_far_behind_is_closed_with_1013(
    admin: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events_module, "SLOW", 0.05)
    stream = await trio.open_tcp_stream("127.0.0.1", admin.port)
    async with stream:
        await stream.send_all(handshake(admin))
        while b"snapshot" not in await stream.receive_some(65536):
            pass
        for _ in range(40):
            desk.publish(message="x" * 500_000)
        await trio.sleep(0.3)  # being slow is what this is about
        for _ in range(BEHIND + 1):
            desk.publish()
        with trio.fail_after(10):
            end = b"".join([piece[-200:] async for piece in stream])
    assert b"\x03\xf5257 events behind" in end  # 1013


async def test_a_burst_cuts_off_nobody_who_listens(admin: Site, desk: Desk) -> None:
    async with listening(admin) as listener:
        await listener.message()
        for number in range(2_000):
            desk.publish(found=number)
        assert [event["found"] for event in await listener.events(2_000)] == list(range(2_000))


async def test_beyond_all_bounds_anybody_is_closed_with_1013(admin: Site, desk: Desk) -> None:
    async with listening(admin) as listener:
        await listener.message()
        for _ in range(BURST + 1):
            desk.publish()
        code, reason = await listener.end()
    assert (code, "behind" in reason) == (1013, True)


async def test_when_the_hub_closes_what_was_waiting_is_told_and_then_1001(admin: Site, desk: Desk) -> None:
    async with listening(admin) as listener:
        await listener.message()
        desk.publish()
        desk.hub.close("the service is stopping " + "é" * 100)
        assert [event["kind"] for event in await listener.message()] == ["sync_started"]
        code, reason = await listener.end()
    assert code == 1001
    assert reason.startswith("the service is stopping é")


async def test_a_silent_hub_is_heard_by_its_heartbeat(admin: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events_module, "HEARTBEAT", 0.05)
    async with listening(admin, "?feed=empty") as listener:
        await listener.message()
        desk.publish()
        assert await listener.message() == []
        assert await listener.message() == []


async def test_who_leaves_is_noticed_even_after_talking_a_lot(admin: Site, desk: Desk) -> None:
    async with listening(admin) as listener:
        await listener.message()
        assert desk.hub.listeners == 1
        for _ in range(50):
            await listener.socket.send_message("hello")
    with trio.fail_after(5):
        await desk.hub.left.wait()


async def test_who_breaks_off_is_noticed(admin: Site, desk: Desk) -> None:
    async with listening(admin) as listener:
        await listener.message()
        await trio.aclose_forcefully(listener.socket._stream)
    with trio.fail_after(5):
        await desk.hub.left.wait()


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
async def test_a_page_of_another_site_is_refused_before_the_handshake(admin: Site, desk: Desk, origin: str) -> None:
    reply = await refusal(admin, origin=origin)
    assert (reply.status, json.loads(reply.body)["status"]) == (403, 403)
    assert desk.hub.listeners == 0


async def test_a_page_of_our_own_is_let_in(admin: Site) -> None:
    async with listening(admin, origin=f"http://127.0.0.1:{admin.port}") as listener:
        assert (await listener.message())[0]["kind"] == "snapshot"


@pytest.mark.parametrize("since", ["x", "-1", "1.5", "9" * 30, "%D9%A1", ""])
async def test_a_since_that_is_no_number_is_400(admin: Site, since: str) -> None:
    assert (await refusal(admin, f"?since={since}")).status == 400


async def test_the_snapshot_is_read_once_for_many(desk: Desk) -> None:
    snapshots = Snapshots(
        desk.house.store.queries, lambda: desk.house.settings, desk.hub, lambda: desk.active, frozenset
    )
    taken = []

    async def take() -> None:
        taken.append(await snapshots.take())

    async with trio.open_nursery() as nursery:
        for _ in range(10):
            nursery.start_soon(take)
    assert len({id(snapshot) for snapshot in taken}) == 1


async def test_states_of_feeds(desk: Desk) -> None:
    feeds = {name: evolve(feed, enabled=name != "empty") for name, feed in desk.house.settings.feeds.items()}
    desk.house.settings = evolve(desk.house.settings, feeds=feeds)
    snapshots = Snapshots(
        desk.house.store.queries, lambda: desk.house.settings, desk.hub, lambda: desk.active, lambda: {"talks"}
    )
    assert [feed.state for feed in (await snapshots.take()).feeds] == ["syncing", "disabled"]


def test_an_event_is_put_into_words_once() -> None:
    texts = events_module.Texts(room=2)
    hub: Hub[Event] = Hub()
    for _ in range(3):
        hub.publish(Event(kind=EventKind.SYNC_STARTED, at=NOW + timedelta(0)))
    numbered = hub.since(0)
    assert numbered is not None
    assert texts.of(numbered[0]) is texts.of(numbered[0])
    for one in numbered:
        texts.of(one)
    assert set(texts._texts) == {2, 3}
