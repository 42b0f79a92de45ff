"""Edits through the API of a running service: in the file with its comments, in effect, and never over another's."""

from __future__ import annotations

import http.client
import json
import os
import tomllib

import pytest

from tests.site.site import Site
from tests.site.video import video
from tests.stories.conftest import Begin
from tests.stories.service import Answer, Service

pytestmark = pytest.mark.story


def ask(service: Service, method: str, path: str, body: object = None, token: str = "") -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", service.admin_port, timeout=60)
    try:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        connection.request(method, f"/api/{path}", json.dumps({} if body is None else body), headers)
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


def test_an_edit_keeps_the_comments_and_acts_when_it_is_answered(begin: Begin) -> None:
    with begin('# top\n[feeds.later]\nschedule = "manual" # by hand\n') as service:
        answer = ask(service, "PATCH", "feeds/later", {"keep_last": 9, "metadata": {"title": "Later"}})
        assert (answer.status, json.loads(answer.body)["title"]) == (200, "Later")
        text = service.config.read_text()
        assert "# top" in text
        assert "# by hand" in text
        assert tomllib.loads(text)["feeds"]["later"]["keep_last"] == 9
        assert b"<title>Later</title>" in service.feed("later")


def test_a_feed_comes_is_disabled_and_goes(begin: Begin) -> None:
    with begin("") as service:
        assert ask(service, "POST", "feeds", {"name": "new", "schedule": "manual"}).status == 201
        assert service.get("/feeds/new.xml").status == 200
        assert ask(service, "POST", "feeds", {"name": "new", "schedule": "manual"}).status == 409
        assert json.loads(ask(service, "POST", "feeds/new/disable").body)["state"] == "disabled"
        assert ask(service, "DELETE", "feeds/new").status == 204
        assert service.get("/feeds/new.xml").status == 404
        assert "new" not in tomllib.loads(service.config.read_text()).get("feeds", {})


def test_edits_in_quick_succession_are_never_undone_by_what_the_watcher_saw_before(begin: Begin) -> None:
    with begin("") as service:
        for _ in range(8):
            assert ask(service, "POST", "feeds", {"name": "new", "schedule": "manual"}).status == 201
            assert service.get("/feeds/new.xml").status == 200
            assert ask(service, "DELETE", "feeds/new").status == 204
            assert service.get("/feeds/new.xml").status == 404


def test_an_edit_of_what_was_just_changed_by_hand_is_a_conflict_until_it_was_taken_up(begin: Begin) -> None:
    with begin('[feeds.later]\nschedule = "manual"\n') as service:
        by_hand = service.config.read_text() + '[feeds.other]\nschedule = "manual"\n'
        service.config.write_text(by_hand)
        assert ask(service, "PATCH", "feeds/later", {"keep_last": 9}).status == 409
        assert service.config.read_text() == by_hand
        service.until("config_applied")
        assert ask(service, "PATCH", "feeds/later", {"keep_last": 9}).status == 200
        assert {"later", "other"} == set(tomllib.loads(service.config.read_text())["feeds"])


def test_options_that_run_programs_are_refused(begin: Begin) -> None:
    with begin('[feeds.later]\nschedule = "manual"\n') as service:
        before = service.config.read_text()
        answer = ask(service, "PATCH", "feeds/later", {"yt_args": ["--exec", "touch /tmp/x"]})
        assert (answer.status, json.loads(answer.body)["errors"][0]["pointer"]) == (422, "/yt_args")
        hooks = ask(service, "PATCH", "feeds/later", {"hooks": {"download_finished": ["touch", "/tmp/x"]}})  # noqa: S108 - never touched
        assert (hooks.status, service.config.read_text()) == (422, before)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anything")
def test_a_file_that_may_not_be_written_says_so(begin: Begin) -> None:
    with begin('[feeds.later]\nschedule = "manual"\n') as service:
        service.config.chmod(0o444)
        assert ask(service, "PATCH", "feeds/later", {"keep_last": 9}).status == 409


def test_a_preview_stores_nothing(begin: Begin, site: Site) -> None:
    listed = site.channel("talks")
    listed.has(video("one"), video("two"))
    with begin("", "[access]\nallow_private_urls = true") as service:
        body = {"url": listed.url, "filters": {"not_title": "nothing like it"}}
        answer = json.loads(ask(service, "POST", "feeds/preview", body).body)
        assert [item["id"] for item in answer["items"]] == ["one", "two"]
        assert (service.rows(), tomllib.loads(service.config.read_text()).get("feeds", {})) == ([], {})


def test_an_open_address_asks_for_the_token_that_was_made(begin: Begin) -> None:
    service = begin("")
    text = service.config.read_text().replace("admin_port = 0", 'admin_host = "0.0.0.0"\nadmin_port = 0')
    service.config.write_text(text)
    with service:
        token = (service.data / "admin_token").read_text().strip()
        assert any(line.get("token") == token for line in service.log)
        assert ask(service, "GET", "feeds").status == 401
        assert ask(service, "GET", "feeds", token=token).status == 200
        service.stop()
        before = len(service.log)
        service.start()
        assert not any("token" in line for line in service.log[before:])
