"""Feeds behind tokens, as listeners meet them, and what becomes of an address when its token is taken back."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest
from lxml import etree

from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin
from tests.stories.test_live_config import edit

pytestmark = pytest.mark.story

MINE, YOURS = "mine-0123456789abcdef", "yours-0123456789abcdef"


def test_a_token_taken_out_of_the_file_ends_its_addresses_and_no_others(site: Site, begin: Begin) -> None:
    site.channel("cats").has(video("cats1", seconds=2, published=days_ago(1)))
    feed = f'[feeds.cats]\nurl = "{site.url}/@cats/videos"\n'
    with begin(feed, f'[access]\ntokens = {{ me = "{MINE}", you = "{YOURS}" }}\n') as service:
        service.until("download_finished", id="cats1")
        path = f"/t/{MINE}/feeds/cats.xml"
        enclosure = etree.fromstring(service.get(path).body).find(".//enclosure")
        assert enclosure is not None
        media = urlsplit(str(enclosure.get("url"))).path
        assert media.startswith(f"/t/{MINE}/media/cats/cats1.")
        kept = http.client.HTTPConnection("127.0.0.1", service.public_port, timeout=30)
        assert [asked(kept, each) for each in (path, media)] == [200, 200]
        edit(service, f'me = "{MINE}", ', "")
        service.until("config_applied")
        assert [asked(kept, each) for each in (path, media)] == [404, 404]
        kept.close()
        for each in (path, media):
            assert service.get(each).status == 404
            assert service.get(each.replace(MINE, YOURS)).status == 200
            assert service.get(each.replace(f"/t/{MINE}", "")).status == 404
        edit(service, f'tokens = {{ you = "{YOURS}" }}', "tokens = {}")
        service.until("config_applied")
        assert service.get("/feeds/cats.xml").status == 200
        assert service.get(f"/t/{YOURS}/feeds/cats.xml").status == 404
    told = (service.folder / "log.jsonl").read_text()
    assert "config_applied" in told
    assert MINE not in told
    assert YOURS not in told


def asked(connection: http.client.HTTPConnection, path: str) -> int:
    """Ask on a connection that stays open, and read the answer to its end."""
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer.status
