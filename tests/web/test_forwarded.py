from __future__ import annotations

import pytest

from anypod.web.forwarded import Came, came, networks, without_told

TRUSTED = networks(["10.0.0.0/8", "::1/128"])


def headers(*pairs: tuple[str, str]) -> list[tuple[bytes, bytes]]:
    return [(f"x-forwarded-{name}".encode(), value.encode()) for name, value in pairs]


@pytest.mark.parametrize("peer", ["192.168.1.2", "2001:db8::1", "<local>", ""])
def test_nobody_else_is_believed(peer: str) -> None:
    assert came(peer, headers(("for", "1.2.3.4"), ("proto", "https"), ("host", "pods.example")), TRUSTED) is None


def test_without_proxies_in_the_config_nobody_is() -> None:
    assert came("127.0.0.1", headers(("for", "1.2.3.4")), ()) is None


def test_a_trusted_proxy_says_who_asked_how_and_for_which_host() -> None:
    told = headers(("for", "1.2.3.4"), ("proto", "HTTPS"), ("host", "pods.example:8443"))
    assert came("10.0.0.1", told, TRUSTED) == Came(client="1.2.3.4", scheme="https", host="pods.example:8443")


@pytest.mark.parametrize(
    ("told", "client"),
    [
        (["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
        (["6.6.6.6, 1.2.3.4, 10.0.0.2"], "1.2.3.4"),
        (["6.6.6.6", "1.2.3.4"], "1.2.3.4"),
        (["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        (["1.2.3.4, unknown"], "10.0.0.1"),
        (["1.2.3.4, garbage, 10.0.0.2"], "10.0.0.2"),
        (["1.2.3.4:5678"], "1.2.3.4"),
        (["[2001:db8::7]:99"], "2001:db8::7"),
        (["2001:db8::7"], "2001:db8::7"),
        (["::ffff:1.2.3.4"], "1.2.3.4"),
        ([], "10.0.0.1"),
        ([" , "], "10.0.0.1"),
    ],
)
def test_the_client_is_who_the_last_trusted_proxy_saw_whatever_the_client_wrote(told: list[str], client: str) -> None:
    found = came("10.0.0.1", headers(*(("for", value) for value in told)), TRUSTED)
    assert found is not None
    assert found.client == client


@pytest.mark.parametrize(
    ("addresses", "schemes", "scheme"),
    [
        ("1.2.3.4", "http, https", "https"),
        ("1.2.3.4, 10.0.0.2", "https, http", "https"),
        ("1.2.3.4, 10.0.0.2", "https", "https"),
        ("1.2.3.4, 10.0.0.2", "http, https, http", "https"),
        ("1.2.3.4", "gopher", None),
        ("1.2.3.4", "", None),
    ],
)
def test_the_scheme_is_what_the_outermost_trusted_proxy_was_asked_by(
    addresses: str, schemes: str, scheme: str | None
) -> None:
    found = came("10.0.0.1", headers(("for", addresses), ("proto", schemes)), TRUSTED)
    assert found is not None
    assert found.scheme == scheme


def test_ipv4_by_a_listener_for_both_families_is_ipv4() -> None:
    assert came("::ffff:10.0.0.1", headers(("for", "1.2.3.4")), TRUSTED) == Came(client="1.2.3.4")


def test_what_was_told_is_passed_on_to_nobody() -> None:
    told = [*headers(("for", "1.2.3.4"), ("host", "x")), (b"forwarded", b"for=1.2.3.4"), (b"accept", b"*/*")]
    assert without_told(told) == [(b"accept", b"*/*")]
