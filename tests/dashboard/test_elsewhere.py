"""Pages of other sites that try to use somebody's dashboard from that somebody's browser: what their script gets."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest
from attrs import frozen
from playwright.sync_api import Browser, Page, Route, expect

from tests.dashboard.conftest import ELSEWHERE, SECRET
from tests.dashboard.looking import PATIENCE, Looking, address
from tests.stories.service import Service

pytestmark = [pytest.mark.story, pytest.mark.slow]

_TRY = """async ([base, method, options]) => {
    try {
        const answer = await fetch(`${base}api/feeds`, {method, credentials: 'include', ...options});
        return {type: answer.type, status: answer.status, text: await answer.text()};
    } catch (error) {
        return {type: error.name, status: 0, text: ''};
    }
}"""
_LISTEN = """(base) => new Promise((tell) => {
    const line = new WebSocket(`${base.replace('http', 'ws')}api/events`);
    const heard = [];
    line.onmessage = ({data}) => heard.push(data);
    line.onclose = ({code}) => tell({code, heard});
    setTimeout(() => tell({code: null, heard}), 10_000);
})"""
BODY = '{"name": "theirs", "url": "https://evil.example/"}'


class _Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title><h1>Win a prize</h1>")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of a page of another origin on this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join(10)


@frozen
class Got:
    """What a page's own script got: an opaque answer shows nothing, a TypeError is a refusal by the browser."""

    type: str
    status: int
    text: str


def attempt(page: Page, base: str, method: str, **options: object) -> Got:
    return Got(**page.evaluate(_TRY, [base, method, options]))


def as_json() -> dict[str, object]:
    return {"headers": {"Content-Type": "application/json"}, "body": BODY}


def test_a_page_of_another_origin_reads_nothing_posts_nothing_and_hears_nothing(
    house: Service, looking: Looking, elsewhere: str
) -> None:
    base, written = address(house), house.config.read_text()
    page = looking.at(base)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.goto(elsewhere)
    looking.forgive("blocked by CORS policy")
    assert attempt(page, base, "GET") == Got("TypeError", 0, "")
    assert attempt(page, base, "GET", mode="no-cors") == Got("opaque", 0, "")
    assert attempt(page, base, "POST", **as_json()) == Got("TypeError", 0, "")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        assert attempt(page, base, "POST", mode="no-cors", body=BODY) == Got("opaque", 0, "")
    assert answered.value.status == 403
    assert page.evaluate(_LISTEN, base) == {"code": 1006, "heard": []}
    assert house.config.read_text() == written


def test_not_even_in_the_browser_of_somebody_who_is_logged_in(
    guarded: Service, looking: Looking, elsewhere: str
) -> None:
    base, written = address(guarded), guarded.config.read_text()
    page = looking.at(base)
    page.get_by_label("Admin token").fill(SECRET)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.goto(elsewhere)
    looking.forgive("blocked by CORS policy")
    # The cookie goes with it: a cookie knows no ports. Only the Origin tells the pages apart.
    assert attempt(page, base, "GET") == Got("TypeError", 0, "")
    assert attempt(page, base, "POST", mode="no-cors", body=BODY) == Got("opaque", 0, "")
    assert page.evaluate(_LISTEN, base) == {"code": 1006, "heard": []}
    assert guarded.config.read_text() == written


def test_no_other_page_shows_it_in_a_frame(house: Service, looking: Looking, elsewhere: str) -> None:
    page = looking.at(elsewhere)
    looking.forgive("frame-ancestors", "X-Frame-Options")
    page.evaluate(
        """(url) => new Promise((done) => {
            const frame = document.createElement('iframe');
            frame.onload = done;
            frame.src = url;
            document.body.append(frame);
            setTimeout(done, 10_000);
        })""",
        address(house),
    )
    assert page.frames[1].url.startswith("chrome-error:")


def test_a_name_that_somebody_else_points_here_is_refused(house: Service, rebound: Browser) -> None:
    here = f"http://{ELSEWHERE}:{house.admin_port}/"
    page = rebound.new_page()
    page.set_default_timeout(PATIENCE)
    answer = page.goto(here)
    assert answer is not None
    assert answer.status == 403
    assert "anypod" not in page.title()
    # The same name led to a page of theirs a moment ago, which has the same origin as what it now asks.
    page.route(here, lambda route: theirs(route, here))
    page.goto(here)
    assert page.title() == "theirs"
    written = house.config.read_text()
    read, posted = attempt(page, here, "GET"), attempt(page, here, "POST", **as_json())
    assert (read.status, posted.status) == (403, 403)
    assert "cats" not in read.text + posted.text
    assert page.evaluate(_LISTEN, here) == {"code": 1006, "heard": []}
    assert house.config.read_text() == written


def theirs(route: Route, here: str) -> None:
    if route.request.url == here:
        route.fulfill(content_type="text/html", body="<!doctype html><title>theirs</title>")
    else:
        route.continue_()
