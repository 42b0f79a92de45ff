from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anypod.rules.ping import JITTER, WAITS, Heard, heard, hubs, is_hub, notices, wait_before, withheld

TOPIC = "https://pods.example/any/feeds/cats.xml"
HUB = "https://pubsubhubbub.appspot.com/"
PLAIN = "https://overcast.fm/ping?urlprefix=https://pods.example/any/feeds/"
PLACED = "https://ping.example/{url}/now"


@pytest.mark.parametrize(
    "url", [HUB, "https://pubsubhubbub.superfeedr.com", "https://websubhub.com/hub", "https://switchboard.p3k.io/"]
)
def test_the_known_hubs_are_hubs(url: str) -> None:
    assert is_hub(url)


@pytest.mark.parametrize("url", [PLAIN, PLACED, "https://podping.cloud/?url={url}"])
def test_a_query_or_a_place_for_the_address_makes_a_plain_one(url: str) -> None:
    assert not is_hub(url)


def test_a_hub_is_told_by_the_form_of_the_specification() -> None:
    (notice,) = notices((HUB,), TOPIC, secret=False)
    assert notice.url == HUB
    assert notice.form is not None
    assert parse_qs(notice.form.decode()) == {"hub.mode": ["publish"], "hub.url": [TOPIC], "hub.topic": [TOPIC]}


def test_a_plain_one_is_asked_for_as_it_is() -> None:
    (notice,) = notices((PLAIN,), TOPIC, secret=False)
    assert (notice.url, notice.form) == (PLAIN, None)


def test_the_address_is_encoded_in_its_place() -> None:
    (notice,) = notices((PLACED,), TOPIC, secret=False)
    assert notice.url == "https://ping.example/https%3A%2F%2Fpods.example%2Fany%2Ffeeds%2Fcats.xml/now"


def test_a_secret_address_is_told_to_nobody() -> None:
    told = notices((HUB, PLAIN, PLACED), TOPIC, secret=True)
    assert [notice.to for notice in told] == [PLAIN]
    assert withheld((HUB, PLAIN, PLACED), secret=True) == (HUB, PLACED)


def test_a_feed_names_its_hubs_only() -> None:
    assert hubs((PLAIN, HUB, PLACED)) == (HUB,)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        *((status, Heard.TOLD) for status in (200, 202, 204)),
        *((status, Heard.REFUSED) for status in (301, 400, 404)),
        *((status, Heard.LATER) for status in (408, 429, 500, 503)),
    ],
)
def test_only_what_may_pass_is_tried_again(status: int, verdict: Heard) -> None:
    assert heard(status) is verdict


@given(attempt=st.integers(2, 50), jitter=st.floats(0, 1, exclude_max=True))
def test_attempts_end_and_their_waits_have_bounds(attempt: int, jitter: float) -> None:
    wait = wait_before(attempt, jitter)
    assert (wait is None) == (attempt > len(WAITS) + 1)
    assert wait is None or WAITS[attempt - 2] <= wait <= WAITS[attempt - 2] * (1 + JITTER)
