"""What one listener allows its clients, and what it counted of them. Numbers only."""

from __future__ import annotations

from attrs import define, field, frozen
from attrs.validators import gt

KIB = 1024


@frozen(kw_only=True)
class ServerConfig:
    """Limits of one listener. Times in seconds, sizes in bytes."""

    max_connections: int = field(default=1000, validator=gt(0))
    max_head: int = field(default=16 * KIB, validator=gt(0))
    max_body: int = field(default=64 * KIB, validator=gt(0))
    max_message: int = field(default=64 * KIB, validator=gt(0))
    head_timeout: float = field(default=15, validator=gt(0))
    body_timeout: float = field(default=30, validator=gt(0))
    keep_alive_timeout: float = field(default=30, validator=gt(0))
    stall_timeout: float = field(default=60, validator=gt(0))
    linger: float = field(default=1, validator=gt(0))
    grace: float = field(default=5, validator=gt(0))
    startup_timeout: float = field(default=30, validator=gt(0))
    shutdown_timeout: float = field(default=1.5, validator=gt(0))


@define(kw_only=True)
class ServerStats:
    """Counts of one listener since its start; `open` is of this moment."""

    open: int = 0
    accepted: int = 0
    contained: int = 0
    stalled: int = 0
    late: int = 0
    turned_away: int = 0
    app_errors: int = 0


def connection_cap(wanted: int, descriptors: int) -> int:
    """How many connections may be open under a limit of `descriptors`: each may hold a file beside its socket.

    >>> connection_cap(1000, 1024)
    448
    """
    return min(wanted, max(16, (descriptors - 128) // 2))
