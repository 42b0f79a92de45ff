"""/api/docs: the document as a page to read and to try things on. Nothing of it is loaded from elsewhere."""

from __future__ import annotations

from pathlib import Path

from quart import Blueprint, Response, abort, current_app

STATIC = Path(__file__).parent / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_TYPES = {
    "docs.html": "text/html; charset=utf-8",
    "docs.css": "text/css; charset=utf-8",
    "docs.js": "text/javascript; charset=utf-8",
}


def docs_routes() -> Blueprint:
    """Give the routes of the page. Anybody may read it: the document itself wants the token."""
    routes = Blueprint("docs", __name__)
    contents = {name: (STATIC / name).read_bytes() for name in _TYPES}

    def serve(name: str) -> Response:
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": POLICY, "X-Frame-Options": "DENY"}
        return current_app.response_class(contents[name], headers=headers, content_type=_TYPES[name])

    @routes.get("/api/docs")
    async def page() -> Response:
        return serve("docs.html")

    @routes.get("/api/docs/<name>")
    async def file(name: str) -> Response:
        return serve(name) if name in _TYPES else abort(404)

    return routes
