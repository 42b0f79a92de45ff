from __future__ import annotations

import pytest

from anypod.cli.context import Exit
from anypod.cli.trouble import refusal

FAULTS = {
    "title": "Unprocessable Entity",
    "detail": "the feed is not valid",
    "errors": [
        {"pointer": "/filters/min_duration", "detail": 'found "x"'},
        {"pointer": "/yt_args/0", "detail": "is refused"},
        {"parameter": "per_page", "detail": "is too large"},
        {"pointer": "", "line": 7, "detail": "is missing"},
        {"pointer": "/a~1b~0c", "detail": "is unknown"},
    ],
}


def test_every_fault_is_told_with_its_place() -> None:
    trouble = refusal(422, FAULTS)
    assert trouble.message.splitlines() == [
        "the feed is not valid",
        '  filters.min_duration: found "x"',
        "  yt_args[0]: is refused",
        "  per_page: is too large",
        "  line 7: is missing",
        "  a/b~c: is unknown",
    ]
    assert trouble.exit_code == Exit.WRONG


@pytest.mark.parametrize(
    ("status", "problem", "words", "code"),
    [
        (409, {"title": "Conflict", "detail": "the feed is disabled"}, "the feed is disabled", Exit.FAILED),
        (404, {"title": "Not Found", "detail": "there is no such feed"}, "there is no such feed", Exit.WRONG),
        (422, {"detail": "the source has nothing"}, "the source has nothing", Exit.FAILED),
        (500, {"title": "Internal Server Error"}, "Internal Server Error", Exit.FAILED),
        (502, None, "the service answered 502", Exit.FAILED),
        (400, {"errors": "none of a list"}, "the service answered 400", Exit.WRONG),
    ],
)
def test_exit_codes_tell_wrong_use_from_what_failed(status: int, problem: object, words: str, code: Exit) -> None:
    trouble = refusal(status, problem)
    assert (trouble.message, trouble.exit_code) == (words, code)
