"""In processes of their own: how a process logs is set once for all of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

SAY = """
import logging
import sys
import structlog
from anypod.service.logs import LogFormat, configure_logs

configure_logs(sys.argv[1], LogFormat(sys.argv[2]))
log = structlog.get_logger("somewhere")
log.debug("details")
log.info("sync_finished", feed="cats", found=3, title="Wörter 🐈 and\\na second line")
log.warning("sync_failed", feed="cats", reason='said "no"')
try:
    raise ValueError("a bug")
except ValueError as error:
    log.error("feed_crashed", feed="cats", exc_info=error)
logging.getLogger("hypercorn").info("chatter")
logging.getLogger("hypercorn").warning("a library's %s", "warning")
"""


def said(level: str, style: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", SAY, level, style], capture_output=True, check=True, encoding="utf-8")
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_a_log_that_cannot_be_written_ends_nothing() -> None:
    with Path("/dev/full").open("w") as full:
        words = [sys.executable, "-c", f"{SAY}\nprint('went on')", "debug", "json"]
        done = subprocess.run(words, check=False, stdout=subprocess.PIPE, stderr=full)
    assert (done.returncode, done.stdout) == (0, b"went on\n")


def test_json_is_one_object_a_line_with_its_fields() -> None:
    lines = [json.loads(line) for line in said("info", "json")]
    assert [line["event"] for line in lines] == ["sync_finished", "sync_failed", "feed_crashed", "a library's warning"]
    assert (lines[0]["feed"], lines[0]["found"], lines[0]["level"]) == ("cats", 3, "info")
    assert lines[0]["title"] == "Wörter 🐈 and\na second line"
    assert lines[1]["reason"] == 'said "no"'
    assert all(datetime.fromisoformat(line["timestamp"]).utcoffset() is not None for line in lines)


def test_json_keeps_a_traceback_in_its_line() -> None:
    crashed = [json.loads(line) for line in said("info", "json")][2]
    assert crashed["level"] == "error"
    assert "Traceback" in crashed["exception"]
    assert "ValueError: a bug" in crashed["exception"]


def test_for_people_an_event_is_a_line_of_plain_words() -> None:
    (line,) = [line for line in said("info", "human") if "sync_failed" in line]
    assert "warning" in line
    assert "feed=cats" in line
    assert "\x1b" not in line


def test_for_people_a_line_begins_with_the_time_to_the_second_and_keeps_the_order_of_its_fields() -> None:
    (line,) = [line for line in said("info", "human") if "sync_failed" in line]
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[warning", line)
    assert line.index("feed=") < line.index("reason=")


def test_for_people_a_crash_shows_its_traceback() -> None:
    assert any("ValueError: a bug" in line for line in said("info", "human"))


def test_the_level_leaves_out_what_is_below_it() -> None:
    assert "details" in "".join(said("debug", "human"))
    assert "details" not in "".join(said("info", "human"))
    assert "sync_finished" not in "".join(said("warning", "human"))


def test_libraries_are_heard_from_warnings_on() -> None:
    text = "\n".join(said("debug", "human"))
    assert "a library's warning" in text
    assert "chatter" not in text
