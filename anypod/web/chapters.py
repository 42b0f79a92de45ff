"""/chapters/NAME/ID.json: a published episode's chapters as Podcasting 2.0 has them. Made of its row each time."""

from __future__ import annotations

import json
from collections.abc import Callable

from quart import Blueprint, Response, abort

from anypod.model.chapter import Chapter
from anypod.model.download import Status
from anypod.model.settings import Settings
from anypod.rss.chapters import TYPE
from anypod.rss.text import one_line
from anypod.rules.chapters import file_chapters
from anypod.store.queries import Queries
from anypod.web.crossing import open_to_all_origins
from anypod.web.documents import Documents

VERSION = "1.2.0"
# They change with the config and with a second look at the source: asking again costs a 304.
_HEADERS = {"Cache-Control": "no-cache"}


def chapter_routes(queries: Queries, settings: Callable[[], Settings], documents: Documents) -> Blueprint:
    """Give the route. Where an episode has no chapters, or its feed shows none, there is nothing."""
    routes = Blueprint("chapters", __name__)
    open_to_all_origins(routes)

    @routes.get("/chapters/<name>/<file>")
    async def chapters(name: str, file: str) -> Response:
        id_ = file.removesuffix(".json")
        feed = settings().feeds.get(name)
        download = await queries.download(name, id_) if feed is not None and feed.chapters and id_ != file else None
        if feed is None or download is None or download.status is not Status.DOWNLOADED:
            abort(404)
        found = file_chapters(download, feed.sponsorblock)
        if not found:
            abort(404)
        return documents.answer(f"chapters/{name}/{id_}", document(found), TYPE, _HEADERS)

    return routes


def document(chapters: tuple[Chapter, ...]) -> bytes:
    """Give the JSON; the same chapters give the same bytes."""
    listed = [
        {"startTime": round(chapter.start, 3), "title": one_line(chapter.title) or str(number)}
        for number, chapter in enumerate(chapters, 1)
    ]
    return json.dumps({"version": VERSION, "chapters": listed}, ensure_ascii=False, separators=(",", ":")).encode()
