from __future__ import annotations

import trio

from anypod.web.server.turnstile import Turnstile


def test_one_sender_gets_a_whole_pass_and_many_the_smallest_turn() -> None:
    turnstile = Turnstile(bytes_per_pass=800, smallest_turn=100)
    turns = []
    for _ in range(10):
        turnstile.join()
        turns.append(turnstile.turn)
    assert turns == [800, 400, 266, 200, 160, 133, 114, 100, 100, 100]


async def test_no_more_enter_than_a_pass_has_turns() -> None:
    turnstile = Turnstile(bytes_per_pass=300, smallest_turn=100)
    entered = []

    async def send(number: int) -> None:
        await turnstile.enter()
        entered.append(number)

    async with trio.open_nursery() as nursery:
        for number in range(5):
            nursery.start_soon(send, number)
        await trio.testing.wait_all_tasks_blocked()
        assert len(entered) == 3
        first = sorted(entered)
        turnstile.leave()
        await trio.testing.wait_all_tasks_blocked()
        assert len(entered) == 4
        turnstile.leave()
    assert sorted(entered[:3]) == first


async def test_a_sender_cancelled_while_it_waits_takes_no_turn() -> None:
    turnstile = Turnstile(bytes_per_pass=100, smallest_turn=100)
    await turnstile.enter()
    with trio.move_on_after(0.01) as scope:
        await turnstile.enter()
    turnstile.leave()
    assert scope.cancelled_caught
    with trio.fail_after(1):
        await turnstile.enter()
