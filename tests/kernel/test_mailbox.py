from __future__ import annotations

import pytest
import trio
import trio.testing

from anypod.kernel.mailbox import Mailbox


async def test_letters_come_in_the_order_of_offering() -> None:
    box = Mailbox[str]()
    for letter in ("a", "b", "c"):
        box.offer(letter)
    assert [await box.take() for _ in range(3)] == ["a", "b", "c"]


async def test_a_letter_that_waits_already_is_dropped_and_counted() -> None:
    box = Mailbox[str]()
    assert box.offer("sync")
    assert box.offer("sync")
    assert await box.take() == "sync"
    assert box.dropped == 1
    with trio.move_on_after(0):
        await box.take()
        pytest.fail("a second letter was there")


async def test_a_letter_may_come_again_once_it_was_taken() -> None:
    box = Mailbox[str]()
    box.offer("sync")
    await box.take()
    box.offer("sync")
    assert await box.take() == "sync"
    assert box.dropped == 0


async def test_a_full_mailbox_refuses() -> None:
    box = Mailbox[int](room=2)
    assert [box.offer(n) for n in range(3)] == [True, True, False]


async def test_a_waiting_reader_wakes() -> None:
    box, taken = Mailbox[str](), list[str]()

    async def read() -> None:
        taken.append(await box.take())

    with trio.fail_after(5):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(read)
            await trio.testing.wait_all_tasks_blocked()
            box.offer("sync")
    assert taken == ["sync"]


async def test_a_closed_mailbox_is_drained_and_then_ends() -> None:
    box = Mailbox[str]()
    box.offer("last")
    box.close()
    assert not box.offer("late")
    assert await box.take() == "last"
    with pytest.raises(trio.EndOfChannel):
        await box.take()
