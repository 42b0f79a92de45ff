from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio
from attrs import define, evolve, field

from anypod.cli.context import Exit
from anypod.cli.place import Place
from anypod.cli.stream import LONGEST_PAUSE, Connected, Lost, Told, listen, pause_after
from anypod.cli.trouble import Trouble
from anypod.kernel.hub import Hub
from anypod.model.event import Event, EventKind
from anypod.web.admin import create_admin
from anypod.web.server import bind, serve
from tests.cli.told import NOW
from tests.web.house import House, build_house


@define
class Service:
    """An admin app that comes and goes on one port, over one catalogue."""

    house: House
    port: int
    hub: Hub[Event] = field(factory=Hub)
    token: str | None = None

    @property
    def place(self) -> Place:
        return Place(admin=f"http://127.0.0.1:{self.port}", source="a test", token=self.token)

    @asynccontextmanager
    async def up(self, token: str | None = None) -> AsyncIterator[None]:
        parts = evolve(self.house.admin(), hub=self.hub, token=token)
        stopping = trio.Event()
        listener = bind("127.0.0.1", self.port, "test")
        async with trio.open_nursery() as nursery:
            await nursery.start(
                lambda task_status: serve(create_admin(parts), listener, stopping=stopping, task_status=task_status)
            )
            try:
                yield
            finally:
                self.hub.close("the service is stopping")
                stopping.set()
        self.hub = Hub(self.hub.seq)

    def publish(self, feed: str = "talks") -> None:
        self.hub.publish(Event(kind=EventKind.SYNC_STARTED, at=NOW, feed=feed))


@define
class Audience:
    """Keeps what it is told."""

    told: list[Told] = field(factory=list)
    _wake: trio.Event = field(factory=trio.Event)

    def tell(self, told: Told) -> None:
        self.told.append(told)
        self._wake.set()

    @property
    def kinds(self) -> list[object]:
        return [event["kind"] for told in self.told if not isinstance(told, Connected | Lost) for event in told]

    async def until(self, count: int, kind: str) -> None:
        await self._until(lambda: self.kinds.count(kind) >= count)

    async def until_connected(self, count: int) -> None:
        await self._until(lambda: self.told.count(Connected()) >= count)

    async def _until(self, so: Callable[[], bool]) -> None:
        with trio.fail_after(10):
            while not so():
                self._wake = trio.Event()
                await self._wake.wait()


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with build_house(tmp_path / "data") as house:
        yield Service(house, port)


async def test_it_tells_of_a_snapshot_and_of_what_follows(service: Service, nursery: trio.Nursery) -> None:
    audience = Audience()
    async with service.up():
        nursery.start_soon(listen, service.place, None, audience.tell)
        await audience.until(1, "snapshot")
        service.publish()
        await audience.until(1, "sync_started")
        nursery.cancel_scope.cancel()
    assert isinstance(audience.told[0], Connected)


async def test_it_listens_to_one_feed_where_one_is_named(service: Service, nursery: trio.Nursery) -> None:
    audience = Audience()
    async with service.up():
        nursery.start_soon(listen, service.place, "talks", audience.tell)
        await audience.until(1, "snapshot")
        for feed in ("other", "talks", "other"):
            service.publish(feed)
        await audience.until(1, "sync_started")
        nursery.cancel_scope.cancel()
    assert audience.kinds == ["snapshot", "sync_started"]


async def test_a_service_that_comes_back_is_listened_to_again(service: Service, nursery: trio.Nursery) -> None:
    audience = Audience()
    async with service.up():
        nursery.start_soon(listen, service.place, None, audience.tell)
        await audience.until(1, "snapshot")
    async with service.up():
        await audience.until_connected(2)
        service.publish()
        await audience.until(1, "sync_started")
        nursery.cancel_scope.cancel()
    lost = next(told for told in audience.told if isinstance(told, Lost))
    assert lost == Lost("the service is stopping (1001)", pause_after(0))


async def test_nobody_there_from_the_start_is_no_use(service: Service) -> None:
    trouble = await listen(service.place, None, Audience().tell)
    assert isinstance(trouble, Trouble)
    assert f"no service answers at {service.place.admin} (by a test)" in trouble.message


async def test_a_wrong_token_is_no_use(service: Service) -> None:
    service.token = "wrong"  # noqa: S105 - it is
    async with service.up(token="right"):  # noqa: S106 - of a service that a test alone reaches
        trouble = await listen(service.place, None, Audience().tell)
    assert (trouble.exit_code, "refused the token" in trouble.message) == (Exit.WRONG, True)


async def test_somebody_else_s_port_is_no_use(service: Service) -> None:
    async with service.up():
        place = Place(admin=f"{service.place.admin}/elsewhere", source="a test")
        trouble = await listen(place, None, Audience().tell)
    assert "404, and not as anypod's admin does" in trouble.message


def test_pauses_grow_up_to_a_limit() -> None:
    pauses = [pause_after(failures) for failures in range(40)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (0.5, LONGEST_PAUSE)
