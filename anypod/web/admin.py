"""The admin app: dashboard, API, events, health. Whoever has the token may use it, but no web page of others may."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, datetime

import trio
from attrs import field, frozen
from quart import abort, request, websocket
from quart.wrappers.base import BaseRequestWebsocket

from anypod import __version__
from anypod.kernel.hub import Hub
from anypod.model.active import Active
from anypod.model.event import Event
from anypod.model.settings import Settings
from anypod.store.queries import Queries
from anypod.web.admission import COOKIE, MINUTE, Admission, Entry, bearer_of
from anypod.web.api.api import api_routes
from anypod.web.api.docs import docs_routes
from anypod.web.api.parts import ApiParts
from anypod.web.basis import App, new_app
from anypod.web.dashboard.dashboard import dashboard_routes
from anypod.web.dashboard.subscribe import subscribe_routes
from anypod.web.errors import tell_as_problem
from anypod.web.events import Audience, Present, event_routes
from anypod.web.figures import Figures, Machinery
from anypod.web.guard import host_allowed, origin_allowed
from anypod.web.health import health_routes
from anypod.web.metrics import metric_routes
from anypod.web.proxied import put_proxies_before
from anypod.web.refusal import Refusal
from anypod.web.snapshot import Snapshots
from anypod.web.standing import Standing
from anypod.web.tally import Tally


@frozen(kw_only=True)
class AdminParts:
    """What the admin app is made of.

    Attributes:
        settings: gives those in force now.
        ready: gives None, or in words what is not ready.
        active: gives the downloads that run now.
        syncing: gives the feeds whose sync runs now.
        standing: gives how the service stands beside its feeds.
        token: what is asked of everybody; None for nothing.
        api: makes the API's surroundings around what listeners are told; None for no API.
        tally: counts of what happened.
        machinery: gives what only the service's own parts know, for metrics; None for no metrics.
    """

    queries: Queries
    settings: Callable[[], Settings]
    ready: Callable[[], str | None]
    hub: Hub[Event]
    active: Callable[[], Sequence[Active]]
    syncing: Callable[[], Collection[str]] = frozenset
    standing: Callable[[], Standing] = Standing
    token: str | None = field(default=None, repr=False)
    api: Callable[[Snapshots], ApiParts] | None = None
    tally: Tally = field(factory=Tally)
    machinery: Callable[[], Awaitable[Machinery]] | None = None


_OPEN = frozenset({"health", "dashboard", "docs"})
"""Blueprints that hold nothing but the program; there must be a page on which to log in."""
_OPEN_ENDPOINTS = frozenset({"api.log_in", "api.log_out"})


def create_admin(parts: AdminParts) -> App:
    """Give the app for the admin port."""
    app = new_app(__name__)
    tell_as_problem(app)
    admission = Admission(parts.token)
    put_proxies_before(app, parts.settings)
    _put_guard_before(app, parts.settings, admission)
    audience = Audience()
    snapshots = Snapshots(parts.queries, parts.settings, parts.hub, parts.active, parts.syncing)
    app.register_blueprint(health_routes(parts.ready))
    app.register_blueprint(event_routes(parts.hub, snapshots, Present(parts.active, parts.standing), audience))
    app.register_blueprint(dashboard_routes())
    app.register_blueprint(subscribe_routes(parts.settings))
    if parts.api is not None:
        app.register_blueprint(api_routes(parts.api(snapshots), admission))
        app.register_blueprint(docs_routes())
    if parts.machinery is not None:
        app.register_blueprint(metric_routes(_measuring(parts, parts.machinery, snapshots, audience)))
    return app


def _measuring(
    parts: AdminParts, machinery: Callable[[], Awaitable[Machinery]], snapshots: Snapshots, audience: Audience
) -> Callable[[], Awaitable[Figures]]:
    async def measure() -> Figures:
        return Figures(
            now=datetime.now(UTC),
            version=__version__,
            feeds=(await snapshots.take()).feeds,
            tally=parts.tally.copy(),
            machinery=await machinery(),
            standing=parts.standing(),
            listeners=audience.size,
            active=len(parts.active()),
            tasks=trio.lowlevel.current_statistics().tasks_living,
            threads=threading.active_count(),
        )

    return measure


def _put_guard_before(app: App, settings: Callable[[], Settings], admission: Admission) -> None:
    def judge(came: BaseRequestWebsocket, method: str) -> None:
        server = settings().server
        host = came.headers.get("Host", "")
        if not host_allowed(host, server):
            abort(403, "this is not a name of this service: use base_url's, admin_host or an address")
        if not origin_allowed(method, came.headers.get("Origin"), host, server):
            abort(403, "pages of other sites may not do this")
        if came.blueprint not in _OPEN and came.endpoint not in _OPEN_ENDPOINTS:
            _let_in(came, admission)

    async def before_request() -> None:
        judge(request, request.method)

    async def before_websocket() -> None:
        judge(websocket, "")

    app.before_request(before_request)
    app.before_websocket(before_websocket)


def _let_in(came: BaseRequestWebsocket, admission: Admission) -> None:
    """Leave with a problem unless who came shows the token, or its cookie."""
    bearer, cookie = bearer_of(came.headers.get("Authorization")), came.cookies.get(COOKIE)
    match admission.enter(came.remote_addr or "", bearer=bearer, cookie=cookie):
        case Entry.REFUSED:
            raise Refusal(401, "the admin token is needed", headers={"WWW-Authenticate": 'Bearer realm="anypod"'})
        case Entry.TOO_MANY:
            raise Refusal(429, "too many wrong tokens from this address", headers={"Retry-After": str(round(MINUTE))})
