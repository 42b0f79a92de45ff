from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anypod.model.download import Download, LiveStatus
from anypod.model.settings import Filters, Rule
from anypod.rules.filters import short_of, verdict
from tests.support.make import NOW, download

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def listed(**rest: Any) -> Download:
    return download("a", **({"title": "Cats and dogs"} | rest))


def examined(**rest: Any) -> Download:
    return listed(examined_at=NOW, **rest)


REFUSED = {
    "title: doesn't match /^Dogs/": (Filters(title="^Dogs"), listed()),
    "title: matches not_title /cats/": (Filters(not_title="cats"), listed(title="All cats")),
    "description: doesn't match /news/": (Filters(description="news"), examined(description="Nothing new")),
    "description: doesn't match /any/": (Filters(description="any"), examined()),
    "description: matches not_description /ad/": (Filters(not_description="ad"), listed(description="an ad")),
    "duration 42 s < min_duration 60 s": (Filters(min_duration=MINUTE), listed(duration=42.0)),
    "duration 2 h 3 min > max_duration 1 h": (Filters(max_duration=HOUR), listed(duration=7380.0)),
    "duration 1 h 0.5 s > max_duration 1 h": (Filters(max_duration=HOUR), listed(duration=3600.5)),
    "is a short": (Filters(shorts=Rule.EXCLUDE), listed(short=True)),
    "is not a short": (Filters(shorts=Rule.ONLY), listed(short=False)),
    "is a recording of a live stream": (Filters(live=Rule.EXCLUDE), listed(live=LiveStatus.WAS_LIVE)),
    "is not a recording of a live stream": (Filters(live=Rule.ONLY), examined()),
}


@pytest.mark.parametrize("reason", list(REFUSED))
def test_what_is_refused_says_which_rule_and_what_value(reason: str) -> None:
    assert verdict(*REFUSED[reason]) == reason


@pytest.mark.parametrize(
    ("filters", "row"),
    [
        (Filters(), examined(duration=1.0, short=True, live=LiveStatus.WAS_LIVE)),
        (Filters(title="dogs$", not_title="birds"), examined()),
        (Filters(title="(?i)CATS"), examined()),
        (Filters(description="ad", not_description="pig"), examined(description="bad")),
        (Filters(not_description="ad"), examined()),
        (Filters(min_duration=MINUTE, max_duration=MINUTE), examined(duration=60.0)),
        (Filters(min_duration=MINUTE, max_duration=HOUR), examined()),
        (Filters(shorts=Rule.ONLY), examined(short=True)),
        (Filters(shorts=Rule.EXCLUDE), examined(short=False)),
        (Filters(shorts=Rule.EXCLUDE), examined()),
        (Filters(live=Rule.ONLY), examined(live=LiveStatus.WAS_LIVE)),
        (Filters(live=Rule.EXCLUDE), examined()),
    ],
)
def test_what_fits_passes(filters: Filters, row: Download) -> None:
    assert verdict(filters, row) is None


@pytest.mark.parametrize(
    ("filters", "row"),
    [
        (Filters(description="news"), listed(description="Cut short…")),
        (Filters(min_duration=MINUTE, max_duration=HOUR), listed()),
        (Filters(shorts=Rule.ONLY), listed()),
        (Filters(live=Rule.ONLY), listed()),
    ],
)
def test_what_a_list_can_not_tell_is_left_open(filters: Filters, row: Download) -> None:
    assert verdict(filters, row) is None


@pytest.mark.parametrize("live", [LiveStatus.UPCOMING, LiveStatus.LIVE, LiveStatus.POST_LIVE])
def test_what_is_yet_to_become_a_recording_is_not_judged_for_being_none(live: LiveStatus) -> None:
    assert verdict(Filters(live=Rule.ONLY), examined(live=live)) is None
    assert verdict(Filters(live=Rule.EXCLUDE), examined(live=live)) is None


def test_without_shorts_what_nobody_called_one_is_refused_once_it_was_examined() -> None:
    assert verdict(Filters(shorts=Rule.ONLY), examined()) == "is not a short"


def test_of_several_rules_the_first_one_speaks() -> None:
    filters = Filters(not_title="Cats", max_duration=MINUTE)
    assert verdict(filters, examined(duration=99.0)) == "title: matches not_title /Cats/"


@pytest.mark.parametrize(
    ("url", "said", "short"),
    [
        ("https://site.example/shorts/a", None, True),
        ("https://site.example/watch?v=a&from=/shorts/", None, None),
        ("https://site.example/watch?v=a", True, True),
        ("https://site.example/shorts/a", False, False),
    ],
)
def test_a_short_is_what_the_source_calls_one_or_files_under_shorts(url: str, said: bool | None, short: bool) -> None:
    assert short_of(url, said) is short
