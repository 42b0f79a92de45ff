from __future__ import annotations

import pytest
import trio
import trio.testing

from anypod.kernel.hub import RING, Hub, HubClosed, Lagged


async def test_every_listener_gets_every_item_in_order() -> None:
    hub = Hub[str]()
    with hub.subscribe() as one, hub.subscribe() as two:
        hub.publish("a")
        hub.publish("b")
        for listener in (one, two):
            assert [(n.seq, n.item) for n in await listener.next_batch()] == [(1, "a"), (2, "b")]


async def test_of_keyed_items_only_the_latest_waits() -> None:
    hub = Hub[int]()
    with hub.subscribe() as listener:
        hub.publish(1, key="x")
        hub.publish(2, key="y")
        hub.publish(3, key="x")
        assert [n.item for n in await listener.next_batch()] == [2, 3]


async def test_a_listener_that_lags_is_cut_off_and_costs_the_others_nothing() -> None:
    hub = Hub[int]()
    with hub.subscribe(limit=3) as slow, hub.subscribe(limit=100) as quick:
        for n in range(5):
            hub.publish(n)
        with pytest.raises(Lagged):
            await slow.next_batch()
        assert len(await quick.next_batch()) == 5


async def test_closing_gives_what_waits_and_then_the_reason() -> None:
    hub = Hub[str]()
    with hub.subscribe() as listener:
        hub.publish("last words")
        hub.close("stopping")
        hub.publish("too late")
        assert [n.item for n in await listener.next_batch()] == ["last words"]
        with pytest.raises(HubClosed, match="stopping"):
            await listener.next_batch()


async def test_closing_wakes_a_listener_that_waits() -> None:
    hub = Hub[str]()

    async def listen() -> None:
        with hub.subscribe() as listener, pytest.raises(HubClosed):
            await listener.next_batch()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(listen)
        await trio.testing.wait_all_tasks_blocked()
        hub.close("stopping")
    assert hub.listeners == 0


def test_since_replays_what_was_published_after_a_number() -> None:
    hub = Hub[str]()
    for item in "abc":
        hub.publish(item)
    replay = hub.since(1)
    assert replay is not None
    assert [n.item for n in replay] == ["b", "c"]


def test_since_a_number_that_has_left_the_ring_is_unknown() -> None:
    hub = Hub[int]()
    for n in range(RING + 5):
        hub.publish(n)
    assert hub.since(3) is None
    assert hub.since(RING + 4) is not None


def test_since_a_number_of_a_former_process_is_unknown() -> None:
    hub = Hub[int](first=1_000)
    hub.publish(1)
    assert (hub.since(17), hub.since(5_000)) == (None, None)
    assert [numbered.seq for numbered in hub.since(1_000) or []] == [1_001]


async def test_a_subscription_made_after_closing_ends_at_once() -> None:
    hub = Hub[str]()
    hub.close("stopping")
    with hub.subscribe() as listener, pytest.raises(HubClosed):
        await listener.next_batch()
