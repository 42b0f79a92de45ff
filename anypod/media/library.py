"""The files of the data folder: scratch, adoption, removal, sweep. Knows paths and bytes, nothing of rows or formats.

Paths are given at once; everything that touches the disk is async and works in a thread. Cancellation waits for that
thread: what it began is finished, never abandoned half way.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Container
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import trio

from anypod.media.layout import Layout, checked_feed, checked_id
from anypod.media.place import put_in_place, sync_folder, write_in_place
from anypod.media.scan import found_files, found_scratch, found_staged
from anypod.rules.sweep import FoundFile, Key, SweepReport, compared

T = TypeVar("T")

FINISHED = "finished"
"""The stem of a scratch file that yt-dlp is done with; nothing of it needs to be fetched again."""


class Library:
    """Owns media/, images/, transcripts/ and tmp/ under one data folder.

    Args:
        data_dir: made by `prepare` when missing.
    """

    def __init__(self, data_dir: Path) -> None:
        self.layout = Layout(data_dir.absolute())

    async def prepare(self) -> None:
        """Make the top folders. OSError when the data folder can't be written."""
        await _in_thread(self._make_tops)

    def media_path(self, feed: str, id: str, ext: str) -> Path:
        """media/FEED/ID.EXT, whether it exists or not. ValueError for names that can't be ours."""
        return self.layout.media_file(feed, id, ext)

    def image_path(self, feed: str, id: str | None = None) -> Path:
        """images/FEED.jpg or images/FEED/ID.jpg, whether it exists or not. ValueError as above."""
        return self.layout.image(feed, id)

    async def scratch(self, feed: str, id: str) -> Path:
        """Make a download's own folder, where it isn't there yet, and give it."""
        folder = self.layout.scratch(feed, id)
        await _in_thread(lambda: folder.mkdir(parents=True, exist_ok=True))
        return folder

    async def clear_scratch(self, feed: str, id: str) -> None:
        """Remove a download's folder with all that is in it."""
        folder = self.layout.scratch(feed, id)
        await _in_thread(lambda: _remove_tree(folder))

    async def stray(self, feed: str, id: str) -> Path | None:
        """Give a file already in place under an id, whatever its extension; of several the latest."""
        files = await _in_thread(lambda: self._media_of(feed, id))
        return files[-1] if files else None

    async def keep_finished(self, source: Path, feed: str, id: str) -> Path:
        """Give a file of a download's folder the name by which `finished` finds it. OSError when that is refused."""
        target = self.layout.scratch(feed, id) / f"{FINISHED}{source.suffix.lower()}"
        await _in_thread(lambda: source.replace(target))
        return target

    async def finished(self, feed: str, id: str) -> Path | None:
        """Give the file that was fetched whole, and is yet to be looked at or put in place."""
        folder = self.layout.scratch(feed, id)
        files = await _in_thread(lambda: [path for path in folder.glob(f"{FINISHED}.*") if path.stem == FINISHED])
        return files[0] if files else None

    async def adopt(self, source: Path, feed: str, id: str, ext: str) -> Path:
        """Move a finished file to media/FEED/ID.EXT, then remove what that id had under another extension.

        OSError when the file system refuses; the source and the older file are then still there.
        """
        target = self.media_path(feed, id, ext)
        await _in_thread(lambda: self._adopt(source, target, feed, id))
        return target

    def staged_path(self, feed: str, id: str, ext: str) -> Path:
        """Where a file lies that is to take a published one's place. ValueError as above."""
        return self.layout.staged_file(feed, id, ext)

    async def stage(self, source: Path, feed: str, id: str, ext: str) -> Path:
        """Lay a finished file beside the published one, on the disk for certain. OSError leaves that as it is."""
        target = self.staged_path(feed, id, ext)
        await _in_thread(lambda: put_in_place(source, target))
        return target

    async def unveil(self, feed: str, id: str, ext: str) -> None:
        """Let the staged file take the published one's name. That somebody else did so already is no error."""
        await _in_thread(lambda: self._unveil(feed, id, ext))

    async def unstage(self, feed: str, id: str, ext: str) -> None:
        """Remove a staged file that nobody wants."""
        await _in_thread(lambda: self.staged_path(feed, id, ext).unlink(missing_ok=True))

    async def staged(self) -> tuple[FoundFile, ...]:
        """Give every staged file."""
        return await _in_thread(lambda: found_staged(self.layout.media))

    async def store_image(self, content: bytes, feed: str, id: str | None = None) -> Path:
        """Write a picture whole or not at all, replacing the one before. OSError when the disk refuses."""
        target = self.image_path(feed, id)
        await _in_thread(lambda: write_in_place(content, target))
        return target

    async def kept_pictures(self, feed: str) -> frozenset[str | None]:
        """Give the ids of a feed's downloads whose pictures are on the disk, and None for its own."""
        return await _in_thread(lambda: self._pictures(feed))

    def transcript_path(self, feed: str, id: str, lang: str) -> Path:
        """transcripts/FEED/ID.LANG.vtt, whether it exists or not. ValueError as above."""
        return self.layout.transcript(feed, id, lang)

    async def store_transcript(self, content: bytes, feed: str, id: str, lang: str) -> None:
        """Write a transcript whole or not at all, replacing the one before. OSError when the disk refuses."""
        target = self.transcript_path(feed, id, lang)
        await _in_thread(lambda: write_in_place(content, target))

    async def keep_transcripts(self, feed: str, id: str, langs: Collection[str]) -> None:
        """Remove a download's transcripts but those in these languages."""
        kept = {self.transcript_path(feed, id, lang) for lang in langs}
        await _in_thread(lambda: self._delete_transcripts(feed, id, kept))

    async def kept_transcripts(self, feed: str) -> frozenset[tuple[str, str]]:
        """Give the (id, lang) of a feed's transcripts that are on the disk."""
        folder = self.layout.transcript_folder(feed)
        names = await _in_thread(lambda: [path.name.split(".") for path in folder.glob("[!.]*.*.vtt")])
        return frozenset((name[0], name[1]) for name in names if len(name) == 3)

    async def transcripts(self) -> tuple[FoundFile, ...]:
        """Give every file under transcripts/; the extension of each is "LANG.vtt"."""
        return await _in_thread(lambda: found_files(self.layout.transcripts))

    async def delete_media(self, feed: str, id: str) -> int:
        """Remove a download's file, picture and transcripts; give the bytes of media that this freed.

        What is gone already is no error.
        """
        return await _in_thread(lambda: self._delete(feed, id))

    async def delete_feed(self, feed: str) -> None:
        """Remove all that is kept for a feed, its artwork and scratch included."""
        await _in_thread(lambda: self._delete_feed(feed))

    async def has_files(self, feed: str) -> bool:
        """Tell whether anything is kept for a feed."""
        tops = (self.layout.media, self.layout.images, self.layout.transcripts, self.layout.tmp)
        kept = (self.image_path(feed), *(top / checked_feed(feed) for top in tops))
        return await _in_thread(lambda: any(path.exists() for path in kept))

    async def free_space(self) -> int:
        """Give the bytes that this process may still write, on the fuller of the volumes of tmp/ and media/."""
        return await _in_thread(
            lambda: min(shutil.disk_usage(top).free for top in (self.layout.tmp, self.layout.media))
        )

    async def sweep(self, known: frozenset[Key], now: datetime) -> SweepReport:
        """Compare the disk with the (feed, id, ext) of all downloaded rows, read before this call. Changes nothing."""
        layout = self.layout
        return await _in_thread(lambda: compared(known, found_files(layout.media), found_scratch(layout.tmp), now))

    async def remove_stray(self, path: Path) -> None:
        """Remove a file of media/ or transcripts/. ValueError for any other; what is gone already is no error."""
        if path.parent.parent not in {self.layout.media, self.layout.transcripts} or path.name in {"", ".", ".."}:
            raise ValueError(f"{path} is no published file")
        await _in_thread(lambda: path.unlink(missing_ok=True))

    def _make_tops(self) -> None:
        for top in self.layout.tops:
            top.mkdir(parents=True, exist_ok=True)

    def _unveil(self, feed: str, id: str, ext: str) -> None:
        target = self.media_path(feed, id, ext)
        try:
            self.staged_path(feed, id, ext).replace(target)
        except FileNotFoundError:
            return
        sync_folder(target.parent)
        self._remove_older(target, feed, id)

    def _adopt(self, source: Path, target: Path, feed: str, id: str) -> None:
        put_in_place(source, target)
        self._remove_older(target, feed, id)

    def _remove_older(self, target: Path, feed: str, id: str) -> None:
        for older in self._media_of(feed, id):
            if older != target:
                older.unlink(missing_ok=True)

    def _media_of(self, feed: str, id: str) -> list[Path]:
        folder = self.layout.media_file(feed, id, "x").parent
        files = [path for path in folder.glob(f"{id}.*") if path.is_file()]
        return sorted(files, key=lambda path: path.stat().st_ctime_ns)

    def _pictures(self, feed: str) -> frozenset[str | None]:
        ids = {path.stem for path in (self.layout.images / checked_feed(feed)).glob("*.jpg")}
        return frozenset({*ids, None} if self.image_path(feed).is_file() else ids)

    def _delete_feed(self, feed: str) -> None:
        self.image_path(feed).unlink(missing_ok=True)
        for top in (self.layout.media, self.layout.images, self.layout.transcripts, self.layout.tmp):
            _remove_tree(top / checked_feed(feed))

    def _delete(self, feed: str, id: str) -> int:
        freed = 0
        for path in self._media_of(feed, id):
            freed += path.stat().st_size
            path.unlink(missing_ok=True)
        for path in self.layout.media_file(feed, id, "x").parent.glob(f".{id}.*.next"):
            path.unlink(missing_ok=True)
        self.image_path(feed, id).unlink(missing_ok=True)
        self._delete_transcripts(feed, id, set())
        return freed

    def _delete_transcripts(self, feed: str, id: str, kept: Container[Path]) -> None:
        for path in self.layout.transcript_folder(feed).glob(f"{checked_id(id)}.*"):
            if path not in kept:
                path.unlink(missing_ok=True)


def _remove_tree(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    sync_folder(folder.parent)


async def _in_thread(work: Callable[[], T]) -> T:
    return await trio.to_thread.run_sync(work)
