from __future__ import annotations

import pytest

from anypod.model.settings import ServerSettings
from anypod.web.guard import host_allowed, origin_allowed

SERVER = ServerSettings(admin_host="nas.lan", base_url="https://pods.example/p")


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "localhost:8001", "LOCALHOST:1", "127.0.0.1:8001", "[::1]:8001", "anypod.localhost"),
        *("192.168.1.5:8001", "nas.lan", "NAS.lan:8001", "pods.example", "pods.example:443", ""),
    ],
)
def test_names_of_this_machine_are_allowed(host: str) -> None:
    assert host_allowed(host, SERVER)


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:8001", "localhost.evil.example", "127.0.0.1.evil.example", "pods.example.evil"),
        *("nas.lan@evil.example", "evil.example#localhost", "evil.example/localhost", "[::1", "a b", "localhost:x"),
        *("xlocalhost", "nas", "::1.evil", "localhost\t"),
    ],
)
def test_other_names_are_not(host: str) -> None:
    assert not host_allowed(host, SERVER)


@pytest.mark.parametrize(
    ("method", "origin", "host"),
    [
        ("POST", None, "localhost:8001"),
        ("", None, "localhost:8001"),
        ("GET", "http://evil.example", "localhost:8001"),
        ("", "http://localhost:8001", "localhost:8001"),
        ("POST", "http://LOCALHOST:8001", "localhost:8001"),
        ("POST", "http://nas.lan", "nas.lan:80"),
        ("POST", "https://nas.lan", "nas.lan"),
        ("POST", "https://pods.example", "127.0.0.1:8001"),
        ("POST", "https://pods.example:443", "127.0.0.1:8001"),
    ],
)
def test_programs_and_our_own_pages_may(method: str, origin: str | None, host: str) -> None:
    assert origin_allowed(method, origin, host, SERVER)


@pytest.mark.parametrize(
    ("method", "origin", "host"),
    [
        ("", "http://evil.example", "localhost:8001"),
        ("POST", "http://localhost:3000", "localhost:8001"),
        ("DELETE", "null", "localhost:8001"),
        ("PUT", "", "localhost:8001"),
        ("POST", "file://localhost:8001", "localhost:8001"),
        ("POST", "http://pods.example", "localhost:8001"),
        ("POST", "https://pods.example.evil", "localhost:8001"),
        ("POST", "http://evil@localhost:8001", "localhost:8001"),
        ("POST", "http://localhost:99999999", "localhost:8001"),
    ],
)
def test_pages_of_others_may_not(method: str, origin: str, host: str) -> None:
    assert not origin_allowed(method, origin, host, SERVER)
