from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trio

from anypod.media import library as module
from anypod.media.library import Library
from anypod.media.place import put_in_place


async def _adopted(library: Library, id: str = "x", ext: str = "m4a", content: bytes = b"media") -> Path:
    source = (await library.scratch("feed", id)) / f"media.{ext}"
    source.write_bytes(content)
    return await library.adopt(source, "feed", id, ext)


async def test_prepare_makes_the_top_folders_and_paths_make_none(tmp_path: Path) -> None:
    library = Library(tmp_path / "data")
    await library.prepare()
    library.media_path("feed", "x", "m4a")
    library.image_path("feed", "x")
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == [
        "db",
        "images",
        "media",
        "tmp",
        "transcripts",
    ]
    assert list((tmp_path / "data" / "media").iterdir()) == []


async def test_prepare_finds_what_is_there_already(library: Library) -> None:
    path = await _adopted(library)
    await library.prepare()
    assert path.exists()


async def test_an_adopted_file_is_found_under_its_id(library: Library) -> None:
    path = await _adopted(library)
    assert path == library.media_path("feed", "x", "m4a")
    assert path.read_bytes() == b"media"
    assert await library.stray("feed", "x") == path


async def test_an_id_that_begins_like_another_is_not_found_for_it(library: Library) -> None:
    await _adopted(library, "x-1")
    assert await library.stray("feed", "x") is None
    assert await library.stray("other", "x-1") is None


async def test_adopting_removes_the_older_file_of_another_extension_only(library: Library) -> None:
    old, neighbour = await _adopted(library, "x", "mp3"), await _adopted(library, "xy", "mp3")
    new = await _adopted(library, "x", "m4a")
    assert not old.exists()
    assert new.exists()
    assert neighbour.exists()


async def test_adopting_again_replaces_the_content(library: Library) -> None:
    await _adopted(library, content=b"old")
    path = await _adopted(library, content=b"newer")
    assert path.read_bytes() == b"newer"


async def test_a_failed_adoption_keeps_the_older_file(library: Library) -> None:
    old = await _adopted(library, "x", "mp3")
    with pytest.raises(FileNotFoundError):
        await library.adopt(library.layout.tmp / "nothing", "feed", "x", "m4a")
    assert old.exists()


async def test_a_cancelled_adoption_is_finished(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    with trio.CancelScope() as scope:

        def cancelled_meanwhile(source: Path, target: Path) -> None:
            trio.from_thread.run_sync(scope.cancel)
            put_in_place(source, target)

        monkeypatch.setattr(module, "put_in_place", cancelled_meanwhile)
        await _adopted(library)
    monkeypatch.undo()
    assert await library.stray("feed", "x") == library.media_path("feed", "x", "m4a")


async def test_deleting_takes_the_picture_and_transcripts_and_tells_the_bytes(library: Library) -> None:
    await _adopted(library, content=b"12345")
    kept = await _adopted(library, "xy")
    picture = await library.store_image(b"jpeg", "feed", "x")
    transcript = library.layout.transcript_folder("feed") / "x.en.vtt"
    transcript.parent.mkdir(parents=True)
    transcript.write_text("WEBVTT")
    assert await library.delete_media("feed", "x") == 5
    assert not picture.exists()
    assert not transcript.exists()
    assert kept.exists()
    assert await library.delete_media("feed", "x") == 0


async def test_deleting_a_feed_leaves_the_others(library: Library) -> None:
    await _adopted(library)
    await library.store_image(b"jpeg", "feed")
    other = await library.store_image(b"jpeg", "feed-2")
    await library.delete_feed("feed")
    await library.delete_feed("feed")
    left = [path for path in library.layout.data_dir.rglob("*") if path.is_file()]
    assert left == [other]


async def test_scratch_is_made_and_cleared(library: Library) -> None:
    folder = await library.scratch("feed", "x")
    (folder / "deep").mkdir()
    assert await library.scratch("feed", "x") == folder
    await library.clear_scratch("feed", "x")
    await library.clear_scratch("feed", "x")
    assert not folder.exists()


async def test_free_space_is_what_an_ordinary_process_may_write(library: Library) -> None:
    known = os.statvfs(library.layout.media)
    free = await library.free_space()
    assert abs(free - known.f_bavail * known.f_frsize) < 1 << 30


async def test_a_sweep_tells_missing_rows_strays_and_scratch(library: Library) -> None:
    await _adopted(library, "kept")
    stray = await _adopted(library, "stray")
    (stray.parent / ".kept.m4a.partial").write_bytes(b"")
    (stray.parent / "notes").mkdir()
    (library.layout.media / "not a feed").mkdir()
    report = await library.sweep(frozenset({("feed", "kept", "m4a"), ("feed", "gone", "m4a")}), _now())
    assert report.missing == (("feed", "gone", "m4a"),)
    assert {each.file.path.name for each in report.strays} == {"stray.m4a", ".kept.m4a.partial"}
    assert not any(each.removable for each in report.strays)
    assert [(each.feed, each.id) for each in report.scratch] == [("feed", "kept"), ("feed", "stray")]


async def test_a_stray_ages_from_when_it_came_here_not_from_the_date_its_source_gave(library: Library) -> None:
    stray = await _adopted(library, "stray")
    os.utime(stray, (1, 1))
    [young] = (await library.sweep(frozenset(), _now())).strays
    [old] = (await library.sweep(frozenset(), _now() + timedelta(hours=25))).strays
    assert not young.removable
    assert old.removable


async def test_an_emptied_file_counts_as_missing(library: Library) -> None:
    path = await _adopted(library, content=b"")
    report = await library.sweep(frozenset({("feed", "x", "m4a")}), _now())
    assert report.missing == (("feed", "x", "m4a"),)
    assert report.strays == ()
    assert path.exists()


async def test_scratch_tells_its_bytes(library: Library) -> None:
    folder = await library.scratch("feed", "x")
    (folder / "sub").mkdir()
    (folder / "sub" / "media.part").write_bytes(b"12345")
    [scratch] = (await library.sweep(frozenset(), _now())).scratch
    assert scratch.size >= 5
    assert _now() - scratch.touched < timedelta(minutes=5)


async def test_only_files_of_media_are_removed_as_strays(library: Library) -> None:
    stray = await _adopted(library)
    await library.remove_stray(stray)
    await library.remove_stray(stray)
    assert not stray.exists()
    for path in (library.layout.db / "anypod.db", library.layout.media, library.layout.media / "feed" / ".."):
        with pytest.raises(ValueError, match="no published file"):
            await library.remove_stray(path)


def _now() -> datetime:
    return datetime.now(UTC)


async def test_a_finished_file_is_found_by_its_id_and_a_copy_in_the_making_is_not(library: Library) -> None:
    folder = await library.scratch("feed", "x")
    (folder / "media.M4A").write_bytes(b"media")
    assert await library.finished("feed", "x") is None
    kept = await library.keep_finished(folder / "media.M4A", "feed", "x")
    kept.rename(folder / "finished.faststart.m4a")
    assert await library.finished("feed", "x") is None
    (folder / "finished.faststart.m4a").rename(kept)
    assert await library.finished("feed", "x") == kept
    assert kept.read_bytes() == b"media"


async def test_a_transcript_is_known_by_its_language_and_takes_the_place_of_others(library: Library) -> None:
    for lang in ("en", "pt-BR"):
        await library.store_transcript(b"WEBVTT\n", "feed", "x", lang)
    await library.store_transcript(b"WEBVTT\n", "feed", "xy", "en")
    assert await library.kept_transcripts("feed") == {("x", "en"), ("x", "pt-BR"), ("xy", "en")}
    await library.keep_transcripts("feed", "x", ["pt-BR"])
    assert await library.kept_transcripts("feed") == {("x", "pt-BR"), ("xy", "en")}
    assert library.transcript_path("feed", "x", "pt-BR").read_bytes() == b"WEBVTT\n"
    assert await library.kept_transcripts("other") == frozenset()


@pytest.mark.parametrize("lang", ["", ".", "../x", "en.x", "english!", "e"])
def test_what_is_no_language_names_no_transcript(library: Library, lang: str) -> None:
    with pytest.raises(ValueError, match="language"):
        library.transcript_path("feed", "x", lang)
