"""The command: a line each, `ok` or `!!` with what to do; exit code 1 where there is something to do."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import click
import trio

from anypod.cli.context import Exit, Options
from anypod.cli.doctor.checkup import check_up
from anypod.rules.checkup import Line


@click.command(short_help="Look at all that anypod needs, and say what to do.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object instead of lines.")
@click.pass_obj
def doctor(options: Options, *, as_json: bool) -> None:
    """Look at all that anypod needs, whether it runs or not, and say what to do.

    The config, yt-dlp, ffmpeg, deno, plugins, cookies, the data folder, the database, ports, base_url, the proxy, the
    provider of tokens and the clock. Exit code 1 where something isn't well.
    """
    lines = trio.run(check_up, options)
    click.echo(to_json(lines) if as_json else to_text(lines))
    sys.exit(Exit.FINE if all(line.well for line in lines) else Exit.FAILED)


def to_text(lines: Sequence[Line]) -> str:
    """Give the lines for people."""
    width = max(len(line.name) for line in lines)
    return "\n".join(_shown(line, width) for line in lines)


def _shown(line: Line, width: int) -> str:
    rest = "" if line.remedy is None else f": {line.remedy}"
    text = " ".join(f"{line.text}{rest}".split())
    return f"{'ok' if line.well else '!!'}  {line.name:<{width}}  {text}"


def to_json(lines: Sequence[Line]) -> str:
    """Give the lines for programs."""
    checks = [{"name": line.name, "well": line.well, "text": line.text, "remedy": line.remedy} for line in lines]
    return json.dumps({"well": all(line.well for line in lines), "checks": checks}, ensure_ascii=False, indent=2)
