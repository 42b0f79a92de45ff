"""Moments as options of commands have them."""

from __future__ import annotations

import os
from datetime import datetime

import click

from anypod.config.zone import local_zone


class Moment(click.ParamType[datetime]):
    """A day, or a day with a time, perhaps with an offset."""

    name = "date"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it; fails with what may be written."""
        try:
            return value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            self.fail(f'"{value}" is no day such as 2026-01-31, nor a time such as 2026-01-31T18:00:00.', param, ctx)


MOMENT = Moment()


def aware(given: datetime | None) -> datetime | None:
    """Give it with an offset: without one it is meant as the clock on the wall has it."""
    if given is None or given.tzinfo is not None:
        return given
    return given.replace(tzinfo=local_zone(os.environ))
