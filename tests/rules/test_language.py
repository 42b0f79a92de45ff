from __future__ import annotations

import pytest

from anypod.rules.language import language_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("en", "en"),
        (" en ", "en"),
        ("pt_BR", "pt-br"),
        ("zh-Hans", "zh-hans"),
        ("gsw", "gsw"),
        ("english", None),
        ("", None),
        ("e", None),
        ("en-", None),
        ("ёж", None),
    ],
)
def test_languages_are_codes_or_nothing(text: str, code: str | None) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize("country", ["jp", "cz", "dk", "ua", "gr", "cn"])
def test_a_countrys_code_is_no_language(country: str) -> None:
    assert language_of(country) is None


def test_a_code_that_was_withdrawn_becomes_its_successor() -> None:
    assert language_of("iw-IL") == "he-il"
