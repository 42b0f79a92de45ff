"""Runs the operator's programs when something happens. Listens to the hub of events, so that no feed waits for them."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path

import structlog
import trio
from attrs import frozen

from anypod.actors.listening import listen
from anypod.kernel.hub import Hub
from anypod.kernel.process import Program, run
from anypod.model.event import Event
from anypod.model.settings import Settings
from anypod.rules.hook import About, shortened, variables

log = structlog.get_logger(__name__)

_LINES = 10
"""How many of a program's last lines are logged."""
_LINE = 300
"""Characters of a line."""

Find = Callable[[str, str], Awaitable[About | None]]


@frozen(kw_only=True)
class Bounds:
    """What hooks may take.

    Attributes:
        at_once: programs that run side by side.
        waiting: events that wait for their turn; those beyond are dropped, and that is told.
        seconds: after which a program is ended.
    """

    at_once: int = 2
    waiting: int = 100
    seconds: float = 60.0


@frozen
class _Call:
    command: tuple[str, ...]
    event: Event


@frozen
class _Ended:
    """How a program ended: with a code, or why with none; and its last lines."""

    code: int | None
    why: str
    tail: tuple[str, ...] = ()


class Hooks:
    """A queue of calls, and so many tasks that work them off.

    Args:
        hub: where events are published.
        settings: gives those that act now.
        find: gives what there is to know of a feed's download.
        as_json: writes a whole event.
        environ: the service's own environment, of which programs get a little.
    """

    def __init__(
        self,
        hub: Hub[Event],
        settings: Callable[[], Settings],
        find: Find,
        as_json: Callable[[Event], str],
        *,
        environ: Mapping[str, str] = os.environ,
        bounds: Bounds = Bounds(),
    ) -> None:
        self._hub = hub
        self._settings = settings
        self._find = find
        self._as_json = as_json
        self._environ = environ
        self._bounds = bounds
        self._dropped = 0

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Run programs until the hub closes. Cancellation ends those that run within seconds, and drops what waits."""
        send, receive = trio.open_memory_channel[_Call](self._bounds.waiting)
        async with trio.open_nursery() as nursery:
            for number in range(self._bounds.at_once):
                nursery.start_soon(self._work, receive, name=f"hooks {number + 1}")
            await listen(self._hub, partial(self._note, send), task_status=task_status)
            nursery.cancel_scope.cancel()

    def _note(self, send: trio.MemorySendChannel[_Call], event: Event) -> None:
        command = self._settings().hooks.get(event.kind)
        if not command:
            return
        try:
            send.send_nowait(_Call(command, event))
        except trio.WouldBlock:
            if self._dropped == 0:
                log.warning(
                    "hooks_dropped", hook=event.kind, waiting=self._bounds.waiting, note="too many wait already"
                )
            self._dropped += 1
            return
        if self._dropped:
            log.warning("hooks_dropped_in_all", count=self._dropped)
            self._dropped = 0

    async def _work(self, calls: trio.MemoryReceiveChannel[_Call]) -> None:
        async for call in calls:
            event = shortened(call.event)
            about = await self._find(event.feed, event.id) if event.feed and event.id else None
            env = variables(event, self._as_json(event), about, self._environ)
            began = trio.current_time()
            ended = await self._ended(call.command, env)
            _tell(call, ended, trio.current_time() - began)

    async def _ended(self, command: tuple[str, ...], env: Mapping[str, str]) -> _Ended:
        tail: deque[str] = deque(maxlen=_LINES)

        async def keep(line: bytes) -> None:
            tail.append(line[: 4 * _LINE].decode("utf-8", "replace").rstrip()[:_LINE])

        try:
            program = Program(argv=command, env=env, cwd=Path.cwd(), stdin=None)
            with trio.move_on_after(self._bounds.seconds):
                code = await run(program, on_stdout=keep, on_stderr=keep)
                return _Ended(code, f"exit code {code}", tuple(tail))
        except OSError as error:
            return _Ended(None, f"can't be run: {error}")
        return _Ended(None, f"not done after {self._bounds.seconds:g} s, so it was ended", tuple(tail))


def _tell(call: _Call, ended: _Ended, seconds: float) -> None:
    """The program's name only: its arguments may hold keys."""
    facts = {"hook": call.event.kind, "program": call.command[0], "seconds": round(seconds, 1)}
    facts |= {name: value for name, value in (("feed", call.event.feed), ("id", call.event.id)) if value}
    if ended.tail:
        facts["output"] = "\n".join(ended.tail)
    if ended.code == 0:
        log.info("hook_ran", **facts)
    else:
        log.warning("hook_failed", reason=ended.why, **facts)
