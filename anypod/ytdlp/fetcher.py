"""The runner's *fetch*: one item's media into a folder of its own, and how far it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from anypod.ytdlp.addresses import unpack
from anypod.ytdlp.causes import trouble_of
from anypod.ytdlp.facts import facts_of
from anypod.ytdlp.items import UNPLAYABLE, process, refusal
from anypod.ytdlp.outlet import Outlet
from anypod.ytdlp.protocol import Alive, Answer, Facts, Moved, Request, Trouble
from anypod.ytdlp.purge import plan, purge
from anypod.ytdlp.segments import Segments
from anypod.ytdlp.tool import Log, open_tool
from anypod.ytdlp.totals import Totals

_INTERVAL = 0.25
"""Seconds between two words on progress."""
_PULSE = 1.0
_EXPIRED = frozenset({403, 404, 410})
"""What a media URL answers that was given out too long ago."""


class Fetcher:
    """One fetch call."""

    def __init__(self, outlet: Outlet, log: Log, request: Request) -> None:
        self._outlet = outlet
        self._log = log
        self._url = request.urls[0]
        self._folder = Path(request.folder)
        self._insist = request.insist
        self._segments = Segments()
        self._totals = Totals()
        self._facts: Facts | None = None
        self._refused: Trouble | None = None
        self._begun = False
        self._next_word = 0.0
        hooks = {"progress_hooks": [self._progressed], "postprocessor_hooks": [self._processed]}
        self._ydl = open_tool(request.args, log, match_filter=self._gate, **hooks)

    def run(self) -> None:
        """Fetch and say what came of it; once more from the page when the media's URL had expired."""
        self._outlet.say(Moved(phase="starting"))
        purge(self._folder)
        self._segments.listen()
        threading.Thread(target=self._pulse, name="pulse", daemon=True).start()
        with self._ydl:
            self._outlet.say(self._tried_twice())

    def _tried_twice(self) -> Answer:
        answer = self._fetched()
        if answer.trouble is not None and answer.trouble.status in _EXPIRED and self._begun:
            self._log.debug("The media's URL doesn't work any more; asking the site for a fresh one")
            answer = self._fetched()
        return answer

    def _fetched(self) -> Answer:
        self._log.begin()
        self._segments.begin()
        try:
            info = process(self._ydl, unpack(self._url), download=True)
        except Exception as error:  # noqa: BLE001 - extractors, downloaders and postprocessors raise anything
            return Answer(url=self._url, facts=self._facts, trouble=trouble_of(error))
        if self._refused is not None:
            return Answer(url=self._url, facts=self._facts, trouble=self._refused)
        return self._finished(info)

    def _finished(self, info: dict[str, Any]) -> Answer:
        paths = [one.get("filepath") for one in info.get("requested_downloads") or ()]
        found = [path for path in paths if path and Path(path).is_file()]
        facts = self._facts or facts_of(info, unpack(self._url))
        if not found:
            trouble = Trouble(message=self._log.latest, expected=True, reason="no_file")
            return Answer(url=self._url, facts=facts, trouble=trouble)
        return Answer(url=self._url, facts=facts, path=str(found[-1]), cuts=self._segments.cuts)

    def _gate(self, info: Mapping[str, Any], *, incomplete: object = False) -> str | None:
        """yt-dlp's match_filter: the last look at an item before its download, with the formats chosen."""
        if incomplete is not False:
            return None
        self._facts = facts_of(info, unpack(self._url))
        self._refused = refusal(info, self._log) or _unplayable(info) or self._unheard()
        if self._refused is not None:
            return self._refused.message
        sizes = _sizes(info)
        self._totals.expect(sizes)
        plan(self._folder, repr((self._facts.id, self._facts.extractor, *sizes.items())))
        self._begun = True
        return None

    def _unheard(self) -> Trouble | None:
        if not self._insist or self._segments.unheard is None:
            return None
        return Trouble(message=self._segments.unheard, expected=True)

    def _progressed(self, status: Mapping[str, Any]) -> None:
        moved = self._totals.add(status)
        if time.monotonic() >= self._next_word or status.get("status") == "finished":
            self._next_word = time.monotonic() + _INTERVAL
            self._outlet.say(moved)

    def _processed(self, status: Mapping[str, Any]) -> None:
        # MoveFiles has nothing to move: home and temp are one folder.
        if status.get("status") == "started" and status.get("postprocessor") != "MoveFiles":
            whole = sum(path.stat().st_size for path in self._folder.iterdir() if path.is_file())
            self._outlet.say(
                Moved(phase="processing", done=whole, total=whole, step=text_of(status.get("postprocessor")))
            )

    def _pulse(self) -> None:
        """While ffmpeg works, for an hour maybe, nobody tells how far it is; but its file grows."""
        before = None
        while True:
            time.sleep(_PULSE)
            now = _state(self._folder)
            if before is not None and now != before:
                self._outlet.say(Alive())
            before = now


def text_of(value: object) -> str | None:
    """Give a name as text."""
    return str(value) if value else None


def _unplayable(info: Mapping[str, Any]) -> Trouble | None:
    """A stream that is on the air never ends, one that just has isn't whole yet."""
    live = info.get("live_status")
    if live in UNPLAYABLE:
        return Trouble(message="It's live, or just has been: no recording yet", expected=True, reason="live")
    return None


def _sizes(info: Mapping[str, Any]) -> dict[str, int | None]:
    chosen = info.get("requested_formats") or [info]
    return {str(one.get("format_id")): one.get("filesize") or one.get("filesize_approx") for one in chosen}


def _state(folder: Path) -> list[tuple[str, int, int]]:
    found = []
    for path in folder.iterdir():
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        found.append((path.name, status.st_size, status.st_mtime_ns))
    return sorted(found)
