"""Applies edits of the config file while the service runs; what is wrong is told, and what was right goes on."""

from __future__ import annotations

import trio
from attrs import evolve

from anypod.config.load import Loaded
from anypod.config.problems import Problem
from anypod.config.text import digest, read
from anypod.model.event import Event, EventKind
from anypod.model.settings import Settings
from anypod.rules.reconcile import Action, Plan, reconcile, with_former
from anypod.service.config import ConfigSource
from anypod.service.opened import Opened

_EMPTY = "is empty, as a save leaves it that broke off: what ran goes on; for no feeds at all leave a comment in it"
"""Taken at its word it would stop all feeds, and take away the tokens that the others are behind."""


async def follow_config(service: Opened, source: ConfigSource) -> None:
    """Take each new content of the file, one after another, until cancelled.

    Cancelled half way through an edit, the next start does the rest: both come to what the file says.
    """
    async with source.changes(lambda: service.state.digest) as contents:
        async for content in contents:
            async with service.state.editing:
                await _take_up(service, source, content)


async def _take_up(service: Opened, source: ConfigSource, found: bytes | Problem) -> None:
    present = await trio.to_thread.run_sync(read, source.path)
    if isinstance(found, Problem):
        if isinstance(present, Problem):
            _refuse(service, present, "")
    elif is_news(found, present, service.state.digest):
        if found.strip():
            await adopt(service, await source.take(found))
            service.state.digest = digest(found)
        else:
            _refuse(service, Problem(str(source.path), None, "", message=_EMPTY), digest(found))


def _refuse(service: Opened, problem: Problem, digest: str) -> None:
    """Take up that there is nothing to act by. What comes back is news then, though it be what acts already."""
    service.state.problems = (problem,)
    service.state.digest = digest
    _reject(service)


def is_news(content: bytes, present: bytes | Problem, acting: str) -> bool:
    """Whether a content that the watcher found has yet to be taken up.

    An edit through the API acts already when the watcher finds it. One that was written while an older content waited
    for its turn has replaced it: taking that up would undo the edit until the watcher's next look.

    Args:
        content: what the watcher found, a while ago.
        present: what the file holds now.
        acting: the digest of the content that was taken up last.
    """
    return present == content and digest(content) != acting


async def adopt(service: Opened, loaded: Loaded) -> None:
    """Make a loaded config act, as far as it is right."""
    state = service.state
    were_wrong, waited = bool(state.problems), bool(state.needs_restart)
    state.problems = loaded.problems
    if loaded.problems:
        _reject(service)
    if loaded.settings is None:
        return
    new = with_former(state.settings, loaded.settings, loaded.wrong_feeds)
    plan = reconcile(state.settings, new)
    state.act_by(_acting(state.settings, new))
    # What is bound stays in `state.settings` as it was at the start, so that the plan has every key that waits.
    state.needs_restart = plan.needs_restart
    service.parts.turns.resize(new.downloads.concurrency, new.downloads.per_site)
    await service.roster.apply(plan, new.feeds)
    service.parts.disk.look()
    undone = (were_wrong and not loaded.problems) or (waited and not plan.needs_restart)
    if undone or not plan.empty:
        _tell(service, plan)


def _acting(old: Settings, new: Settings) -> Settings:
    """What is bound to a port or an open database stays as it is until the next start."""
    return evolve(new, server=old.server, storage=evolve(new.storage, data_dir=old.storage.data_dir))


def _reject(service: Opened) -> None:
    # The journal writes it into the log, as every event.
    message = "; ".join(map(str, service.state.problems))
    service.parts.board.publish(Event(kind=EventKind.CONFIG_REJECTED, at=service.parts.clock.now(), message=message))


def _tell(service: Opened, plan: Plan) -> None:
    service.parts.board.publish(
        Event(kind=EventKind.CONFIG_APPLIED, at=service.parts.clock.now(), message=in_words(plan))
    )


def in_words(plan: Plan) -> str:
    """Give what a plan does, as one line."""
    done = [
        f"{step.feed}: {_VERBS[step.action]}{f' ({keys})' if (keys := ', '.join(sorted(step.changed))) else ''}"
        for step in plan.steps.values()
        if step.action is not Action.LEAVE
    ]
    if plan.changed:
        done.append(f"changed {', '.join(plan.changed)}")
    if plan.needs_restart:
        done.append(f"after a restart: {', '.join(plan.needs_restart)}")
    return "; ".join(done) or "all of it acts"


_VERBS = {Action.START: "started", Action.STOP: "stopped", Action.RESTART: "restarted", Action.APPLY: "changed"}
