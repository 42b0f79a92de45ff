from __future__ import annotations

from anypod.model.applied import Applied
from anypod.model.mutation import RecordPicture
from anypod.store.store import Store
from tests.store.samples import LATER, add, commit, ensure, finished, item


def picture(id: str | None, digest: str = "d1") -> RecordPicture:
    return RecordPicture(feed="f", id=id, digest=digest, source="https://example.org/p.jpg", at=LATER)


async def test_a_feeds_new_picture_is_a_new_revision(store: Store) -> None:
    await commit(store, ensure)
    before = await store.queries.revision("f")
    await commit(store, picture(None))
    feed = await store.queries.feed("f")
    assert feed is not None
    assert (feed.image, feed.image_source) == ("d1", "https://example.org/p.jpg")
    assert before is not None
    assert feed.revision == before[0] + 1


async def test_the_picture_of_a_published_item_is_a_new_revision(store: Store) -> None:
    await commit(store, ensure, add(item()), finished())
    before = await store.queries.revision("f")
    await commit(store, picture("a"))
    row = await store.queries.download("f", "a")
    assert row is not None
    assert row.image == "d1"
    assert await store.queries.revision("f") != before


async def test_the_same_picture_again_changes_nothing(store: Store) -> None:
    await commit(store, ensure, picture(None))
    assert (await commit(store, picture(None))).applied == (Applied(changed=False),)


async def test_the_picture_of_an_unknown_item_is_not_kept(store: Store) -> None:
    assert (await commit(store, picture("nobody"))).applied == (Applied(changed=False),)
