"""/media/NAME/ID.EXT: the file of a download that the catalogue says is downloaded, and no other."""

from __future__ import annotations

from pathlib import Path

import structlog
from quart import Blueprint, Response, abort
from structlog.typing import FilteringBoundLogger

from anypod.media.library import Library
from anypod.model.download import Download, MediaFile, Status
from anypod.store.queries import Queries
from anypod.web.crossing import open_to_all_origins
from anypod.web.disposition import inline_as
from anypod.web.files import Expected, file_response

log: FilteringBoundLogger = structlog.get_logger(__name__)

# Not for ever: the address holds no version, and a file that was lost is fetched again under the same name.
_HEADERS = {"Cache-Control": "max-age=86400"}


def media_routes(queries: Queries, library: Library) -> Blueprint:
    """Give the route of the media files."""
    routes = Blueprint("media", __name__)
    open_to_all_origins(routes)

    @routes.get("/media/<name>/<file>")
    async def media(name: str, file: str) -> Response:
        id_, _, ext = file.rpartition(".")
        path = _path(library, name, id_, ext)
        download = None if path is None else await queries.download(name, id_)
        served = None if download is None else _served(download, ext)
        if path is None or download is None or served is None:
            abort(404)
        headers = _HEADERS | {"Content-Disposition": inline_as(download.title, id_, ext)}
        expected = Expected(served.size, library.staged_path(name, id_, ext))
        # The row's, as in the feed: an imported file keeps the type under which subscribers know it.
        response = await file_response(path, served.mime, headers, expected)
        if response is None:
            log.error("a downloaded file is not on the disk", feed=name, download=id_, path=str(path))
            abort(404)
        return response

    return routes


def _path(library: Library, name: str, id_: str, ext: str) -> Path | None:
    try:
        return library.media_path(name, id_, ext)
    except ValueError:
        return None


def _served(download: Download, ext: str) -> MediaFile | None:
    file = download.file
    return file if file is not None and download.status is Status.DOWNLOADED and file.ext == ext else None
