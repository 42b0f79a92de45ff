"""Lets web players of other origins read what they are pointed at: CORS for feeds, media and pictures."""

from __future__ import annotations

from quart import Blueprint, Response, request

_READABLE = "Accept-Ranges, Content-Disposition, Content-Encoding, Content-Length, Content-Range, ETag, Last-Modified"
_SENDABLE = "If-Match, If-Modified-Since, If-None-Match, If-Range, If-Unmodified-Since, Range"


def open_to_all_origins(routes: Blueprint) -> None:
    """Allow any origin on these routes. Nothing here goes by cookies, so a page learns no more than its server could.

    Listings are not among them: which feeds there are on a home network is no business of a page elsewhere.
    """
    routes.after_request(_allow)


async def _allow(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = _READABLE
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = _SENDABLE
        response.headers["Access-Control-Max-Age"] = "86400"
    return response
