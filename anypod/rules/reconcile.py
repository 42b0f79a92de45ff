"""What an edit of the config does: from the old settings and the new, who starts, stops, restarts. Acts on nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from attrs import AttrsInstance, evolve, fields, frozen, has

from anypod.model.settings import FeedSettings, Settings

RESTARTING = frozenset({"urls"})
"""The keys of a feed that mean another source: its failures are forgotten and it syncs as if it were new."""

_AT_START = ("server.", "storage.data_dir")


class Action(StrEnum):
    """What is to be done about a feed."""

    START = "start"
    STOP = "stop"
    RESTART = "restart"
    APPLY = "apply"
    """Give it the new settings: they act from the next tick or job, and nothing that runs is disturbed."""
    LEAVE = "leave"


@frozen(kw_only=True)
class Step:
    """What is to be done about one feed.

    Attributes:
        changed: dotted keys of the feed that differ, such as `metadata.title`; all that are set, for a new feed.
        removed: it was taken out of the config: its downloads are archived, and its files go after the grace.
    """

    feed: str
    action: Action
    changed: frozenset[str] = frozenset()
    removed: bool = False


@frozen(kw_only=True)
class Plan:
    """What an edit comes to.

    Attributes:
        steps: one for every feed of the old and the new settings, by name.
        needs_restart: keys that act only when the service starts.
        changed: the other keys outside feeds that differ; they act at once.
    """

    steps: Mapping[str, Step]
    needs_restart: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do and nothing to say."""
        idle = all(step.action is Action.LEAVE for step in self.steps.values())
        return idle and not self.needs_restart and not self.changed


def reconcile(old: Settings | None, new: Settings) -> Plan:
    """Compare two configs; `old` is None at start, when nothing runs and nothing needs a restart."""
    before = Settings() if old is None else old
    names = sorted(before.feeds.keys() | new.feeds.keys())
    keys = () if old is None else tuple(sorted(_differing(before, new, skip="feeds")))
    return Plan(
        steps={name: _step(name, before.feeds.get(name), new.feeds.get(name)) for name in names},
        needs_restart=tuple(key for key in keys if key.startswith(_AT_START)),
        changed=tuple(key for key in keys if not key.startswith(_AT_START)),
    )


def with_former(old: Settings | None, new: Settings, wrong: frozenset[str]) -> Settings:
    """Put the former settings of feeds whose new text is wrong into `new`: they go on as they were.

    A feed that is wrong and never ran stays out.
    """
    former = {} if old is None else {name: feed for name, feed in old.feeds.items() if name in wrong}
    return evolve(new, feeds={**former, **new.feeds})


def enabled(settings: Settings) -> frozenset[str]:
    """Give the names of the feeds that are to run."""
    return frozenset(name for name, feed in settings.feeds.items() if feed.enabled)


def _step(name: str, old: FeedSettings | None, new: FeedSettings | None) -> Step:
    if new is None:
        return Step(feed=name, action=Action.STOP, removed=True)
    changed = frozenset(_differing(old or FeedSettings(name=name), new))
    return Step(feed=name, action=_action(old, new, changed), changed=changed)


def _action(old: FeedSettings | None, new: FeedSettings, changed: frozenset[str]) -> Action:
    if new.enabled and (old is None or not old.enabled):
        return Action.START
    if old is not None and old.enabled and not new.enabled:
        return Action.STOP
    if new.enabled and changed & RESTARTING:
        return Action.RESTART
    return Action.APPLY if changed or old is None else Action.LEAVE


def _differing(old: AttrsInstance, new: AttrsInstance, prefix: str = "", skip: str = "") -> Iterator[str]:
    for attribute in fields(type(new)):
        name = attribute.name
        before, after = getattr(old, name), getattr(new, name)
        if name == skip or before == after:
            continue
        if has(type(after)):
            yield from _differing(before, after, f"{prefix}{name}.")
        else:
            yield prefix + name
