"""Events and figures in words for a terminal, a line each. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo

from anypod.cli.lines import duration, items, plain
from anypod.model.event import Event, EventKind
from anypod.model.source import Phase, Progress
from anypod.rules.reasons import size_in_words
from anypod.web.standing import ConfigProblem


def line(event: Event, zone: tzinfo) -> str:
    """Give an event as a line of a log: when, what it concerns, what happened."""
    about = "/".join(plain(part) for part in (event.feed, event.id) if part) or plain(event.site or "") or "service"
    return f"{event.at.astimezone(zone):%Y-%m-%d %H:%M:%S} {about}: {words(event)}"


def words(event: Event) -> str:
    """Say what happened."""
    say = _WORDS.get(event.kind)
    return plain(say(event) if say else event.kind.replace("_", " "))


def progress_words(progress: Progress) -> str:
    """Say how far a download is: phase, part, size, speed, time left."""
    if progress.phase is not Phase.DOWNLOADING:
        return f"{progress.phase}{f' ({progress.step})' if progress.step else ''}"
    of = f" of {size_in_words(progress.total)}" if progress.total else ""
    parts = [f"{part(progress):.0%}" if progress.total else "", f"{size_in_words(progress.done)}{of}"]
    parts += [speed(progress), f"{duration(progress.eta)} left" if progress.eta is not None else ""]
    return ", ".join(part for part in parts if part)


def part(progress: Progress) -> float:
    """Give how much of it is done, 0 to 1; 0 while nobody knows how much it is."""
    return min(progress.done / progress.total, 1.0) if progress.total else 0.0


def speed(progress: Progress) -> str:
    """Give bytes a second in words; "" while unknown."""
    return f"{size_in_words(round(progress.speed))}/s" if progress.speed else ""


def clock(when: datetime | None, now: datetime, zone: tzinfo) -> str:
    """Give the time of a moment, with its day where that isn't today: of the week, for the next six."""
    if when is None:
        return ""
    local = when.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    if days == 0:
        return f"{local:%H:%M}"
    return f"{local:%a %H:%M}" if 0 < days < 7 else f"{local:%Y-%m-%d %H:%M}"


def problem_words(problem: ConfigProblem) -> str:
    """Say what is wrong with the config, with its place."""
    place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    said = [f"found {problem.found}" if problem.found else "", f"allowed: {problem.allowed}" if problem.allowed else ""]
    text = "; ".join(filter(None, [*said, problem.message or ""]))
    return plain(": ".join(filter(None, [place, problem.key, text])))


def _because(event: Event) -> str:
    return f": {event.message}" if event.message else ""


def _failed(event: Event) -> str:
    then = f"; again after {event.until:%Y-%m-%d %H:%M} UTC" if event.until else ""
    return f"failed ({event.failure}){_because(event)}{then} — {event.title or ''}"


_WORDS: Mapping[EventKind, Callable[[Event], str]] = {
    EventKind.FEED_STARTED: lambda _: "feed started",
    EventKind.FEED_STOPPED: lambda event: f"feed stopped{_because(event)}",
    EventKind.SYNC_STARTED: lambda _: "sync started",
    EventKind.SYNC_FINISHED: lambda event: f"synced, {items(event.found or 0)} new",
    EventKind.SYNC_FAILED: lambda event: f"sync failed ({event.failure}){_because(event)}",
    EventKind.DOWNLOAD_FOUND: lambda event: f"found, {event.status}{_because(event)} — {event.title or ''}",
    EventKind.DOWNLOAD_STARTED: lambda event: f"download started — {event.title or ''}",
    EventKind.PROGRESS: lambda event: progress_words(event.progress) if event.progress else "progress",
    EventKind.DOWNLOAD_FINISHED: lambda event: f"downloaded — {event.title or ''}",
    EventKind.DOWNLOAD_FAILED: _failed,
    EventKind.DOWNLOAD_CHANGED: lambda event: f"{event.status}{_because(event)} — {event.title or ''}",
    EventKind.RETENTION_APPLIED: lambda event: f"retention let {items(event.changed or 0)} go",
    EventKind.CONFIG_APPLIED: lambda event: f"config applied{_because(event)}",
    EventKind.CONFIG_REJECTED: lambda event: f"config rejected{_because(event)}",
    EventKind.SITE_PAUSED: lambda event: f"paused until {event.until:%Y-%m-%d %H:%M} UTC{_because(event)}",
    EventKind.SITE_RESUMED: lambda _: "pause over",
    EventKind.DISK_LOW: lambda event: f"disk low{_because(event)}",
    EventKind.DISK_OK: lambda event: f"room on the disk again{_because(event)}",
    EventKind.TOOL_UPDATED: lambda event: f"yt-dlp updated{_because(event)}",
}
