from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import trio
from attrs import define, evolve, field

from anypod.web.api import reach
from anypod.web.api.reach import fault_of_url
from tests.web.api.surroundings import Office
from tests.web.house import TALKS, House

Found = list[tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int]]]


@define
class Names(trio.abc.HostnameResolver):
    """A resolver that knows a few names; one of `slow` it never finds."""

    addresses: dict[str, list[str]] = field(factory=dict)
    slow: set[str] = field(factory=set)

    async def getaddrinfo(self, host: bytes | None, port: Any, *_: Any, **__: Any) -> Found:  # type: ignore[override]  # none of its other arguments matter here
        name = (host or b"").decode()
        if name in self.slow:
            await trio.sleep_forever()
        if name not in self.addresses:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        kind = socket.SOCK_STREAM
        return [(socket.AF_INET, kind, 6, "", (address, 0)) for address in self.addresses[name]]

    async def getnameinfo(self, sockaddr: Any, flags: int) -> tuple[str, str]:
        raise NotImplementedError


@pytest.fixture
async def names() -> AsyncIterator[Names]:
    names = Names(
        {"public.example": ["93.184.216.34"], "both.example": ["93.184.216.34", "10.0.0.7"]}, {"slow.example"}
    )
    before = trio.socket.set_custom_hostname_resolver(names)
    yield names
    trio.socket.set_custom_hostname_resolver(before)


def pointers(body: bytes) -> list[str]:
    return [error["pointer"] for error in json.loads(body)["errors"]]


async def test_a_name_that_leads_outside_or_nowhere_passes(names: Names) -> None:
    assert await fault_of_url("https://public.example/a") is None
    assert await fault_of_url("https://unknown.example/a") is None
    assert await fault_of_url("https://[::1/a") is None


@pytest.mark.parametrize("url", ["https://both.example/", "http://127.0.0.1:9/", "http://[::ffff:10.0.0.1]/"])
async def test_a_name_with_any_address_of_this_network_does_not(names: Names, url: str) -> None:
    assert await fault_of_url(url) == "leads into this network; access.allow_private_urls would allow it"


async def test_nor_does_one_that_the_resolver_keeps_to_itself(names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "PATIENCE", 0.01)
    with trio.fail_after(5):
        fault = await fault_of_url("https://slow.example/")
    assert fault is not None
    assert "can't be looked up" in fault


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        ({"url": "http://127.0.0.1/x"}, ["/url"]),
        ({"urls": ["https://public.example/", "http://10.0.0.1/", "http://both.example/"]}, ["/urls/1", "/urls/2"]),
        ({"metadata": {"image_url": "http://192.168.1.1/p.png"}}, ["/metadata/image_url"]),
        ({"ping": ["http://localhost:9/"]}, ["/ping/0"]),
    ],
)
@pytest.mark.parametrize(
    "asked", [("POST", "/api/feeds"), ("PUT", "/api/feeds/talks"), ("PATCH", "/api/feeds/talks")], ids=" ".join
)
async def test_feeds_that_lead_into_this_network_come_by_the_config_file_alone(
    office: Office, names: Names, asked: tuple[str, str], keys: dict[str, object], wrong: list[str]
) -> None:
    names.addresses["localhost"] = ["127.0.0.1"]
    named = {"name": "new"} if asked[0] == "POST" else {}
    reply = await office.send(*asked, named | keys)
    assert (reply.status, pointers(reply.body), office.edits.asked) == (422, wrong, [])


async def test_many_names_keep_nobody_waiting_for_long(
    office: Office, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "PATIENCE", 0.1)
    urls = ["http://10.0.0.1/", *(f"http://slow.example/{number}" for number in range(100))]
    with trio.fail_after(8):
        reply = await office.send("PUT", "/api/feeds/talks", {"urls": urls})
    assert (reply.status, len(pointers(reply.body)), office.edits.asked) == (422, 101, [])


async def test_a_preview_asks_nothing_of_this_network(office: Office) -> None:
    office.edits.outcome = evolve(TALKS, urls=("http://127.0.0.1/x",))
    reply = await office.send("POST", "/api/feeds/preview", {"url": "http://127.0.0.1/x"})
    assert (reply.status, pointers(reply.body)) == (422, ["/url"])


async def test_what_the_file_says_already_is_its_writers_business(office: Office) -> None:
    office.edits.written["talks"] = {"url": "http://127.0.0.1/x", "metadata": {"image_url": "http://10.0.0.1/"}}
    office.edits.outcome = TALKS
    same = {"url": "http://127.0.0.1/x", "keep_last": 3, "metadata": {"image_url": "http://10.0.0.1/"}}
    assert (await office.send("PUT", "/api/feeds/talks", same)).status == 200
    assert (await office.send("PUT", "/api/feeds/talks", same | {"url": "http://127.0.0.1/y"})).status == 422


async def test_the_config_may_allow_all(house: House, office: Office) -> None:
    house.settings = evolve(house.settings, access=evolve(house.settings.access, allow_private_urls=True))
    office.edits.outcome = TALKS
    assert (await office.send("PATCH", "/api/feeds/talks", {"url": "http://127.0.0.1/x"})).status == 200
