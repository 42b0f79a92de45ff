from __future__ import annotations

import io
from datetime import UTC, timedelta

import pytest
from attrs import evolve
from rich.console import Console

from anypod.cli.watch_view import Frame, view
from anypod.cli.watched import Watched, after_all, disconnected
from anypod.model.download import Status
from anypod.model.event import EventKind
from anypod.web.standing import ConfigProblem, ConfigState, DiskState, PausedSite
from tests.cli.told import NOW, active, event, feed, script, snapshot


def drawn(state: Watched, height: int = 24, width: int = 100) -> list[str]:
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=True, color_system=None)
    frame = Frame(height=height, now=NOW, zone=UTC, seconds=10.0, address="http://nas.lan:8001")
    with console.capture() as capture:
        console.print(view(state, frame))
    return [line.rstrip() for line in capture.get().splitlines()]


def line_with(text: str, lines: list[str]) -> str:
    return next(line for line in lines if text in line)


def test_a_download_shows_title_part_size_speed_and_time_left() -> None:
    told = snapshot(feed("talks"), active=(active("talks", "one", 5_000_000, 20_000_000),))
    bar = line_with("Title of one", drawn(after_all(Watched(), [told])))
    for piece in ("talks", "━", "25% of 20 MB", "250 kB/s", "1:05"):
        assert piece in bar


def test_a_feed_shows_state_counts_size_and_what_is_wrong() -> None:
    counts = dict.fromkeys(Status, 0) | {Status.DOWNLOADED: 12, Status.QUEUED: 3, Status.ERROR: 1}
    told = snapshot(feed("talks", state="failing", counts=counts, size=1_200_000, last_error="no network"))
    shown = line_with("talks", drawn(after_all(Watched(), [told])))
    for piece in ("failing", "12", "3", "1", "1.2 MB", "15:00", "no network"):
        assert piece in shown


def test_a_narrow_screen_cuts_the_names_and_no_figure() -> None:
    counts = dict.fromkeys(Status, 0) | {Status.DOWNLOADED: 12, Status.QUEUED: 3, Status.ERROR: 1}
    told = snapshot(
        feed("a_feed_with_a_long_name", state="failing", counts=counts, size=149_600, last_error="no network"),
        feed("b", next_sync_at=NOW + timedelta(days=1)),
    )
    lines = drawn(after_all(Watched(), [told]), width=60)
    assert line_with("failing", lines).startswith("a_feed_w…")
    assert line_with("failing", lines).split()[2:8] == ["12", "3", "1", "149.6", "kB", "15:00"]
    assert line_with("b  ", lines).endswith("Sun 12:00")


def test_what_failed_or_works_comes_before_what_rests() -> None:
    feeds = [feed("a"), feed("b", state="disabled"), feed("c", state="failing"), feed("d", state="syncing")]
    lines = drawn(after_all(Watched(), [snapshot(*feeds)]))
    order = [line[0] for line in lines if line[:3] in {"a  ", "b  ", "c  ", "d  "}]
    assert order == ["c", "d", "a", "b"]


def test_what_keeps_it_from_going_on_is_said() -> None:
    problem = ConfigProblem(
        file="anypod.toml", line=7, key="feeds.a.url", found="1", allowed="an address", message=None
    )
    told = snapshot(
        paused=(PausedSite(site="a.example", until=NOW + timedelta(minutes=5), message="429"),),
        disk=DiskState(low=True, message="1 MB free"),
        config=ConfigState(problems=(problem,), needs_restart=("server.port",)),
    )
    text = "\n".join(drawn(disconnected(after_all(Watched(), [told]), "it stopped", 14.4)))
    for piece in (
        "no connection: it stopped; trying again in 4 s",
        "1 MB free",
        "a.example is left alone until 12:05: 429",
        "anypod.toml:7: feeds.a.url: found 1; allowed: an address",
        "after a restart: server.port",
    ):
        assert piece in text


@pytest.mark.parametrize("height", [5, 8, 12, 24, 60])
@pytest.mark.parametrize("downloads", [0, 2, 40])
@pytest.mark.parametrize("news", [0, 30])
def test_it_fits_whatever_the_terminal_is(height: int, downloads: int, news: int) -> None:
    running = tuple(active("talks", f"{number}") for number in range(downloads))
    told = snapshot(*(feed(f"feed{number}") for number in range(30)), active=running)
    happened = script(*(event(EventKind.DOWNLOAD_FINISHED, id=f"done{number}") for number in range(news)))
    assert len(drawn(after_all(Watched(), [told, *happened]), height)) <= height


def test_a_title_is_neither_markup_nor_a_command() -> None:
    told = event(EventKind.DOWNLOAD_FINISHED, id="one")
    odd = evolve(active("talks", "two"), title="[bold]x[/] \x1b[2J")
    lines = drawn(after_all(Watched(), [snapshot(feed("talks"), active=(odd,)), *script(told)]))
    assert "[bold]x[/]" in line_with("[bold]", lines)
    assert not any("\x1b[2J" in line for line in lines)
