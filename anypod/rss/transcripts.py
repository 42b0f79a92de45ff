"""An episode's transcripts, each in the two forms that podcast apps read."""

from __future__ import annotations

from collections.abc import Iterator

from anypod.model.download import Download
from anypod.rss.markup import empty
from anypod.rules.links import Links
from anypod.rules.mime import TRANSCRIPT_TYPES

# Both forms have times, and what they say is what is heard: captions, as the namespace has it.
_REL = "captions"


def transcripts(download: Download, links: Links) -> Iterator[str]:
    """Give their addresses; nothing where there are none."""
    for one in download.transcripts:
        for ext, kind in TRANSCRIPT_TYPES.items():
            url = links.transcript(download.feed, download.id, one.lang, ext)
            yield empty("podcast:transcript", {"url": url, "type": kind, "language": one.lang, "rel": _REL})
