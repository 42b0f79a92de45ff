"""Before the public app: lets `front` judge each path, and hands the inner one on. Knows no routes."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, Scope
from quart import Response, request
from quart_trio import QuartTrio

from anypod.model.settings import Settings
from anypod.web.front import Entry, address, entry

_ENTRY = "anypod.entry"
_NOWHERE = "/404"


def put_gate_before(app: QuartTrio, settings: Callable[[], Settings]) -> None:
    """Judge every request of `app`. What may not come in is not found, as if there were nothing."""
    inner = app.asgi_app

    async def gate(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "http":
            now = settings()
            came = entry(scope["path"], now.server.base_url, now.access.tokens)
            path = _NOWHERE if came.path is None else came.path
            scope = cast("Scope", {**scope, "path": path, _ENTRY: came})
        await inner(scope, receive, send)

    app.asgi_app = gate  # type: ignore[method-assign]  # the documented place for such a step
    app.after_request(_hide_secrets)


def current_entry() -> Entry:
    """How the current request came in."""
    return cast("dict[str, Entry]", request.scope)[_ENTRY]


def current_base(settings: Settings) -> str:
    """Where the links in an answer to the current request begin: with the secret that it came with."""
    return address(settings.server.base_url, current_entry().secret)


async def _hide_secrets(response: Response) -> Response:
    if current_entry().secret:
        response.headers["X-Robots-Tag"] = "noindex"
        # A cache that many share would go on answering after the token was taken back.
        response.headers["Cache-Control"] = f"private, {response.headers.get('Cache-Control', 'no-cache')}"
    return response
