from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.rules.identity import download_id


@pytest.mark.parametrize("plain", ["dQw4w9WgXcQ", "-abc_DEF", "a"])
def test_a_plain_id_stays_what_it_is(plain: str) -> None:
    assert download_id(plain) == plain


def test_parts_are_told_apart() -> None:
    assert len({download_id("post"), download_id("post", 1), download_id("post", 2)}) == 3


@given(st.text())
def test_any_id_becomes_safe_in_urls_and_file_names(source_id: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,100}", download_id(source_id))


@given(st.text(), st.text())
def test_different_ids_stay_different(one: str, two: str) -> None:
    if one != two:
        assert download_id(one) != download_id(two)
