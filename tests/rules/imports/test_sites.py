from __future__ import annotations

import pytest

from anypod.rules.imports.sites import extractor_of, followed, source_id, with_scheme


@pytest.mark.parametrize(
    ("url", "extractor"),
    [
        ("https://www.youtube.com/watch?v=a", "youtube"),
        ("https://youtu.be/a", "youtube"),
        ("https://vimeo.com/1", "vimeo"),
        ("https://x.com/a/status/1", "twitter"),
        ("https://notyoutube.com/a", "generic"),
        ("https://example.org/a.mp3", "generic"),
        ("https://[example.org/a.mp3", "generic"),
    ],
)
def test_well_known_sites_are_known(url: str, extractor: str) -> None:
    assert extractor_of(url) == extractor


def test_twitch_s_recordings_have_a_letter_before_their_number() -> None:
    assert source_id("https://www.twitch.tv/videos/12", "12") == "v12"
    assert source_id("https://vimeo.com/12", "12") == "12"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (
            "https://www.youtube.com/feeds/videos.xml?channel_id=UCx_-1",
            "https://www.youtube.com/channel/UCx_-1",
        ),
        ("https://youtube.com/feeds/videos.xml?playlist_id=PL1", "https://www.youtube.com/playlist?list=PL1"),
        ("https://www.youtube.com/feeds/videos.xml", "https://www.youtube.com/feeds/videos.xml"),
        ("https://example.org/feeds/videos.xml?channel_id=UCx", "https://example.org/feeds/videos.xml?channel_id=UCx"),
    ],
)
def test_a_channel_s_feed_is_followed_as_the_channel(url: str, address: str) -> None:
    assert followed(url) == address


def test_an_address_gets_its_scheme() -> None:
    assert with_scheme("youtube.com/@a") == "https://youtube.com/@a"
    assert with_scheme("HTTP://a.example/") == "HTTP://a.example/"
