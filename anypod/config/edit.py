"""Edits of the feeds in a config's text. Writes no file; how tables are written in the text is known elsewhere."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from datetime import date, time

from attrs import frozen

from anypod.config.keys_in_text import add_table, put, take_out
from anypod.config.load import load_content
from anypod.config.problems import Key, Problem, dotted
from anypod.config.spelling import NotToml

Table = Mapping[str, object]
"""A feed's keys with their values, as TOML or JSON gives them; None stands for a key that isn't there."""


@frozen
class AddFeed:
    """Add a feed, behind all that there is."""

    name: str
    table: Table


@frozen
class ReplaceFeed:
    """Give a feed these keys and no others; keys that stay keep their place and their comments."""

    name: str
    table: Table


@frozen
class PatchFeed:
    """Change some keys of a feed, in nested tables too; None takes a key out."""

    name: str
    changes: Table


@frozen
class RemoveFeed:
    """Take a feed out, with the tables below it and the comments that stand directly at them."""

    name: str


@frozen
class SetEnabled:
    """Say whether a feed is enabled."""

    name: str
    enabled: bool


Edit = AddFeed | ReplaceFeed | PatchFeed | RemoveFeed | SetEnabled


@frozen
class Rejected:
    """The text that would come of it is wrong; lines are those of that text."""

    problems: tuple[Problem, ...]


@frozen
class NoSuchFeed:
    """There is no feed of this name in the text."""

    name: str


@frozen
class FeedExists:
    """There is a feed of this name already, be it a wrong one."""

    name: str


def edited(
    text: str,
    edit: Edit,
    *,
    file: str,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, str] | None = None,
) -> str | Rejected | NoSuchFeed | FeedExists:
    """Give the text after an edit; whatever the edit doesn't speak of stays, character for character.

    What was wrong before in other feeds is no obstacle; the edited feed, and all that is outside of feeds, must be
    right.

    Args:
        text: as decoded from the file's bytes: its line ends, and a byte order mark if it has one, are kept.
        edit: what to do; None among its values takes a key out, in a list it is refused.
        file: how the file is named in problems.
        environ: as for `load`: what it lays over the file counts when the result is judged. None: this process's.
        flags: likewise.
    """
    try:
        return _edited(text, edit, file, os.environ if environ is None else environ, flags)
    except NotToml as reason:
        key = dotted(("feeds", edit.name))
        return Rejected((Problem(file, None, key, str(reason), message="TOML has no such value"),))
    except RecursionError:
        return Rejected((Problem(file, None, "", message="not a config: it is nested too deeply"),))


def _edited(
    text: str, edit: Edit, file: str, environ: Mapping[str, str], flags: Mapping[str, str] | None
) -> str | Rejected | NoSuchFeed | FeedExists:
    if (before := load_content(text.encode(), file, environ, flags)).settings is None:
        return Rejected(before.problems)
    body = text.removeprefix("\ufeff")
    feeds = _feeds(body)
    if isinstance(edit, AddFeed) and edit.name in feeds:
        return FeedExists(edit.name)
    if not isinstance(edit, AddFeed) and edit.name not in feeds:
        return NoSuchFeed(edit.name)
    wanted = _wanted(feeds.get(edit.name), edit)
    result = _brought(body, ("feeds", edit.name), feeds.get(edit.name), wanted)
    whole = text[: len(text) - len(body)] + result
    loaded = load_content(whole.encode(), file, environ, flags)
    if loaded.settings is None or edit.name in loaded.wrong_feeds:
        return Rejected(loaded.problems)
    _check(body, result, edit.name, wanted)
    return whole


def _wanted(old: object, edit: Edit) -> Table | None:
    """Give what the feed's table is to hold; None for no feed."""
    match edit:
        case AddFeed() | ReplaceFeed():
            return _merged({}, edit.table)
        case PatchFeed():
            return _merged(old, edit.changes)
        case SetEnabled():
            return _merged(old, {"enabled": edit.enabled})
        case RemoveFeed():
            return None


def _merged(old: object, changes: Table) -> Table:
    merged = dict(old) if isinstance(old, Mapping) else {}
    for name, item in changes.items():
        merged[name] = _merged(merged.get(name), item) if isinstance(item, Mapping) else item
    return {name: item for name, item in merged.items() if item is not None}


def _brought(text: str, key: Key, old: object, new: object) -> str:
    """Bring a feed from its old value to the new one; None is no feed."""
    if new is None or not isinstance(new, Mapping):
        return take_out(text, key)
    if not isinstance(old, Mapping):
        return add_table(take_out(text, key), key, new)
    text = _table_brought(text, key, old, new)
    # Without a header, a table is gone with its last key.
    return text if key[-1] in _feeds(text) else add_table(text, key, new)


def _table_brought(text: str, key: Key, old: Table, new: Table) -> str:
    for name, item in new.items():
        before = old.get(name)
        if isinstance(before, Mapping) and isinstance(item, Mapping):
            text = _table_brought(text, (*key, name), before, item)
        elif not _same(before, item) and not (before is None and item == {}):
            text = put(text, (*key, name), item)
    for name in [name for name in old if name not in new]:
        text = take_out(text, (*key, name))
    return text


def _same(old: object, new: object) -> bool:
    """Whether a value stays as it is written: an empty table is as good as none, a date's text as good as the date."""
    if isinstance(old, date | time) and isinstance(new, str):
        return old.isoformat() == new
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return all(_same(old.get(name, {}), new.get(name, {})) for name in {*old, *new})
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return len(old) == len(new) and all(map(_same, old, new))
    return type(old) is type(new) and old == new


def _check(before: str, after: str, name: str, wanted: Table | None) -> None:
    """Stop a text that was damaged, before anybody writes it: all else must hold what it held."""
    old, new = tomllib.loads(before), tomllib.loads(after)
    old_feeds, new_feeds = old.pop("feeds", {}), new.pop("feeds", {})
    old_feeds.pop(name, None)
    feed = new_feeds.pop(name, None)
    if not (_same(old, new) and _same(old_feeds, new_feeds) and (feed is None) == (wanted is None)):
        raise RuntimeError(f"an edit of feed {name} would have changed something else")
    if not _same(feed, wanted):
        raise RuntimeError(f"an edit of feed {name} would not have done what it says")


def _feeds(text: str) -> Table:
    feeds = tomllib.loads(text).get("feeds", {})
    return feeds if isinstance(feeds, Mapping) else {}
