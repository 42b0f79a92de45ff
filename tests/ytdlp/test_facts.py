from __future__ import annotations

import pytest

from anypod.ytdlp.facts import number


@pytest.mark.parametrize(("value", "found"), [("12.5", 12.5), (0, 0.0), (None, None), ("soon", None), ([], None)])
def test_what_is_no_number_is_none(value: object, found: float | None) -> None:
    assert number(value) == found


@pytest.mark.parametrize("value", ["nan", "inf", float("-inf"), pytest.param(10**400, id="huge")])
def test_neither_is_what_is_not_finite(value: object) -> None:
    assert number(value) is None
