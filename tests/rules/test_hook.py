from __future__ import annotations

from pathlib import Path

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from anypod.model.download import Status
from anypod.model.event import Event, EventKind
from anypod.rules.hook import About, shortened, storable, variables
from tests.support.make import NOW, download

EVENT = Event(kind=EventKind.DOWNLOAD_FINISHED, at=NOW, feed="news", id="v", title="A title")
OUTER = {"PATH": "/bin", "HOME": "/root", "ANYPOD_SERVER_ADMIN_TOKEN": "secret", "LD_PRELOAD": "x"}


def test_a_finished_download_is_told_whole() -> None:
    about = About(download=download("v", Status.DOWNLOADED), file=Path("/data/v.m4a"), url="http://pods/v.m4a")
    told = variables(EVENT, "{}", about, {})
    assert told == {
        "ANYPOD_EVENT": "download_finished",
        "ANYPOD_AT": "2026-11-01T12:00:00+00:00",
        "ANYPOD_FEED": "news",
        "ANYPOD_ID": "v",
        "ANYPOD_TITLE": "A title",
        "ANYPOD_STATUS": "downloaded",
        "ANYPOD_FAILURE": "",
        "ANYPOD_MESSAGE": "",
        "ANYPOD_SITE": "",
        "ANYPOD_FILE": "/data/v.m4a",
        "ANYPOD_URL": "http://pods/v.m4a",
        "ANYPOD_SOURCE_URL": "https://site.example/watch/v",
        "ANYPOD_EVENT_JSON": "{}",
    }


def test_of_our_own_environment_only_what_programs_need_comes_through() -> None:
    kept = {name: value for name, value in variables(EVENT, "{}", None, OUTER).items() if name in OUTER}
    assert kept == {"PATH": "/bin", "HOME": "/root"}


def test_an_event_without_a_download_has_the_same_variables_and_they_are_empty() -> None:
    event = Event(kind=EventKind.DISK_LOW, at=NOW, message="no room")
    told = variables(event, "{}", None, {})
    assert told.keys() == variables(EVENT, "{}", None, {}).keys()
    assert (told["ANYPOD_MESSAGE"], told["ANYPOD_FEED"], told["ANYPOD_FILE"]) == ("no room", "", "")


def test_the_title_is_the_rows_where_the_event_has_none() -> None:
    about = About(download=download("v"))
    assert variables(evolve(EVENT, title=None), "{}", about, {})["ANYPOD_TITLE"] == "Title of v"


def test_a_long_text_is_cut_so_that_the_kernel_takes_it() -> None:
    cut = shortened(evolve(EVENT, message="ä" * 1_000_000))
    assert cut.message is not None
    assert len(cut.message.encode()) < 10_000
    assert cut.title == "A title"


@given(st.text(st.characters(codec=None)))
def test_any_text_can_be_stored(text: str) -> None:
    stored = storable(text)
    assert b"\0" not in stored.encode()
    assert text.isascii() is False or stored == text.replace("\0", "")
