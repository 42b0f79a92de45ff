"""Everything on one port, as where only one can be had."""

from __future__ import annotations

import json

import pytest

from tests.stories.conftest import Begin

pytestmark = pytest.mark.story

TOKEN = "correct-horse-battery"  # noqa: S105 - a test's


def test_the_admin_is_below_admin_on_the_public_port_and_the_log_says_so(begin: Begin) -> None:
    service = begin('[feeds.links]\nschedule = "manual"\n')
    text = service.config.read_text()
    service.config.write_text(text.replace("admin_port = 0", f'single_server = true\nadmin_token = "{TOKEN}"'))
    with service:
        (ready,) = (line for line in service.log if line["event"] == "ready")
        assert ready["admin"] == f"{ready['public']}/admin"
        answer = service.get("/admin/api/feeds", {"Authorization": f"Bearer {TOKEN}"})
        assert json.loads(answer.body)["items"][0]["name"] == "links"
        assert service.get("/admin/api/feeds").status == 401
        assert service.get("/feeds/links.xml").status == 200
        assert service.stop() == 0
