"""/transcripts/NAME/ID.LANG.vtt and .srt: a published episode's transcript, with the times of its file as it is.

What lies on the disk has the source's times. Which parts a file lacks its row says, so that the two never disagree.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path

import structlog
import trio
from attrs import frozen
from quart import Blueprint, Response, abort
from structlog.typing import FilteringBoundLogger

from anypod.media import subrip, webvtt
from anypod.media.library import Library
from anypod.model.chapter import Span
from anypod.model.download import Download, Status
from anypod.model.transcript import Cue
from anypod.rules.cues import as_played
from anypod.rules.mime import TRANSCRIPT_TYPES
from anypod.store.queries import Queries
from anypod.web.crossing import open_to_all_origins
from anypod.web.documents import Documents
from anypod.web.packing import Content, pack

log: FilteringBoundLogger = structlog.get_logger(__name__)

_REMEMBERED = 32
"""Transcripts: an app asks for the newest ones, and a player for one again and again."""
_USUAL = 2_000_000
"""Bytes of memory that a day's talk takes; what is larger is made anew each time."""
_MAKERS = trio.CapacityLimiter(2)
"""Making one keeps a core busy for a moment; it must not take the threads of the database."""
# They change when their source's do, or when the file is cut anew: asking again costs a 304.
_HEADERS = {"Cache-Control": "no-cache"}
_WRITERS: Mapping[str, Callable[[tuple[Cue, ...]], str]] = {"vtt": webvtt.write, "srt": subrip.write}


def transcript_routes(queries: Queries, library: Library, documents: Documents) -> Blueprint:
    """Give the route."""
    routes = Blueprint("transcripts", __name__)
    open_to_all_origins(routes)
    shelf = _Shelf()

    @routes.get("/transcripts/<name>/<file>")
    async def transcript(name: str, file: str) -> Response:
        id_, lang, ext = _named(file)
        row = await queries.download(name, id_)
        if row is None or not _has(row, lang):
            abort(404)
        content = await shelf.give(library.transcript_path(name, id_, lang), row.cuts, ext)
        if content is None:
            log.error("a transcript is not on the disk", feed=name, download=id_, lang=lang)
            abort(404)
        content_type = f"{TRANSCRIPT_TYPES[ext]}; charset=utf-8"
        return documents.answer(f"transcripts/{name}/{file}", content, content_type, _HEADERS)

    return routes


def _named(file: str) -> tuple[str, str, str]:
    """ID, language and form; an id has no dot."""
    parts = file.split(".")
    if len(parts) != 3 or parts[2] not in _WRITERS:
        abort(404)
    return parts[0], parts[1], parts[2]


def _has(row: Download, lang: str) -> bool:
    return row.status is Status.DOWNLOADED and any(one.lang == lang for one in row.transcripts)


@frozen
class _Made:
    """Of what a document was made."""

    path: Path
    written: int
    cuts: tuple[Span, ...]
    ext: str


class _Shelf:
    """The documents that were asked for last."""

    def __init__(self) -> None:
        self._known: OrderedDict[_Made, Content] = OrderedDict()

    async def give(self, path: Path, cuts: tuple[Span, ...], ext: str) -> Content | None:
        """Give a document in all its forms; None where there is no file."""
        try:
            made = _Made(path, (await trio.Path(path).stat()).st_mtime_ns, cuts, ext)
            content = self._known.pop(made, None)
            if content is None:
                content = await trio.to_thread.run_sync(_content, made, limiter=_MAKERS)
        except FileNotFoundError:
            return None
        if content.size <= _USUAL:
            self._known[made] = content
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return content


def _content(made: _Made) -> Content:
    # Ours are UTF-8; one that another program left may be anything.
    cues = webvtt.read(made.path.read_text("utf-8", "replace"))
    return pack(_WRITERS[made.ext](as_played(cues, made.cuts)).encode())
