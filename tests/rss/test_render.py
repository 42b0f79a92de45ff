from __future__ import annotations

import random
from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from anypod.model.chapter import Chapter
from anypod.model.download import Download
from anypod.model.feed import SourceMetadata, SourceType
from anypod.model.settings import Media, MetadataOverrides, PodcastType
from anypod.rss.render import render_feed
from anypod.rules.channel import presentation
from anypod.rules.links import Links
from tests.rss.examples import AUDIO, DAY, DOWNLOAD, FEED, LINKS, SETTINGS, numbered
from tests.support.feedlint import lint

NS = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "psc": "http://podlove.org/simple-chapters",
}
ANY = st.text(st.characters())


def _channel(document: bytes) -> etree._Element:
    return etree.fromstring(document)[0]


def _item(download: Download) -> etree._Element:
    (item,) = _channel(render_feed(FEED, SETTINGS, [download], LINKS)).iter("item")
    return item


def test_an_imported_guid_is_written_as_the_other_program_wrote_it() -> None:
    guid = _item(evolve(DOWNLOAD, imported_guid="dQw4w9WgXcQ")).find("guid")
    assert guid is not None
    assert (guid.text, len(guid.attrib)) == ("dQw4w9WgXcQ", 0)


def test_the_channel_says_who_it_is() -> None:
    channel = _channel(render_feed(FEED, SETTINGS, numbered(2), LINKS))
    assert channel.findtext("podcast:guid", namespaces=NS) == FEED.podcast_guid
    assert channel.findtext("lastBuildDate") == "Tue, 31 Mar 2026 12:00:00 +0000"
    assert channel.findtext("pubDate") == "Sun, 01 Mar 2026 12:00:00 +0000"
    assert channel.findtext("link") == "https://video.example/@talks"
    (self_link,) = channel.findall("atom:link", namespaces=NS)
    assert self_link.get("href") == "https://pods.example/anypod/feeds/talks.xml"


def test_the_item_is_the_file() -> None:
    item = _item(DOWNLOAD)
    enclosure = item.find("enclosure")
    assert enclosure is not None
    assert {str(key): str(value) for key, value in enclosure.attrib.items()} == {
        "url": "https://pods.example/anypod/media/talks/abc_-1.m4a",
        "length": "1234567",
        "type": "audio/x-m4a",
    }
    assert item.findtext("itunes:duration", namespaces=NS) == "61"
    assert item.findtext("guid") == "youtube:abc_-1"


def test_a_file_of_a_moment_lasts_a_second() -> None:
    item = _item(evolve(DOWNLOAD, file=evolve(AUDIO, duration=0.2)))
    assert item.findtext("itunes:duration", namespaces=NS) == "1"


def test_the_same_data_in_any_order_give_the_same_bytes() -> None:
    downloads = numbered(20)
    mixed = random.Random(1).sample(downloads, 20)  # noqa: S311 - an order, not a secret
    assert render_feed(FEED, SETTINGS, downloads, LINKS) == render_feed(FEED, SETTINGS, mixed, LINKS)


def test_an_address_that_changes_leaves_every_identity() -> None:
    moved = _channel(render_feed(FEED, SETTINGS, [DOWNLOAD], Links("http://other.example:8000")))
    assert moved.findtext("podcast:guid", namespaces=NS) == FEED.podcast_guid
    assert moved.findtext("item/guid") == "youtube:abc_-1"


def test_notes_longer_than_a_description_may_be_are_whole_in_content() -> None:
    item = _item(evolve(DOWNLOAD, description="word & more\n\n" * 4000))
    assert len((item.findtext("description") or "").encode()) <= 4000
    assert (item.findtext("content:encoded", namespaces=NS) or "").count("<p>") == 4000


def test_a_download_without_notes_is_described_by_its_title() -> None:
    item = _item(evolve(DOWNLOAD, description=None))
    assert item.findtext("description") == "<p>The first talk</p>"
    assert item.find("content:encoded", namespaces=NS) is None


def test_notes_that_fit_into_the_description_are_sent_once() -> None:
    item = _item(evolve(DOWNLOAD, description="one\ntwo https://a.example\n\nthree"))
    assert item.findtext("description") == (
        '<p>one<br>two <a href="https://a.example" rel="nofollow noopener">https://a.example</a></p><p>three</p>'
    )
    assert item.find("content:encoded", namespaces=NS) is None


def test_pictures_hosted_here_are_linked_here_under_their_digest() -> None:
    pictured = evolve(DOWNLOAD, image="beef")
    channel = _channel(render_feed(evolve(FEED, image="f00d"), SETTINGS, [pictured], LINKS))
    hrefs = [str(image.get("href")) for image in channel.iter(f"{{{NS['itunes']}}}image")]
    base = "https://pods.example/anypod/images/talks"
    assert hrefs == [f"{base}.f00d.jpg", f"{base}/abc_-1.beef.jpg"]
    covers = list(channel.iter(f"{{{NS['podcast']}}}image"))
    assert [cover.get("href") for cover in covers] == hrefs
    assert {(cover.get("aspect-ratio"), cover.get("purpose")) for cover in covers} == {("1/1", "artwork")}


def test_a_picture_of_elsewhere_is_not_called_square() -> None:
    channel = _channel(render_feed(FEED, SETTINGS, [DOWNLOAD], LINKS))
    assert len(list(channel.iter(f"{{{NS['itunes']}}}image"))) == 2
    assert list(channel.iter(f"{{{NS['podcast']}}}image")) == []


def test_a_channels_author_is_its_host_and_an_episode_names_only_another() -> None:
    page = evolve(FEED.metadata, link="https://video.example/@talks")
    guest = evolve(DOWNLOAD, author="A Guest")
    channel = _channel(
        render_feed(evolve(FEED, metadata=page), SETTINGS, [guest, evolve(numbered(1)[0], author="A. Speaker")], LINKS)
    )
    hosts = [(host.text, host.get("role"), host.get("href")) for host in channel.iter(f"{{{NS['podcast']}}}person")]
    assert hosts == [("A. Speaker", "host", "https://video.example/@talks"), ("A Guest", "host", None)]


def test_an_author_of_the_config_is_not_linked_to_the_sources_page() -> None:
    linked = evolve(FEED, metadata=evolve(FEED.metadata, link="https://video.example/@talks"))
    named = evolve(SETTINGS, metadata=MetadataOverrides(author="Me"))
    (host,) = _channel(render_feed(linked, named, [], LINKS)).iterfind("podcast:person", namespaces=NS)
    assert (host.text, host.get("href")) == ("Me", None)


def test_the_source_is_named_whatever_link_the_config_gives() -> None:
    linked = evolve(FEED, metadata=evolve(FEED.metadata, link="https://video.example/@talks"))
    own = evolve(SETTINGS, metadata=MetadataOverrides(link="https://me.example"))
    channel = _channel(render_feed(linked, own, [DOWNLOAD], LINKS))
    assert channel.findtext("link") == "https://me.example"
    assert channel.findtext("podcast:txt[@purpose='source']", namespaces=NS) == "https://video.example/@talks"
    elsewhere = channel.find("item/podcast:contentLink", namespaces=NS)
    assert elsewhere is not None
    assert (elsewhere.text, elsewhere.get("href")) == ("On video.example", DOWNLOAD.source_url)


def test_one_of_several_media_on_a_page_leads_to_that_page() -> None:
    second = evolve(DOWNLOAD, source_url="https://a.example/talks#__youtubedl_smuggle=%7B%22part%22%3A+2%7D")
    channel = _channel(render_feed(FEED, SETTINGS, [second], LINKS))
    assert channel.findtext("item/link") == "https://a.example/talks"


def test_chapters_are_linked_and_inline_unless_the_config_says_no() -> None:
    assert DOWNLOAD.file is not None
    chapters = (Chapter(start=0, title="Hello"), Chapter(start=3661.25, title="Bye & bye"))
    chaptered = evolve(DOWNLOAD, chapters=chapters, file=evolve(DOWNLOAD.file, duration=4000))
    (item,) = _channel(render_feed(FEED, SETTINGS, [chaptered], LINKS)).iter("item")
    linked = item.find("podcast:chapters", namespaces=NS)
    assert linked is not None
    assert linked.get("url") == "https://pods.example/anypod/chapters/talks/abc_-1.json"
    inline = [(one.get("start"), one.get("title")) for one in item.iterfind("psc:chapters/psc:chapter", namespaces=NS)]
    assert inline == [("00:00:00.000", "Hello"), ("01:01:01.250", "Bye & bye")]
    without = render_feed(FEED, evolve(SETTINGS, chapters=False), [chaptered], LINKS)
    assert b"chapters>" not in without


@pytest.mark.parametrize(
    ("given", "tag", "value"),
    [
        (MetadataOverrides(title="Mine"), "title", "Mine"),
        (MetadataOverrides(subtitle="In short"), "itunes:subtitle", "In short"),
        (MetadataOverrides(description="In long"), "description", "In long"),
        (MetadataOverrides(description="In long"), "itunes:summary", "In long"),
        (MetadataOverrides(language="pt_BR"), "language", "pt-br"),
        (MetadataOverrides(author="Me"), "itunes:author", "Me"),
        (MetadataOverrides(author_email="me@a.example"), "itunes:owner/itunes:email", "me@a.example"),
        (MetadataOverrides(podcast_type=PodcastType.SERIAL), "itunes:type", "serial"),
        (MetadataOverrides(explicit=True), "itunes:explicit", "true"),
        (MetadataOverrides(link="https://me.example/ü"), "link", "https://me.example/%C3%BC"),
        (MetadataOverrides(category="sports > rugby"), "category", "Sports"),
    ],
)
def test_what_the_config_gives_comes_before_what_the_source_says(
    given: MetadataOverrides, tag: str, value: str
) -> None:
    source = SourceMetadata(
        title="S", subtitle="S", description="S", language="de", author="S", link="https://s.example", image_url=None
    )
    feed = evolve(FEED, metadata=source, source_type=SourceType.PLAYLIST)
    own = _channel(render_feed(feed, evolve(SETTINGS, metadata=given), [], LINKS))
    assert own.findtext(tag, namespaces=NS) == value
    fallen_back = _channel(render_feed(feed, SETTINGS, [], LINKS))
    assert fallen_back.findtext(tag, namespaces=NS) != value


def test_a_subcategory_is_within_its_category() -> None:
    own = evolve(SETTINGS, metadata=MetadataOverrides(category="Sports > Rugby"))
    document = render_feed(FEED, own, [], LINKS)
    found = _channel(document).find("itunes:category[@text='Sports']/itunes:category", namespaces=NS)
    assert found is not None
    assert found.get("text") == "Rugby"
    assert lint(document) == []


def test_a_picture_of_the_config_comes_before_the_sources() -> None:
    own = evolve(SETTINGS, metadata=MetadataOverrides(image_url="https://me.example/x.png"))
    image = _channel(render_feed(FEED, own, [], LINKS)).find("itunes:image", namespaces=NS)
    assert image is not None
    assert image.get("href") == "https://me.example/x.png"


def test_a_long_feed_comes_in_pages_that_name_each_other() -> None:
    downloads = numbered(2500)
    pages = [render_feed(FEED, SETTINGS, downloads, LINKS, page) for page in (1, 2, 3)]
    assert [lint(page) for page in pages] == [[], [], []]
    guids = [guid.text for page in pages for guid in _channel(page).iter("guid")]
    assert guids == [f"youtube:item-{number}" for number in range(2500)]
    relations = {str(link.get("rel")): str(link.get("href")) for link in _channel(pages[1]).findall("atom:link", NS)}
    own = "https://pods.example/anypod/feeds/talks.xml"
    assert relations == {
        "self": f"{own}?page=2",
        "first": own,
        "previous": own,
        "next": f"{own}?page=3",
        "last": f"{own}?page=3",
    }


def test_a_feed_of_one_page_names_no_others_and_has_no_second() -> None:
    document = render_feed(FEED, SETTINGS, numbered(3), LINKS)
    assert [link.get("rel") for link in _channel(document).findall("atom:link", NS)] == ["self"]
    for page in (0, 2, -1):
        with pytest.raises(ValueError, match="no page"):
            render_feed(FEED, SETTINGS, numbered(3), LINKS, page)


def test_a_private_feed_asks_directories_to_leave_it_out() -> None:
    private = _channel(render_feed(FEED, evolve(SETTINGS, private=True), [], LINKS))
    public = _channel(render_feed(FEED, SETTINGS, [], LINKS))
    assert private.findtext("itunes:block", namespaces=NS) == "Yes"
    assert public.find("itunes:block", namespaces=NS) is None


def test_a_feed_of_films_says_so() -> None:
    films = _channel(render_feed(FEED, evolve(SETTINGS, media=Media.VIDEO), [], LINKS))
    assert films.findtext("podcast:medium", namespaces=NS) == "video"


@pytest.mark.parametrize(("second", "medium"), [(True, "video"), (False, "podcast")])
def test_a_feed_of_files_as_they_are_is_one_of_films_where_all_are(second: bool, medium: str) -> None:
    film = evolve(AUDIO, ext="mp4", mime="video/mp4", video=True)
    first, other = numbered(2)
    downloads = [evolve(first, file=film), evolve(other, file=film if second else AUDIO)]
    document = render_feed(FEED, evolve(SETTINGS, media=Media.AS_IS), downloads, LINKS)
    assert _channel(document).findtext("podcast:medium", namespaces=NS) == medium


def test_an_owner_is_named_only_with_an_address() -> None:
    overrides = MetadataOverrides(author_email="me@pods.example")
    owned = _channel(render_feed(FEED, evolve(SETTINGS, metadata=overrides), [], LINKS))
    assert owned.findtext("itunes:owner/itunes:name", namespaces=NS) == "A. Speaker"
    assert _channel(render_feed(FEED, SETTINGS, [], LINKS)).find("itunes:owner", namespaces=NS) is None


def test_a_serial_feed_numbers_its_episodes_from_the_oldest() -> None:
    serial = evolve(SETTINGS, metadata=MetadataOverrides(podcast_type=PodcastType.SERIAL))
    document = render_feed(FEED, serial, numbered(3), LINKS)
    assert lint(document) == []
    assert [e.text for e in _channel(document).iter(f"{{{NS['itunes']}}}episode")] == ["3", "2", "1"]


def test_seasons_and_episodes_of_the_source_are_shown() -> None:
    one, two = numbered(2)
    told = [evolve(one, season=2, season_name="At sea", episode=1), evolve(two, season=1)]
    document = render_feed(FEED, SETTINGS, told, LINKS)
    assert lint(document) == []
    newest, oldest = _channel(document).iter("item")
    assert newest.findtext("itunes:season", namespaces=NS) == newest.findtext("podcast:season", namespaces=NS) == "2"
    assert newest.findtext("itunes:episode", namespaces=NS) == newest.findtext("podcast:episode", namespaces=NS) == "1"
    assert [season.get("name") for season in _channel(document).iter(f"{{{NS['podcast']}}}season")] == ["At sea", None]
    assert oldest.find("itunes:episode", namespaces=NS) is None


@pytest.mark.parametrize(
    ("said", "limit", "shown"),
    [(None, None, "false"), (None, 17, "false"), (None, 18, "true"), (False, 18, "false"), (True, 0, "true")],
)
def test_an_episode_is_explicit_by_the_config_else_by_its_age_limit(
    said: bool | None, limit: int | None, shown: str
) -> None:
    settings = evolve(SETTINGS, metadata=MetadataOverrides(explicit=said))
    channel = _channel(render_feed(FEED, settings, [evolve(DOWNLOAD, age_limit=limit)], LINKS))
    assert channel.findtext("item/itunes:explicit", namespaces=NS) == shown
    assert channel.findtext("itunes:explicit", namespaces=NS) == str(said or False).lower()


def test_a_title_about_markup_is_escaped_once() -> None:
    document = render_feed(FEED, SETTINGS, [evolve(DOWNLOAD, title="&lt; is <")], LINKS)
    assert b"<title>&amp;lt; is &lt;</title>" in document


@given(
    overrides=st.builds(
        MetadataOverrides, title=st.none() | ANY, link=st.none() | ANY, explicit=st.none() | st.booleans()
    ),
    private=st.booleans(),
    media=st.sampled_from(Media),
    base=st.sampled_from(["https://a.example", "https://a.example/x"]),
)
def test_a_document_differs_only_where_the_presentation_does(
    overrides: MetadataOverrides, private: bool, media: Media, base: str
) -> None:
    changed = evolve(SETTINGS, metadata=overrides, private=private, media=media)
    same = presentation(changed, base) == presentation(SETTINGS, "https://a.example")
    before = render_feed(FEED, SETTINGS, [DOWNLOAD], Links("https://a.example"))
    assert not same or render_feed(FEED, changed, [DOWNLOAD], Links(base)) == before


def test_a_feed_is_dated_by_its_last_change_and_not_by_the_clock() -> None:
    later = evolve(FEED, changed_at=DAY + timedelta(days=31))
    assert render_feed(FEED, SETTINGS, [], LINKS) != render_feed(later, SETTINGS, [], LINKS)
