"""What is watched as a screen of a terminal: bars, feeds, what happened last. Pure: a state in, a renderable out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import TypeVar

from attrs import frozen
from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from anypod.cli.lines import duration, plain
from anypod.cli.watch_words import clock, part, problem_words, progress_words, speed, words
from anypod.cli.watched import Watched
from anypod.model.active import Active
from anypod.model.download import Status
from anypod.model.event import Event, EventKind
from anypod.model.source import Phase
from anypod.rules.reasons import size_in_words
from anypod.web.shapes import FeedShape

T = TypeVar("T")

_ORDER = {"failing": 0, "downloading": 1, "syncing": 2, "idle": 3, "disabled": 4}
_STYLES = {"failing": "red", "downloading": "green", "syncing": "cyan", "disabled": "dim"}
_BAD = frozenset({EventKind.SYNC_FAILED, EventKind.DOWNLOAD_FAILED, EventKind.CONFIG_REJECTED, EventKind.DISK_LOW})


@frozen(kw_only=True)
class Frame:
    """What a screen is drawn for.

    Attributes:
        height: lines.
        now: the time, aware; shown in `zone`.
        seconds: of the clock that `Watched.again_at` is by.
        address: of the service.
    """

    height: int
    now: datetime
    zone: tzinfo
    seconds: float
    address: str


def view(state: Watched, frame: Frame) -> RenderableType:
    """Draw a screen that fits: bars first, feeds next, and what happened in the lines that are left."""
    notices = list(_notices(state, frame))
    left = frame.height - 1 - len(notices)
    running, hidden = _first(list(state.running.values()), max(left - 4, 1) if state.running else 0)
    left -= len(running) + bool(hidden) + bool(running)
    feeds, more = _first(_by_interest(state), max(left // 2, 1) if state.recent else left - 2)
    left -= len(feeds) + bool(more) + 2
    parts: list[RenderableType] = [_head(state, frame), *notices]
    if running:
        parts += [Text(), _bars(running)]
    if hidden:
        parts.append(_more(hidden))
    parts += [Text(), _feeds(feeds, frame)]
    if more:
        parts.append(_more(more))
    if left > 1 and state.recent:
        parts += [Text(), _recent(state.recent[: left - 1], frame)]
    return Group(*parts)


def _first(rows: list[T], room: int) -> tuple[list[T], int]:
    """Give as many as there is room for, and how many are not shown, which takes a line too."""
    if len(rows) <= room:
        return rows, 0
    shown = max(room - 1, 0)
    return rows[:shown], len(rows) - shown


def _more(count: int) -> Text:
    return Text(f"… and {count:,} more", style="dim")


def _head(state: Watched, frame: Frame) -> Text:
    downloads = len(state.running)
    text = Text(overflow="ellipsis", no_wrap=True)
    text.append("anypod", style="bold")
    text.append(f"  {frame.address}  ", style="dim")
    text.append(f"{downloads} running, {len(state.feeds):,} feed{'' if len(state.feeds) == 1 else 's'}")
    return text


def _notices(state: Watched, frame: Frame) -> Iterator[Text]:
    """What keeps things from going on; a line each."""
    if state.lost:
        wait = max(round(state.again_at - frame.seconds), 0)
        yield _notice(f"no connection: {state.lost}; trying again in {wait} s", "bold red")
    if state.disk.low:
        yield _notice(f"no room on the disk, downloads wait: {state.disk.message or ''}", "red")
    for site in state.paused.values():
        until = clock(site.until, frame.now, frame.zone)
        yield _notice(f"{site.site} is left alone until {until}: {site.message}", "yellow")
    for problem in state.config.problems:
        yield _notice(f"config: {problem_words(problem)}", "red")
    if state.config.needs_restart:
        yield _notice(f"after a restart: {', '.join(state.config.needs_restart)}", "yellow")


def _notice(text: str, style: str) -> Text:
    return Text(plain(text), style=style, overflow="ellipsis", no_wrap=True)


def _bars(running: Sequence[Active]) -> Table:
    table = _grid()
    table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    table.add_column(width=16)
    for _ in range(3):
        table.add_column(justify="right", no_wrap=True)
    for one in running:
        progress = one.progress
        title = Text(f"{one.feed}  ", style="cyan").append(plain(one.title), style="default")
        if progress.phase is Phase.DOWNLOADING:
            eta = "" if progress.eta is None else duration(progress.eta)
            table.add_row(title, _bar(one), _amount(one), speed(progress), eta)
        else:
            table.add_row(title, _bar(one), progress_words(progress), "", "")
    return table


def _bar(one: Active) -> ProgressBar:
    progress = one.progress
    done = 1.0 if progress.phase in {Phase.PROCESSING, Phase.ADOPTING} else part(progress)
    return ProgressBar(total=1.0, completed=done, width=16)


def _amount(one: Active) -> str:
    progress = one.progress
    if not progress.total:
        return size_in_words(progress.done)
    return f"{part(progress):.0%} of {size_in_words(progress.total)}"


def _by_interest(state: Watched) -> list[FeedShape]:
    """What fails or works comes first; else by name."""
    return sorted(state.feeds.values(), key=lambda feed: (_ORDER.get(feed.state, 3), feed.name))


def _feeds(feeds: Sequence[FeedShape], frame: Frame) -> Table:
    table = _grid()
    # It may "wrap", so that on a narrow screen it is cut, and not the figures; a name has no place to break at.
    table.add_column(Text("feed", style="dim"), overflow="ellipsis", min_width=8)
    table.add_column(Text("state", style="dim"), no_wrap=True)
    for heading in ("have", "wait", "fail", "size", "next"):
        table.add_column(Text(heading, style="dim"), justify="right", no_wrap=True)
    table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    table.show_header = True
    for feed in feeds:
        counts = feed.counts
        waiting = counts.get(Status.QUEUED, 0) + counts.get(Status.UPCOMING, 0)
        table.add_row(
            feed.name,
            Text(feed.state, style=_STYLES.get(feed.state, "")),
            f"{counts.get(Status.DOWNLOADED, 0):,}",
            f"{waiting:,}" if waiting else "",
            Text(f"{counts[Status.ERROR]:,}" if counts.get(Status.ERROR) else "", style="red"),
            size_in_words(feed.size) if feed.size else "",
            clock(feed.next_sync_at, frame.now, frame.zone),
            Text(plain(feed.last_error or ""), style="red"),
        )
    return table


def _recent(events: Sequence[Event], frame: Frame) -> Table:
    table = _grid()
    table.add_column(style="dim", no_wrap=True)
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    for event in events:
        at = f"{event.at.astimezone(frame.zone):%H:%M:%S}"
        style = "red" if event.kind in _BAD else ""
        table.add_row(at, plain(event.feed or event.site or ""), Text(words(event), style=style))
    return table


def _grid() -> Table:
    return Table.grid(padding=(0, 2, 0, 0), expand=True)
