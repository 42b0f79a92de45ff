"""The two ports: bound before anything begins, served side by side, told to drain together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import trio
from attrs import frozen

from anypod.model.settings import ServerSettings
from anypod.service.opened import Opened
from anypod.web.admin import AdminParts, create_admin
from anypod.web.basis import App
from anypod.web.public import PublicParts, create_public
from anypod.web.server.config import ServerConfig
from anypod.web.server.listening import Listener, bind
from anypod.web.server.serve import serve

GRACE = 4.0
"""Seconds for answers under way when the service stops. With the three that yt-dlp has, it leaves within ten."""


@frozen
class Listeners:
    """The open sockets of both ports."""

    public: Listener
    admin: Listener


@frozen(kw_only=True)
class Addresses:
    """Where a running service answers."""

    public: tuple[str, ...]
    admin: tuple[str, ...]


@contextmanager
def bound(settings: ServerSettings) -> Iterator[Listeners]:
    """Bind both ports, and close them in the end.

    Raises:
        BindFailed: one of them can't be had; none is left open.
    """
    public = bind(settings.host, settings.port, "public")
    try:
        admin = bind(settings.admin_host, settings.admin_port, "admin")
        try:
            yield Listeners(public, admin)
        finally:
            admin.close()
    finally:
        public.close()


async def start_web(nursery: trio.Nursery, service: Opened, listeners: Listeners, drain: trio.Event) -> Addresses:
    """Start serving both ports in `nursery`, and return once both answer; they drain when `drain` is set."""

    async def start(app: App, listener: Listener) -> tuple[str, ...]:
        run = partial(serve, app, listener, config=ServerConfig(grace=GRACE), stopping=drain)
        urls: tuple[str, ...] = await nursery.start(run, name=f"{listener.name} web")
        return urls

    return Addresses(
        public=await start(create_public(_public_parts(service)), listeners.public),
        admin=await start(create_admin(_admin_parts(service)), listeners.admin),
    )


def _public_parts(service: Opened) -> PublicParts:
    return PublicParts(
        queries=service.store.queries,
        library=service.parts.library,
        settings=lambda: service.state.settings,
        ready=lambda: service.state.waiting_for,
    )


def _admin_parts(service: Opened) -> AdminParts:
    return AdminParts(
        queries=service.store.queries,
        settings=lambda: service.state.settings,
        ready=lambda: service.state.waiting_for,
        hub=service.hub,
        active=service.parts.board.active,
        syncing=service.roster.syncing,
    )
