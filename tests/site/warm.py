"""yt-dlp with all of its imports done, forked for each call: what is run is real, what it costs is paid once.

Started by its path (`python -I warm.py`). Reads calls from stdin, each a line of JSON: the folder to run in, the
arguments, and the files that take stdout and stderr. Answers each with a line: how it ended. Ends with its stdin.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Sequence

import yt_dlp  # type: ignore[import-untyped]  # it has no types

PATIENCE = 60
"""Seconds that a call may take; then SIGALRM ends it."""


def warm_up() -> None:
    """Have each extractor be asked for an address and for a page: the generic one, the last, waits for all of them."""
    with yt_dlp.YoutubeDL({"quiet": True}) as asking:
        for extractor in asking._ies.values():
            extractor.suitable("about:blank")
            list(extractor.extract_from_webpage(asking, "about:blank", ""))
    gc.collect()
    gc.freeze()  # what is here stays: a child that collected it would copy the memory that it shares


def run(folder: str, arguments: Sequence[str], out: str, log: str) -> int:
    """Be yt-dlp, in the child of a fork; gives its exit code."""
    signal.alarm(PATIENCE)
    os.chdir(folder)
    for number, path, flags in ((0, os.devnull, os.O_RDONLY), (1, out, os.O_WRONLY), (2, log, os.O_WRONLY)):
        os.dup2(os.open(path, flags), number)
    try:
        yt_dlp.main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    except BaseException:  # noqa: BLE001 - as Python would at its end
        traceback.print_exc()
    return 1


def main() -> None:
    """Answer calls until there are no more."""
    warm_up()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = run(*json.loads(line))
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        _, status = os.waitpid(child, 0)
        os.write(1, b"%d\n" % os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
