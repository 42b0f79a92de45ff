"""`anypod restore`: a backup back in its place, while no service runs there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
import trio

from anypod.cli.context import Options
from anypod.cli.offline import A_FILE, data_dir_option, leaving_with
from anypod.cli.on_service import examples
from anypod.service.backup.manifest import NotABackup
from anypod.service.backup.restore import Restored, Restoring
from anypod.service.backup.restore import restore as restored
from anypod.service.backup.restored_config import NotRestored


@click.command(
    epilog=examples(
        "anypod restore /backups/anypod.tar.gz", "anypod restore --data-dir /srv/anypod --force /backups/anypod.tar.gz"
    )
)
@click.argument("archive", type=A_FILE, metavar="FILE")
@data_dir_option("Else where its config has it.")
@click.option("--force", is_flag=True, help="Move aside what is there already; nothing of it is deleted.")
@click.pass_obj
def restore(options: Options, archive: Path, data_dir: Path | None, force: bool) -> None:
    """Put a backup in its place. No service may run on that data folder.

    The config goes where --config says. An older anypod's backup is brought up to this one.
    """
    wanted = Restoring(
        archive=archive,
        config=options.config,
        data_dir=data_dir,
        environ=options.environ,
        force=force,
        at=datetime.now(UTC),
    )
    with leaving_with(f"{archive} was not restored", NotRestored, NotABackup):
        _tell(options.config, trio.run(restored, wanted))


def _tell(config: Path, done: Restored) -> None:
    click.echo(f"restored into {done.data_dir}, the config into {config}; made {done.manifest.made_at}")
    for aside in (done.aside, done.aside_config):
        if aside is not None:
            click.echo(f"what was there lies in {aside}")
    if done.returned:
        click.echo(f"{done.returned} media files that were there are kept")
    if done.missing:
        click.echo(f"{done.missing} downloads lack their file and are fetched again; a file put into media/ is taken")
    if done.to_fill_in:
        click.echo(f"secrets are missing in {config}: `anypod check` names them")
