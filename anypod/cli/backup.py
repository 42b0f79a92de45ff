"""`anypod backup`: everything that can't be fetched again into one file, while the service goes on."""

from __future__ import annotations

import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from anypod import __version__
from anypod.cli.context import Exit, Options
from anypod.cli.on_service import examples
from anypod.cli.words import in_words
from anypod.config.load import load
from anypod.rules.reasons import size_in_words
from anypod.service.backup.pack import ENDINGS, Packed, Wanted, pack


@click.command(
    short_help="Put config, catalogue and pictures into one tar, also while it runs.",
    epilog=examples("anypod backup /backups/anypod.tar.gz", "anypod backup --media --with-secrets /mnt/usb"),
)
@click.argument("target", type=click.Path(path_type=Path), metavar="FILE|FOLDER")
@click.option("--media", is_flag=True, help="With the media files. Without them they are fetched again on a restore.")
@click.option(
    "--with-secrets",
    is_flag=True,
    help="With the config's tokens and proxy and the admin token that was made here. Else they are left out, and the "
    "restored config names where they have to be filled in.",
)
@click.pass_obj
def backup(options: Options, target: Path, media: bool, with_secrets: bool) -> None:
    """Back up config, catalogue, pictures and transcripts, also while the service runs.

    FILE ends in .tar, .tar.gz or .tgz, and is replaced if it is there; into a FOLDER goes anypod-TIME.tar.
    """
    now = datetime.now(UTC)
    if target.is_dir():
        target /= f"anypod-{now:%Y%m%dT%H%M%SZ}.tar"
    if not target.name.endswith(ENDINGS):
        raise click.UsageError(f"{target} ends in none of {', '.join(ENDINGS)}, and is no folder")
    loaded = load(options.config, options.environ)
    settings = loaded.settings or loaded.fallback
    if settings is None:
        click.echo("\n".join(map(str, loaded.problems)), err=True)
        sys.exit(Exit.WRONG)
    try:
        wanted = Wanted(
            config=options.config.read_bytes(),
            data_dir=settings.storage.data_dir,
            media=media,
            secrets=with_secrets,
            version=__version__,
            made_at=now.isoformat(timespec="seconds"),
        )
        packed = pack(wanted, target)
    except (OSError, sqlite3.Error) as error:
        click.echo(f"no backup: {in_words(error)}", err=True)
        sys.exit(Exit.FAILED)
    _tell(target, packed)


def _tell(target: Path, packed: Packed) -> None:
    click.echo(f"{target}: {packed.files} files, {size_in_words(packed.size)}")
    if packed.withheld:
        click.echo(f"left out: {', '.join(packed.withheld)}; keep them elsewhere, or give --with-secrets")
