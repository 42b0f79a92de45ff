"""The page and its files as a browser asks for them, and what may not be in them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from anypod.web.basis import new_app
from anypod.web.dashboard.dashboard import STATIC, dashboard_routes
from anypod.web.errors import tell_as_problem
from tests.web.client import Site, served

MODULES = sorted(STATIC.rglob("*.js"))


@pytest.fixture
async def dashboard() -> AsyncIterator[Site]:
    app = new_app(__name__)
    tell_as_problem(app)
    app.register_blueprint(dashboard_routes())
    async with served(app) as site:
        yield site


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/dashboard/main.js", "text/javascript; charset=utf-8"),
        ("/dashboard/views/feed.js", "text/javascript; charset=utf-8"),
        ("/dashboard/style.css", "text/css; charset=utf-8"),
        ("/dashboard/icon.svg", "image/svg+xml"),
    ],
)
async def test_each_file_has_its_type_and_is_asked_for_again(dashboard: Site, path: str, content_type: str) -> None:
    reply = await dashboard.get(path)
    assert (reply.status, reply["content-type"]) == (200, content_type)
    assert reply["cache-control"] == "no-cache"
    again = await dashboard.get(path, {"If-None-Match": reply["etag"]})
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/dashboard/none.js", "/dashboard/../dashboard.py", "/dashboard/", "/dashboard/views"]
)
async def test_nothing_else_is_served(dashboard: Site, path: str) -> None:
    assert (await dashboard.get(path)).status == 404


async def test_nothing_may_be_loaded_from_elsewhere_and_no_page_may_frame_it(dashboard: Site) -> None:
    policy = (await dashboard.get("/"))["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_the_page_names_each_module_so_that_none_waits_for_another_to_be_read() -> None:
    named = re.findall(r'(?:modulepreload" href|module" src)="dashboard/([^"]+)"', (STATIC / "index.html").read_text())
    assert sorted(named) == [module.relative_to(STATIC).as_posix() for module in MODULES]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_no_module_makes_markup_out_of_text(module: Path) -> None:
    text = module.read_text()
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function", text
    )


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_each_module_says_what_it_is_for_and_is_short(module: Path) -> None:
    lines = module.read_text().splitlines()
    assert lines[0].startswith("// ")
    assert len(lines) < 200
