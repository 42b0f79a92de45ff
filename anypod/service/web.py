"""The ports: bound before anything begins, served side by side, told to drain together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

import trio
from attrs import frozen

from anypod.actors.listening import listen
from anypod.model.settings import ServerSettings
from anypod.service.admin import admin_parts
from anypod.service.edits import Edits
from anypod.service.opened import Opened
from anypod.web.admin import create_admin
from anypod.web.joined import join
from anypod.web.public import PublicParts, create_public
from anypod.web.server import ASGIFramework
from anypod.web.server.config import ServerConfig
from anypod.web.server.listening import Listener, bind
from anypod.web.server.serve import serve
from anypod.web.tally import Tally

GRACE = 4.0
"""Seconds for answers under way when the service stops. With the three that yt-dlp has, it leaves within ten."""

MAX_BODY = 1_100_000
"""Bytes of a request to the API: a whole config may be in it."""


@frozen
class Listeners:
    """The open sockets; `admin` is None where the admin is on the public port."""

    public: Listener
    admin: Listener | None


@frozen(kw_only=True)
class Addresses:
    """Where a running service answers."""

    public: tuple[str, ...]
    admin: tuple[str, ...]


@contextmanager
def bound(settings: ServerSettings) -> Iterator[Listeners]:
    """Bind both ports, or the one that serves both apps, and close them in the end.

    Raises:
        BindFailed: one of them can't be had; none is left open.
    """
    with closing(bind(settings.host, settings.port, "public")) as public:
        if settings.single_server:
            yield Listeners(public, None)
            return
        with closing(bind(settings.admin_host, settings.admin_port, "admin")) as admin:
            yield Listeners(public, admin)


async def start_web(
    nursery: trio.Nursery, service: Opened, edits: Edits, listeners: Listeners, drain: trio.Event
) -> Addresses:
    """Start serving in `nursery`, and return once both apps answer; they drain when `drain` is set."""
    tally = Tally()
    await nursery.start(partial(listen, service.hub, tally.note), name="tally")

    async def start(app: ASGIFramework, listener: Listener, config: ServerConfig) -> tuple[str, ...]:
        run = partial(serve, app, listener, config=config, stopping=drain)
        urls: tuple[str, ...] = await nursery.start(run, name=f"{listener.name} web")
        return urls

    public, admin = create_public(_public_parts(service)), create_admin(admin_parts(service, edits, tally))
    with_bodies = ServerConfig(grace=GRACE, max_body=MAX_BODY)
    if listeners.admin is None:
        both = join(public, admin, lambda: service.state.settings)
        urls = await start(both, listeners.public, with_bodies)
        return Addresses(public=urls, admin=tuple(f"{url}/admin" for url in urls))
    return Addresses(
        public=await start(public, listeners.public, ServerConfig(grace=GRACE)),
        admin=await start(admin, listeners.admin, with_bodies),
    )


def _public_parts(service: Opened) -> PublicParts:
    return PublicParts(
        queries=service.store.queries,
        library=service.parts.library,
        settings=lambda: service.state.settings,
        ready=lambda: service.state.waiting_for,
    )
