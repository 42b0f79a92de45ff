"""Whether a request for the admin app was made by somebody, and not by a web page that somebody happened to open. Pure.

A page of another site can send requests here from its visitor's browser: under a name of its own that it points at
this machine (then Host betrays it) or openly across origins (then Origin does).
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from anypod.model.settings import ServerSettings

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def host_allowed(host: str, server: ServerSettings) -> bool:
    """Whether Host names this machine: by number, as localhost, or as the config calls it.

    A number is never a lie: no name was looked up that somebody else could point here. HTTP/1.0 may give none at all,
    and is spoken by no browser.
    """
    if not host:
        return True
    name = _hostname(f"//{host}")
    if name is None:
        return False
    listens_on = server.host if server.single_server else server.admin_host
    own = {"localhost", listens_on.lower(), _hostname(server.base_url)}
    return name in own or name.endswith(".localhost") or _is_number(name)


def origin_allowed(method: str, origin: str | None, host: str, server: ServerSettings) -> bool:
    """Whether a request that changes something, or opens a websocket (method ""), comes from a page of our own.

    Programs give no Origin. A page's Origin is the address that it was loaded from: here, or base_url's.
    """
    if origin is None or method in _SAFE:
        return True
    given = _origin(origin)
    if given is None:
        return False
    scheme, *_ = given
    return given in {_origin(f"{scheme}://{host}"), _origin(server.base_url)}


def _origin(url: str) -> tuple[str, str, int] | None:
    parts = _split(url)
    if parts is None or parts.scheme not in _PORTS or not parts.hostname:
        return None
    return parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme]


def _hostname(url: str) -> str | None:
    parts = _split(url)
    return parts.hostname if parts else None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # reading it is what checks it
    except ValueError:
        return None
    return None if "@" in parts.netloc or any(character.isspace() for character in url) else parts


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
