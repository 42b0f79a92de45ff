"""Serves one app on one listener until told to stop: accepts, contains, counts, drains. Knows no protocol."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import structlog
import trio
from hypercorn.trio.lifespan import Lifespan
from hypercorn.typing import ASGIFramework
from hypercorn.utils import LifespanTimeoutError
from structlog.typing import FilteringBoundLogger

from anypod.web.server.config import ServerConfig, ServerStats
from anypod.web.server.engine import build_engine
from anypod.web.server.listening import Listener
from anypod.web.server.reception import Reception

log: FilteringBoundLogger = structlog.get_logger(__name__)

_PAUSE = 0.1  # seconds after an accept that failed for want of descriptors or memory


async def serve(
    app: ASGIFramework,
    listener: Listener,
    *,
    config: ServerConfig | None = None,
    stopping: trio.Event,
    stats: ServerStats | None = None,
    task_status: trio.TaskStatus[tuple[str, ...]] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Serve `app` on the listener's sockets until `stopping` is set; reports the URLs once it accepts.

    At the stop the sockets and the idle connections are closed at once, answers under way get `config.grace` seconds,
    then they are cut. No client can end it, nor hold it longer. Raises what the app's start-up raises.
    Cancelled: cuts everything at once; the app's shutdown steps do not run.
    """
    config = config or ServerConfig()
    stats = stats or ServerStats()
    engine = build_engine(app, config, stats)
    lifespan = Lifespan(engine.app, engine.config, {})
    try:
        async with trio.open_nursery() as nursery:
            await nursery.start(lifespan.handle_lifespan)
            await _start_up(lifespan)
            await _serve_connections(Reception(engine, config, stats), listener, stopping, task_status)
            await _shut_down(lifespan)
            nursery.cancel_scope.cancel()
    finally:
        listener.close()


async def _serve_connections(
    reception: Reception, listener: Listener, stopping: trio.Event, task_status: trio.TaskStatus[tuple[str, ...]]
) -> None:
    async with trio.open_nursery() as connections:
        async with trio.open_nursery() as accepting:
            for sock in listener.sockets:
                admit = partial(reception.admit, connections)
                accepting.start_soon(_accept, sock, admit, name=f"accept {listener.name}")
            task_status.started(listener.urls)
            await stopping.wait()
            accepting.cancel_scope.cancel()
        listener.close()
        connections.cancel_scope.deadline = trio.current_time() + reception.config.grace
        await reception.close()


async def _start_up(lifespan: Lifespan) -> None:
    with suppress(trio.ClosedResourceError):  # the app speaks no lifespan, and has already said so by returning
        await lifespan.wait_for_startup()


async def _shut_down(lifespan: Lifespan) -> None:
    try:
        with suppress(trio.ClosedResourceError):  # as above
            await lifespan.wait_for_shutdown()
    except LifespanTimeoutError:
        log.warning("the app's shutdown steps took too long and were cut")


async def _accept(sock: socket.socket, admit: Callable[[trio.SocketStream], None]) -> None:
    """Accept for ever. Cancelled: the socket is left open for its owner."""
    listening = trio.SocketListener(trio.socket.from_stdlib_socket(sock))
    while True:
        try:
            admit(await listening.accept())
        except OSError as error:
            # Nothing tells when descriptors are free again; an accept loop that ends would end the service.
            log.warning("cannot accept", reason=str(error))
            await trio.sleep(_PAUSE)
