"""Admits connections up to a cap and contains each: whatever ends one never ends its neighbours. Knows no protocol."""

from __future__ import annotations

import os
import resource
import socket
from contextlib import suppress

import structlog
import trio
from structlog.typing import FilteringBoundLogger

from anypod.web.server.config import ServerConfig, ServerStats, connection_cap
from anypod.web.server.connection import Connection
from anypod.web.server.engine import Engine

log: FilteringBoundLogger = structlog.get_logger(__name__)

_FULL = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Reception:
    """The connections of one listener."""

    def __init__(self, engine: Engine, config: ServerConfig, stats: ServerStats) -> None:
        self._engine = engine
        self.config = config
        self._stats = stats
        self._open: set[Connection] = set()
        self._cap = connection_cap(config.max_connections, resource.getrlimit(resource.RLIMIT_NOFILE)[0])

    def admit(self, nursery: trio.Nursery, stream: trio.SocketStream) -> None:
        """Serve `stream` in a task of `nursery`; at the cap in place of an idle connection, or turn it away."""
        if len(self._open) >= self._cap and not self._make_room():
            self._turn_away(stream)
            return
        self._stats.accepted += 1
        _tune(stream, self.config)
        connection = Connection(stream, self._engine, self.config, self._stats)
        # Counted here, not in its task: a burst is accepted before the first of its tasks runs.
        self._open.add(connection)
        self._stats.open = len(self._open)
        nursery.start_soon(self._contain, connection, name="connection")

    async def close(self) -> None:
        """Let no connection be used again; the idle ones close at once."""
        await self._engine.context.terminated.set()
        for connection in self._open:
            if connection.idle:
                connection.leave()

    async def _contain(self, connection: Connection) -> None:
        try:
            await connection.run()
        except Exception as error:  # noqa: BLE001 - any fault, known or not, may cost this one connection only
            self._note(error)
        except BaseExceptionGroup as group:
            faults, rest = group.split(Exception)
            if faults is not None:
                self._note(faults)
            if rest is not None:  # a cancellation is not ours to swallow
                raise rest from None
        finally:
            self._open.discard(connection)
            self._stats.open = len(self._open)

    def _note(self, error: Exception) -> None:
        self._stats.contained += 1
        log.warning("connection contained", fault="; ".join(_lines(error)))

    def _make_room(self) -> bool:
        for connection in self._open:
            if connection.idle:
                connection.leave()
                return True
        return False

    def _turn_away(self, stream: trio.SocketStream) -> None:
        self._stats.turned_away += 1
        bare = stream.socket
        try:
            # What a new socket's empty buffer takes; nobody waits for this client.
            os.write(bare.fileno(), _FULL)
        except OSError:
            pass
        finally:
            bare.close()


def _tune(stream: trio.SocketStream, config: ServerConfig) -> None:
    """Let the kernel notice clients that are gone without a word, where it can."""
    with suppress(OSError):  # the client may have gone already
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, seconds in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4)):
            if hasattr(socket, name):
                stream.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), seconds)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(config.stall_timeout * 1000))


def _lines(error: BaseException) -> list[str]:
    """Each fault in a group as one short line."""
    if isinstance(error, BaseExceptionGroup):
        return [line for inner in error.exceptions for line in _lines(inner)]
    return [f"{type(error).__name__}: {error}".replace("\n", " ")[:200]]
