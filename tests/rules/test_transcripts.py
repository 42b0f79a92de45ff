from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anypod.model.download import Download, Status
from anypod.model.failure import Failure, FailureKind
from anypod.model.settings import TranscriptSource
from anypod.model.transcript import Transcript
from anypod.rules.transcripts import WAITS, after_look, due, is_due, unwanted, wish
from tests.support.make import NOW, days_ago, download, settings

CREATOR, AUTO = TranscriptSource
ENGLISH = Transcript(lang="en", source=CREATOR)
WANTED = "en creator auto"
HERE = frozenset({("a", "en")})
NOTHING = frozenset[tuple[str, str]]()
LOST = Failure(kind=FailureKind.GONE, message="HTTP Error 404")
REFUSED = Failure(kind=FailureKind.RATE_LIMITED, message="HTTP Error 429", whole_site=True)


def published(id_: str = "a", days: float = 1, **rest: Any) -> Download:
    return download(id_, Status.DOWNLOADED, published=days_ago(days), **rest)


def looked(tries: int = 0, ago: timedelta = timedelta(0), **rest: Any) -> Download:
    return published(transcripts_asked=WANTED, transcripts_tries=tries, transcripts_checked_at=NOW - ago, **rest)


def test_a_wish_is_another_with_its_language_and_its_sources() -> None:
    wishes = [
        settings(transcript_lang="en"),
        settings(transcript_lang="de"),
        settings(transcript_lang="en", transcript_source_priority=(AUTO,)),
    ]
    assert [wish(one) for one in wishes] == [WANTED, "de creator auto", "en auto"]
    assert wish(settings()) is wish(settings(transcript_lang="en", transcript_source_priority=())) is None


def test_what_was_never_asked_comes_first_and_the_newest_of_it() -> None:
    rows = [
        published("old", 9),
        published("new", 1),
        published("again", 0, transcripts_asked=WANTED, transcripts_tries=1, transcripts_checked_at=days_ago(1)),
        download("queued"),
    ]
    found = due(rows, settings(transcript_lang="en"), NOTHING, NOW)
    assert [row.id for row in found] == ["new", "old", "again"]
    assert due(rows, settings(), NOTHING, NOW) == ()


def test_another_wish_asks_anew() -> None:
    assert is_due(looked(), "de creator auto", HERE, NOW)
    assert not is_due(looked(), WANTED, HERE, NOW)


def test_a_transcript_that_was_lost_is_looked_for() -> None:
    row = looked(transcripts=(ENGLISH,))
    assert not is_due(row, WANTED, HERE, NOW)
    assert is_due(row, WANTED, NOTHING, NOW)


@pytest.mark.parametrize("tries", range(1, len(WAITS) + 1))
def test_a_look_that_gave_nothing_is_made_again_later_each_time(tries: int) -> None:
    wait, moment = WAITS[tries - 1], timedelta(seconds=1)
    assert not is_due(looked(tries, wait - moment), WANTED, NOTHING, NOW)
    assert is_due(looked(tries, wait), WANTED, NOTHING, NOW)


def test_after_the_last_look_it_is_left_at_that() -> None:
    assert not is_due(looked(len(WAITS) + 1, timedelta(days=99)), WANTED, NOTHING, NOW)


def test_what_was_found_takes_the_place_of_all_others_and_is_done_with() -> None:
    german = Transcript(lang="de", source=AUTO)
    record = after_look(looked(2, transcripts=(ENGLISH,)), german, WANTED, HERE, NOW)
    assert (record.transcripts, record.asked, record.tries, record.at) == ((german,), WANTED, 0, NOW)


def test_nothing_is_looked_for_again_only_while_it_is_news() -> None:
    assert after_look(published(days=1), None, WANTED, NOTHING, NOW).tries == 1
    assert after_look(looked(1), None, WANTED, NOTHING, NOW).tries == 2
    assert after_look(published(days=8), None, WANTED, NOTHING, NOW).tries == 0


def test_what_is_here_stays_when_its_source_has_it_no_more_but_not_what_nobody_wants() -> None:
    row = looked(transcripts=(ENGLISH,))
    kept = after_look(row, None, WANTED, HERE, NOW)
    assert (kept.transcripts, kept.tries) == ((ENGLISH,), 0)
    assert after_look(row, None, "de creator auto", HERE, NOW).transcripts == ()
    assert after_look(row, None, WANTED, NOTHING, NOW).transcripts == ()


def test_what_was_published_elsewhere_is_looked_for_and_stays_where_there_is_no_other() -> None:
    row = published(transcripts=(ENGLISH,))
    assert is_due(row, WANTED, HERE, NOW)
    assert after_look(row, None, WANTED, HERE, NOW).transcripts == (ENGLISH,)
    assert unwanted([row], settings(), NOW) == ()


def test_a_failure_leaves_what_is_here_whatever_is_wanted() -> None:
    row = looked(3, transcripts=(ENGLISH,))
    again = after_look(row, LOST, WANTED, HERE, NOW)
    assert (again.transcripts, again.tries) == ((ENGLISH,), 4)
    other = after_look(row, LOST, "de creator auto", HERE, NOW)
    assert (other.transcripts, other.asked, other.tries) == ((ENGLISH,), "de creator auto", 1)


def test_a_site_that_refuses_everybody_costs_an_item_no_look() -> None:
    assert after_look(looked(2), REFUSED, WANTED, NOTHING, NOW).tries == 2
    assert after_look(published(), REFUSED, WANTED, NOTHING, NOW).tries == 1


def test_what_nobody_wants_any_more_is_given_back_once() -> None:
    rows = [looked(transcripts=(ENGLISH,)), published("b"), download("c", transcripts_asked=WANTED)]
    (back,) = unwanted(rows, settings(), NOW)
    assert (back.id, back.transcripts, back.asked, back.tries) == ("a", (), None, 0)
    assert unwanted(rows, settings(transcript_lang="de"), NOW) == ()
