"""/images/NAME.jpg and /images/NAME/ID.jpg: the pictures kept here. A digest in the name is for caches only.

The address of a picture that was replaced gives the one in its place: an app that read the feed before shows that
rather than none. Only the present address may be cached for ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from quart import Blueprint, Response, abort

from anypod.media.library import Library
from anypod.model.settings import Settings
from anypod.store.queries import Queries
from anypod.web.crossing import open_to_all_origins
from anypod.web.files import file_response

_FILE = re.compile(r"(?P<stem>[^.]+)(?:\.(?P<digest>[0-9a-f]{6,64}))?\.jpg")

_CHANGING = {"Cache-Control": "max-age=3600"}
_LASTING = {"Cache-Control": "max-age=31536000, immutable"}


def image_routes(queries: Queries, library: Library, settings: Callable[[], Settings]) -> Blueprint:
    """Give the routes of the pictures, each with or without a digest."""
    routes = Blueprint("images", __name__)
    open_to_all_origins(routes)

    @routes.get("/images/<file>")
    async def feed_image(file: str) -> Response:
        stem, digest = _read(file)
        return await serve(stem, None, digest)

    @routes.get("/images/<name>/<file>")
    async def item_image(name: str, file: str) -> Response:
        stem, digest = _read(file)
        return await serve(name, stem, digest)

    async def serve(name: str, id_: str | None, digest: str | None) -> Response:
        if name not in settings().feeds:
            abort(404)
        try:
            path = library.image_path(name, id_)
        except ValueError:
            abort(404)
        row = await (queries.feed(name) if id_ is None else queries.download(name, id_)) if digest else None
        headers = _LASTING if row is not None and row.image == digest else _CHANGING
        return await file_response(path, "image/jpeg", headers) or abort(404)

    return routes


def _read(file: str) -> tuple[str, str | None]:
    found = _FILE.fullmatch(file)
    if found is None:
        abort(404)
    return found["stem"], found["digest"]
