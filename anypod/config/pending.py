"""Which keys were set but do not act yet, so that nobody waits for what can't come. One table, nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import AttrsInstance, fields, has

from anypod.config.load import Loaded
from anypod.model.settings import FeedSettings, Settings

NOT_ACTING = frozenset(
    {
        "feeds.*.transcript_lang",
        "feeds.*.transcript_source_priority",
    }
)
"""Keys that are read and checked, and have no effect yet; `feeds.*` is any feed, and a table stands for its keys."""


def keys_not_acting(loaded: Loaded) -> tuple[str, ...]:
    """Give the keys of `NOT_ACTING` that hold anything but their default, each once, however many feeds set it.

    One that states its default changes nothing, and so promises nothing.
    """
    settings = loaded.settings
    if settings is None:
        return ()
    changed = set(_changed(settings, Settings(), ""))
    for feed in settings.feeds.values():
        changed |= set(_changed(feed, FeedSettings(name=feed.name, urls=feed.urls), "feeds.*."))
    return tuple(sorted(changed & NOT_ACTING))


def _changed(record: AttrsInstance, default: AttrsInstance, prefix: str) -> Iterator[str]:
    """Give the dotted keys that differ, and those of the tables about them."""
    for attribute in fields(type(record)):
        value, usual = getattr(record, attribute.name), getattr(default, attribute.name)
        if value == usual:
            continue
        yield prefix + attribute.name
        if has(type(value)):
            yield from _changed(value, usual, f"{prefix}{attribute.name}.")
