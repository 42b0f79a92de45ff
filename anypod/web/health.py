"""/api/health: the process answers. /api/ready: it can do its work, or what it waits for."""

from __future__ import annotations

import json
from collections.abc import Callable

from quart import Blueprint, Response, current_app

from anypod import __version__

JSON = "application/json"


def health_routes(ready: Callable[[], str | None]) -> Blueprint:
    """Give both routes. `ready` gives None, or in words what is not ready."""
    routes = Blueprint("health", __name__)

    @routes.get("/api/health")
    async def health() -> Response:
        return _json({"status": "ok", "version": __version__}, 200)

    @routes.get("/api/ready")
    async def readiness() -> Response:
        waiting_for = ready()
        if waiting_for is None:
            return _json({"status": "ready"}, 200)
        return _json({"status": "not ready", "waiting_for": waiting_for}, 503)

    return routes


def _json(fields: dict[str, str], status: int) -> Response:
    headers = {"Cache-Control": "no-store"}
    return current_app.response_class(json.dumps(fields), status=status, headers=headers, content_type=JSON)
