"""Whether the programs that a config names are on this machine. Runs none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping

from anypod.config.problems import Wrong
from anypod.model.settings import Settings


def missing_programs(settings: Settings, environ: Mapping[str, str]) -> Iterator[Wrong]:
    """Give the hooks whose program isn't to be found: no reason for a config not to act, but one to tell.

    Looks at the disk, which may take its time.
    """
    for kind, (program, *_) in settings.hooks.items():
        if shutil.which(program, path=environ.get("PATH")) is None:
            yield Wrong(("hooks", kind), message=f"there is no program {program} that can be run")
