"""Transcripts from the source to whoever follows the feed, and away again."""

from __future__ import annotations

import pytest

from anypod.demo.captions import cues
from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.stories.conftest import Begin
from tests.stories.test_live_config import edit
from tests.support.feedlint import lint

pytestmark = pytest.mark.story


def test_what_a_machine_heard_is_read_in_the_feed_until_nobody_wants_it(site: Site, begin: Begin) -> None:
    heard = video("talk", seconds=9, published=days_ago(1)).auto_subtitled(en_orig="we cast off\nat six", de="um sechs")
    refusing = video("bare", published=days_ago(2)).subtitled(en="hello").subtitles_fail(404)
    site.channel("cats").has(heard, refusing)
    feed = f'[feeds.cats]\nurl = "{site.url}/@cats/videos"\n'
    with begin(f'{feed}transcript_lang = "en"\n') as service:
        service.until("transcript_found", id="talk", lang="en", source="auto")
        service.until("no_transcript", id="bare")
        document = service.feed("cats")
        assert lint(document) == []
        assert [one.guid for one in service.episodes("cats")] == ["anypodsite:talk", "anypodsite:bare"]
        assert document.count(b"<podcast:transcript ") == 2
        answer = service.get("/transcripts/cats/talk.en.vtt")
        assert (answer.status, answer.body.decode()) == (200, cues("we cast off", "at six", "and more"))
        edit(service, 'transcript_lang = "en"', 'transcript_lang = ""')
        service.until("transcripts_removed", feed="cats")
        assert b"transcript " not in service.feed("cats")
        assert service.get("/transcripts/cats/talk.en.vtt").status == 404
        assert service.files("transcripts") == set()
