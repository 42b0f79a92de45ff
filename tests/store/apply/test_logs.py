from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from anypod.model.applied import Applied
from anypod.model.mutation import RecordLog
from anypod.store.apply.logs import ATTEMPTS, MOST_BYTES, cap
from anypod.store.store import Store
from tests.store.samples import LATER, NOW, add, commit, item


def log(text: str) -> RecordLog:
    return RecordLog(feed="f", id="a", text=text, at=LATER)


async def test_only_the_last_attempts_are_kept_oldest_first(store: Store) -> None:
    await commit(store, add(item()), *(log(f"attempt {n}") for n in range(5)))
    assert [entry.text for entry in await store.queries.logs("f", "a")] == ["attempt 2", "attempt 3", "attempt 4"]


async def test_attempts_of_other_items_are_not_counted(store: Store) -> None:
    other = RecordLog(feed="f", id="b", text="its own", at=NOW)
    await commit(store, add(item()), add(item("b")), other, *(log("mine") for _ in range(ATTEMPTS)))
    assert [entry.text for entry in await store.queries.logs("f", "b")] == ["its own"]


async def test_the_log_of_an_unknown_item_is_not_kept(store: Store) -> None:
    assert (await commit(store, log("nobody's"))).applied == (Applied(changed=False),)


async def test_a_long_log_keeps_its_beginning_and_its_end(store: Store) -> None:
    await commit(store, add(item()), log("first line\n" + "ä" * MOST_BYTES + "\nlast line"))
    (entry,) = await store.queries.logs("f", "a")
    assert entry.text.startswith("first line\n")
    assert entry.text.endswith("\nlast line")
    assert len(entry.text.encode()) <= MOST_BYTES


@settings(deadline=None)  # how fast it is on a busy machine is not what it is about
@given(st.text(st.characters(), max_size=400), st.integers(100, 400))
def test_a_capped_text_never_exceeds_its_cap_and_a_short_one_stays_whole(text: str, most: int) -> None:
    whole = text.encode("utf-8", "replace")
    capped = cap(text, most)
    assert len(capped.encode("utf-8")) <= most
    if len(whole) <= most:
        assert capped.encode("utf-8") == whole
