"""The admin app: health and the event stream. Whoever may reach the port may use it, but no web page may."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from attrs import frozen
from quart import abort, request, websocket
from quart.wrappers.base import BaseRequestWebsocket

from anypod.kernel.hub import Hub
from anypod.model.active import Active
from anypod.model.event import Event
from anypod.model.settings import Settings
from anypod.store.queries import Queries
from anypod.web.basis import App, new_app
from anypod.web.errors import tell_as_problem
from anypod.web.events import event_routes
from anypod.web.guard import host_allowed, origin_allowed
from anypod.web.health import health_routes
from anypod.web.snapshot import Snapshots


@frozen(kw_only=True)
class AdminParts:
    """What the admin app is made of.

    Attributes:
        settings: gives those in force now.
        ready: gives None, or in words what is not ready.
        active: gives the downloads that run now.
        syncing: gives the feeds whose sync runs now.
    """

    queries: Queries
    settings: Callable[[], Settings]
    ready: Callable[[], str | None]
    hub: Hub[Event]
    active: Callable[[], Sequence[Active]]
    syncing: Callable[[], Collection[str]] = frozenset


def create_admin(parts: AdminParts) -> App:
    """Give the app for the admin port."""
    app = new_app(__name__)
    tell_as_problem(app)
    _put_guard_before(app, parts.settings)
    snapshots = Snapshots(parts.queries, parts.settings, parts.hub, parts.active, parts.syncing)
    app.register_blueprint(health_routes(parts.ready))
    app.register_blueprint(event_routes(parts.hub, snapshots, parts.active))
    return app


def _put_guard_before(app: App, settings: Callable[[], Settings]) -> None:
    def judge(came: BaseRequestWebsocket, method: str) -> None:
        server = settings().server
        host = came.headers.get("Host", "")
        if not host_allowed(host, server):
            abort(403, "this is not a name of this service: use base_url's, admin_host or an address")
        if not origin_allowed(method, came.headers.get("Origin"), host, server):
            abort(403, "pages of other sites may not do this")

    async def before_request() -> None:
        judge(request, request.method)

    async def before_websocket() -> None:
        judge(websocket, "")

    app.before_request(before_request)
    app.before_websocket(before_websocket)
