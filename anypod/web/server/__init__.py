"""Hypercorn inside our own nursery: sockets, one contained task per connection, zero-copy media. Knows no feeds."""

from __future__ import annotations

from hypercorn.typing import ASGIFramework

from anypod.web.server.config import ServerConfig, ServerStats
from anypod.web.server.files import FileBody, MediaConnection
from anypod.web.server.listening import BindFailed, Listener, bind
from anypod.web.server.serve import serve

__all__ = [
    "ASGIFramework",
    "BindFailed",
    "FileBody",
    "Listener",
    "MediaConnection",
    "ServerConfig",
    "ServerStats",
    "bind",
    "serve",
]
