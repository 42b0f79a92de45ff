from __future__ import annotations

from pathlib import Path

from anypod.model.failure import Failure, FailureKind
from anypod.model.settings import ToolChannel
from anypod.rules.releases import SUSPECT_AFTER, Shelf, rejected
from anypod.ytdlp.releases import Lent, Releases, open_releases
from tests.ytdlp.test_shelf import install

OURS = "2026.10.26"
NEW = "2026.11.5"
BROKEN = Failure(kind=FailureKind.BROKEN_TOOL, message="KeyError")
AWAY = Failure(kind=FailureKind.TRANSIENT, message="no network")


def releases(folder: Path, channel: ToolChannel = ToolChannel.STABLE) -> Releases:
    install(folder, NEW)
    return Releases(folder, OURS, lambda: channel, Shelf(current=NEW))


def lent(one: Releases) -> Lent:
    with one.lent() as given:
        return given


def test_a_call_gets_the_folder_of_what_runs(tmp_path: Path) -> None:
    assert lent(releases(tmp_path)) == Lent(version=NEW, packages=tmp_path / NEW)


def test_the_bundled_one_has_no_folder(tmp_path: Path) -> None:
    assert lent(releases(tmp_path, ToolChannel.BUNDLED)) == Lent(version=OURS, packages=None)


async def test_files_stay_while_a_call_runs_on_them(tmp_path: Path) -> None:
    one = releases(tmp_path)
    with one.lent() as given:
        await one.switch(rejected(one.shelf, NEW))
        assert await one.tidy() == ()
        assert given.packages is not None
        assert (given.packages / "yt_dlp").is_dir()
        assert lent(one).packages is None
    assert await one.tidy() == (NEW,)


async def test_a_switch_is_there_at_the_next_start(tmp_path: Path) -> None:
    one = releases(tmp_path)
    await one.switch(one.shelf)
    again = await open_releases(tmp_path, OURS, lambda: ToolChannel.STABLE)
    assert again.version == NEW


def test_breakdowns_in_a_row_set_the_alarm(tmp_path: Path) -> None:
    one = releases(tmp_path)
    for number in range(SUSPECT_AFTER):
        assert not one.suspected.is_set()
        one.note(lent(one), f"feed{number}", [BROKEN])
    assert one.suspected.is_set()


def test_what_others_are_to_blame_for_neither_counts_nor_clears(tmp_path: Path) -> None:
    one = releases(tmp_path)
    for outcomes in ([BROKEN], [AWAY], [BROKEN], [], [AWAY, BROKEN]):
        one.note(lent(one), "feed", outcomes)
    assert one.suspected.is_set()


def test_a_call_in_which_one_item_went_well_went_well(tmp_path: Path) -> None:
    one = releases(tmp_path)
    for outcomes in ([BROKEN], [BROKEN], [BROKEN, None], [BROKEN], [BROKEN]):
        one.note(lent(one), "feed", outcomes)
    assert not one.suspected.is_set()


def test_a_call_on_a_release_that_was_replaced_says_nothing(tmp_path: Path) -> None:
    one = releases(tmp_path)
    for _ in range(SUSPECT_AFTER):
        one.note(Lent(version=OURS, packages=None), "feed", [BROKEN])
    assert not one.suspected.is_set()


def test_the_bundled_one_is_never_suspected_for_there_is_no_other(tmp_path: Path) -> None:
    one = releases(tmp_path, ToolChannel.BUNDLED)
    for _ in range(SUSPECT_AFTER):
        one.note(lent(one), "feed", [BROKEN])
    assert not one.suspected.is_set()


def test_another_release_begins_with_a_clean_record(tmp_path: Path) -> None:
    channel = [ToolChannel.BUNDLED]
    install(tmp_path, NEW)
    one = Releases(tmp_path, OURS, lambda: channel[0], Shelf(current=NEW))
    one.note(lent(one), "feed", [BROKEN])
    channel[0] = ToolChannel.STABLE
    assert one.record.streak == 0
