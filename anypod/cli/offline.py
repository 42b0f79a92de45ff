"""What the commands share that work on a data folder themselves, so that no service may run on it meanwhile."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from anypod.cli.context import Exit
from anypod.cli.words import in_words
from anypod.service.lock import DataDirLocked
from anypod.store.store import ForeignDatabase, SchemaTooNew, StoreFailed

F = TypeVar("F", bound=Callable[..., Any])

A_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
"""One that is there."""

_REFUSALS: tuple[type[Exception], ...] = (ForeignDatabase, SchemaTooNew, StoreFailed, OSError, sqlite3.Error)


def data_dir_option(help: str) -> Callable[[F], F]:
    """Add --data-dir to a command."""
    return click.option("--data-dir", type=click.Path(path_type=Path, file_okay=False), help=help)


@contextmanager
def leaving_with(sentence: str, *others: type[Exception]) -> Iterator[None]:
    """Leave the command with a sentence and its code where the body fails of something that is to be expected.

    Args:
        sentence: begins what is said where database, disk or one of the others refuse.
        others: exceptions of the command's own.
    """
    try:
        yield
    except DataDirLocked as error:
        click.echo(str(error), err=True)
        sys.exit(Exit.BUSY)
    except (*_REFUSALS, *others) as error:
        click.echo(f"{sentence}: {in_words(error)}", err=True)
        sys.exit(Exit.FAILED)
