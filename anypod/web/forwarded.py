"""What a proxy says of its client: believed of networks that the config names, and of nobody else. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from attrs import frozen

Network = IPv4Network | IPv6Network
Headers = Sequence[tuple[bytes, bytes]]

_TOLD = frozenset({b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded"})
_SCHEMES = frozenset({"http", "https"})


@frozen(kw_only=True)
class Came:
    """Where a request came from.

    Attributes:
        client: the address of whoever asked, as far as it can be believed.
        scheme: `http` or `https`; None where nobody who is believed says so.
        host: what the client asked for, likewise.
    """

    client: str
    scheme: str | None = None
    host: str | None = None


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Read networks that the config has found to be right."""
    return tuple(ip_network(text) for text in texts)


def came(peer: str, headers: Headers, trusted: Sequence[Network]) -> Came | None:
    """Say where a request came from; None where its peer is the client, for all that is known.

    Each proxy adds the address that it saw at the right end. So it is read from there, and who is trusted vouches for
    the next one to the left; what stands further left anybody may have written.

    Args:
        peer: the address at the other end of the connection.
        headers: names in lower case.
        trusted: the proxies' networks.
    """
    if not _is_trusted(peer, trusted):
        return None
    client, hops = peer, 1
    for text in reversed(_values(headers, b"x-forwarded-for")):
        address = _address(text)
        if address is None:
            break
        client = str(address)
        if not _is_trusted(client, trusted):
            break
        hops += 1
    scheme = _at(_values(headers, b"x-forwarded-proto"), hops)
    host = _at(_values(headers, b"x-forwarded-host"), hops)
    return Came(client=client, scheme=scheme.lower() if scheme and scheme.lower() in _SCHEMES else None, host=host)


def without_told(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Give the headers without what proxies say: it has been read, or is not to be believed."""
    return [pair for pair in headers if pair[0] not in _TOLD]


def _values(headers: Headers, name: bytes) -> list[str]:
    joined = b",".join(value for header, value in headers if header == name).decode("latin-1")
    return [value for part in joined.split(",") if (value := part.strip())]


def _at(values: Sequence[str], hops: int) -> str | None:
    """What the outermost trusted proxy said: each may have added a value, or have replaced all."""
    return values[-min(hops, len(values))] if values else None


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Read `1.2.3.4`, `1.2.3.4:5`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:5`."""
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    # A listener for both families shows IPv4's addresses so.
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(text: str, trusted: Sequence[Network]) -> bool:
    address = _address(text)
    return address is not None and any(address in network for network in trusted)
