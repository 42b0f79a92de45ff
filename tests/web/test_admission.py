from __future__ import annotations

from attrs import define
from structlog.testing import capture_logs

from anypod.web.admission import GUESSES, Admission, Entry, bearer_of


@define
class Watch:
    time: float = 0.0

    def __call__(self) -> float:
        return self.time


def test_a_minute_later_an_address_may_try_again() -> None:
    watch = Watch()
    admission = Admission("right", watch)
    for guess in range(GUESSES):
        assert admission.enter("a", bearer=f"wrong {guess}") is Entry.REFUSED
    assert admission.enter("a", bearer="right") is Entry.TOO_MANY
    assert admission.enter("b", bearer="right") is Entry.GRANTED
    watch.time = 61.0
    assert admission.enter("a", bearer="right") is Entry.GRANTED


def test_a_stale_cookie_is_no_guessing() -> None:
    admission = Admission("right", Watch())
    for _ in range(100):
        assert admission.enter("a", cookie="of yesterday") is Entry.REFUSED
    assert admission.enter("a", bearer="right") is Entry.GRANTED


def test_the_log_tells_whence_a_wrong_token_came_once_and_never_the_token() -> None:
    admission = Admission("right", Watch())
    with capture_logs() as lines:
        for given in ("wrong", "wrong", "other", "right"):
            admission.enter("192.0.2.1", bearer=given)
    assert lines == [{"event": "wrong_token", "log_level": "warning", "address": "192.0.2.1"}] * 2


def test_the_cookie_is_no_bearer_and_the_token_no_cookie() -> None:
    admission = Admission("right", Watch())
    assert admission.enter("a", bearer=admission.cookie) is Entry.REFUSED
    assert admission.enter("a", cookie="right") is Entry.REFUSED
    assert admission.enter("a", cookie=admission.cookie) is Entry.GRANTED


def test_without_a_token_everybody_may_come_in() -> None:
    assert Admission(None, Watch()).enter("a") is Entry.GRANTED


def test_an_authorization_of_another_kind_shows_no_token() -> None:
    assert bearer_of("Basic right") is None
    assert bearer_of(None) is None
    assert bearer_of("bearer  right ") == "right"
