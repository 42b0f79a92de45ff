from __future__ import annotations

from datetime import timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from anypod.model.download import Download
from anypod.model.settings import DateBasis, PodcastType
from anypod.rss.episode import Episode, episodes_of
from anypod.rss.numbering import Place
from tests.rss.examples import DAY, DOWNLOAD, FEED, numbered


def _episodes(*downloads: Download, by: DateBasis = DateBasis.PUBLISHED) -> list[Episode]:
    return episodes_of(FEED, downloads, by, PodcastType.EPISODIC)


def test_the_newest_comes_first_whatever_the_order_given() -> None:
    downloads = numbered(4)
    shown = _episodes(downloads[2], downloads[0], downloads[3], downloads[1])
    assert [episode.download.id for episode in shown] == ["item-0", "item-1", "item-2", "item-3"]
    assert {episode.place for episode in shown} == {Place()}


def test_a_download_without_a_file_is_left_out() -> None:
    assert _episodes(evolve(DOWNLOAD, file=None)) == []


def test_a_date_in_the_future_becomes_the_time_of_arrival() -> None:
    (episode,) = _episodes(evolve(DOWNLOAD, published=DAY + timedelta(days=9)))
    assert episode.date == DOWNLOAD.downloaded_at


def test_the_feed_goes_by_the_date_that_it_is_told() -> None:
    download = evolve(DOWNLOAD, added=DAY - timedelta(days=1))
    dates = [_episodes(download, by=basis)[0].date for basis in DateBasis]
    assert dates == [DAY, DAY - timedelta(days=1), DOWNLOAD.first_seen]


def test_items_of_one_date_are_a_second_apart_in_the_order_of_the_list_and_on_their_day() -> None:
    midnight = DAY.replace(hour=0)
    same = [evolve(one, published=midnight, position=place) for place, one in enumerate(numbered(4))]
    shown = [(episode.download.id, episode.date - midnight) for episode in _episodes(*same[::-1])]
    assert shown == [(f"item-{place}", timedelta(seconds=3 - place)) for place in range(4)]


def test_no_item_is_moved_beyond_the_feeds_last_change() -> None:
    same = [evolve(one, published=FEED.changed_at, downloaded_at=None) for one in numbered(3)]
    assert {episode.date for episode in _episodes(*same)} == {FEED.changed_at}


def test_titles_of_one_day_are_told_apart_and_the_oldest_keeps_its_own() -> None:
    first, second, third = (evolve(each, title="News", published=DAY) for each in numbered(3))
    later = evolve(DOWNLOAD, title="News", published=DAY - timedelta(days=3))
    titles = [episode.title for episode in _episodes(first, second, third, later)]
    assert sorted(titles) == ["News", "News", "News (2)", "News (3)"]


def test_a_title_that_ends_in_a_number_already_is_told_from_those_that_got_theirs() -> None:
    titles = ["News", "News (2)", "News", "News (3)", "news"]
    downloads = [evolve(one, title=title, published=DAY) for one, title in zip(numbered(5), titles, strict=True)]
    shown = [episode.title.casefold() for episode in _episodes(*downloads)]
    assert len(set(shown)) == len(titles)


@given(st.lists(st.integers(0, 3), max_size=9), st.integers(0, 9), st.integers(0, 9))
def test_a_part_of_the_episodes_is_that_part_of_all(days: list[int], begin: int, end: int) -> None:
    downloads = [
        evolve(one, title="News", published=DAY + timedelta(days=day))
        for one, day in zip(numbered(len(days)), days, strict=True)
    ]
    part = episodes_of(FEED, downloads, DateBasis.PUBLISHED, PodcastType.SERIAL, slice(begin, end))
    assert part == episodes_of(FEED, downloads, DateBasis.PUBLISHED, PodcastType.SERIAL)[begin:end]


def test_a_title_that_is_nothing_becomes_the_id() -> None:
    assert _episodes(evolve(DOWNLOAD, title="\x00 \n"))[0].title == DOWNLOAD.id


def test_a_guid_that_xml_would_change_is_replaced_by_a_safe_one() -> None:
    odd = [evolve(DOWNLOAD, source_id=f"a{character}b", id=f"a-b-{n}") for n, character in enumerate("\x00\x01\n")]
    guids = {episode.guid for episode in _episodes(*odd)}
    assert guids == {"youtube:a-b-0", "youtube:a-b-1", "youtube:a-b-2"}


def test_a_guid_of_plain_characters_is_the_downloads() -> None:
    (episode,) = _episodes(evolve(DOWNLOAD, source_id="a:b/ü", part=2))
    assert episode.guid == "youtube:a:b/ü:2"
