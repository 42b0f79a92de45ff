"""What the API answers as lines for a terminal. Text of sources is shown without what a terminal would obey."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from anypod.web.api.download_orders import SubmissionAnswer
from anypod.web.api.previews import Preview, PreviewItem
from anypod.web.api.records import DownloadShape


def preview_lines(preview: Preview) -> Iterator[str]:
    """Say what a source would give."""
    yield f"{plain(preview.title or 'without a title')} ({preview.source_type}), {items(preview.total)}"
    width = max((len(item.verdict.status) for item in preview.items), default=0)
    for item in preview.items:
        yield f"  {item.verdict.status:<{width}}  {_day(item.published)}  {_length(item)}  {_why(item)}"
    if preview.total > len(preview.items):
        yield f"  … and {preview.total - len(preview.items):,} more"


def submission_lines(answer: SubmissionAnswer) -> Iterator[str]:
    """Say what became of a submission."""
    for item in answer.items:
        yield f"{download_line(item.download)}{'' if item.new else ' (the feed had it already)'}"


def download_line(download: DownloadShape) -> str:
    """Say how a download is."""
    why = download.reason or download.last_error
    return (
        f"{download.feed}/{download.id}: {download.status}{f' ({plain(why)})' if why else ''}: {plain(download.title)}"
    )


def items(count: int) -> str:
    """Give "1 item" or "2 items"."""
    return f"{count:,} item{'' if count == 1 else 's'}"


def plain(text: str) -> str:
    """Give one line of printable characters: an escape sequence in a title must not act."""
    return "".join(character if character.isprintable() else " " for character in " ".join(text.split()))


def duration(seconds: float) -> str:
    """Give 3:05 or 1:03:05."""
    hours, rest = divmod(round(seconds), 3_600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def _day(when: datetime | None) -> str:
    return "          " if when is None else f"{when:%Y-%m-%d}"


def _length(item: PreviewItem) -> str:
    return f"{'' if item.duration is None else duration(item.duration):>8}"


def _why(item: PreviewItem) -> str:
    title = plain(item.title)
    return f"{title} [{plain(item.verdict.reason)}]" if item.verdict.reason else title
