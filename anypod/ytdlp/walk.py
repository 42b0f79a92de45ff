"""Follows references to an info and walks through the entries of lists. Part of the runner."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from yt_dlp.utils import PagedList  # type: ignore[import-untyped] # yt-dlp has no annotations

LISTS = frozenset({"playlist", "multi_video", "compat_list"})
_HOPS = 5
_NOT_PASSED_ON = frozenset({"_type", "url", "ie_key", "id", "extractor", "extractor_key"})


class NothingFoundError(Exception):
    """An extractor gave nothing at all."""


def resolve(ydl: Any, url: str, ie_key: str | None = None) -> dict[str, Any]:
    """Extract a URL without processing it: an item or a list, never a mere reference to another URL."""
    outer: dict[str, Any] = {}
    for _ in range(_HOPS):
        info = ydl.extract_info(url, download=False, process=False, ie_key=ie_key)
        if not info:
            break
        if info.get("_type") not in ("url", "url_transparent"):
            return {**_without_file_facts(info), **outer} if outer else dict(info)
        if info["_type"] == "url_transparent":
            outer |= {key: value for key, value in info.items() if value is not None and key not in _NOT_PASSED_ON}
        url, ie_key = info["url"], info.get("ie_key")
    raise NothingFoundError(f"Nothing found at {url}")


def _without_file_facts(info: dict[str, Any]) -> dict[str, Any]:
    """A page that tells of a bare file knows better than the file's name and its Last-Modified."""
    dropped = ("direct", "timestamp", "upload_date") if info.get("direct") else ()
    return {key: value for key, value in info.items() if key not in dropped}


def entries_of(info: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the entries of a list one by one; pages are asked for as they are reached."""
    entries = info.get("entries") or ()
    yield from filter(None, _indexed(entries) if isinstance(entries, PagedList) else entries)


def _indexed(entries: Any) -> Iterator[dict[str, Any]]:
    for index in itertools.count():
        try:
            yield entries[index]
        except IndexError:
            return


def is_list(ydl: Any, entry: dict[str, Any]) -> bool:
    """Whether an entry of a list is a list itself, or refers to one."""
    if entry.get("_type") in LISTS:
        return True
    key = entry.get("ie_key")
    if entry.get("_type") not in ("url", "url_transparent") or not key:
        return False
    try:
        return ydl.get_info_extractor(key).is_single_video(entry["url"]) is False
    except Exception:  # noqa: BLE001 - an unknown key, or a URL that its extractor doesn't take: then it's no list
        return False


def opened(ydl: Any, entry: dict[str, Any]) -> dict[str, Any]:
    """Give the list that an entry is or refers to."""
    return entry if entry.get("_type") in LISTS else resolve(ydl, entry["url"], entry.get("ie_key"))
