"""A Python in which yt-dlp and the runner are imported already. Each call is a fork of it, as good as a fresh start.

Run with a socket's number: `python -P -m tests.support.warm_server 7`. Ends with the other end of that socket. The
asker becomes the parent of what is forked, if it is a subreaper for as long as it waits for the answer.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import TypedDict

import yt_dlp  # type: ignore[import-untyped] # yt-dlp has no annotations

from anypod.ytdlp import captions, fetcher, items, lister, optioncheck, runner, tool

LONGEST = 100_000
"""Bytes of a call."""
_IMPORTED_LATE = (captions, fetcher, items, lister, optioncheck, tool)
"""What the runner imports once it has its request."""


class Call(TypedDict):
    """What is to run: a module, with what a process begins with."""

    module: str
    arguments: list[str]
    folder: str
    environ: dict[str, str]


def warm_up() -> None:
    """Have each extractor be asked for an address and for a page: the generic one, the last, waits for all of them."""
    with yt_dlp.YoutubeDL({"quiet": True}) as asking:
        for extractor in asking._ies.values():
            extractor.suitable("about:blank")
            list(extractor.extract_from_webpage(asking, "about:blank", ""))
    gc.collect()
    gc.freeze()  # what is here stays: a child that looked through it would copy the memory that it shares


def serve(asked: socket.socket) -> None:
    """Answer each call with the number of its process."""
    while True:
        call, descriptors, _, _ = socket.recv_fds(asked, LONGEST, 3)
        if not call:
            return
        asked.send(b"%d" % _forked(json.loads(call), descriptors))
        for descriptor in descriptors:
            os.close(descriptor)


def _forked(call: Call, descriptors: Sequence[int]) -> int:
    """Fork twice: what has lost its parent goes to the asker, who can wait for it as for any child."""
    told, tell = os.pipe()
    between = os.fork()
    if between == 0:
        if os.fork() == 0:
            os.setsid()
            os.write(tell, b"%d" % os.getpid())
            _end_with(_ran(call, descriptors))
        os._exit(0)
    os.waitpid(between, 0)
    number = int(os.read(told, 20))
    os.close(told)
    os.close(tell)
    return number


def _ran(call: Call, descriptors: Sequence[int]) -> int:
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
    os.closerange(3, 3 + 100)
    os.chdir(call["folder"])
    os.environ.clear()
    os.environ.update(call["environ"])
    sys.argv[1:] = call["arguments"]
    run: Callable[[], int | None] = {"anypod.ytdlp.runner": runner.main, "yt_dlp": yt_dlp.main}[call["module"]]
    try:
        return run() or 0
    except SystemExit as ended:
        return int(ended.code or 0)
    except BaseException:  # noqa: BLE001 - told as the interpreter would
        traceback.print_exc()
        return 1


def _end_with(code: int) -> None:
    """End as the interpreter does, but for taking everything that was imported apart."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as socket_of_the_asker:
        warm_up()
        serve(socket_of_the_asker)
