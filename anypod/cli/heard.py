"""Messages of the event stream as records. A kind of event that this program doesn't know is passed over."""

from __future__ import annotations

import json
from collections.abc import Mapping

from attrs import field, frozen

from anypod.cli.received import OtherVersion, received
from anypod.model.active import Active
from anypod.model.event import Event, EventKind
from anypod.web.shapes import FeedShape
from anypod.web.standing import ConfigState, DiskState, PausedSite


@frozen(kw_only=True)
class Snapshot:
    """How everything was at one number of the stream."""

    seq: int
    feeds: tuple[FeedShape, ...]
    active: tuple[Active, ...]
    paused: tuple[PausedSite, ...] = ()
    disk: DiskState = field(factory=DiskState)
    config: ConfigState = field(factory=ConfigState)


@frozen
class Happened:
    """An event with its number."""

    seq: int
    event: Event


Heard = Snapshot | Happened


def parsed(message: str) -> list[Mapping[str, object]]:
    """Give a message's events as JSON's values. Raises OtherVersion."""
    try:
        events = json.loads(message)
    except ValueError:
        raise OtherVersion("a message that is no JSON") from None
    if not isinstance(events, list) or not all(isinstance(event, Mapping) for event in events):
        raise OtherVersion("a message that is no list of events")
    return events


def number(event: Mapping[str, object]) -> int:
    """Give an event's number; raises OtherVersion."""
    return received(event.get("seq"), int)


def heard(event: Mapping[str, object]) -> Heard | None:
    """Give one event's record; None for a kind that is not known. Raises OtherVersion."""
    kind = event.get("kind")
    if kind == "snapshot":
        return received(event, Snapshot)
    if kind not in set(EventKind):
        return None
    return Happened(number(event), received(event, Event))
