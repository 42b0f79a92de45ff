"""Which font can write a text: the one that Pillow brings, then those that systems tend to have. No fontconfig."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from itertools import islice
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
PACKAGES = ("manimgx_fonts_cjk",)
"""From PyPI, the extra `fonts`: Noto Sans CJK, for systems without."""
_SUFFIXES = frozenset({".ttf", ".otf", ".ttc"})
_SCANNED = 3_000
"""Files below a folder of fonts that are looked at."""
_BOLD = 700
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
        return _bold(ImageFont.truetype(path, size))
    own = ImageFont.load_default(size)
    if not isinstance(own, ImageFont.FreeTypeFont):
        raise OSError("Pillow was built without FreeType")
    return own


def _bold(font: ImageFont.FreeTypeFont) -> ImageFont.FreeTypeFont:
    """Of a font that has every weight the bold one: it begins as the thinnest."""
    try:
        axes = font.get_variation_axes()
    except OSError:  # it has but one
        return font
    if len(axes) == 1 and (axes[0]["minimum"] or 0) <= _BOLD <= (axes[0]["maximum"] or 0):
        font.set_variation_by_axes([_BOLD])
    return font


def _candidates() -> Iterator[Path | None]:
    # Pillow's own comes first: it is the same on every machine.
    yield None
    for folder in FOLDERS:
        for name in FILES:
            if (folder / name).is_file():
                yield folder / name
    for package in PACKAGES:
        spec = find_spec(package)
        for place in spec.submodule_search_locations or () if spec else ():
            yield from _below(Path(place))
    for folder in FOLDERS:
        yield from _below(folder)


@lru_cache(maxsize=16)
def _below(folder: Path) -> tuple[Path, ...]:
    """Every font in a folder, those first that suit a title: each system has its own names for them."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)
    return tuple(sorted(islice(found, _SCANNED), key=_unsuited))


def _unsuited(path: Path) -> tuple[bool, bool, str]:
    name = path.name.lower()
    odd = any(word in name for word in ("italic", "oblique", "mono", "serif", "condensed", "math", "light", "thin"))
    return odd, "bold" not in name, str(path)


@lru_cache(maxsize=4096)
def _has(path: Path | None, char: str) -> bool:
    try:
        font = loaded(path, 32)
        return _drawn(font, char) != _drawn(font, _NOBODY)
    except OSError:  # a file that is broken, or no font
        return False


def _drawn(font: ImageFont.FreeTypeFont, char: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(char)
    return mask.size, bytes(mask)


def _needs_shaping(text: str) -> bool:
    return any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT or unicodedata.combining(char) for char in text)


def reads_leftward(text: str) -> bool:
    """Whether a text begins at the right, as its first letter says."""
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((kind for kind in strong if kind == "L" or kind in _RIGHT_TO_LEFT), "L") != "L"
