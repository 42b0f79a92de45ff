"""Sockets that listen, all bound before anything else starts. Knows no HTTP and no event loop."""

from __future__ import annotations

import errno
import os
import socket

from attrs import frozen

BACKLOG = 512
_TRIES = 20  # for one free port in both families

_HINTS = {
    errno.EADDRINUSE: "another program listens there: stop it or choose another port",
    errno.EACCES: "this port is reserved: choose one above 1023 or grant the right to bind it",
    errno.EADDRNOTAVAIL: "this machine has no such address: use 0.0.0.0 or :: for all of its addresses",
    errno.EAFNOSUPPORT: "this machine has no such address family: use 0.0.0.0",
}


class BindFailed(Exception):
    """A listener could not be opened; its text names listener, address, reason and what to do."""


@frozen(kw_only=True)
class Listener:
    """Open, listening sockets of one name. Whoever bound it closes it, unless `serve` took it over."""

    name: str
    host: str
    port: int
    sockets: tuple[socket.socket, ...]

    @property
    def urls(self) -> tuple[str, ...]:
        """The address of each socket, ready to be shown."""
        return tuple(f"http://{shown(sock.getsockname()[0], self.port)}" for sock in self.sockets)

    def close(self) -> None:
        """Close every socket; a second call does nothing."""
        for sock in self.sockets:
            sock.close()


def bind(host: str, port: int, name: str) -> Listener:
    """Listen on every address of `host`: "localhost" in both families, "::" for IPv6 and IPv4, port 0 for a free one.

    Raises BindFailed. Resolves names, so it may take the resolver's time: call it before the service runs.
    """
    addresses = _resolve(host, port, name)
    for _ in range(_TRIES):
        opened = _open_all(addresses, host, port, name)
        if opened is not None:
            return Listener(name=name, host=host, port=opened[0].getsockname()[1], sockets=tuple(opened))
    raise _failed(name, host, port, OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE)))


def shown(host: str, port: int) -> str:
    """`host:port`, an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _resolve(host: str, port: int, name: str) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError) as error:
        reason = error.strerror if isinstance(error, socket.gaierror) else "not a host name"
        raise BindFailed(
            f"{name} listener: cannot bind {shown(host, port)}: {reason} (use an address of this machine)"
        ) from error
    pairs = [(family, (str(address[0]), port)) for family, _, _, _, address in found]
    if host == "localhost":
        # Whether the resolver gives both depends on the machine's hosts file; podcast clients try either.
        pairs += [(socket.AF_INET, ("127.0.0.1", port)), (socket.AF_INET6, ("::1", port))]
    return list(dict.fromkeys(pairs))


def _open_all(
    addresses: list[tuple[socket.AddressFamily, tuple[str, int]]], host: str, port: int, name: str
) -> list[socket.socket] | None:
    """One socket per address, all on one port; None when a port given by the system is taken in another family."""
    opened: list[socket.socket] = []
    missing: OSError | None = None
    for family, (address, _) in addresses:
        chosen = opened[0].getsockname()[1] if opened else port
        try:
            opened.append(_open(family, address, chosen))
        except OSError as error:
            if error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT} and len(addresses) > 1:
                missing = error  # a name may have an address of a family that this machine has switched off
                continue
            for sock in opened:
                sock.close()
            if error.errno == errno.EADDRINUSE and port == 0:
                return None
            raise _failed(name, address, port, error) from error
    if not opened:
        raise _failed(name, host, port, missing or OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL)))
    return opened


def _open(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        # Not SO_REUSEPORT: a second service on the same port must fail here, not take half of the listeners.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, address != "::")
        sock.bind((address, port))
        # Listening belongs to binding: two sockets may share an address until one of them listens.
        sock.listen(BACKLOG)
        sock.setblocking(False)
    except OSError:
        sock.close()
        raise
    return sock


def _failed(name: str, host: str, port: int, error: OSError) -> BindFailed:
    reason = error.strerror or str(error)
    hint = _HINTS.get(error.errno or 0, "choose another address")
    return BindFailed(f"{name} listener: cannot bind {shown(host, port)}: {reason} ({hint})")
