from __future__ import annotations

from attrs import evolve

from anypod.model.feed import SourceType
from anypod.model.settings import PodcastType
from anypod.rss.numbering import LONGEST_NAME, Place, places_of, serial_numbers
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


def test_a_source_that_numbers_all_is_believed_whatever_the_kind() -> None:
    told = [evolve(one, season=2, episode=number) for number, one in enumerate(PLACED, 7)]
    for kind in PodcastType:
        assert places_of(PLAYLIST, told, kind) == [Place(2, 7), Place(2, 8), Place(2, 9)]


def test_a_serial_is_counted_where_one_number_is_missing_or_there_twice() -> None:
    first, *others = PLACED
    for numbers in ((None, 1, 2), (1, 1, 2)):
        told = [evolve(one, season=1, episode=number) for number, one in zip(numbers, PLACED, strict=True)]
        assert places_of(PLAYLIST, told, PodcastType.SERIAL) == [Place(None, 1), Place(None, 3), Place(None, 2)]
    assert places_of(PLAYLIST, [evolve(first, episode=5), *others], PodcastType.EPISODIC)[0] == Place(None, 5)


def test_the_same_number_in_two_seasons_is_two_numbers() -> None:
    told = [evolve(one, season=season, episode=1) for season, one in enumerate(PLACED, 1)]
    assert [place.season for place in places_of(PLAYLIST, told, PodcastType.SERIAL)] == [1, 2, 3]


def test_a_season_has_a_name_of_one_line_that_is_not_too_long_and_none_without_a_number() -> None:
    (long,) = places_of(FEED, [evolve(PLACED[0], season=1, season_name="At\nsea " * 50)], PodcastType.EPISODIC)
    assert long.name is not None
    assert long.name.startswith("At sea At sea")
    assert len(long.name) <= LONGEST_NAME
    (bare,) = places_of(FEED, [evolve(PLACED[0], season_name="At sea")], PodcastType.EPISODIC)
    assert bare == Place()
