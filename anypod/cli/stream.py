"""Listens to the event stream of a service, and goes on listening when the connection is lost. Knows no terminal."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NoReturn
from urllib.parse import urlencode, urlsplit

import trio
from attrs import define, frozen
from trio_websocket import (
    ConnectionClosed,
    ConnectionRejected,
    HandshakeError,
    WebSocketConnection,
    wrap_client_stream,
)

from anypod.cli.admin import not_anypod, unauthorized, unreachable
from anypod.cli.heard import number, parsed
from anypod.cli.place import Place
from anypod.cli.received import OtherVersion
from anypod.cli.trouble import Trouble
from anypod.cli.words import at_bottom

CONNECT = 10.0
SILENCE = 60.0
"""Seconds; the service sends something three times in that time, if only an empty message."""
LARGEST = 64 * 1024 * 1024
"""Bytes of a message: a snapshot of thousands of feeds is more than the library's one mebibyte."""
GOODBYE = 0.5
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0

Stream = trio.SocketStream | trio.SSLStream[trio.SocketStream]
Events = Sequence[Mapping[str, object]]


@frozen
class Connected:
    """Somebody is there, and will tell."""


@frozen
class Lost:
    """Nobody is there any more; another attempt is made in `pause` seconds."""

    why: str
    pause: float


@frozen
class _Ended:
    """Why a connection ended; `refused` is the status that came in its place."""

    why: str
    refused: int | None = None


Told = Connected | Lost | Events


def pause_after(failures: int) -> float:
    """Give the seconds before the next attempt, after so many that failed one after the other."""
    return min(FIRST_PAUSE * 2.0 ** min(failures, 10), LONGEST_PAUSE)


async def listen(place: Place, feed: str | None, tell: Callable[[Told], None]) -> Trouble:
    """Tell of all that comes, for as long as it takes.

    Args:
        place: the service.
        feed: whose events; None for all.
        tell: is told of each message, and of connections that come and go.

    Returns:
        Why there is no use in going on: nobody was there from the start, or the token is wrong.

    Cancellation says goodbye, for half a second at most.
    """
    ear = _Ear(tell)
    while True:
        ended = await _session(place, _resource(place, feed, ear.seq), ear.take)
        if (trouble := _hopeless(place, ended, ear.ever)) is not None:
            return trouble
        pause = pause_after(ear.failures)
        tell(Lost(ended.why, pause))
        await trio.sleep(pause)
        ear.failures += 1


@define
class _Ear:
    """What is remembered from one connection to the next.

    Attributes:
        seq: the number of the latest event.
        failures: connections in a row that told nothing.
        ever: whether there was one at all.
    """

    tell: Callable[[Told], None]
    seq: int | None = None
    failures: int = 0
    ever: bool = False

    def take(self, told: Told) -> None:
        self.ever = True
        self.tell(told)
        if isinstance(told, Connected | Lost):
            return
        self.seq = max(number(event) for event in told)
        self.failures = 0


def _hopeless(place: Place, ended: _Ended, ever: bool) -> Trouble | None:
    if ended.refused == 401:
        return unauthorized(place)
    if ended.refused == 404:
        return not_anypod(place, ended.refused)
    if ended.refused is not None and ended.refused < 500:
        return Trouble(f"{place.admin} (by {place.source}) refuses to tell of events: {ended.why}")
    return None if ever else unreachable(place.admin, place, OSError(ended.why))


async def _session(place: Place, resource: str, tell: Callable[[Told], None]) -> _Ended:
    """Listen until the connection ends; what was told until then was told."""
    try:
        stream = await _connect(place)
    except (OSError, trio.TooSlowError, trio.BrokenResourceError) as error:
        return _Ended("no answer in time" if isinstance(error, trio.TooSlowError) else at_bottom(error))
    ended = _Ended("the connection was cut")
    try:
        async with trio.open_nursery() as nursery:
            ended = await _over(stream, nursery, place, resource, tell)
            nursery.cancel_scope.cancel()
    except* ConnectionRejected as group:  # raised by the library's own task, which reads
        status = next(_statuses(group))
        ended = _Ended(f"it answered {status}", status)
    finally:
        # The websocket leaves it open where the other side closed first.
        await trio.aclose_forcefully(stream)
    return ended


def _statuses(group: BaseExceptionGroup[ConnectionRejected]) -> Iterator[int]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _statuses(error)
        else:
            yield error.status_code


async def _over(
    stream: Stream, nursery: trio.Nursery, place: Place, resource: str, tell: Callable[[Told], None]
) -> _Ended:
    headers = [(b"Authorization", f"Bearer {place.token}".encode())] if place.token else []
    try:
        with trio.fail_after(CONNECT):
            socket = await wrap_client_stream(
                nursery, stream, place.host, resource, extra_headers=headers, max_message_size=LARGEST
            )
        tell(Connected())
        await _read(socket, tell)
    except ConnectionClosed as closed:
        return _Ended(_closed(closed))
    except (HandshakeError, OtherVersion, trio.TooSlowError, trio.BrokenResourceError) as error:
        return _Ended(str(error) or "no answer in time")


async def _read(socket: WebSocketConnection, tell: Callable[[Told], None]) -> NoReturn:
    try:
        while True:
            with trio.fail_after(SILENCE):
                message = await socket.get_message()
            if events := parsed(message if isinstance(message, str) else ""):
                tell(events)
    finally:
        with trio.move_on_after(GOODBYE, shield=True):
            await socket.aclose()


async def _connect(place: Place) -> Stream:
    parts = urlsplit(place.admin)
    host = parts.hostname or ""
    with trio.fail_after(CONNECT):
        if parts.scheme != "https":
            return await trio.open_tcp_stream(host, parts.port or 80)
        context = ssl.create_default_context()
        secure = await trio.open_ssl_over_tcp_stream(
            host, parts.port or 443, https_compatible=True, ssl_context=context
        )
        await secure.do_handshake()
        return secure


def _resource(place: Place, feed: str | None, seq: int | None) -> str:
    query = urlencode({name: value for name, value in (("feed", feed), ("since", seq)) if value is not None})
    return f"{urlsplit(place.admin).path}/api/events{f'?{query}' if query else ''}"


def _closed(closed: ConnectionClosed) -> str:
    reason = closed.reason
    if reason is None or reason.code is None:
        return "the connection was cut"
    return f"{reason.reason or reason.name} ({reason.code})"
