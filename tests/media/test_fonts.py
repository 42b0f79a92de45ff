from __future__ import annotations

from pathlib import Path

import pytest
from PIL import features

from anypod.media import fonts


def test_plain_latin_uses_the_font_that_is_the_same_everywhere() -> None:
    assert fonts.font_for("Late Night Physics") is None


@pytest.mark.parametrize("text", ["\U0010fffd", "A\U0010fffd"])
def test_letters_that_no_font_has_are_told(text: str) -> None:
    with pytest.raises(LookupError):
        fonts.font_for(text)


def test_a_machine_without_fonts_still_writes_latin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))
    assert fonts.font_for("Physics") is None
    with pytest.raises(LookupError):
        fonts.font_for("東京")


def test_script_that_needs_shaping_is_not_written_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda _name: False)
    with pytest.raises(LookupError):
        fonts.font_for("بودكاست")


def test_fonts_of_any_name_are_found_those_first_that_suit_a_title(tmp_path: Path) -> None:
    names = ("a/Some-Italic.ttf", "b/Some-Regular.OTF", "c/Some-Bold.ttc", "d/SomeMono-Bold.ttf", "e/readme.txt")
    for name in names:
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    found = [str(path.relative_to(tmp_path)) for path in fonts._below(tmp_path)]
    assert found == [names[2], names[1], names[3], names[0]]


DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf")


@pytest.mark.skipif(not DEJAVU.is_file(), reason="needs a font to put elsewhere")
def test_a_font_in_a_place_that_nobody_foresaw_writes_what_pillows_own_can_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "font.ttf").write_bytes(DEJAVU.read_bytes())
    assert fonts.font_for("Русский") == tmp_path / "odd" / "font.ttf"


def test_a_font_that_is_broken_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))
    monkeypatch.setattr(fonts, "PACKAGES", ())
    (tmp_path / "Broken-Bold.ttf").write_bytes(b"no font")
    with pytest.raises(LookupError):
        fonts.font_for("Русский")


@pytest.mark.parametrize(
    ("text", "leftward"),
    [("Physics", False), ("بودكاست", True), ("פודקאסט", True), ("12 בעברית", True), ("東京", False), ("", False)],
)
def test_where_a_text_begins_is_told_by_its_first_letter(text: str, leftward: bool) -> None:
    assert fonts.reads_leftward(text) is leftward
