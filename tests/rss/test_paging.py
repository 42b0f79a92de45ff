from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from anypod.rss.paging import PAGE_SIZE, Page, page_count


@given(st.integers(0, 10_000))
def test_every_item_is_on_exactly_one_page(count: int) -> None:
    items = list(range(count))
    last = page_count(count)
    assert [item for number in range(1, last + 1) for item in items[Page(number, last).items]] == items
    assert len(items[Page(last, last).items]) > 0 or count == 0


def test_a_full_page_needs_no_second() -> None:
    assert [page_count(count) for count in (0, 1, PAGE_SIZE, PAGE_SIZE + 1)] == [1, 1, 1, 2]


def test_the_ends_have_no_neighbour_beyond() -> None:
    assert dict(Page(1, 3).neighbours) == {"first": 1, "next": 2, "last": 3}
    assert dict(Page(3, 3).neighbours) == {"first": 1, "previous": 2, "last": 3}
    assert Page(1, 1).neighbours == ()
