from __future__ import annotations

from anypod.model.failure import Failure, FailureKind
from anypod.ytdlp.answering import FetchAnswers
from anypod.ytdlp.protocol import Answer, Facts, Trouble

NOT_YET = Trouble(message="This live event will begin in 3 days", expected=True)


async def failure_at(release: float) -> Failure:
    """Give what comes of an announced item that its site says begins then."""
    answers = FetchAnswers(lambda _progress: None)
    await answers.take(Answer(url="https://tube.example/v", facts=Facts(release=release), trouble=NOT_YET))
    outcome = answers.outcome(None)
    assert isinstance(outcome, Failure)
    return outcome


async def test_an_announced_item_is_due_when_its_site_says() -> None:
    failure = await failure_at(1_800_000_000)
    assert failure.kind is FailureKind.NOT_YET
    assert failure.due is not None
    assert failure.due.isoformat() == "2027-01-15T08:00:00+00:00"


async def test_a_time_in_milliseconds_is_no_time_and_breaks_no_call() -> None:
    assert (await failure_at(1_800_000_000_000)).due is None
