from __future__ import annotations

from datetime import UTC, datetime

from anypod.cli.lines import plain, preview_lines
from anypod.model.download import Status
from anypod.model.feed import SourceType
from anypod.web.api.previews import Preview, PreviewItem, PreviewVerdict


def item(title: str, status: Status, reason: str | None = None) -> PreviewItem:
    return PreviewItem(
        id="x",
        title=title,
        source_url="https://a.example/x",
        published=datetime(2026, 1, 31, tzinfo=UTC),
        duration=3_725,
        verdict=PreviewVerdict(status=status, reason=reason),
    )


def test_a_preview_says_of_each_item_what_would_become_of_it() -> None:
    preview = Preview(
        title="Talks",
        author=None,
        description=None,
        source_type=SourceType.CHANNEL,
        items=(item("One", Status.QUEUED), item("Two", Status.SKIPPED, "too short")),
        total=30,
        failure=None,
    )
    assert list(preview_lines(preview)) == [
        "Talks (channel), 30 items",
        "  queued   2026-01-31   1:02:05  One",
        "  skipped  2026-01-31   1:02:05  Two [too short]",
        "  … and 28 more",
    ]


def test_a_title_can_not_command_the_terminal() -> None:
    assert plain("a\x1b[2Jb\nc\u202ed") == "a [2Jb c d"
