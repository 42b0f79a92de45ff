"""The program that drives yt-dlp for the service: one process a call. Run as `python -P -m anypod.ytdlp.runner`.

Imports nothing of the service but the protocol and its own parts, so that it runs beside any yt-dlp. Answers go out on
a private descriptor; stderr is the log.
"""

from __future__ import annotations

import sys

from anypod.ytdlp.fence import fence
from anypod.ytdlp.lifeline import hold, read_line, take_stdin
from anypod.ytdlp.outlet import Outlet, take_stdout
from anypod.ytdlp.protocol import VERSION, Answer, Hello, Request, decode_request

INTERRUPTED = 130


def main() -> int:
    """Serve one request and give the exit code: 0 also when what was asked for failed, and that was said."""
    outlet, lifeline = take_stdout(), take_stdin()
    request = decode_request(read_line(lifeline))
    hold(lifeline)
    try:
        # Imported late: the lifeline holds already, and a failing import shows as a process that said no hello.
        from yt_dlp.version import __version__  # type: ignore[import-untyped] # noqa: PLC0415 - see above

        from anypod.ytdlp import tool  # noqa: PLC0415 - see above

        outlet.say(Hello(protocol=VERSION, version=__version__))
        if request.fence is not None:
            fence(request.fence)
        _serve(request, outlet, tool.Log(outlet))
    except (KeyboardInterrupt, BrokenPipeError):
        return INTERRUPTED
    return 0


def _serve(request: Request, outlet: Outlet, log: object) -> None:
    from anypod.ytdlp import captions, fetcher, items, lister, optioncheck  # noqa: PLC0415 - see main
    from anypod.ytdlp.causes import trouble_of  # noqa: PLC0415 - see main
    from anypod.ytdlp.tool import Log, open_tool  # noqa: PLC0415 - see main

    assert isinstance(log, Log)  # noqa: S101 - its type can't be named before the import
    if request.call == "check":
        optioncheck.check(outlet, log, request)
        return
    try:
        if request.call == "fetch":
            fetcher.Fetcher(outlet, log, request).run()
            return
        if request.call == "caption":
            captions.Captioner(outlet, log, request).run()
            return
        with open_tool(request.args, log) as ydl:
            if request.call == "list":
                lister.Lister(ydl, outlet, request).run()
            else:
                items.examine(ydl, log, outlet, request.urls)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - wrong options and an unreadable cookie jar come here
        outlet.say(Answer(url="", trouble=trouble_of(error)))


if __name__ == "__main__":
    sys.exit(main())
