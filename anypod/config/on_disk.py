"""Whether the programs, files and folders that a config names are on this machine. Runs and opens none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping

from anypod.config.problems import Wrong
from anypod.model.settings import Settings, YtdlpSettings


def missing(settings: Settings, environ: Mapping[str, str]) -> Iterator[Wrong]:
    """Give what isn't to be found: no reason for a config not to act, but one to tell.

    Looks at the disk, which may take its time.
    """
    yield from _missing_files(settings.ytdlp)
    for kind, (program, *_) in settings.hooks.items():
        if shutil.which(program, path=environ.get("PATH")) is None:
            yield Wrong(("hooks", kind), message=f"there is no program {program} that can be run")


def _missing_files(ytdlp: YtdlpSettings) -> Iterator[Wrong]:
    if ytdlp.cookies_file is not None and not ytdlp.cookies_file.is_file():
        yield Wrong(("ytdlp", "cookies_file"), message=f"there is no file {ytdlp.cookies_file}")
    for index, folder in enumerate(ytdlp.plugin_dirs):
        if not folder.is_dir():
            yield Wrong(("ytdlp", "plugin_dirs", f"[{index}]"), message=f"there is no folder {folder}")
