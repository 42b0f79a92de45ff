"""The addresses by which a podcast app subscribes to a feed, and the same as QR codes. Below /api: they are secrets."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from urllib.parse import urlsplit

import segno
from attrs import frozen
from quart import Blueprint, Response, abort, current_app, request

from anypod.model.settings import Settings
from anypod.rules.links import Links

_HEADERS = {"Cache-Control": "no-store"}


@frozen
class Subscription:
    """One address of a feed.

    Attributes:
        token: the name of the token in it, None where feeds are open.
    """

    token: str | None
    url: str


def subscribe_routes(settings: Callable[[], Settings]) -> Blueprint:
    """Give `GET /api/feeds/NAME/subscribe` and `GET /api/feeds/NAME/subscribe.svg?token=NAME`."""
    routes = Blueprint("subscribe", __name__)

    @routes.get("/api/feeds/<name>/subscribe")
    async def links(name: str) -> Response:
        found = [{"token": one.token, "url": one.url} for one in _found(settings(), name)]
        body = {"items": found, "local": _only_here(settings().server.base_url)}
        return current_app.response_class(json.dumps(body), headers=_HEADERS, content_type="application/json")

    @routes.get("/api/feeds/<name>/subscribe.svg")
    async def code(name: str) -> Response:
        token = request.args.get("token")
        url = next((one.url for one in _found(settings(), name) if one.token == token), None)
        return current_app.response_class(qr_code(url or abort(404)), headers=_HEADERS, content_type="image/svg+xml")

    return routes


def subscriptions(settings: Settings, name: str) -> tuple[Subscription, ...]:
    """Give the addresses of a feed: one for each token, or the open one. None where there is no such feed."""
    if name not in settings.feeds:
        return ()
    base = settings.server.base_url.rstrip("/")
    tokens = settings.access.tokens
    if not tokens:
        return (Subscription(None, Links(base).feed(name)),)
    return tuple(Subscription(token, Links(f"{base}/t/{secret}").feed(name)) for token, secret in tokens.items())


def qr_code(text: str) -> bytes:
    """Give an SVG: dark on white in any colour scheme, for cameras read the other way round badly."""
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", scale=4, border=4, dark="#000", light="#fff", omitsize=True)
    return out.getvalue()


def _found(settings: Settings, name: str) -> tuple[Subscription, ...]:
    return subscriptions(settings, name) or abort(404, "there is no such feed")


def _only_here(base_url: str) -> bool:
    """Whether a phone could not reach it."""
    host = urlsplit(base_url).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.") or host.endswith(".localhost")
