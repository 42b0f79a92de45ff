"""One client's connection, from accept to close: reads, deadlines and the leaving. Knows no other connection.

Rests on private names of Hypercorn 0.18: TaskGroup, WorkerContext, ConnectionState and the connection's events.
"""

from __future__ import annotations

from math import inf

import trio
from hypercorn.events import Closed, Event, RawData, Updated
from hypercorn.trio.task_group import TaskGroup
from hypercorn.typing import ConnectionState
from hypercorn.utils import parse_socket_addr

from anypod.web.server.config import ServerConfig, ServerStats
from anypod.web.server.engine import Engine
from anypod.web.server.exchange import Exchange
from anypod.web.server.outlet import Outlet
from anypod.web.server.streams import FileRange

_CHUNK = 64 * 1024
_FAREWELL_BYTES = 1024 * 1024
_DISCONNECT = 1  # seconds in which an app takes the news that its client has gone


class Connection:
    """A socket, its protocol, and the tasks of its requests."""

    def __init__(self, stream: trio.SocketStream, engine: Engine, config: ServerConfig, stats: ServerStats) -> None:
        self._stream = stream
        self._engine = engine
        self._config = config
        self._stats = stats
        self._outlet = Outlet(stream.socket, stall=config.stall_timeout, turnstile=engine.turnstile, stats=stats)
        self._reading = trio.CancelScope()
        self._waiting = trio.CancelScope()
        self._life = trio.CancelScope()
        self._left = trio.Event()
        self._says_farewell = False
        self._busy = False
        self._head_begun = False
        self._since = trio.current_time()
        self._patience = config.head_timeout
        self._exchange: Exchange

    @property
    def idle(self) -> bool:
        """Whether no request is under way, nor the connection closing."""
        return not self._busy and not self._left.is_set()

    def leave(self) -> None:
        """Read no more and close as soon as the reader wakes. Answers under way lose their client."""
        self._left.set()
        self._reading.cancel()

    async def run(self) -> None:
        """Serve the client until it leaves, is late, or the connection is told to leave; the socket is closed after.

        Raises whatever a fault in Hypercorn or in the app's dealings with it raises. Cancelled: closes at once.
        """
        try:
            with self._life:
                await self._run()
        finally:
            self._stream.socket.close()

    async def _run(self) -> None:
        sock = self._stream.socket
        client = parse_socket_addr(sock.family, sock.getpeername())
        server = parse_socket_addr(sock.family, sock.getsockname())
        engine = self._engine
        async with TaskGroup() as tasks:
            self._exchange = Exchange(
                engine.app, engine.config, engine.context, tasks, ConnectionState({}), False, client, server, self._send
            )
            half_closed = await self._read()
            if half_closed:
                await self._left.wait()
            await self._part()

    async def _part(self) -> None:
        """Tell the app, say farewell, close the socket; an app that is still sending then sends to nobody."""
        with trio.move_on_after(_DISCONNECT) as told:
            await self._exchange.handle(Closed())
        if self._says_farewell and not self._outlet.broken:
            await self._farewell()
        self._outlet.broken = True
        self._stream.socket.close()
        if told.cancelled_caught:
            self._life.cancel()

    async def _read(self) -> bool:
        """Feed the protocol until the end; True when the client closed only its own half and waits for an answer."""
        with self._reading:
            while not self._left.is_set():
                # A scope for each wait: what arrives just when the time is over is answered, and not cut off by it.
                with trio.CancelScope(deadline=self._deadline()) as self._waiting:
                    try:
                        data = await self._stream.receive_some(_CHUNK)
                    except (trio.BrokenResourceError, trio.ClosedResourceError):
                        return False
                if self._waiting.cancelled_caught:
                    break
                await self._exchange.handle(RawData(data))
                if not data:
                    return self._exchange.answering and not self._left.is_set()
                self._note_progress()
        if not self._left.is_set():
            await self._close_late()
        return False

    def _deadline(self) -> float:
        if self._busy and not self._exchange.expects_body:
            return inf
        return self._since + self._patience

    def _note_progress(self) -> None:
        # The head's time runs from its first byte and is not lengthened by the next: a drip-fed head has one limit.
        if not self._busy and not self._head_begun and self._exchange.has_partial_head:
            self._head_begun = True
            self._restart(self._config.head_timeout)

    def _restart(self, patience: float) -> None:
        self._since = trio.current_time()
        self._patience = patience

    async def _close_late(self) -> None:
        begun = self._exchange.has_partial_head or self._busy
        if begun:
            self._stats.late += 1
            await self._exchange.refuse(408)

    async def _send(self, event: Event | FileRange) -> None:
        """What the protocol wants done. Cancelled in the middle of a piece: the connection leaves."""
        if isinstance(event, RawData | FileRange):
            await self._send_piece(event)
        elif isinstance(event, Closed):
            self._says_farewell = True
            self.leave()
        elif isinstance(event, Updated):
            self._turn_idle(event.idle)

    async def _send_piece(self, event: RawData | FileRange) -> None:
        try:
            if isinstance(event, RawData):
                await self._outlet.write(event.data)
            else:
                await self._outlet.send_file(event.fd, event.offset, event.count)
        finally:
            # The app learns of it from the reader: told here, it could wait for itself to take the message.
            if self._outlet.broken:
                self.leave()

    def _turn_idle(self, idle: bool) -> None:
        self._busy = not idle
        self._head_begun = False
        self._restart(self._config.keep_alive_timeout if idle else self._config.body_timeout)
        if idle:
            # The reader is already waiting for the next request, with no limit while this one was answered.
            self._waiting.deadline = self._since + self._patience

    async def _farewell(self) -> None:
        """Half-close and read on for a moment: closing with bytes unread would reset away the answer just sent."""
        with trio.move_on_after(self._config.linger):
            try:
                await self._stream.send_eof()
                seen = 0
                while seen < _FAREWELL_BYTES and (data := await self._stream.receive_some(_CHUNK)):
                    seen += len(data)
            except (trio.BrokenResourceError, trio.ClosedResourceError):
                pass
