from __future__ import annotations

from attrs import evolve

from anypod.model.feed import SourceType
from anypod.rss.numbering import serial_numbers
from tests.rss.examples import FEED, numbered

PLAYLIST = evolve(FEED, source_type=SourceType.PLAYLIST)
PLACED = [evolve(download, position=place) for place, download in zip((0, 2, 1), numbered(3), strict=True)]


def test_a_playlist_is_numbered_by_its_places() -> None:
    assert serial_numbers(PLAYLIST, PLACED) == [1, 3, 2]


def test_an_item_keeps_its_number_when_another_goes() -> None:
    assert serial_numbers(PLAYLIST, PLACED[1:]) == [3, 2]


def test_a_channel_and_lists_without_a_common_order_are_numbered_from_the_oldest() -> None:
    assert serial_numbers(FEED, PLACED) == [1, 2, 3]
    assert serial_numbers(evolve(PLAYLIST, urls=("https://a.example", "https://b.example")), PLACED) == [1, 2, 3]
    assert serial_numbers(PLAYLIST, [*PLACED, evolve(PLACED[0], id="x")]) == [1, 2, 3, 4]
    assert serial_numbers(PLAYLIST, numbered(2)) == [1, 2]
