"""Moments as options of commands have them."""

from __future__ import annotations

import os
from datetime import datetime

import click

from anypod.config.zone import local_zone

MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"])
"""A day, or a day with a time, perhaps with an offset."""


def aware(given: datetime | None) -> datetime | None:
    """Give it with an offset: without one it is meant as the clock on the wall has it."""
    if given is None or given.tzinfo is not None:
        return given
    return given.replace(tzinfo=local_zone(os.environ))
