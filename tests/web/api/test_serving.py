from __future__ import annotations

import json

import pytest

from tests.web.api.surroundings import Office


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"name=x", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b"{}", "multipart/form-data; boundary=x", 415),
        (b"", "application/x-www-form-urlencoded", 415),
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b'{"name": NaN}', "application/json", 400),
        (b'{"name": "a", "name": "b"}', "application/json", 400),
        (b'{"name": "\\ud800"}', "application/json", 400),
        (b'{"name": "\xff"}', "application/json", 400),
        (b"[" * 30_000, "application/json", 400),
        (b"1" * 10_000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b"null", "application/json; charset=utf-8", 422),
    ],
)
async def test_a_body_that_is_none_is_a_problem(office: Office, body: bytes, content_type: str, status: int) -> None:
    reply = await office.send("POST", "/api/feeds", body, {"Content-Type": content_type})
    assert (reply.status, reply["content-type"]) == (status, "application/problem+json")
    assert office.edits.asked == []


async def test_a_body_that_is_too_large_is_refused(office: Office) -> None:
    assert (await office.send("POST", "/api/feeds", b" " * 70_000)).status == 413


async def test_a_form_can_not_do_what_needs_no_body(office: Office) -> None:
    reply = await office.send("POST", "/api/feeds/talks/sync", b"", {"Content-Type": "text/plain"})
    assert (reply.status, office.orders.jobs) == (415, [])


@pytest.mark.parametrize(("name", "method"), [("valid", "GET"), ("preview", "POST")])
async def test_what_the_api_calls_something_else_is_no_feeds_address(office: Office, name: str, method: str) -> None:
    allowed = (await office.send("OPTIONS", f"/api/feeds/{name}"))["allow"]
    assert set(allowed.split(", ")) - {"HEAD", "OPTIONS"} == {method}
    assert (await office.send("PUT", f"/api/feeds/{name}", {"url": "https://a.example"})).status == 405
    assert (await office.send("POST", f"/api/feeds/{name}/sync")).status == 404
    assert (await office.send("POST", "/api/feeds", {"name": name, "url": "https://a.example"})).status == 422
    assert (office.edits.asked, office.orders.jobs) == ([], [])


async def test_a_name_that_only_begins_so_is_a_feeds(office: Office) -> None:
    assert (await office.send("POST", "/api/feeds/previews/sync")).status == 404
    assert office.orders.jobs == []
    assert (await office.send("PATCH", "/api/feeds/valid2", {"title": None})).status != 405


async def test_the_page_of_the_document_loads_nothing_from_elsewhere(office: Office) -> None:
    for name in ("", "/docs.js", "/docs.css"):
        reply = await office.site.get(f"/api/docs{name}")
        assert (reply.status, b"http://" in reply.body, b"https://" in reply.body) == (200, False, False)
        assert "default-src 'none'" in reply["content-security-policy"]
    assert (await office.site.get("/api/docs/docs.py")).status == 404


async def test_the_document_refers_only_to_what_it_has(office: Office) -> None:
    document = await office.get("/api/openapi.json")
    text = json.dumps(document)
    referred = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert referred <= set(document["components"]["schemas"])
    bodies = [told for path in document["paths"].values() for told in path.values() if "requestBody" in told]
    assert all("example" in told["requestBody"]["content"]["application/json"] for told in bodies)
    assert document["security"] == []
