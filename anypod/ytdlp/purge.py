"""What of an interrupted fetch may be used again. Stdlib only.

A kill during conversion leaves half a file under the final name, and yt-dlp takes that for a finished download.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

_RESUMABLE = re.compile(r".*(\.part|\.ytdl|\.part-Frag\d+(\.part)?)")
_PLAN = "plan"
"""The file that says what the parts are parts of."""


def purge(folder: Path) -> None:
    """Delete everything that an earlier fetch left, but parts that can be resumed."""
    for path in folder.iterdir():
        if path.name != _PLAN and not (path.is_file() and _RESUMABLE.fullmatch(path.name)):
            _delete(path)


def plan(folder: Path, formats: str) -> None:
    """Note what is about to be fetched; parts of anything else go, since they bear the same names.

    Args:
        folder: where the parts are.
        formats: names the formats and their sizes.
    """
    note = folder / _PLAN
    if not note.exists() or note.read_text() != formats:
        for path in folder.iterdir():
            _delete(path)
        note.write_text(formats)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
