"""What may go wrong with a request, as values, and what each does to an answer. Tests only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio
from attrs import evolve, field, frozen

from anypod.demo.answers import Asked, Kind
from anypod.demo.body import Body, Text, Write
from anypod.demo.server import Answer, ConnectionDropped

Make = Callable[[], Answer]
Effect = Callable[[Make], Awaitable[Answer]]


@frozen(kw_only=True)
class Fault:
    """One fault: which requests it hits, what it does to them.

    Attributes:
        name: of the item or list; None for all.
        part: of the request (`Asked.part`); None for all.
        after: requests that it lets pass first.
        times: requests that it hits, None for all to come.
    """

    effect: Effect
    kinds: frozenset[Kind] = field(default=frozenset(Kind))
    name: str | None = None
    part: str | None = None
    after: int = 0
    times: int | None = None


def status(code: int, retry_after: int | None = None) -> Effect:
    """Answer with an HTTP status."""
    headers = () if retry_after is None else (("Retry-After", str(retry_after)),)

    async def effect(_make: Make) -> Answer:
        return Answer(status=code, headers=headers, body=Text(b"refused"))

    return effect


async def hang(_make: Make) -> Answer:
    """Take the request and never answer."""
    await trio.sleep_forever()
    raise AssertionError


async def drop(_make: Make) -> Answer:
    """Close the connection without an answer."""
    raise ConnectionDropped


async def garble(_make: Make) -> Answer:
    """Answer 200 with something that is no JSON."""
    return Answer(mime="application/json", body=Text(b'{"title": "half a do'))


async def empty(_make: Make) -> Answer:
    """Answer 200 with JSON that lacks what an extractor counts on."""
    return Answer(mime="application/json", body=Text(b"{}"))


def cut(after: int) -> Effect:
    """Close the connection after so many bytes of the body."""
    return _through(lambda body: _Broken(body, after, _drop))


def stick(after: int) -> Effect:
    """Send so many bytes of the body, then nothing, with the connection open."""
    return _through(lambda body: _Broken(body, after, trio.sleep_forever))


def _through(change: Callable[[Body], Body]) -> Effect:
    async def effect(make: Make) -> Answer:
        answer = make()
        return evolve(answer, body=change(answer.body))

    return effect


async def _drop() -> None:
    raise ConnectionDropped


@frozen
class _Broken:
    body: Body
    after: int
    end: Callable[[], Awaitable[None]]

    @property
    def size(self) -> int:
        return self.body.size

    async def send(self, write: Write, start: int, stop: int) -> None:
        await self.body.send(write, start, min(stop, start + self.after))
        if start + self.after < stop:
            await self.end()


class Armed:
    """A fault that counts."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.seen = 0

    def hits(self, question: Asked) -> bool:
        """Count a request if it fits, and say whether it is hit."""
        fault = self.fault
        if question.kind not in fault.kinds or fault.name not in (None, question.name):
            return False
        if fault.part not in (None, question.part):
            return False
        self.seen += 1
        return self.seen > fault.after and (fault.times is None or self.seen <= fault.after + fault.times)
