"""Where each file lives under the data folder. Pure paths: nothing here looks at the disk or makes a folder."""

from __future__ import annotations

import re
from pathlib import Path

from attrs import frozen

from anypod.rules.identity import DOWNLOAD_ID, FEED_NAME
from anypod.rules.language import TAG

_EXT = re.compile(r"[a-z0-9]{1,8}")
STAGED = re.compile(rf"\.(?P<id>{DOWNLOAD_ID.pattern})\.(?P<ext>{_EXT.pattern})\.next")
"""The names that `staged_file` gives."""


@frozen
class Layout:
    """The folders of one data folder. Each method raises ValueError for a name that can't be one of ours.

    Names come from requests too, so this is where a `..` or a slash ends.
    """

    data_dir: Path

    @property
    def media(self) -> Path:
        """Published files."""
        return self.data_dir / "media"

    @property
    def images(self) -> Path:
        """Artwork."""
        return self.data_dir / "images"

    @property
    def transcripts(self) -> Path:
        """Transcripts."""
        return self.data_dir / "transcripts"

    @property
    def tmp(self) -> Path:
        """Scratch folders; on the same file system as media/, so that putting in place is a rename."""
        return self.data_dir / "tmp"

    @property
    def db(self) -> Path:
        """The database and its backups."""
        return self.data_dir / "db"

    @property
    def tops(self) -> tuple[Path, ...]:
        """What must exist before anything else."""
        return self.media, self.images, self.transcripts, self.tmp, self.db

    def media_file(self, feed: str, id: str, ext: str) -> Path:
        """media/FEED/ID.EXT."""
        return self.media / checked_feed(feed) / f"{checked_id(id)}.{checked_ext(ext)}"

    def staged_file(self, feed: str, id: str, ext: str) -> Path:
        """media/FEED/.ID.EXT.next: a file that is to take a published one's place."""
        return self.media / checked_feed(feed) / f".{checked_id(id)}.{checked_ext(ext)}.next"

    def image(self, feed: str, id: str | None = None) -> Path:
        """images/FEED.jpg, or images/FEED/ID.jpg."""
        if id is None:
            return self.images / f"{checked_feed(feed)}.jpg"
        return self.images / checked_feed(feed) / f"{checked_id(id)}.jpg"

    def transcript_folder(self, feed: str) -> Path:
        """transcripts/FEED, with files ID.LANG.vtt in it."""
        return self.transcripts / checked_feed(feed)

    def transcript(self, feed: str, id: str, lang: str) -> Path:
        """transcripts/FEED/ID.LANG.vtt."""
        return self.transcript_folder(feed) / f"{checked_id(id)}.{_checked(TAG, lang, 'language')}.vtt"

    def scratch(self, feed: str, id: str) -> Path:
        """tmp/FEED/ID."""
        return self.tmp / checked_feed(feed) / checked_id(id)


def checked_feed(name: str) -> str:
    """Give the name back, or raise ValueError."""
    return _checked(FEED_NAME, name, "feed name")


def checked_id(name: str) -> str:
    """Give the id back, or raise ValueError."""
    return _checked(DOWNLOAD_ID, name, "download id")


def checked_ext(name: str) -> str:
    """Give the extension (no dot, lower case) back, or raise ValueError."""
    return _checked(_EXT, name, "extension")


def _checked(pattern: re.Pattern[str], name: str, what: str) -> str:
    if not pattern.fullmatch(name):
        raise ValueError(f"{name!r} is no {what}")
    return name
