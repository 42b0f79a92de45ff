from __future__ import annotations

from datetime import timedelta

import pytest

from anypod.actors.board import Board
from anypod.kernel.hub import Hub
from anypod.model.event import Event, EventKind
from anypod.model.source import Phase, Progress
from tests.support.make import NOW


def event(kind: EventKind, id_: str = "a", minute: int = 0, done: int | None = None) -> Event:
    progress = None if done is None else Progress(phase=Phase.DOWNLOADING, done=done, total=100)
    at = NOW + timedelta(minutes=minute)
    return Event(kind=kind, at=at, feed="news", id=id_, title=f"Title of {id_}", progress=progress)


@pytest.fixture
def hub() -> Hub[Event]:
    return Hub[Event]()


@pytest.fixture
def board(hub: Hub[Event]) -> Board:
    return Board(hub)


def test_a_download_that_starts_is_active(board: Board) -> None:
    board.publish(event(EventKind.DOWNLOAD_STARTED))
    (active,) = board.active()
    assert (active.feed, active.id, active.title, active.started_at) == ("news", "a", "Title of a", NOW)
    assert active.progress.phase is Phase.STARTING


def test_it_keeps_the_latest_progress(board: Board) -> None:
    board.publish(event(EventKind.DOWNLOAD_STARTED))
    for done in (10, 20, 30):
        board.publish(event(EventKind.PROGRESS, done=done))
    assert [active.progress.done for active in board.active()] == [30]


@pytest.mark.parametrize("end", [EventKind.DOWNLOAD_FINISHED, EventKind.DOWNLOAD_FAILED])
def test_it_forgets_a_download_that_ended(board: Board, end: EventKind) -> None:
    board.publish(event(EventKind.DOWNLOAD_STARTED))
    board.publish(event(EventKind.DOWNLOAD_STARTED, "b"))
    board.publish(event(end))
    assert [active.id for active in board.active()] == ["b"]


async def test_it_tells_once_of_a_download_that_was_cut_off(board: Board, hub: Hub[Event]) -> None:
    with hub.subscribe() as listener:
        board.publish(event(EventKind.DOWNLOAD_STARTED))
        board.over(event(EventKind.DOWNLOAD_CHANGED))
        board.over(event(EventKind.DOWNLOAD_CHANGED))
        told = [numbered.item.kind for numbered in await listener.next_batch()]
    assert told == [EventKind.DOWNLOAD_STARTED, EventKind.DOWNLOAD_CHANGED]
    assert board.active() == ()


async def test_of_a_download_that_ended_it_tells_nothing_more(board: Board, hub: Hub[Event]) -> None:
    with hub.subscribe() as listener:
        board.publish(event(EventKind.DOWNLOAD_STARTED))
        board.publish(event(EventKind.DOWNLOAD_FINISHED))
        board.over(event(EventKind.DOWNLOAD_CHANGED))
        told = [numbered.item.kind for numbered in await listener.next_batch()]
    assert told == [EventKind.DOWNLOAD_STARTED, EventKind.DOWNLOAD_FINISHED]


def test_progress_that_comes_after_the_end_brings_nothing_back(board: Board) -> None:
    board.publish(event(EventKind.DOWNLOAD_STARTED))
    board.publish(event(EventKind.DOWNLOAD_FINISHED))
    board.publish(event(EventKind.PROGRESS, done=99))
    assert board.active() == ()


def test_the_longest_running_is_first(board: Board) -> None:
    board.publish(event(EventKind.DOWNLOAD_STARTED, "late", minute=2))
    board.publish(event(EventKind.DOWNLOAD_STARTED, "early", minute=1))
    assert [active.id for active in board.active()] == ["early", "late"]


async def test_of_each_downloads_progress_a_slow_listener_gets_the_latest(board: Board, hub: Hub[Event]) -> None:
    with hub.subscribe() as listener:
        for done in (10, 20, 30):
            board.publish(event(EventKind.PROGRESS, "a", done=done))
            board.publish(event(EventKind.PROGRESS, "b", done=done + 1))
        told = [numbered.item for numbered in await listener.next_batch()]
    assert [(one.id, one.progress and one.progress.done) for one in told] == [("a", 30), ("b", 31)]


async def test_every_other_event_is_passed_on(board: Board, hub: Hub[Event]) -> None:
    kinds = [EventKind.DOWNLOAD_STARTED, EventKind.DOWNLOAD_CHANGED, EventKind.DOWNLOAD_FAILED]
    with hub.subscribe() as listener:
        for kind in (*kinds, *kinds):
            board.publish(event(kind))
        board.publish(Event(kind=EventKind.SYNC_STARTED, at=NOW, feed="news"))
        told = [numbered.item.kind for numbered in await listener.next_batch()]
    assert told == [*kinds, *kinds, EventKind.SYNC_STARTED]
