from __future__ import annotations

import errno
import os
import socket

import pytest

from anypod.web.server import BindFailed, bind


def test_a_free_port_is_reported() -> None:
    listener = bind("127.0.0.1", 0, "public")
    try:
        assert listener.port > 0
        assert listener.urls == (f"http://127.0.0.1:{listener.port}",)
        socket.create_connection(("127.0.0.1", listener.port)).close()
    finally:
        listener.close()


def test_localhost_listens_in_both_families_on_one_port() -> None:
    listener = bind("localhost", 0, "public")
    try:
        families = {sock.family for sock in listener.sockets}
        assert families == {socket.AF_INET} | ({socket.AF_INET6} if _has_ipv6() else set())
        assert {sock.getsockname()[1] for sock in listener.sockets} == {listener.port}
    finally:
        listener.close()


def test_the_ipv6_wildcard_takes_ipv4_clients_too() -> None:
    if not _has_ipv6():
        pytest.skip("no IPv6 on this machine")
    listener = bind("::", 0, "public")
    try:
        socket.create_connection(("127.0.0.1", listener.port)).close()
        socket.create_connection(("::1", listener.port)).close()
        assert listener.urls == (f"http://[::]:{listener.port}",)
    finally:
        listener.close()


def test_a_taken_port_is_named_with_its_listener_and_what_to_do() -> None:
    first = bind("127.0.0.1", 0, "admin")
    try:
        with pytest.raises(BindFailed) as caught:
            bind("127.0.0.1", first.port, "public")
    finally:
        first.close()
    expected = f"public listener: cannot bind 127.0.0.1:{first.port}: {os.strerror(errno.EADDRINUSE)} ("
    assert str(caught.value).startswith(expected)
    assert "choose another port" in str(caught.value)


def test_a_port_just_given_up_can_be_taken_again() -> None:
    first = bind("127.0.0.1", 0, "public")
    with socket.create_connection(("127.0.0.1", first.port)):
        first.close()
    bind("127.0.0.1", first.port, "public").close()


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host", "2001:db8::1", "a" * 300])
def test_an_address_that_is_not_ours_is_refused_by_name(host: str) -> None:
    with pytest.raises(BindFailed, match=r"^admin listener: cannot bind "):
        bind(host, 0, "admin")


def test_a_failed_bind_leaves_no_socket() -> None:
    first = bind("127.0.0.1", 0, "admin")
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - only their number counts
    with pytest.raises(BindFailed):
        bind("localhost", first.port, "public")
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208 - as above
    first.close()


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as sock:
            sock.bind(("::1", 0))
    except OSError:
        return False
    return True
