"""What may stand before a public path: the path of base_url, and a secret where feeds are not open. Pure."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from attrs import frozen

_TOPS = frozenset(
    {"feeds", "media", "images", "transcripts", "chapters", "thumbnails", "opml", "api", "admin", "t", ""}
)
_OPEN = frozenset({"/api/health", "/api/ready"})


@frozen
class Entry:
    """How a request came in.

    Attributes:
        path: without what stood before it; None when it may not come in.
        before: what stood before it, as links of this service to itself begin.
        secret: the token that it came with, "" without.
    """

    path: str | None
    before: str = ""
    secret: str = ""


def address(base_url: str, secret: str) -> str:
    """Where the links of whoever came with a secret begin; "" is for where feeds are open."""
    base = base_url.rstrip("/")
    return f"{base}/t/{secret}" if secret else base


def first_address(base_url: str, tokens: Mapping[str, str]) -> str:
    """Where links begin for whoever may see all tokens: with the first of them, where feeds aren't open."""
    return address(base_url, next(iter(tokens.values()), ""))


def addresses(base_url: str, tokens: Mapping[str, str]) -> frozenset[str]:
    """Where any link may begin now."""
    return frozenset(address(base_url, secret) for secret in (tokens.values() if tokens else ("",)))


def entry(path: str, base_url: str, tokens: Mapping[str, str]) -> Entry:
    """Take prefix and secret off a path. A proxy may have taken the prefix off already, or not."""
    prefix = unquote(urlsplit(base_url).path).rstrip("/")
    inner, before = _without_prefix(path, prefix)
    if not tokens or inner in _OPEN:
        return Entry(inner, before)
    secret = _secret(inner)
    if not _is_known(secret, tokens):
        return Entry(None)
    return Entry(inner[len(f"/t/{secret}") :] or "/", f"{before}/t/{secret}", secret)


def admin_path(path: str, base_url: str) -> str | None:
    """Give what follows /admin in a path, where both apps are on one port; None for a path of the public app."""
    inner, _ = _without_prefix(path, unquote(urlsplit(base_url).path).rstrip("/"))
    return inner.removeprefix("/admin") if inner == "/admin" or inner.startswith("/admin/") else None


def _without_prefix(path: str, prefix: str) -> tuple[str, str]:
    """A prefix may be called as one of our own folders ("/media"), so what follows it must be one of them."""
    if prefix and (path == prefix or path.startswith(f"{prefix}/")):
        inner = path[len(prefix) :] or "/"
        if inner.split("/")[1] in _TOPS:
            return inner, prefix
    return path, ""


def _secret(path: str) -> str:
    _, top, *rest = [*path.split("/"), ""]
    return rest[0] if top == "t" else ""


def _is_known(secret: str, tokens: Mapping[str, str]) -> bool:
    """Compares with every token in constant time, so that the time taken tells nothing."""
    given = secret.encode("utf-8", "surrogatepass")
    matches = [hmac.compare_digest(given, token.encode()) for token in tokens.values() if token]
    return bool(given) and any(matches)
