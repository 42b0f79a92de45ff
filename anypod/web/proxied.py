"""Before an app: who asked, how and for which host, as the proxies that are trusted tell it. Knows no routes."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, Scope
from quart_trio import QuartTrio

from anypod.model.settings import Settings
from anypod.web.forwarded import Came, came, networks, without_told


def put_proxies_before(app: QuartTrio, settings: Callable[[], Settings]) -> None:
    """Have every request of `app` seem to come straight from its client, and no client say where it came from."""
    inner = app.asgi_app

    async def told(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] in {"http", "websocket"}:
            scope = straight(scope, settings().server.trusted_proxies)
        await inner(scope, receive, send)

    app.asgi_app = told  # type: ignore[method-assign]  # the documented place for such a step


def straight(scope: Scope, trusted: tuple[str, ...]) -> Scope:
    """Give a scope as it would be without its proxies."""
    raw = cast("dict[str, object]", scope)
    peer, headers = cast("tuple[str, int] | None", raw.get("client")), cast("list[tuple[bytes, bytes]]", raw["headers"])
    found = came(peer[0], headers, networks(trusted)) if peer else None
    plain = without_told(headers)
    if found is None:
        return cast("Scope", {**raw, "headers": plain})
    if found.host is not None:
        plain = [(b"host", found.host.encode("latin-1")), *(pair for pair in plain if pair[0] != b"host")]
    return cast("Scope", {**raw, "headers": plain, "client": (found.client, 0), "scheme": _scheme(raw, found)})


def _scheme(raw: dict[str, object], found: Came) -> object:
    if found.scheme is None:
        return raw["scheme"]
    return found.scheme if raw["type"] == "http" else {"http": "ws", "https": "wss"}[found.scheme]
