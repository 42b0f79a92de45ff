from __future__ import annotations

import pytest

from anypod.model.mutation import RecordPicture
from tests.web.client import Site
from tests.web.house import NOW, House

PICTURE = b"\xff\xd8\xff" + bytes(range(256))


@pytest.fixture
async def pictures(house: House) -> None:
    await house.library.store_image(PICTURE, "talks")
    await house.library.store_image(PICTURE + b"item", "talks", "one")


async def test_a_picture_is_served_like_any_file(site: Site, pictures: None) -> None:
    reply = await site.get("/images/talks.jpg")
    assert (reply.status, reply.body) == (200, PICTURE)
    assert reply["content-type"] == "image/jpeg"
    assert (await site.get("/images/talks.jpg", {"If-None-Match": reply["etag"]})).status == 304
    assert (await site.head("/images/talks.jpg")).undated == reply.undated


async def test_an_item_has_its_own(site: Site, pictures: None) -> None:
    assert (await site.get("/images/talks/one.jpg")).body == PICTURE + b"item"


@pytest.mark.parametrize(("path", "id_"), [("talks", None), ("talks/one", "one")])
async def test_only_the_present_address_is_for_ever_and_an_old_one_gives_the_newest(
    site: Site, house: House, pictures: None, path: str, id_: str | None
) -> None:
    await house.add("one")
    await house.commit(RecordPicture(feed="talks", id=id_, digest="0123abcdef", source="x", at=NOW))
    now = await site.get(f"/images/{path}.0123abcdef.jpg")
    for old in (f"/images/{path}.9876543210.jpg", f"/images/{path}.jpg"):
        reply = await site.get(old)
        assert (reply.status, reply.body) == (200, now.body)
        assert reply["cache-control"] == "max-age=3600"
    assert now["cache-control"] == "max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    ["none.jpg", "talks", "talks.png", "talks.XYZ.jpg", "talks/two.jpg", "talks/%2e%2e.jpg", "empty.jpg", "%FF.jpg"],
)
async def test_what_is_not_there_is_not_found(site: Site, pictures: None, path: str) -> None:
    assert (await site.get(f"/images/{path}")).status == 404
