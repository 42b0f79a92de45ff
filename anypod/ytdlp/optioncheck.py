"""The runner's *check*: judges options with yt-dlp's own parser, and carries out none of them.

Abbreviations, bundles (`-ix`), `=` forms and presets are caught because the parser itself takes them apart.
"""

from __future__ import annotations

import optparse
import re
from typing import Any

from yt_dlp.options import create_parser  # type: ignore[import-untyped] # yt-dlp has no annotations

from anypod.ytdlp.outlet import Outlet
from anypod.ytdlp.protocol import Refused, Request
from anypod.ytdlp.tool import Log, open_tool

_EXPANDS = "-t"
"""A preset stands for other options, each of which is judged by itself."""
_WEB = re.compile(r"https?://[^/]", re.IGNORECASE)
_REACHES_OUT = re.compile(r"path|script|home|dir|file|exec|cmd|command|binary|dev|repo", re.IGNORECASE)


def check(outlet: Outlet, log: Log, request: Request) -> None:
    """Say each option that isn't allowed; when all are, what is wrong with their values."""
    refused = [*_judged(request.args, frozenset(request.allowed))]
    if not refused:
        refused = [*_wrong_values(log, request.args)]
    for one in refused:
        outlet.say(one)


def _judged(args: list[str], allowed: frozenset[str]) -> list[Refused]:
    """A word that is no option, and so a URL to yt-dlp, is refused; `--` makes words of all that follows."""
    parser, found = create_parser(), list[Refused]()
    for option in _options(parser):
        option.process = _recorder(option, allowed, found)
    try:
        _, words = parser.parse_args(list(args), parser.get_default_values())
    except optparse.OptParseError as error:
        return [*found, Refused(option="", dest="", message=_plain(error))]
    except SystemExit:
        return [*found, Refused(option="", dest="", message="that ends yt-dlp at once")]
    return found + [Refused(option=word, dest="", message="is no option; URLs belong elsewhere") for word in words]


def _options(parser: Any) -> list[Any]:
    return [option for group in (parser, *parser.option_groups) for option in group.option_list]


def _recorder(option: Any, allowed: frozenset[str], found: list[Refused]) -> Any:
    """In the place of Option.process: notes what isn't allowed instead of doing it."""
    process = option.process
    name = str(option)

    def record(written: str, value: Any, values: Any, parser: Any) -> Any:
        if _EXPANDS in option._short_opts:  # noqa: SLF001 - optparse has no other way to ask
            return process(written, value, values, parser)
        long = option._long_opts[0] if option._long_opts else name  # noqa: SLF001 - see above
        if option.dest not in allowed:
            found.append(Refused(option=long, dest=option.dest or "", message=""))
        elif option.dest == "extractor_args" and _reaches_out(str(value)):
            found.append(Refused(option=long, dest="extractor_args", message="names a file or program"))
        elif option.dest == "sponsorblock_api" and not _WEB.match(str(value)):
            found.append(Refused(option=long, dest=option.dest, message="takes an http(s) address"))
        else:
            return process(written, value, values, parser)
        return None

    return record


def _reaches_out(value: str) -> bool:
    """Extractor arguments of some plugins name scripts to run: `youtubepot-bgutilscript:script_path=…`."""
    key, _, rest = value.partition(":")
    names = [part.partition("=")[0] for part in rest.split(";")]
    return key.lower().startswith(("youtubepot", "youtubejsc")) or any(map(_REACHES_OUT.search, names))


def _wrong_values(log: Log, args: list[str]) -> list[Refused]:
    """A wrong value shows in the parser or only in what is made of the options."""
    try:
        open_tool(["--ignore-config", *args], log).close()
    except (optparse.OptParseError, SyntaxError, ValueError, TypeError) as error:
        return [Refused(option="", dest="", message=_plain(error))]
    except SystemExit:
        return [Refused(option="", dest="", message="that ends yt-dlp at once")]
    except Exception as error:  # noqa: BLE001 - whatever YoutubeDL can't be made of is wrong
        return [Refused(option="", dest="", message=_plain(error))]
    return []


def _plain(error: Exception) -> str:
    """Leave out the usage text that optparse puts before its message."""
    return str(error).strip().rpartition("error: ")[2].strip() or type(error).__name__
