"""What all connections of one listener share: the app as Hypercorn calls it, its configuration, log and stop signal.

Rests on private names of Hypercorn 0.18: WorkerContext, and the methods that streams call on a logger.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import structlog
from attrs import frozen
from hypercorn.config import Config
from hypercorn.logging import Logger
from hypercorn.trio.worker_context import WorkerContext
from hypercorn.typing import AppWrapper, ASGIFramework, ASGIReceiveCallable, ASGISendCallable, Scope
from structlog.typing import FilteringBoundLogger

from anypod.web.server.config import ServerConfig, ServerStats
from anypod.web.server.files import EXTENSION
from anypod.web.server.outlet import CAN_SENDFILE
from anypod.web.server.turnstile import Turnstile

log: FilteringBoundLogger = structlog.get_logger(__name__)


@frozen(kw_only=True)
class Engine:
    """Shared by the connections of one listener."""

    app: AppWrapper
    config: Config
    context: WorkerContext
    turnstile: Turnstile


class _Log(Logger):
    """Hypercorn's messages as lines of our log; its access lines are dropped, they copy the environment each time."""

    def __init__(self, stats: ServerStats) -> None:
        self.access_logger = None
        self.error_logger = None
        self._stats = stats

    async def access(self, request: object, response: object, request_time: float) -> None:
        """Say nothing."""

    async def warning(self, message: str, *_args: Any, **_kwargs: Any) -> None:
        """Log one line."""
        log.warning(message)

    async def exception(self, message: str, *_args: Any, **_kwargs: Any) -> None:
        """Log a fault of the app, with its traceback: it is ours to mend."""
        self._stats.app_errors += 1
        log.exception(message)  # noqa: LOG004 - Hypercorn calls this in its except clauses


def build_engine(app: ASGIFramework, config: ServerConfig, stats: ServerStats) -> Engine:
    """An engine for `app` under the limits of `config`."""
    hyper = Config()
    hyper.include_server_header = False
    hyper.h11_max_incomplete_size = config.max_head
    hyper.wsgi_max_body_size = config.max_body
    hyper.websocket_max_message_size = config.max_message
    hyper.startup_timeout = config.startup_timeout
    hyper.shutdown_timeout = config.shutdown_timeout
    hyper._log = _Log(stats)  # noqa: SLF001 - the class attribute for it takes no counts
    return Engine(app=_Application(app), config=hyper, context=WorkerContext(None), turnstile=Turnstile())


class _Application:
    """The app under Hypercorn's five arguments, told of the extension that our streams add."""

    def __init__(self, app: ASGIFramework) -> None:
        self._app = app

    async def __call__(
        self,
        scope: Scope,
        receive: ASGIReceiveCallable,
        send: ASGISendCallable,
        sync_spawn: Callable[..., Any],  # noqa: ARG002 - threads for apps that are not async
        call_soon: Callable[..., Any],  # noqa: ARG002 - as above
    ) -> None:
        if scope["type"] == "http" and CAN_SENDFILE:
            cast("dict[str, Any]", scope["extensions"])[EXTENSION] = {}
        await self._app(scope, receive, send)
