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
