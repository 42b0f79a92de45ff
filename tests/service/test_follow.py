from __future__ import annotations

from anypod.config.text import digest
from anypod.service.follow import is_news


def test_a_content_that_the_file_still_holds_and_that_does_not_act_is_news() -> None:
    assert is_news(b"new", b"new", digest(b"old"))


def test_an_edit_that_acts_already_is_none() -> None:
    assert not is_news(b"new", b"new", digest(b"new"))


def test_a_content_that_an_edit_has_replaced_meanwhile_is_none() -> None:
    assert not is_news(b"by hand", b"by the API", digest(b"by the API"))
    assert not is_news(b"by hand", b"half writ", digest(b"old"))
