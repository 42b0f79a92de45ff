"""An episode's chapters: the address of their JSON, and themselves in Podlove's form, which other apps read."""

from __future__ import annotations

from collections.abc import Iterator

from anypod.model.download import Download
from anypod.rss.markup import empty, parent
from anypod.rss.text import one_line
from anypod.rules.links import Links

TYPE = "application/json+chapters"


def chapters(download: Download, links: Links) -> Iterator[str]:
    """Give both forms; nothing where there are no chapters."""
    if not download.chapters:
        return
    yield empty("podcast:chapters", {"url": links.chapters(download.feed, download.id), "type": TYPE})
    in_order = sorted(download.chapters, key=lambda chapter: chapter.start)
    titled = [(play_time(one.start), one_line(one.title) or str(number)) for number, one in enumerate(in_order, 1)]
    inline = [empty("psc:chapter", {"start": start, "title": title}) for start, title in titled]
    yield parent("psc:chapters", inline, {"version": "1.2"})


def play_time(seconds: float) -> str:
    """Give seconds as HH:MM:SS.mmm."""
    thousandths = max(0, round(seconds * 1000))
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
