"""/feeds, /media, /media/NAME, /thumbnails, /thumbnails/NAME: pages for people, of what is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import frozen
from quart import Blueprint, Response, abort, current_app, request

from anypod.media.library import Library
from anypod.model.download import Status
from anypod.model.settings import Settings
from anypod.store.pages import Wanted
from anypod.store.queries import Queries
from anypod.web.documents import Documents
from anypod.web.files import file_response
from anypod.web.gate import current_entry
from anypod.web.listed import PER_PAGE, Part, episodes_page, feeds_page, folders_page, pictures_page
from anypod.web.page import CONTENT_TYPE, HEADERS
from anypod.web.shown import ShownFeed, shown_feeds

_WORD = str.maketrans("/<>", "___")


@frozen(kw_only=True)
class Shelves:
    """What the pages are made from."""

    queries: Queries
    library: Library
    settings: Callable[[], Settings]
    now: Callable[[], datetime]

    async def feeds(self) -> tuple[ShownFeed, ...]:
        """Give the feeds that pages may name; not found where listings are off."""
        if not self.settings().server.listings:
            abort(404)
        return shown_feeds(self.settings(), await self.queries.feeds())

    async def part(self, name: str) -> Part:
        """Give the page of a feed's episodes that the request asks for."""
        feed = next((feed for feed in await self.feeds() if feed.name == name), None) or abort(404)
        number = _number(request.args.get("page", "1"))
        wanted = Wanted(feed=name, statuses=(Status.DOWNLOADED,), offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
        found = await self.queries.page(wanted)
        if number > 1 and not found.downloads:
            abort(404)
        return Part(feed=feed, number=number, downloads=found.downloads, total=found.total)


def listing_routes(shelves: Shelves) -> Blueprint:
    """Give the routes of the pages. Where listings are off, none of them is found."""
    routes = Blueprint("listing", __name__)
    documents = Documents(shelves.now)

    def answer(page: bytes) -> Response:
        # The secret that led here is not in the page: it is the same document for all.
        inner = current_entry().path or ""
        return documents.answer(f"{inner}?{request.args.get('page', '')}", page, CONTENT_TYPE, HEADERS)

    _add_pages(routes, shelves, answer)
    _add_pages_of_a_feed(routes, shelves, answer)
    for rule in ("/feeds/", "/media/", "/media/<name>/", "/thumbnails/", "/thumbnails/<name>/"):
        routes.add_url_rule(rule, f"folder_{rule.translate(_WORD)}", _without_slash)
    return routes


def _add_pages(routes: Blueprint, shelves: Shelves, answer: Callable[[bytes], Response]) -> None:
    @routes.get("/")
    async def root() -> Response:
        await shelves.feeds()
        # Behind a proxy that takes a prefix off, only what is relative to the last part of the address is right.
        asked = request.scope["raw_path"].decode("ascii", "replace").rpartition("/")[2]
        return _moved(f"./{asked}/feeds" if asked else "./feeds")

    @routes.get("/feeds")
    async def feeds() -> Response:
        return answer(feeds_page(await shelves.feeds()))

    @routes.get("/media")
    async def media() -> Response:
        return answer(folders_page(await shelves.feeds(), "media", "Episodes"))

    @routes.get("/thumbnails")
    async def thumbnails() -> Response:
        return answer(folders_page(await shelves.feeds(), "thumbnails", "Pictures"))


def _add_pages_of_a_feed(routes: Blueprint, shelves: Shelves, answer: Callable[[bytes], Response]) -> None:
    @routes.get("/media/<name>")
    async def episodes(name: str) -> Response:
        return answer(episodes_page(await shelves.part(name)))

    @routes.get("/thumbnails/<name>")
    async def pictures(name: str) -> Response:
        return answer(pictures_page(await shelves.part(name)))

    @routes.get("/thumbnails/<name>/<file>")
    async def picture(name: str, file: str) -> Response:
        if name not in {feed.name for feed in await shelves.feeds()}:
            abort(404)
        return await _picture(shelves.library, name, file)


async def _picture(library: Library, name: str, file: str) -> Response:
    stem = file.removesuffix(".jpg")
    try:
        path = library.image_path(name, None if stem == name else stem)
    except ValueError:
        abort(404)
    response = None if stem == file else await file_response(path, "image/jpeg", {"Cache-Control": "max-age=3600"})
    return response or abort(404)


async def _without_slash(**_names: str) -> Response:
    last = (current_entry().path or "").rstrip("/").rpartition("/")[2]
    return _moved(f"../{last}")


def _moved(location: str) -> Response:
    return current_app.response_class("", status=302, headers={"Location": location}, content_type="text/plain")


def _number(text: str) -> int:
    """A page's number from 1; not found for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 8 and int(text) else abort(404)
