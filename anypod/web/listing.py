"""/feeds: a page of the feeds to subscribe to. HTML without script or style; all that sources say is escaped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from attrs import frozen
from quart import Blueprint, Response, abort, current_app

from anypod.model.settings import Settings
from anypod.store.queries import Queries
from anypod.web.gate import current_entry

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
}
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Podcast feeds</title>
</head>
<body>
<main>
<h1>Podcast feeds</h1>
{body}
</main>
</body>
</html>
"""


@frozen
class Listed:
    """A line of the page."""

    name: str
    title: str
    episodes: int


def listing_routes(queries: Queries, settings: Callable[[], Settings]) -> Blueprint:
    """Give the routes of `/` and `/feeds`. Where listings are off, both are not found."""
    routes = Blueprint("listing", __name__)

    @routes.get("/")
    async def root() -> Response:
        if not settings().server.listings:
            abort(404)
        # Behind a proxy that takes a prefix off, only a relative address is right.
        before = current_entry().before
        location = f"{before}/feeds" if before else "feeds"
        return current_app.response_class("", status=302, headers={"Location": location}, content_type="text/plain")

    @routes.get("/feeds")
    async def feeds() -> Response:
        if not settings().server.listings:
            abort(404)
        page = _PAGE.format(body=_body(await _listed(queries, settings())))
        return current_app.response_class(page, headers=_HEADERS, content_type="text/html; charset=utf-8")

    return routes


async def _listed(queries: Queries, settings: Settings) -> list[Listed]:
    rows = {feed.name: feed for feed in await queries.feeds()}
    lines = []
    for name, feed in settings.feeds.items():
        row = rows.get(name)
        if feed.enabled:
            title = feed.metadata.title or (row.metadata.title if row else None) or name
            lines.append(Listed(name, title, row.total_downloads if row else 0))
    return sorted(lines, key=lambda line: (line.title.casefold(), line.name))


def _body(lines: Sequence[Listed]) -> str:
    if not lines:
        return "<p>There is no feed yet.</p>"
    return "<ul>\n" + "\n".join(map(_line, lines)) + "\n</ul>"


def _line(line: Listed) -> str:
    episodes = "1 episode" if line.episodes == 1 else f"{line.episodes} episodes"
    return f'<li><a href="feeds/{line.name}.xml">{escape(line.title)}</a> ({episodes})</li>'
