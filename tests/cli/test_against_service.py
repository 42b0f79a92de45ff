"""The commands against a real service, in the order in which a person may come to them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import listparser
import pytest

from anypod.cli.context import Exit
from tests.cli.conftest import TOKEN, Run
from tests.cli.terminal import terminal
from tests.site.site import Site
from tests.stories.service import ROOT, Service

pytestmark = pytest.mark.story


def watching(service: Service, *arguments: str) -> list[str]:
    here = f"http://127.0.0.1:{service.admin_port}"
    return [sys.executable, "-m", "anypod", "--config", str(service.config), "watch", "--server", here, *arguments]


def test_a_running_download_is_watched_and_ctrl_c_leaves_the_terminal_as_it_was(run: Run, service: Service) -> None:
    with terminal(watching(service), os.environ | {"PYTHONPATH": str(ROOT)}) as screen:
        screen.until(b"Title of slow")
        screen.until(b"running, 3 feeds")
        assert run("cancel", "talks").exit_code == 0
        screen.until(b"cancelled by a person")
        screen.press(b"\x03")
        assert screen.wait() == 0
    assert b"Traceback" not in screen.written
    assert screen.written.endswith(b"\x1b[?25h\x1b[?1049l"), screen.written[-100:]


def test_without_a_terminal_events_are_lines_of_json(run: Run, service: Service) -> None:
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    command = watching(service, "--json", "--feed", "talks")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        assert (first["kind"], [feed["name"] for feed in first["feeds"]]) == ("snapshot", ["talks"])
        assert run("sync", "talks").exit_code == 0
        assert json.loads(process.stdout.readline())["feed"] == "talks"
        process.terminate()
        _, errors = process.communicate(timeout=15)
        assert (process.returncode, errors) == (0, b"")


def test_a_sync_is_asked_for_of_all_feeds_that_have_a_source(run: Run) -> None:
    ran = run("sync")
    assert (ran.exit_code, ran.stdout.startswith("talks: ")) == (0, True), ran.output
    assert len(ran.stdout.splitlines()) == 1


def test_a_feed_that_is_unknown_or_disabled_is_told(run: Run) -> None:
    unknown, disabled = run("sync", "nothing", "talks"), run("sync", "off")
    assert (unknown.exit_code, disabled.exit_code) == (Exit.WRONG, Exit.FAILED)
    assert ("nothing: " in unknown.stderr, "talks: " in unknown.stdout) == (True, True)
    assert "off: the feed is disabled" in disabled.stderr
    assert run("watch", "--feed", "nothing").exit_code == Exit.WRONG


def test_a_download_is_cancelled_by_its_feed_s_name_and_tried_again_by_its_own(run: Run, service: Service) -> None:
    run("retry", "talks", "slow")
    service.until("download_started", id="slow")
    cancelled = run("cancel", "talks")
    assert (cancelled.exit_code, "talks/slow: queued" in cancelled.stdout) == (0, True), cancelled.output
    again = run("retry", "talks", "slow")
    assert (again.exit_code, "talks/slow: queued" in again.stdout) == (0, True), again.output
    service.until("download_started", id="slow")
    assert run("cancel", "talks", "slow").exit_code == 0


def test_a_preview_shows_verdicts_and_adds_nothing(run: Run, shared_site: Site, service: Service) -> None:
    url = shared_site.channel("more").url
    ran = run("add", "more", url, "--preview", "--set", "filters.not_title=Trailer")
    assert ran.exit_code == 0, ran.output
    assert "2 items" in ran.stdout
    assert "skipped" in next(line for line in ran.stdout.splitlines() if "Trailer" in line)
    assert "more" not in tomllib.loads(service.config.read_text())["feeds"]


def test_a_feed_is_added_with_its_keys(run: Run, service: Service) -> None:
    ran = run("add", "spoken", "--set", "schedule=manual", "--set", "keep_last=7", "--set", "metadata.title=Spoken")
    assert ran.exit_code == 0, ran.output
    added = tomllib.loads(service.config.read_text())["feeds"]["spoken"]
    assert added == {"schedule": "manual", "keep_last": 7, "metadata": {"title": "Spoken"}}
    assert run("add", "spoken", "--set", "schedule=manual").exit_code == Exit.FAILED


def test_what_is_wrong_with_a_feed_is_told_by_its_keys(run: Run) -> None:
    ran = run("add", "wrong", "https://a.example", "--set", "keep_last=many", "--set", "metadata.lanuage=en")
    assert ran.exit_code == Exit.WRONG
    assert 'keep_last: found "many"' in ran.stderr
    assert 'did you mean "language"?' in ran.stderr


def test_a_submission_is_listed_and_fetched(run: Run, shared_site: Site, service: Service) -> None:
    ran = run("submit", "later", shared_site.watch("lone"), "--yt-arg=--retries", "--yt-arg=1")
    assert (ran.exit_code, ran.stdout.startswith("later/lone: queued")) == (0, True), ran.output
    service.until("download_finished", id="lone")
    assert "had it already" in run("submit", "later", shared_site.watch("lone")).stdout
    assert run("submit", "talks", shared_site.watch("lone")).exit_code == Exit.FAILED
    refused = run("submit", "later", shared_site.watch("lone"), "--yt-arg=--exec", "--yt-arg=ls")
    assert (refused.exit_code, "--exec" in refused.stderr) == (Exit.FAILED, True)


def test_what_failed_is_queued_again(run: Run) -> None:
    one, all_ = run("retry", "talks"), run("retry", "--newer-than", "2026-01-31")
    assert (one.exit_code, one.stdout) == (0, "talks: 1 queued again\n"), one.output
    assert (all_.exit_code, "in all" in all_.stdout) == (0, True), all_.output


def test_the_public_port_s_opml_is_printed(run: Run, service: Service) -> None:
    here = service.config.with_name("here.toml")
    here.write_text(f'[server]\nhost = "127.0.0.1"\nport = {service.public_port}\n')
    ran = run("--config", str(here), "opml", ANYPOD_SERVER_URL="")
    assert ran.exit_code == 0, ran.output
    read = listparser.parse(ran.stdout)
    assert {feed.url for feed in read.feeds} >= {"http://pods.example/feeds/talks.xml"}
    assert TOKEN not in ran.stdout


def test_a_wrong_token_is_told_with_where_one_may_come_from(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "token"
    wrong.write_text("guessed\n")
    ran = run("sync", "--token-file", str(wrong))
    assert ran.exit_code == Exit.WRONG
    assert "refused the token" in ran.stderr
    assert "--token-file" in ran.stderr
    assert "guessed" not in ran.stderr


def test_what_is_no_admin_of_anypod_is_told(run: Run, shared_site: Site, service: Service) -> None:
    elsewhere = run("sync", "talks", "--server", shared_site.base)
    assert (elsewhere.exit_code, "not as anypod" in elsewhere.stderr) == (Exit.FAILED, True)
    public = run("sync", "talks", "--server", f"http://127.0.0.1:{service.public_port}")
    assert public.exit_code != 0


def test_nobody_there_is_told_with_what_to_do(run: Run) -> None:
    ran = run("sync", "--server", "http://127.0.0.1:1")
    assert ran.exit_code == Exit.FAILED
    assert "no service answers at http://127.0.0.1:1 (by --server)" in ran.stderr
    assert "anypod serve" in ran.stderr
    assert ran.stdout == ""
