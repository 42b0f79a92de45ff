from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from anypod.service.imports.reading import NotReadable, find

NOW = datetime(2026, 1, 31, tzinfo=UTC)
OPML = """<?xml version="1.0" encoding="{}"?><opml version="1.1"><body>
<outline text="Café" xmlUrl="https://pod.example/feed.xml"/></body></opml>"""


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("UTF-8", "utf-8"), ("utf-8", "utf-8-sig"), ("ISO-8859-1", "latin-1"), ("UTF-16", "utf-16"), ("UTF-8", "utf-16")],
)
def test_an_opml_is_read_in_the_encoding_that_it_has(declared: str, encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.opml"
    file.write_bytes(OPML.format(declared).encode(encoding))
    (feed,) = find(file, None, NOW).incoming.feeds
    assert (feed.name, feed.former) == ("cafe", "Café")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.opml", OPML.format("UTF-8").encode("latin-1"), "it is no text in utf-8"),
        ("a.opml", OPML.format("nonsense").encode(), "it is no text in nonsense"),
        ("a.yaml", b"feeds: \xff", "it is no text in utf-8"),
        ("a.toml", b"[feeds\n", "is no TOML: Expected ']'"),
    ],
)
def test_what_cannot_be_read_is_told_for_people(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NotReadable, match=said):
        find(tmp_path / name, None, NOW)
