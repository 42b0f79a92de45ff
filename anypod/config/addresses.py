"""Kinds of values that name a place on a network: hosts, URLs, networks. Resolves nothing."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from anypod.config.kinds import Kind, text_of, whole

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]")


def _host(value: object) -> str:
    text = text_of(value)
    if not _is_address(text) and (not _NAME.fullmatch(text) or text.replace(".", "").isdecimal()):
        raise ValueError("")
    return text


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _parts(value: object, schemes: tuple[str, ...]) -> SplitResult:
    text = text_of(value)
    if _UNPRINTABLE.search(text):
        raise ValueError("it holds a space or a control character")
    parts = urlsplit(text)
    _ = parts.port  # raises ValueError for one out of range
    if parts.scheme.lower() not in schemes or not parts.hostname:
        raise ValueError("")
    return parts


def _web_url(value: object) -> str:
    _parts(value, ("http", "https"))
    return text_of(value)


def _base_url(value: object) -> str:
    parts = _parts(value, ("http", "https"))
    if parts.query or parts.fragment or "@" in parts.netloc or text_of(value)[-1] in "?#":
        raise ValueError("no query, fragment or password: feeds carry it in every link")
    return text_of(value).rstrip("/")


def _proxy(value: object) -> str:
    _parts(value, ("http", "https", "socks4", "socks4a", "socks5", "socks5h"))
    return text_of(value)


def _network(value: object) -> str:
    ip_network(text_of(value))  # its own ValueError says what is wrong
    return text_of(value)


HOST = Kind("a host name or an IP address", _host)
PORT = Kind("a port from 0 to 65535, 0 for any free one", whole(0, 65535).read)
WEB_URL = Kind("an http or https URL", _web_url)
BASE_URL = Kind("an http or https URL, with a path or without", _base_url)
PROXY = Kind("an http, https, socks4 or socks5 URL", _proxy, secret=True)
NETWORK = Kind('a network such as "10.0.0.0/8"', _network)
