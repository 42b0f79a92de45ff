"""Both apps on one port: what is below /admin is the admin's, the rest the public's. Knows no routes of either."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from hypercorn.typing import ASGIFramework, ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope

from anypod.model.settings import Settings
from anypod.web.basis import App
from anypod.web.front import admin_path


def join(public: App, admin: App, settings: Callable[[], Settings]) -> ASGIFramework:
    """Give an app that hands each request to one of two.

    Neither has steps of its own for start and end, so that the public one answers for both then.
    """

    async def joined(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        path = None if scope["type"] == "lifespan" else admin_path(scope["path"], settings().server.base_url)
        if path is None:
            await public(scope, receive, send)
        elif path or scope["type"] == "websocket":
            await admin(cast("Scope", {**scope, "path": path or "/"}), receive, send)
        else:
            await _add_slash(cast("HTTPScope", scope), send)

    return joined


async def _add_slash(scope: HTTPScope, send: ASGISendCallable) -> None:
    """The dashboard finds its parts from where it is. A relative address holds whatever a proxy took off before."""
    query = b"?" + scope["query_string"] if scope["query_string"] else b""
    headers = [(b"location", b"admin/" + query), (b"content-length", b"0"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 308, "headers": headers, "trailers": False})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
