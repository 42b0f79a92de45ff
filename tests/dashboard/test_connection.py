"""A page whose service goes and comes back, and one whose service asks for a token."""

from __future__ import annotations

import re
import socket

import pytest
from playwright.sync_api import APIResponse, Route, expect

from tests.dashboard.conftest import BY_HAND, SECRET
from tests.dashboard.looking import Looking, address
from tests.dashboard.test_edits import mark, unmoved
from tests.stories.conftest import Begin
from tests.stories.service import Service

pytestmark = [pytest.mark.story, pytest.mark.slow]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def test_a_page_says_that_the_line_is_lost_and_comes_back_by_itself(begin: Begin, looking: Looking) -> None:
    service = begin(BY_HAND)
    text = service.config.read_text()
    service.config.write_text(text.replace("admin_port = 0", f"admin_port = {free_port()}"))
    with service:
        page = looking.at(address(service))
        expect(page.get_by_role("link", name="Hear it later")).to_be_visible()
        mark(page)
        service.stop()
        expect(page.get_by_text("Reconnecting…")).to_be_visible()
        expect(page.get_by_text("The connection to anypod is lost")).to_be_visible()
        service.config.write_text(service.config.read_text().replace("Hear it later", "Heard meanwhile"))
        service.start()
        expect(page.get_by_text("Live", exact=True)).to_be_visible()
        expect(page.get_by_text("The connection to anypod is lost")).to_have_count(0)
        expect(page.get_by_role("link", name="Heard meanwhile")).to_be_visible()
        assert unmoved(page)


def test_a_line_that_was_only_cut_is_taken_up_where_it_was_left(house: Service, looking: Looking) -> None:
    page = looking.at("about:blank")
    page.add_init_script("""
        window.lines = [];
        const Real = WebSocket;
        window.WebSocket = class extends Real {
            constructor(url) { super(url); window.lines.push(this); }
        };
    """)
    page.goto(address(house))
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.evaluate("() => window.lines[0].close()")
    page.wait_for_function("() => window.lines.length > 1 && window.lines[1].readyState === 1")
    assert re.search(r"\?since=\d+$", page.evaluate("() => window.lines[1].url"))
    expect(page.get_by_text("Live", exact=True)).to_be_visible()


def test_an_answer_from_before_the_log_in_asks_for_no_other(guarded: Service, looking: Looking) -> None:
    held: list[tuple[Route, APIResponse]] = []
    page = looking.at("about:blank")
    page.route("**/api/feeds?per_page=1", lambda route: held.append((route, route.fetch())))
    page.goto(f"{address(guarded)}#/feeds/later")
    page.get_by_label("Admin token").fill(SECRET)
    while not held:
        page.wait_for_timeout(20)  # only while it waits does Playwright hand over what it holds
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Hear it later", level=1)).to_be_visible()
    assert {answer.status for _, answer in held} == {401}
    for route, answer in held:
        with page.expect_response(route.request.url):
            route.fulfill(response=answer)
    page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(page.get_by_role("heading", name="Hear it later", level=1)).to_be_visible()


def test_who_has_no_token_is_asked_for_it_and_goes_on_where_they_wanted(guarded: Service, looking: Looking) -> None:
    page = looking.at(f"{address(guarded)}#/feeds/later")
    page.get_by_label("Admin token").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_have_text("That is not the token.")
    page.get_by_label("Admin token").fill(SECRET)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Hear it later", level=1)).to_be_visible()


def test_a_page_at_rest_asks_nothing(house: Service, looking: Looking) -> None:
    page = looking.at(address(house))
    expect(page.get_by_role("link", name="All about cats")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    # Time passes for the page alone, so that whatever it would do by the clock it does now.
    page.clock.install()
    page.reload()
    expect(page.get_by_role("link", name="All about cats")).to_be_visible()
    asked.clear()
    page.clock.run_for(30_000)
    assert asked == []


def test_nothing_is_asked_of_anybody_else(house: Service, looking: Looking) -> None:
    asked: list[str] = []

    def watched(route: Route) -> None:
        asked.append(route.request.url)
        route.continue_()

    page = looking.at("about:blank")
    page.context.route("**/*", watched)
    for view in ("", "#/feeds/cats", "#/storage", "#/config", "#/add"):
        page.goto(address(house) + view)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert asked
    assert [one for one in asked if not one.startswith(address(house))] == []
