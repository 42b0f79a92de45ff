from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from anypod.cli.watched import RECENT, Watched, after_all, connected, disconnected, recounted, recounting
from anypod.model.download import Status
from anypod.model.event import Event, EventKind
from anypod.model.source import Phase, Progress
from anypod.web.standing import ConfigState, DiskState, PausedSite
from tests.cli.told import NOW, active, event, feed, script, snapshot

HALF = Progress(phase=Phase.DOWNLOADING, done=50, total=100)
START = snapshot(feed("talks"), feed("later"))


def seen(*events: Event) -> Watched:
    return after_all(Watched(), [START, *script(*events)])


def test_a_snapshot_tells_all() -> None:
    paused = PausedSite(site="a.example", until=NOW, message="429")
    told = snapshot(
        feed("talks"), active=(active("talks", "one"),), paused=(paused,), disk=DiskState(low=True, message="full")
    )
    state = after_all(Watched(), [told])
    assert (list(state.feeds), list(state.running)) == (["talks"], [("talks", "one")])
    assert (state.paused, state.disk.message, state.seq) == ({"a.example": paused}, "full", 100)


def test_a_download_has_a_bar_from_its_start_to_its_end() -> None:
    begun = [event(EventKind.DOWNLOAD_STARTED, id="one"), event(EventKind.PROGRESS, id="one", progress=HALF)]
    state = seen(*begun)
    assert state.running["talks", "one"].progress == HALF
    assert state.feeds["talks"].state == "downloading"
    ended = seen(*begun, event(EventKind.DOWNLOAD_FINISHED, id="one", status=Status.DOWNLOADED))
    assert (ended.running, ended.feeds["talks"].state) == ({}, "idle")


@pytest.mark.parametrize("kind", [EventKind.DOWNLOAD_FAILED, EventKind.DOWNLOAD_CHANGED])
def test_whatever_ends_a_download_ends_its_bar_and_no_other(kind: EventKind) -> None:
    started = [event(EventKind.DOWNLOAD_STARTED, id=name) for name in ("one", "two")]
    state = seen(*started, event(kind, id="one"))
    assert (list(state.running), state.feeds["talks"].state) == ([("talks", "two")], "downloading")


def test_progress_of_what_was_not_seen_to_begin_makes_a_bar() -> None:
    state = seen(event(EventKind.PROGRESS, id="one", progress=HALF))
    assert state.running["talks", "one"].title == "Title of one"


def test_a_feed_that_stops_has_no_bars() -> None:
    assert seen(event(EventKind.DOWNLOAD_STARTED, id="one"), event(EventKind.FEED_STOPPED)).running == {}


def test_syncs_show_in_the_feed_s_state() -> None:
    syncing = seen(event(EventKind.SYNC_STARTED))
    failed = seen(event(EventKind.SYNC_STARTED), event(EventKind.SYNC_FAILED, message="no network"))
    assert (syncing.feeds["talks"].state, failed.feeds["talks"].state) == ("syncing", "failing")
    assert failed.feeds["talks"].last_error == "no network"
    assert seen(event(EventKind.SYNC_FAILED), event(EventKind.SYNC_FINISHED)).feeds["talks"].state == "idle"


def test_a_download_s_end_hides_no_failure_of_its_feed() -> None:
    events = [event(EventKind.SYNC_FAILED, message="no network"), event(EventKind.DOWNLOAD_STARTED, id="one")]
    assert seen(*events, event(EventKind.DOWNLOAD_FINISHED, id="one")).feeds["talks"].state == "failing"


def test_pauses_and_the_disk_come_and_go() -> None:
    pause = event(EventKind.SITE_PAUSED, feed=None, site="a.example", until=NOW + timedelta(minutes=15))
    low = event(EventKind.DISK_LOW, feed=None, message="1 MB free")
    state = seen(pause, low)
    assert (list(state.paused), state.disk) == (["a.example"], DiskState(low=True, message="1 MB free"))
    over = seen(
        pause, low, event(EventKind.SITE_RESUMED, feed=None, site="a.example"), event(EventKind.DISK_OK, feed=None)
    )
    assert (over.paused, over.disk) == ({}, DiskState())


def test_what_was_seen_already_is_not_told_twice() -> None:
    finished = script(event(EventKind.DOWNLOAD_FINISHED, id="one"))
    assert len(after_all(Watched(), [START, *finished, *finished]).recent) == 1


def test_the_latest_is_kept_of_what_is_news() -> None:
    found = [event(EventKind.DOWNLOAD_FOUND, id=f"{number}") for number in range(5)]
    done = [event(EventKind.DOWNLOAD_FINISHED, id=f"{number}") for number in range(RECENT + 5)]
    state = seen(*found, *done)
    assert [one.id for one in state.recent] == [f"{number}" for number in reversed(range(5, RECENT + 5))]


def test_a_new_snapshot_keeps_what_happened() -> None:
    state = after_all(seen(event(EventKind.DOWNLOAD_FINISHED, id="one")), [evolve(START, seq=500)])
    assert (len(state.recent), state.seq) == (1, 500)


def test_a_lost_connection_is_known_until_there_is_one_again() -> None:
    lost = disconnected(Watched(), "it stopped", 12.0)
    assert (lost.lost, lost.again_at) == ("it stopped", 12.0)
    assert connected(lost).lost == ""


def test_figures_are_old_after_an_event_and_new_once_counted() -> None:
    assert not seen(event(EventKind.PROGRESS, id="one", progress=HALF)).stale
    old = seen(event(EventKind.DOWNLOAD_STARTED, id="one"))
    assert old.stale
    config = ConfigState(needs_restart=("server.port",))
    new = recounted(recounting(old), [feed("talks", state="idle", size=7)], config)
    assert (new.stale, new.feeds["talks"].size, new.config, list(new.feeds)) == (False, 7, config, ["talks"])


def test_a_bar_that_ended_without_an_event_goes_when_its_feed_is_counted() -> None:
    state = seen(event(EventKind.DOWNLOAD_STARTED, id="one"))
    assert recounted(state, [feed("talks", state="downloading")], ConfigState()).running
    assert not recounted(state, [feed("talks")], ConfigState()).running
