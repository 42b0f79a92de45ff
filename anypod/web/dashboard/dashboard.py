"""`/` and `/dashboard/…`: the dashboard's own files, held in memory, each with an ETag of what is in it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from attrs import frozen
from quart import Blueprint, Response, abort, request

from anypod.rules.http import Representation, decide
from anypod.web.conditional import conditions_of, respond

STATIC = Path(__file__).parent / "static"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
"""Nothing is loaded from elsewhere, and no text that a source gave can become a script."""

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# Asked for each time, and answered by 304: a page must never mix the modules of two versions.
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@frozen
class Asset:
    """One file. By its digest, not its time: in a wheel all files have the same time."""

    content: bytes
    content_type: str
    representation: Representation


def dashboard_routes() -> Blueprint:
    """Give the routes of the page and its files. Anybody may read them: they hold nothing but the program."""
    routes = Blueprint("dashboard", __name__)
    assets = read_assets(STATIC)

    @routes.get("/")
    async def index() -> Response:
        return _serve(assets["index.html"])

    @routes.get("/dashboard/<path:name>")
    async def asset(name: str) -> Response:
        return _serve(assets.get(name) or abort(404))

    return routes


def read_assets(folder: Path) -> dict[str, Asset]:
    """Give the files below a folder by their paths in it."""
    paths = (path for path in sorted(folder.rglob("*")) if path.suffix in _TYPES)
    return {path.relative_to(folder).as_posix(): _asset(path) for path in paths}


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    return Asset(content, _TYPES[path.suffix], Representation(size=len(content), etag=etag, last_modified=None))


def _serve(asset: Asset) -> Response:
    answer = decide(conditions_of(request), asset.representation)
    part = asset.content[answer.offset : answer.offset + answer.count]
    return respond(answer, part, asset.content_type, _HEADERS)
