from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
import trio
from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, Scope
from hypercorn.utils import LifespanFailureError

from anypod.web.server import ServerConfig, ServerStats, bind, serve
from tests.web.server.serving import Client, build_app, open_files, serving, until_true
from tests.web.server.test_hostile import UPGRADE, get


async def _idle(client: Client) -> None:
    await client.send(get())
    await client.until(b"hello")


async def _stalled(client: Client) -> None:
    await client.send(get(target=b"/big"))
    await client.until(b"\r\n\r\n")


async def _stalled_media(client: Client) -> None:
    await client.send(get(target=b"/media"))
    await client.until(b"\r\n\r\n")


async def _websocket(client: Client) -> None:
    await client.send(UPGRADE + b"\r\n")
    await client.until(b"\r\n\r\n")


async def _flooded_websocket(client: Client) -> None:
    await client.send(UPGRADE.replace(b"/events", b"/flood") + b"\r\n")
    await client.until(b"\r\n\r\n")


async def _waiting(client: Client) -> None:
    await client.send(get(target=b"/never"))


async def _pipelined(client: Client) -> None:
    await client.send(get(target=b"/never") + get())


async def _half_head(client: Client) -> None:
    await client.send(b"GET /hello HTT")


async def _half_body(client: Client) -> None:
    await client.send(b"POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 1000\r\n\r\nab")


STATES = [_idle, _stalled, _stalled_media, _websocket, _flooded_websocket, _waiting, _pipelined, _half_head, _half_body]


@pytest.mark.parametrize("state", STATES)
async def test_stops_in_time_whatever_a_client_does(
    state: Callable[[Client], Awaitable[None]], media_app: object
) -> None:
    before = open_files()
    async with serving(media_app, ServerConfig(grace=0.3)) as served, await served.connect() as client:
        await state(client)
        started = trio.current_time()
        served.stopping.set()
        with trio.fail_after(5):
            await served.ended.wait()
    assert trio.current_time() - started < 2
    assert open_files() <= before


@pytest.mark.parametrize("state", [_idle, _half_head])
async def test_a_connection_without_a_request_closes_at_once(state: Callable[[Client], Awaitable[None]]) -> None:
    async with serving(config=ServerConfig(grace=30)) as served, await served.connect() as client:
        await state(client)
        served.stopping.set()
        with trio.fail_after(1):
            await served.ended.wait()


async def test_an_answer_under_way_is_finished_and_says_that_it_was_the_last() -> None:
    async with serving() as served, await served.connect() as client:
        await client.send(get(target=b"/slow"))
        await trio.testing.wait_all_tasks_blocked()
        await trio.sleep(0.1)  # the request is in the kernel, and nothing says when the app has it
        served.stopping.set()
        got = await client.all()
    assert got.endswith(b"slow")
    assert b"connection: close" in got.lower()


async def test_new_connections_are_refused_once_stopping() -> None:
    async with serving() as served, await served.connect() as client:
        await client.send(get(target=b"/slow"))
        served.stopping.set()
        await trio.testing.wait_all_tasks_blocked(0.05)
        with pytest.raises(OSError, match="all attempts to connect"):
            await trio.open_tcp_stream("127.0.0.1", served.port)


async def test_a_cancelled_server_leaves_at_once_and_closes_its_sockets(nursery: trio.Nursery) -> None:
    listener = bind("127.0.0.1", 0, "test")
    with trio.CancelScope() as scope:
        async with trio.open_nursery() as own:
            await own.start(_serve, listener)
            stream = await trio.open_tcp_stream("127.0.0.1", listener.port)
            await _stalled(Client(stream))
            scope.cancel()
    assert all(sock.fileno() == -1 for sock in listener.sockets)
    await trio.aclose_forcefully(stream)


async def _serve(listener: object, task_status: trio.TaskStatus[tuple[str, ...]]) -> None:
    await serve(build_app(), listener, stopping=trio.Event(), task_status=task_status)  # type: ignore[arg-type]  # a Listener


async def test_an_app_that_takes_no_messages_holds_nothing_up() -> None:
    async def deaf(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "lifespan":
            await trio.sleep_forever()

    async with serving(deaf, ServerConfig(grace=0.2)) as served:
        for _ in range(3):
            async with await served.connect() as client:
                await client.send(
                    b"POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 30
                )
        await until_true(lambda: served.stats.accepted == 3)


async def test_start_up_failures_are_raised() -> None:
    async def failing(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no"})

    with pytest.raises(BaseExceptionGroup) as caught:
        await serve(failing, bind("127.0.0.1", 0, "test"), stopping=trio.Event(), stats=ServerStats())
    assert caught.value.subgroup(LifespanFailureError) is not None
