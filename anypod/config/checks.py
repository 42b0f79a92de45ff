"""What is wrong with values only together. Each value by itself is valid already."""

from __future__ import annotations

from collections.abc import Iterator

from anypod.config.problems import Wrong
from anypod.model.event import EventKind
from anypod.model.settings import FeedSettings, ServerSettings, Settings

_ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound


def settings_wrongs(settings: Settings) -> Iterator[Wrong]:
    """Give what contradicts itself in a config, but for its feeds."""
    server, secrets = settings.server, list(settings.access.tokens.values())
    if server.single_server and not server.admin_token:
        yield Wrong(("server", "single_server"), message="demands an admin_token: the admin is on the public port then")
    if server.admin_open and server.admin_token:
        yield Wrong(("server", "admin_open"), message="contradicts admin_token: nobody would be asked for it")
    if not server.single_server and _meet(server):
        yield Wrong(("server", "admin_port"), str(server.admin_port), message="is the public port too")
    for name, secret in settings.access.tokens.items():
        if secrets.count(secret) > 1:
            yield Wrong(("access", "tokens", name), message="another token has the same secret")
    for kind, command in settings.hooks.items():
        if not command:
            yield Wrong(("hooks", kind), "[]", "a program and its arguments")
        if kind == EventKind.PROGRESS:
            yield Wrong(("hooks", kind), message="happens many times a second, too often for a program to be started")


def feed_wrongs(feed: FeedSettings) -> Iterator[Wrong]:
    """Give what contradicts itself in a feed."""
    least, most = feed.filters.min_duration, feed.filters.max_duration
    if most is not None and most < least:
        yield Wrong(("filters", "max_duration"), message="is less than min_duration: nothing could pass")


def _meet(server: ServerSettings) -> bool:
    """Whether both servers want one port on addresses that overlap."""
    hosts = {server.host, server.admin_host}
    return server.port == server.admin_port != 0 and (len(hosts) == 1 or bool(hosts & _ANYWHERE))
