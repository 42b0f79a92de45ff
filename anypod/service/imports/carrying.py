"""An item's files into our data folder: linked where that can be, else copied; moved only when that was asked for."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import trio
from attrs import evolve, frozen

from anypod.media.artwork import Picture, convert_artwork
from anypod.media.library import Library
from anypod.media.place import sync_file, sync_folder
from anypod.media.probe import probe
from anypod.media.tools import Tools
from anypod.model.download import Download, MediaFile, Status
from anypod.model.failure import Failure
from anypod.rules.imports.incoming import IncomingFile, IncomingItem, IncomingTranscript, Loss

_TYPE = re.compile(r"(?:audio|video)/[A-Za-z0-9.+-]+")


@frozen(kw_only=True)
class Carrier:
    """Brings files from one folder into another's library.

    Attributes:
        data: the other program's.
        move: whether the files are to be gone there.
    """

    data: Path
    library: Library
    tools: Tools
    move: bool = False

    async def item(self, item: IncomingItem) -> tuple[Download, tuple[Loss, ...]]:
        """Give the row of an item whose files are here now; what has no file that can be played is wanted again.

        Cancellation leaves files without rows, which the next import takes as they are.
        """
        row = item.download
        if row.status is not Status.DOWNLOADED:
            return row, ()
        file = await self._media(item.file, row)
        if not isinstance(file, MediaFile):
            wanted = evolve(row, status=Status.QUEUED, downloaded_at=None)
            return wanted, (Loss(f"{row.feed}: {row.source_id}", f"{file}: it is fetched again, under its old guid"),)
        picture = await self.picture(item.image, row.feed, row.id)
        transcripts = [found.transcript for found in item.transcripts if await self._transcript(found, row)]
        row = evolve(row, file=file, transcripts=tuple(transcripts))
        if picture is None:
            return row, ()
        return evolve(row, image=picture.digest, image_source=row.thumbnail_url, image_checked_at=row.examined_at), ()

    async def picture(self, path: str | None, feed: str, id: str | None) -> Picture | None:
        """Store a picture as ours are; None where there is none that can be used."""
        source = None if path is None else self._there(path)
        made = None if source is None else await convert_artwork(self.library, feed, id, source)
        return made if isinstance(made, Picture) else None

    def has(self, file: IncomingFile | None) -> bool:
        """Whether a file is there."""
        return file is not None and self._there(file.path) is not None

    async def _media(self, file: IncomingFile | None, row: Download) -> MediaFile | str:
        """Give the facts of the file that is in its place now, or why there is none."""
        source = None if file is None else self._there(file.path)
        if file is None or source is None:
            return "its file isn't there"
        found = await probe(source, self.tools)
        if isinstance(found, Failure):
            return found.message.rstrip(".")
        try:
            target = self.library.media_path(row.feed, row.id, found.ext)
            await trio.to_thread.run_sync(self._bring, source, target)
        except (OSError, ValueError) as error:
            return f"its file can't be put in its place ({error})"
        # The type is a part of what subscribers know of it.
        return evolve(found, mime=file.mime) if file.mime and _TYPE.fullmatch(file.mime) else found

    async def _transcript(self, found: IncomingTranscript, row: Download) -> bool:
        source = self._there(found.path)
        if source is None:
            return False
        content = await trio.Path(source).read_bytes()
        await self.library.store_transcript(content, row.feed, row.id, found.transcript.lang)
        return True

    def _there(self, path: str) -> Path | None:
        """Give a plain file below the other program's folder; names in its records may lead anywhere."""
        top = self.data.resolve()
        found = (top / path).resolve()
        return found if found.is_relative_to(top) and found.is_file() else None

    def _bring(self, source: Path, target: Path) -> None:
        if target.is_file() and target.stat().st_size == source.stat().st_size:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.partial")
        partial.unlink(missing_ok=True)
        try:
            os.link(source, partial)
        except OSError:
            # Another file system, or one without links.
            shutil.copyfile(source, partial)
            sync_file(partial)
        partial.replace(target)
        sync_folder(target.parent)
        if self.move:
            source.unlink()
