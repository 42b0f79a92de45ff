from __future__ import annotations

import pytest

from anypod.cli.assignments import NoAssignment, assigned


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("keep_last=20", {"keep_last": 20}),
        ("keep_last=many", {"keep_last": "many"}),
        ("private=yes", {"private": True}),
        ("chapters=false", {"chapters": False}),
        ("since=2026-01-31", {"since": "2026-01-31"}),
        ("schedule=0 3 * * *", {"schedule": "0 3 * * *"}),
        ("metadata.title=1984", {"metadata": {"title": "1984"}}),
        ("metadata.explicit=true", {"metadata": {"explicit": True}}),
        ("filters.not_title=a=b", {"filters": {"not_title": "a=b"}}),
        ("sponsorblock.mark=sponsor, intro", {"sponsorblock": {"mark": ["sponsor", "intro"]}}),
        ('ping=["https://a.example"]', {"ping": ["https://a.example"]}),
        ("yt_args=-f worst", {"yt_args": "-f worst"}),
        ('yt_args=["-f", "worst"]', {"yt_args": ["-f", "worst"]}),
        ("no_such_key=1", {"no_such_key": "1"}),
        ("no.such.key=1", {"no": {"such": {"key": "1"}}}),
        ("format=", {"format": ""}),
    ],
)
def test_a_value_is_what_its_key_wants(text: str, table: dict[str, object]) -> None:
    assert assigned([text]) == table


def test_keys_of_one_table_come_together() -> None:
    assert assigned(["filters.shorts=only", "keep_last=1", "filters.live=exclude"]) == {
        "filters": {"shorts": "only", "live": "exclude"},
        "keep_last": 1,
    }


@pytest.mark.parametrize("texts", [["keep_last"], ["=1"], ["a..b=1"], ["a=1", "a=2"], ["a=1", "a.b=2"]])
def test_what_is_no_assignment_is_told(texts: list[str]) -> None:
    with pytest.raises(NoAssignment):
        assigned(texts)
