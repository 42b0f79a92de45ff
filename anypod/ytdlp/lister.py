"""The runner's *list*: a source's own words, then its entries. Extracts no entry and fetches nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from anypod.ytdlp.addresses import Address, unpack
from anypod.ytdlp.causes import trouble_of
from anypod.ytdlp.facts import facts_of, is_picture
from anypod.ytdlp.outlet import Outlet
from anypod.ytdlp.protocol import About, Answer, Facts, Listed, Request, Trouble
from anypod.ytdlp.walk import LISTS, entries_of, is_list, opened, resolve

_TABS = frozenset({"videos", "shorts", "streams", "podcasts", "releases", "playlists", "live"})
_DEPTH = 3
"""A podcasts tab holds lists, and these items."""
_GENERIC = frozenset({"Generic", "HTML5MediaEmbed", "html5"})


class Lister:
    """One list call."""

    def __init__(self, ydl: Any, outlet: Outlet, request: Request) -> None:
        self._ydl = ydl
        self._outlet = outlet
        self._url = request.urls[0]
        self._tab = request.tab
        self._left = request.limit

    def run(self) -> None:
        """Say what there is. What can't be read, at the start or on the way, is said as trouble."""
        try:
            self._list(resolve(self._ydl, unpack(self._url).url))
        except Exception as error:  # noqa: BLE001 - extractors raise anything
            self._outlet.say(Answer(url=self._url, trouble=trouble_of(error)))

    def _list(self, info: dict[str, Any]) -> None:
        if info.get("_type", "video") in LISTS:
            self._outlet.say(About(facts=facts_of(info, Address(url=self._url))))
            self._walk(info, 0)
        else:
            self._single(info)

    def _single(self, info: dict[str, Any]) -> None:
        if is_picture(info):
            trouble = Trouble(message="That's a picture", expected=True, reason="picture")
            self._outlet.say(Answer(url=self._url, trouble=trouble))
            return
        address = Address(url=str(info.get("webpage_url") or self._url))
        facts = replace(facts_of(info, address), single=True, exact=True)
        self._outlet.say(About(facts=facts))
        self._outlet.say(Listed(facts=facts))

    def _walk(self, info: dict[str, Any], depth: int) -> None:
        part = 0
        for entry in self._chosen(info, depth):
            if self._left <= 0:
                return
            if is_list(self._ydl, entry):
                self._descend(entry, depth + 1)
                continue
            part += _lacks_address(entry, info)
            self._left -= 1
            self._outlet.say(Listed(facts=self._facts(entry, info, part)))

    def _chosen(self, info: dict[str, Any], depth: int) -> Iterator[dict[str, Any]]:
        """Of a bare channel's tabs only the one that the feed is about."""
        entries = entries_of(info)
        first = next(entries, None)
        if first is None:
            return
        if depth or self._tab == "all" or _tab_of(first) not in _TABS or not is_list(self._ydl, first):
            yield first
            yield from entries
            return
        yield from (tab for tab in (first, *entries) if _tab_of(tab) == self._tab)

    def _descend(self, entry: dict[str, Any], depth: int) -> None:
        """A list within that fails makes the whole one partial, not empty."""
        if depth > _DEPTH:
            return
        try:
            self._walk(opened(self._ydl, entry), depth)
        except Exception as error:  # noqa: BLE001 - extractors raise anything
            self._outlet.say(Answer(url=self._url, trouble=trouble_of(error)))

    def _facts(self, entry: dict[str, Any], info: dict[str, Any], part: int) -> Facts:
        facts = facts_of(entry, self._address(entry, info, part))
        generic = info.get("extractor_key") in _GENERIC
        return replace(
            facts,
            id=str(info.get("id")) if _lacks_address(entry, info) else facts.id,
            extractor=facts.extractor or str(info.get("extractor_key") or "Generic"),
            page=facts.page or facts.url,
            exact=generic and not facts.direct,
        )

    def _address(self, entry: dict[str, Any], info: dict[str, Any], part: int) -> Address:
        if _lacks_address(entry, info):
            return Address(url=str(info.get("webpage_url") or self._url), part=part)
        if entry.get("_type", "video") == "video":
            return Address(url=str(entry["webpage_url"]))
        kept = unpack(str(entry["url"]))
        # A bare file's own name would take the place of the title in the list.
        title = entry.get("title") if entry.get("ie_key") in (None, "Generic") else None
        return Address(url=kept.url, title=title and str(title)[:300], guid=kept.guid)


def _lacks_address(entry: dict[str, Any], info: dict[str, Any]) -> bool:
    """Whether an entry is media of the list's own page, that can be asked for only through the page."""
    if entry.get("_type", "video") != "video":
        return False
    return entry.get("webpage_url") in (None, info.get("webpage_url"))


def _tab_of(entry: dict[str, Any]) -> str:
    return urlsplit(str(entry.get("webpage_url") or entry.get("url") or "")).path.rstrip("/").rpartition("/")[2]
