from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.rules.identity import FEED_NAME
from anypod.rules.imports.naming import feed_name, free_name


@pytest.mark.parametrize(
    ("former", "name"),
    [
        ("news", "news"),
        ("ID1", "id1"),
        ("Café Olé!", "cafe_ole"),
        ("猫", "feed"),
        ("-a-", "a"),
        ("a.b", "a_b"),
        ("Preview", "preview_feed"),
    ],
)
def test_a_name_becomes_the_nearest_that_is_allowed(former: str, name: str) -> None:
    assert feed_name(former) == name


@given(st.text(max_size=100))
def test_every_name_becomes_one_that_is_allowed(former: str) -> None:
    assert FEED_NAME.fullmatch(feed_name(former))


@given(st.lists(st.text(max_size=80), max_size=20))
def test_names_that_meet_are_numbered(formers: list[str]) -> None:
    taken: list[str] = []
    for former in formers:
        taken.append(free_name(feed_name(former), taken))
    assert len(set(taken)) == len(taken)
    assert all(FEED_NAME.fullmatch(name) for name in taken)
