from __future__ import annotations

import pytest

from anypod.rules.category import CATEGORIES, Category, category_of


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Technology", Category("Technology")),
        ("tv &  film", Category("TV & Film")),
        ("Arts>books", Category("Arts", "Books")),
        ("Arts > Wrestling", None),
        ("Arts >", None),
        ("Books", None),
        ("", None),
    ],
)
def test_only_pairs_of_the_list_are_taken(text: str, category: Category | None) -> None:
    assert category_of(text) == category


def test_there_are_nineteen_tops() -> None:
    assert len(CATEGORIES) == 19
