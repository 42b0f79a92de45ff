"""`anypod import`: feeds of podsync, of the former anypod or of an OPML, with what they published so far."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import trio

from anypod.cli.context import Exit, Options
from anypod.cli.offline import A_FILE, data_dir_option, leaving_with
from anypod.cli.on_service import examples
from anypod.media.tools import find_tools
from anypod.model.failure import Failure
from anypod.service.imports.prepared import FeedReport, Imported, Importing
from anypod.service.imports.reading import NotReadable, Program
from anypod.service.imports.run import bring_in, plan
from anypod.service.imports.settling import WrongConfig, one_line
from anypod.service.imports.writing import NotWritten


@click.command(
    "import",
    short_help="Take over the feeds of podsync, the former anypod or an OPML.",
    epilog=examples(
        "anypod import --dry-run /etc/podsync/config.toml",
        "anypod import --old-data /srv/podsync /etc/podsync/config.toml",
        "anypod import subscriptions.opml",
    ),
)
@click.argument("file", type=A_FILE)
@click.option(
    "--old-data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The other program's data folder, where its config names another or none.",
)
@data_dir_option("For a config that is made here.")
@click.option("--move", is_flag=True, help="Move media files. Else they are linked, or copied to another file system.")
@click.option("--dry-run", is_flag=True, help="Say what would come over, and what can't; change nothing.")
@click.pass_obj
def import_(  # noqa: PLR0917 - click passes them by name
    options: Options, file: Path, old_data: Path | None, data_dir: Path | None, move: bool, dry_run: bool
) -> None:
    """Take over the feeds of another program: podsync's TOML, the former anypod's YAML, or an OPML.

    They are added to the config, which is made where there is none. Episodes keep their guid, date and file, so that
    podcast apps find nothing new. No service may run meanwhile.
    """
    wanted = Importing(
        file=file,
        old_data=old_data,
        config=options.config,
        data_dir=data_dir,
        environ=options.environ,
        move=move,
        now=datetime.now(UTC),
        tell=_show,
    )
    with leaving_with("not imported", NotWritten):
        try:
            done = trio.run(plan, wanted) if dry_run else trio.run(_bring_in, wanted)
        except (NotReadable, WrongConfig) as error:
            click.echo(str(error), err=True)
            sys.exit(Exit.WRONG)
    _tell(done, options.config, dry_run=dry_run)
    sys.exit(Exit.FAILED if done.lost else Exit.FINE)


async def _bring_in(wanted: Importing) -> Imported:
    tools = await find_tools(wanted.environ)
    if isinstance(tools, Failure):
        raise NotWritten(tools.message)
    return await bring_in(wanted, tools)


def _show(line: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{line}", nl=False, err=True)


def _tell(done: Imported, config: Path, *, dry_run: bool) -> None:
    if sys.stderr.isatty():
        click.echo(err=True)
    new = sum(feed.added for feed in done.feeds)
    there = len(done.feeds) - new
    known = f"; there already: {there}" if there else ""
    count = "1 feed" if new == 1 else f"{new} feeds"
    click.echo(f"{done.program}: {count} {'would go' if dry_run else 'went'} into {config}{known}")
    for feed in done.feeds:
        click.echo(f"  {_described(feed, done.program)}")
    if done.losses:
        click.echo("Not carried over as it was:")
    for loss in done.losses:
        click.echo(f"  {one_line(loss)}")
    if done.lost:
        click.echo(f"Feeds that can't come over: {', '.join(done.lost)}")


def _described(feed: FeedReport, program: Program) -> str:
    name = feed.name if feed.name == feed.former else f"{feed.name} ({feed.former})"
    if program is Program.OPML:  # which has no history
        return name if feed.added else f"{name}: there already"
    counts = [f"{count} {status}" for status, count in sorted(feed.statuses.items()) if count]
    known = [f"{feed.known} there before"] if feed.known else []
    return f"{name}: {', '.join([*counts, *known]) or 'no history'}"
