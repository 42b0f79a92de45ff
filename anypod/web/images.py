"""/images/NAME.jpg and /images/NAME/ID.jpg: the pictures kept here. A digest in the name is for caches only."""

from __future__ import annotations

import re
from collections.abc import Callable

from quart import Blueprint, Response, abort

from anypod.media.library import Library
from anypod.model.settings import Settings
from anypod.web.crossing import open_to_all_origins
from anypod.web.files import file_response

_FILE = re.compile(r"(?P<stem>[^.]+)(?:\.(?P<digest>[0-9a-f]{6,64}))?\.jpg")

_CHANGING = {"Cache-Control": "max-age=3600"}
_LASTING = {"Cache-Control": "max-age=31536000, immutable"}


def image_routes(library: Library, settings: Callable[[], Settings]) -> Blueprint:
    """Give the routes of the pictures. Any digest gives the newest: an old address is asked for by old caches."""
    routes = Blueprint("images", __name__)
    open_to_all_origins(routes)

    @routes.get("/images/<file>")
    async def feed_image(file: str) -> Response:
        stem, headers = _read(file)
        return await serve(stem, None, headers)

    @routes.get("/images/<name>/<file>")
    async def item_image(name: str, file: str) -> Response:
        stem, headers = _read(file)
        return await serve(name, stem, headers)

    async def serve(name: str, id_: str | None, headers: dict[str, str]) -> Response:
        if name not in settings().feeds:
            abort(404)
        try:
            path = library.image_path(name, id_)
        except ValueError:
            abort(404)
        return await file_response(path, "image/jpeg", headers) or abort(404)

    return routes


def _read(file: str) -> tuple[str, dict[str, str]]:
    found = _FILE.fullmatch(file)
    if found is None:
        abort(404)
    return found["stem"], _LASTING if found["digest"] else _CHANGING
