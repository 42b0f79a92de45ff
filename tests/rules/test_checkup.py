from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from anypod.rules.checkup import (
    Line,
    clock_line,
    config_line,
    cookies_line,
    plugins_line,
    runtime_line,
    tool_line,
)
from anypod.rules.cookies import Cookies, Lapse

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, tzinfo=UTC)
FINE = Cookies(problem=None, count=4)
SOON = Cookies(problem=None, count=4, lapses=(Lapse(domain="a.example", at=datetime(2026, 11, 27, tzinfo=UTC)),))


@pytest.mark.parametrize(
    "line",
    [
        config_line("a.toml", 1, []),
        tool_line("2026.10.26", "bundled", "2026.10.26", TODAY, None),
        tool_line("2026.11.20", "stable", "2026.10.26", TODAY, None),
        tool_line("a-fork", "bundled", "a-fork", TODAY, None),
        runtime_line("/bin/deno", "2.9.8"),
        runtime_line("/bin/deno", "3.0"),
        plugins_line([], [], []),
        cookies_line(None, FINE, NOW),
        cookies_line("c.txt", FINE, NOW),
        clock_line(NOW, "Europe/Berlin", "2026.10.26", None),
    ],
)
def test_what_is_well_asks_for_nothing(line: Line) -> None:
    assert line.well
    assert line.text


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        (config_line("a.toml", 1, ["a.toml:3: bad"]), "anypod check"),
        (tool_line("2026.10.26", "bundled", "2026.10.26", TODAY, "ImportError"), "install anypod anew"),
        (tool_line("2026.11.20", "stable", "2026.10.26", TODAY, "ImportError"), 'channel = "bundled"'),
        (tool_line("2026.7.1", "bundled", "2026.7.1", TODAY, None), 'channel = "stable"'),
        (tool_line("2026.7.1", "stable", "2026.7.1", TODAY, None), "tool_check_failed"),
        (runtime_line(None, None), "pip install deno"),
        (runtime_line("/bin/deno", None), "reinstall"),
        (runtime_line("/bin/deno", "2.2.9"), "upgrade"),
        (plugins_line(["/no"], [], []), "plugin_dirs"),
        (plugins_line([], ["/empty"], ["x"]), "yt_dlp_plugins/extractor"),
        (cookies_line("c.txt", "Permission denied", NOW), "cookies_file"),
        (cookies_line("c.txt", Cookies(problem="it is JSON"), NOW), "export"),
        (cookies_line("c.txt", SOON, NOW), "log in"),
        (clock_line(datetime(2020, 1, 1, tzinfo=UTC), "UTC", "2026.10.26", None), "clock"),
        (clock_line(NOW, "UTC", "2026.10.26", "TZ: found Mars"), "TZ"),
    ],
)
def test_what_is_not_well_says_what_to_do(line: Line, remedy: str) -> None:
    assert not line.well
    assert remedy in (line.remedy or "")


def test_the_first_mistake_of_a_config_is_told_and_how_many_there_are() -> None:
    assert config_line("a.toml", 0, ["first", "second", "third"]).text == "first and 2 more"


def test_a_releases_age_and_origin_are_told() -> None:
    assert tool_line("2026.10.26", "stable", "2026.10.26", TODAY, None).text == "2026.10.26 (bundled, 30 days old)"
    assert tool_line("2026.11.24", "stable", "2026.10.26", TODAY, None).text == "2026.11.24 (stable, 1 day old)"
