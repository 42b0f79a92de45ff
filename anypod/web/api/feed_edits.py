"""Edits of feeds: each is written into the config file, and answered once it acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from anypod.config.edit import (
    AddFeed,
    Edit,
    FeedExists,
    NoSuchFeed,
    PatchFeed,
    Rejected,
    RemoveFeed,
    ReplaceFeed,
    SetEnabled,
)
from anypod.config.problems import Problem
from anypod.config.writing import Conflict, Unwritable
from anypod.rules.identity import FEED_NAME, TAKEN_NAMES
from anypod.web.api.feed_config import EXAMPLE, FeedBody, NewFeedBody
from anypod.web.api.feeds import EXAMPLE as SHOWN
from anypod.web.api.feeds import feed_shown, no_feed
from anypod.web.api.operation import Reply, operation
from anypod.web.api.parts import ApiParts, Outcome
from anypod.web.api.reach import refuse_private
from anypod.web.api.records import FeedWithConfig
from anypod.web.refusal import Fault, pointer, refuse

_TABLES = ("filters", "metadata", "sponsorblock")
_SHOWN = SHOWN | {"config": EXAMPLE}


class FeedEdits:
    """Edits the feeds of the config."""

    def __init__(self, parts: ApiParts) -> None:
        self._parts = parts

    @operation(
        "POST",
        "/api/feeds",
        "Add a feed",
        answers={201: FeedWithConfig},
        problems=(409,),
        example={"name": "this_american_life"} | EXAMPLE,
        shown=_SHOWN,
    )
    async def add_feed(self, body: NewFeedBody) -> Reply:
        """Add a feed to the config file."""
        name = name_in(body)
        table = {key: value for key, value in body.items() if key != "name"}
        await self._carry_out(AddFeed(name, table))
        return await self._shown(name, 201, {"Location": f"feeds/{name}"})

    @operation(
        "PUT",
        "/api/feeds/{feed}",
        "Give a feed these keys and no others",
        answers={200: FeedWithConfig},
        problems=(409,),
        example=EXAMPLE,
        shown=_SHOWN,
    )
    async def replace_feed(self, feed: str, body: FeedBody) -> Reply:
        """Replace a feed's keys."""
        await self._carry_out(ReplaceFeed(feed, body))
        return await self._shown(feed)

    @operation(
        "PATCH",
        "/api/feeds/{feed}",
        "Change some keys of a feed; null takes one out",
        answers={200: FeedWithConfig},
        problems=(409,),
        example={"keep_last": 100, "metadata": {"title": "A better title"}},
        shown=_SHOWN,
    )
    async def change_feed(self, feed: str, body: FeedBody) -> Reply:
        """Change a feed's keys."""
        await self._carry_out(PatchFeed(feed, body))
        return await self._shown(feed)

    @operation(
        "DELETE",
        "/api/feeds/{feed}",
        "Take a feed out; its files stay for storage.removed_grace",
        answers={204: None},
        problems=(409,),
    )
    async def remove_feed(self, feed: str) -> Reply:
        """Remove a feed."""
        await self._carry_out(RemoveFeed(feed))
        return Reply(status=204)

    @operation(
        "POST",
        "/api/feeds/{feed}/enable",
        "Have a feed run",
        answers={200: FeedWithConfig},
        problems=(409,),
        shown=_SHOWN,
    )
    async def enable_feed(self, feed: str) -> Reply:
        """Enable a feed."""
        await self._carry_out(SetEnabled(feed, enabled=True))
        return await self._shown(feed)

    @operation(
        "POST",
        "/api/feeds/{feed}/disable",
        "Stop a feed; what it has stays published",
        answers={200: FeedWithConfig},
        problems=(409,),
        shown=_SHOWN,
    )
    async def disable_feed(self, feed: str) -> Reply:
        """Disable a feed."""
        await self._carry_out(SetEnabled(feed, enabled=False))
        return await self._shown(feed)

    async def _carry_out(self, edit: Edit) -> None:
        refuse_empty_tables(edit)
        if isinstance(edit, AddFeed | ReplaceFeed | PatchFeed) and not self._parts.settings().access.allow_private_urls:
            known = await self._parts.edits.tables()
            await refuse_private(keys_in(edit), known.get(edit.name, {}))
        outcome = await self._parts.edits.carry_out(edit)
        refuse_unless_done(outcome, edit.name)

    async def _shown(self, feed: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
        return Reply(body=await feed_shown(self._parts, feed), status=status, headers=headers or {})


def name_in(body: Mapping[str, object]) -> str:
    """Give the name in a body, or leave with 422."""
    name = body.get("name")
    if not isinstance(name, str) or not FEED_NAME.fullmatch(name):
        fault = "must be up to 64 lower-case letters, digits, - and _, the first a letter or a digit"
        fault += f", and none of {', '.join(sorted(TAKEN_NAMES))}"
        refuse(422, "the feed is not valid", [Fault(detail=fault, pointer="/name")])
    return name


def keys_in(edit: Edit) -> Mapping[str, object]:
    """Give the keys that an edit brings."""
    match edit:
        case AddFeed() | ReplaceFeed():
            return edit.table
        case PatchFeed():
            return edit.changes
        case _:
            return {}


def refuse_empty_tables(edit: Edit) -> None:
    """Leave with 422 where an empty object stands for a plain value: an edit takes it for a key that isn't there."""
    table = keys_in(edit)
    found = [*_empty(table, ()), *(one for key in _TABLES for one in _empty(table.get(key), (key,)))]
    if found:
        faults = [Fault(detail="must not be an empty object", pointer=pointer(path)) for path in found]
        refuse(422, "the feed is not valid", faults)


def _empty(table: object, above: tuple[str, ...]) -> list[tuple[str, ...]]:
    if not isinstance(table, Mapping):
        return []
    return [(*above, key) for key, value in table.items() if value == {} and (above or key not in _TABLES)]


def refuse_unless_done(outcome: Outcome, feed: str) -> None:
    """Leave with why an edit was not carried out."""
    match outcome:
        case NoSuchFeed():
            no_feed()
        case FeedExists():
            refuse(409, "there is a feed of this name already")
        case Rejected():
            _reject(outcome, feed)
        case Conflict():
            refuse(409, "the config file was just changed by somebody else; look at it and ask again")
        case Unwritable():
            refuse(409, outcome.reason)


def _reject(rejected: Rejected, feed: str) -> NoReturn:
    """What is wrong with this feed is the caller's; anything else is the file's, which must be mended first."""
    own = [problem for problem in rejected.problems if _parts(problem.key)[:2] == ("feeds", feed)]
    if own:
        refuse(422, "the feed is not valid", [fault_of(problem, skip=2) for problem in own])
    refuse(409, "the config file has mistakes that must be mended first", [fault_of(one) for one in rejected.problems])


def fault_of(problem: Problem, skip: int = 0) -> Fault:
    """Give a problem of the config as a fault, with a pointer from the part of its key that is in the body."""
    words = [
        f"found {problem.found}" if problem.found else "",
        f"allowed: {problem.allowed}" if problem.allowed else "",
    ]
    detail = "; ".join(filter(None, [problem.message or "", *words])) or "is wrong"
    path = [int(part[1:-1]) if part.startswith("[") else part for part in _parts(problem.key)[skip:]]
    return Fault(detail=detail, pointer=pointer(path), line=None if skip else problem.line)


def _parts(key: str) -> tuple[str, ...]:
    """Take a dotted key apart. Names that need quotes hold dots and brackets only where a person put them."""
    found: list[str] = []
    for part in key.split("."):
        name, *indexes = part.split("[")
        found += [name] if name else []
        found += [f"[{index}" for index in indexes if index[:-1].isdigit()]
    return tuple(part.strip('"') for part in found)
