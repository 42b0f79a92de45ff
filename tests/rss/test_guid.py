from __future__ import annotations

import pytest

from anypod.rss.guid import podcast_guid


@pytest.mark.parametrize(
    ("url", "guid"),
    [
        ("https://mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
        ("podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
    ],
)
def test_the_examples_of_the_specification_are_reproduced(url: str, guid: str) -> None:
    assert podcast_guid(url) == guid


def test_scheme_and_trailing_slashes_make_no_difference() -> None:
    assert podcast_guid("http://podnews.net/rss//") == podcast_guid("https://podnews.net/rss")
