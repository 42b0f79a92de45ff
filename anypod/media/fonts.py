"""Which font can write a text: those that systems tend to have, then the one that Pillow brings. No fontconfig."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"))
FILES = (
    "truetype/dejavu/DejaVuSans-Bold.ttf",
    "truetype/noto/NotoSans-Bold.ttf",
    "noto/NotoSans-Bold.ttf",
    "opentype/noto/NotoSansCJK-Bold.ttc",
    "noto-cjk/NotoSansCJK-Bold.ttc",
    "truetype/wqy/wqy-zenhei.ttc",
    "truetype/droid/DroidSansFallbackFull.ttf",
    "truetype/freefont/FreeSansBold.ttf",
    "TTF/DejaVuSans-Bold.ttf",
)
_NOBODY = "\U0010fffe"
"""A code point that no font has: what is drawn for it is the box for missing characters."""
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def font_for(text: str) -> Path | None:
    """Give the first font file that has every letter of a text; None for Pillow's own font.

    LookupError when none can write it: the letters are missing everywhere, or need shaping that isn't there.
    """
    if _needs_shaping(text) and not features.check("raqm"):
        raise LookupError(text)
    for path in _candidates():
        if all(_has(path, char) for char in set(text) if not char.isspace()):
            return path
    raise LookupError(text)


@lru_cache(maxsize=64)
def loaded(path: Path | None, size: int) -> ImageFont.FreeTypeFont:
    """Load a font at a size in pixels. OSError when the file can't be read."""
    if path is not None:
        return ImageFont.truetype(path, size)
    own = ImageFont.load_default(size)
    if not isinstance(own, ImageFont.FreeTypeFont):
        raise OSError("Pillow was built without FreeType")
    return own


def _candidates() -> Iterator[Path | None]:
    # Pillow's own comes first: it is the same on every machine.
    yield None
    for folder in FOLDERS:
        for name in FILES:
            if (folder / name).is_file():
                yield folder / name


@lru_cache(maxsize=4096)
def _has(path: Path | None, char: str) -> bool:
    font = loaded(path, 32)
    return _drawn(font, char) != _drawn(font, _NOBODY)


def _drawn(font: ImageFont.FreeTypeFont, char: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(char)
    return mask.size, bytes(mask)


def _needs_shaping(text: str) -> bool:
    return any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT or unicodedata.combining(char) for char in text)
