"""/opml: every listed feed in one document that podcast apps import, with the addresses of whoever asks."""

from __future__ import annotations

from collections.abc import Callable

from quart import Blueprint, Response, abort

from anypod.model.settings import Settings
from anypod.rss.opml import Outline, render_opml
from anypod.rules.links import Links
from anypod.store.queries import Queries
from anypod.web.documents import Documents
from anypod.web.gate import current_base, current_entry
from anypod.web.shown import shown_feeds

CONTENT_TYPE = "text/x-opml; charset=utf-8"
_HEADERS = {"Cache-Control": "no-cache", "Content-Disposition": 'inline; filename="anypod.opml"'}


def opml_routes(queries: Queries, settings: Callable[[], Settings], documents: Documents) -> Blueprint:
    """Give the route. Where listings are off only whoever came with a token finds it: to anyone else it is a listing.

    Pages of other origins can't read it, as they can't read listings.
    """
    routes = Blueprint("opml", __name__)

    @routes.get("/opml")
    async def opml() -> Response:
        now, secret = settings(), current_entry().secret
        if not (now.server.listings or secret):
            abort(404)
        base = current_base(now)
        links = Links(base)
        outlines = [
            Outline(title=feed.title, xml_url=links.feed(feed.name), html_url=feed.link)
            for feed in shown_feeds(now, await queries.feeds())
        ]
        return documents.answer(f"{base}/opml", render_opml("Podcast feeds", outlines), CONTENT_TYPE, _HEADERS)

    return routes
